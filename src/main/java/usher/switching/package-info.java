/**
 * The switches that carry the calls: what each is owed, which of its events are missing, and which
 * calls it no longer has. Contacts order ({@link usher.kernel.SwitchOrder}); the order is said
 * again to whoever listens for that switch until it is acknowledged, answered by an event, or
 * wanted no more. The room knows contacts as {@link usher.switching.Contacts} and {@link
 * usher.switching.LiveCalls}.
 *
 * <p>{@link usher.switching.Outbox} decides, {@link usher.switching.SwitchEntity} collects what
 * comes while a write is under way and writes it as one event through {@link
 * usher.switching.OutboxEntity}.
 */
package usher.switching;
