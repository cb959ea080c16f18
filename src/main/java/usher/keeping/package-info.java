/**
 * What becomes of the journal as time goes by: what is old is deleted, what is there is copied into
 * a file and out of it again, and the room it takes is watched. It knows tables and rows; what the
 * events in them mean it is told.
 */
package usher.keeping;
