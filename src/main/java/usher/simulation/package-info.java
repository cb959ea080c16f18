/**
 * A contact centre in virtual time around the real matcher: arrivals, patience, service times,
 * agents and shifts come from a scenario file and a seed, every decision from the same code that
 * decides in the server. For comparing policies before anybody has to live with them, and for
 * holding the matcher against what queueing theory knows.
 */
package usher.simulation;
