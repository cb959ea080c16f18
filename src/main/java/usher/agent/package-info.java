/**
 * A person: presence, skills, capacity, reservations, wrap-up. The agent is the only lock on its
 * own capacity: it reserves before a contact is offered, asks the contact until it has heard the
 * last word, and frees a slot on nothing else. It knows contacts as {@link usher.agent.Contacts}.
 */
package usher.agent;
