package usher.definitions;

/** One thing wrong in what somebody wrote: where (RFC 6901), and what to write instead. */
public record Fault(String pointer, String code, String message) {}
