/**
 * A line: who may enter it, the ledger of who waits, and its policy. The queue decides who is
 * admitted and removes nobody by itself: an entry goes when the contact says so. Its ledger numbers
 * every change; whoever follows it ({@link usher.queue.Follower}) can tell when something is
 * missing.
 *
 * <p>{@link usher.queue.QueueEntity} collects what arrives while a write is under way and writes it
 * as one event through {@link usher.queue.LedgerEntity}.
 */
package usher.queue;
