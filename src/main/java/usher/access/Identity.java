package usher.access;

/** What came of a look at somebody's credentials. */
public sealed interface Identity {
  record Known(Caller caller) implements Identity {}

  /** {@code why}: what to do now. */
  record Refused(String why) implements Identity {}

  /** Whoever issued them could not be asked: they may be good. */
  record Unsure() implements Identity {}
}
