package usher.interaction;

import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import usher.interaction.InteractionEntity.Alarm;
import usher.interaction.InteractionEntity.Command;
import usher.interaction.InteractionEntity.Due;
import usher.kernel.Times;

/** A contact's timers: its next deadline, saying a debt again, and going to rest. */
final class Alarms {
  /** How often a debt is said again, and how long an ended contact stays awake for questions. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private static final Duration REST = Duration.ofSeconds(5);

  private final TimerScheduler<Command> timers;
  private boolean owing;
  private boolean resting;
  private Life.Deadline deadline;

  Alarms(TimerScheduler<Command> timers) {
    this.timers = timers;
  }

  /** Arms what this state waits for, and nothing else. */
  void arm(Interaction i, Memory memory, Instant now) {
    armDeadline(i, memory, now);
    var owes = !Debts.of(i, memory).isEmpty();
    if (owes && !owing) timers.startSingleTimer(Alarm.DEBTS, AGAIN);
    if (!owes && owing) timers.cancel(Alarm.DEBTS);
    owing = owes;
    var over = i.status() == Status.COMPLETED || i.status() == Status.UNBORN;
    if (over && !owes) rest(REST);
    else if (resting) {
      timers.cancel(Alarm.REST);
      resting = false;
    }
  }

  void rest(Duration after) {
    timers.startSingleTimer(Alarm.REST, after);
    resting = true;
  }

  /** False where something was written while the alarm was on its way. */
  boolean mayRest() {
    return resting;
  }

  /** Its alarm has come, and is armed again where something is owed still. */
  void debtsDue() {
    owing = false;
  }

  void deadlineDue() {
    deadline = null;
  }

  /** After a restart no timer runs. */
  void forget() {
    owing = false;
    resting = false;
    deadline = null;
  }

  private void armDeadline(Interaction i, Memory memory, Instant now) {
    var next =
        Life.deadlines(i, memory).stream()
            .min(Comparator.comparing(Life.Deadline::at))
            .orElse(null);
    if (next == null ? deadline == null : next.equals(deadline)) return;
    deadline = next;
    if (next == null) timers.cancel("deadline");
    else
      timers.startSingleTimer(
          "deadline", new Due(next.key()), Times.rest(next.at(), next.full(), now));
  }
}
