/**
 * Who changed what: definitions, profiles, queues' states, and what supervisors did to what is
 * others'. A table beside the journal, in the same database.
 */
package usher.audit;
