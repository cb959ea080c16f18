package usher.interaction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import usher.interaction.InteractionEntity.Busy;
import usher.interaction.InteractionEntity.Done;
import usher.interaction.InteractionEntity.Refused;
import usher.interaction.InteractionEntity.Reply;
import usher.kernel.Refusal;

/** Those who have asked a contact for something and wait for the promise. */
final class Callers {
  private static final int MOST = 64;

  private record Caller(Consumer<Reply> tell, boolean changed, boolean created, boolean moves) {}

  private final List<Caller> waiting = new ArrayList<>();

  /** {@code moves}: it wants the contact in another queue, and hears if that would not have it. */
  void add(Consumer<Reply> tell, boolean changed, boolean created, boolean moves) {
    if (waiting.size() >= MOST) waiting.remove(0); // gave up long ago
    waiting.add(new Caller(tell, changed, created, moves));
  }

  void promise(Interaction i) {
    waiting.forEach(c -> c.tell.accept(new Done(i, c.changed, c.created)));
    waiting.clear();
  }

  void refuseMoves(Refusal why) {
    for (var caller : waiting) if (caller.moves) caller.tell.accept(new Refused(why));
    waiting.removeIf(Caller::moves);
  }

  void askAgain(String busyQueue) {
    waiting.forEach(c -> c.tell.accept(new Busy(busyQueue)));
    waiting.clear();
  }

  /** They hear nothing, and ask again. */
  void forget() {
    waiting.clear();
  }
}
