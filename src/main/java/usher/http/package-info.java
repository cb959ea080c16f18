/**
 * The contract over HTTP: JSON in and out, problems, desk streams. Calls the other rooms' front
 * doors and decides nothing; nobody imports it.
 */
package usher.http;
