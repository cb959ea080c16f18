/**
 * The command {@code replay}: a switch and its agents as a client sees them. It plays a day of
 * calls, one from a file or a generated one, through the public HTTP API and afterwards asks the
 * server what became of each call. It knows no other room: what it can do, any customer's own
 * client can do.
 *
 * <p>The days it generates have the shape of "Anonymous Bank" (Technion Service Engineering; Guedj
 * and Mandelbaum), the data of Brown et al., JASA 100 (2005).
 */
package usher.replay;
