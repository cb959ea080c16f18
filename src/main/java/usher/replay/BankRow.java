package usher.replay;

/**
 * One row of the file, as far as a replay needs it. Times are ms since midnight.
 *
 * <p>Only what does not contradict itself is used: the caller arrives when he leaves the voice
 * response ({@code vru_exit}), waits for {@code q_time}, and talks for {@code ser_time}. The other
 * columns disagree by seconds: {@code vru_time} may be negative, {@code ser_start} may precede
 * {@code vru_exit}, {@code ser_exit} may lie beyond midnight.
 */
record BankRow(
    String date,
    String type,
    boolean ahead,
    long arrivesAt,
    long waited,
    Outcome outcome,
    long service,
    String server) {

  enum Outcome {
    AGENT,
    HANG,
    /** A call that its own documentation says to ignore. */
    PHANTOM
  }

  static final String HEADER =
      "vru+line\tcall_id\tcustomer_id\tpriority\ttype\tdate\tvru_entry\tvru_exit\tvru_time\tq_start"
          + "\tq_exit\tq_time\toutcome\tser_start\tser_exit\tser_time\tserver";

  private static final int COLUMNS = HEADER.split("\t").length;

  static BankRow parse(String line, int lineNumber) {
    var cells = line.split("\t", -1);
    if (cells.length != COLUMNS)
      throw wrong(lineNumber, "has " + cells.length + " columns, not " + COLUMNS);
    try {
      return new BankRow(
          cells[5],
          cells[4],
          cells[3].equals("2"),
          timeOfDay(cells[7]),
          seconds(cells[11]),
          Outcome.valueOf(cells[12]),
          seconds(cells[15]),
          cells[16]);
    } catch (IllegalArgumentException e) {
      throw wrong(lineNumber, "is unreadable: " + e.getMessage());
    }
  }

  private static ReplayFailure wrong(int line, String how) {
    return new ReplayFailure(
        "Line " + line + " of the file " + how + ". Give the file as it was published, unedited");
  }

  private static long seconds(String text) {
    return Math.max(0, Long.parseLong(text)) * 1000;
  }

  private static long timeOfDay(String text) {
    var parts = text.split(":");
    if (parts.length != 3) throw new IllegalArgumentException(text + " is no time of day");
    return (Long.parseLong(parts[0]) * 3600
            + Long.parseLong(parts[1]) * 60
            + Long.parseLong(parts[2]))
        * 1000;
  }

  boolean isAnswered() {
    return outcome == Outcome.AGENT;
  }

  /** The agent was seen at work from then to then. */
  Agent.Shift work() {
    return new Agent.Shift(arrivesAt + waited, arrivesAt + waited + service);
  }

  boolean namesAgent() {
    return isAnswered() && !server.equals("NO_SERVER");
  }
}
