package usher.replay;

/** A client cannot go on; its message says what to do now. */
public final class ReplayFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ReplayFailure(String whatToDo) {
    super(whatToDo);
  }

  public ReplayFailure(String whatToDo, Throwable cause) {
    super(whatToDo, cause);
  }
}
