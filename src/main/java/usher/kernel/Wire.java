package usher.kernel;

/** Marks what is written to the journal or sent between nodes; bound to one serializer. */
public interface Wire {}
