package usher.replay;

import java.io.PrintStream;

/** Shows how things stand: at a terminal each line is written over the one before. */
public final class LiveLine {
  private static final String REST_OF_LINE = "\u001b[K";

  private final PrintStream out;
  private final boolean overwrites = isTerminal();
  private boolean open;

  public LiveLine(PrintStream out) {
    this.out = out;
  }

  public boolean overwrites() {
    return overwrites;
  }

  public void show(String line) {
    if (overwrites) out.print("\r" + line + REST_OF_LINE);
    else out.println(line);
    open = overwrites;
    out.flush();
  }

  /** What is printed next begins a line of its own. */
  public void leave() {
    if (open) out.println();
    open = false;
  }

  /** From Java 22 on there may be a console without a terminal, and it says so. */
  private static boolean isTerminal() {
    var console = System.console();
    if (console == null) return false;
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
