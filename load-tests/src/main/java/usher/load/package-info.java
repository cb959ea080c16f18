/**
 * Loads a running Usher the way a contact centre does: callers arrive, desks hear offers on their
 * live streams, accept, release and complete. Knows the contract over HTTP and nothing behind it.
 */
package usher.load;
