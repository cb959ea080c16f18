/**
 * Who asks, and who may what: keys of switches and systems, bearer tokens of people, the sessions
 * of their browsers, and one table of operations and roles. It knows no request: the door shows it
 * what was brought along, and does as it says.
 */
package usher.access;
