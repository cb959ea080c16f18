/**
 * Conditions that operators write, in CEL: checked when they are defined, without side effects, and
 * always at an end. What is asked about comes in as arguments; nothing here knows a neighbour.
 */
package usher.rules;
