/** Usher: the right person for every contact, exactly once, and none lost. */
package usher;
