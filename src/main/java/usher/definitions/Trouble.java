package usher.definitions;

/**
 * One thing wrong in a policy file: where, and what to write instead.
 *
 * @param file as the operator would open it from where the server was started
 * @param line from 1
 * @param column from 1
 * @param pointer what it is about (RFC 6901); empty for the file itself
 */
public record Trouble(
    String file, int line, int column, String pointer, String code, String message) {

  /** As compilers say it, so that editors jump there. */
  @Override
  public String toString() {
    var about = pointer.isEmpty() ? "" : pointer + ": ";
    return file + ":" + line + ":" + column + ": " + about + message;
  }
}
