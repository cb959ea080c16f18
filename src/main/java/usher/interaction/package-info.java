/**
 * One customer contact of any medium: its life, its facts, its history. It is the judge of who has
 * the contact: agents and queues ask it, and what it answers without a write can never become
 * false. It knows queues as {@link usher.interaction.Line} and agents as {@link
 * usher.interaction.Desk}.
 *
 * <p>{@link usher.interaction.Interaction} holds the life of the contact, {@link
 * usher.interaction.Verdicts} what agents are told about their offers; {@link
 * usher.interaction.InteractionEntity} only writes and sends.
 */
package usher.interaction;
