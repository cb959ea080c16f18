package usher.replay;

/** The replay cannot go on; its message says what to do now. */
final class ReplayFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  ReplayFailure(String whatToDo) {
    super(whatToDo);
  }

  ReplayFailure(String whatToDo, Throwable cause) {
    super(whatToDo, cause);
  }
}
