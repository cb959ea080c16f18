/**
 * Where events are kept: which database, its tables, and how H2's file is opened so that what was
 * acknowledged survives a power cut.
 */
package usher.journal;
