package usher.interaction;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import usher.kernel.Ending;

/** What a contact has to say again: because nobody confirmed it, or because it has just woken. */
public final class Debts {
  private Debts() {}

  /** What has to be said again and again until the other side has it. */
  public static List<Told> of(Interaction i, Memory memory) {
    var owed = new ArrayList<Told>();
    memory.owed().values().forEach(order -> owed.add(new Told.Ordered(order)));
    if (i.status() == Status.UNBORN) return owed;
    if (!i.settled(memory)) owed.add(i.waits() ? i.wantsIn() : Conversation.takeOver(i));
    else {
      var from = i.stay().leaving();
      if (i.hasLeftQueue() && !memory.hasParted(from.queue(), i.round()))
        owed.add(i.left(from.queue()));
      if (!i.waits() && !memory.hasParted(i.queue(), i.round())) owed.add(i.left(i.queue()));
    }
    owed.addAll(Consulting.debts(i, memory));
    return owed;
  }

  /** The effects of where it stands, all harmless when said twice. */
  public static List<Told> effects(Interaction i, Instant now) {
    var told = new ArrayList<Told>();
    switch (i.status()) {
      case OFFERED -> {
        i.offers().forEach(o -> told.add(Offers.pending(o)));
        i.offers().forEach(o -> told.addAll(Calls.route(i, o)));
      }
      case CONNECTED, HELD -> told.add(Conversation.on(i));
      case WRAP_UP -> {
        told.add(new Told.Closed(i.talk().offer().id(), Ending.RELEASED));
        told.addAll(Calls.hangUpAgain(i, now));
      }
      case COMPLETED -> told.addAll(Calls.hangUpAgain(i, now));
      case UNBORN, QUEUED -> {}
    }
    return told;
  }
}
