package usher.simulation;

/** What is said of a run. Waits are from arrival to answer, in seconds. */
enum Kpi {
  OFFERED("contacts", ""),
  SERVED("served", ""),
  /** Of all who came, in percent. */
  ABANDONED("abandoned", "%"),
  /** Whom nobody had helped when the run was over. */
  LEFT("still waiting", ""),
  /** Average speed of answer: mean wait of who was served. */
  ASA("average speed of answer", "s"),
  /** Served within the queue's service level time (20 s where it has none), of all who came. */
  WITHIN("within service level", "%"),
  P50("wait, median", "s"),
  P95("wait, 95 %", "s"),
  P99("wait, 99 %", "s"),
  LONGEST("wait, longest", "s"),
  /** Served by whom the first step looks for, of all who were served. */
  MATCHED("served in the first step", "%"),
  /** Served by whom they were served before, of all who were served and had been before. */
  AGAIN("served by the last agent", "%"),
  /** Came to their queue's goal, of all who were served where that is looked at. */
  REACHED("goal reached", "%"),
  /**
   * What talk and wrap-up take of the agents' room, of the time they were there; of all contacts.
   */
  OCCUPANCY("occupancy", "%"),
  /** Who waited, on average over the time. */
  IN_LINE("waiting, on average", "");

  final String title;
  final String unit;

  Kpi(String title, String unit) {
    this.title = title;
    this.unit = unit;
  }
}
