/**
 * The option {@code --demo}: a call centre that never closes, for people who want to see the server
 * at work. A simulated switch and simulated agents live beside it and speak to it through the
 * public HTTP API alone, with what room {@code replay} has for clients.
 *
 * <p>How many calls come when, how long callers wait and talk, and how many agents are at work is
 * the "Anonymous Bank's", see {@link usher.replay.BankProfile}. What the bank did not have or did
 * not write down is invented, see {@link usher.demo.Arrivals}.
 */
package usher.demo;
