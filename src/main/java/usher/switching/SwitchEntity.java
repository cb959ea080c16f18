package usher.switching;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import usher.kernel.Decision;
import usher.kernel.Refusal;
import usher.kernel.SwitchOrder;
import usher.kernel.Times;
import usher.kernel.Wire;
import usher.switching.SwitchService.News;

/**
 * Carries one switch: what comes while a write is under way is collected in one lane, so that the
 * orders of a contact stay in order, and written as one event by {@link OutboxEntity}. While nobody
 * listens for this switch nothing is written
 * (src/site/decisions/0009-orders-nobody-listens-for.md).
 */
public final class SwitchEntity extends AbstractBehavior<SwitchEntity.Command> {

  public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "switch");

  private static final int LANE = 20_000;
  private static final int BATCH = 5_000;
  private static final Duration TICK = Duration.ofSeconds(5);

  /** Numbers that came in this time are worth staying awake for. */
  private static final Duration REST = Duration.ofMinutes(10);

  public sealed interface Command extends Wire
      permits Write, Read, Tick, Stop, OutboxEntity.Written {}

  /** What may change the outbox. */
  public sealed interface Write extends Command {}

  /** What changes nothing that is written. */
  public sealed interface Read extends Command {}

  public sealed interface Reply extends Wire {}

  /**
   * @param order as it stands; null where it came too late to be one
   * @param changed false where it held already
   */
  public record Done(Entry order, boolean changed) implements Reply {}

  public record Refused(Refusal refusal) implements Reply {}

  /** There is more to do than can be written: the same again, later. */
  public enum Busy implements Reply {
    BUSY
  }

  public record Status(int listeners, int owed, Sequences sequences, Instant asOf)
      implements Reply {}

  /** Calls to give up, each with the list that missed it first. */
  public record Lost(Map<String, Instant> calls) implements Reply {}

  public record Judged(boolean isLatest) implements Reply {}

  // from contacts and doors
  /** {@code replyTo} null: the contact is told. */
  public record Order(SwitchOrder order, ActorRef<Reply> replyTo) implements Write {}

  public record Take(String id, ActorRef<Reply> replyTo) implements Write {}

  public record Answered(
      String interaction, String agent, String offer, Set<SwitchOrder.Kind> kinds)
      implements Write {}

  // from streams
  public record Listen(ActorRef<News> stream) implements Write {}

  public record StopListening(ActorRef<News> stream) implements Read {}

  public record Noted(List<Long> numbers) implements Read {}

  /** Is this the latest that was said of something that goes to and fro? */
  public record Judge(String about, Instant at, ActorRef<Reply> replyTo) implements Read {}

  public record Listed(Instant asOf, Set<String> missing, ActorRef<Reply> replyTo)
      implements Read {}

  public record Get(ActorRef<Reply> replyTo) implements Read {}

  public enum Stop implements Command {
    STOP
  }

  enum Tick implements Command {
    TICK
  }

  private final Contacts contacts;
  private final Clock clock;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorRef<Changed> journal;
  private final ArrayDeque<Write> lane = new ArrayDeque<>();
  private final List<Read> early = new ArrayList<>();
  private final List<Change> unwritten = new ArrayList<>();
  private final Set<ActorRef<News>> listeners = new LinkedHashSet<>();
  private Sequences sequences;
  private final Latest latest = new Latest();
  private Missing missing = Missing.none();
  private Instant asked = Instant.EPOCH;
  private Outbox outbox;
  private Batch writing;
  private List<Runnable> afterWrite = List.of();
  private boolean stopping;

  public static Behavior<Command> create(
      String source, Contacts contacts, Clock clock, ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new SwitchEntity(source, contacts, clock, timers, context, shard)));
  }

  private SwitchEntity(
      String source,
      Contacts contacts,
      Clock clock,
      TimerScheduler<Command> timers,
      ActorContext<Command> context,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    super(context);
    this.contacts = contacts;
    this.clock = clock;
    this.shard = shard;
    sequences = Sequences.none(clock.instant());
    journal = context.spawn(OutboxEntity.create(source, context.getSelf()), "journal");
    context.watch(journal);
    timers.startTimerWithFixedDelay(Tick.TICK, TICK);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(OutboxEntity.Written.class, this::written)
        .onMessage(Write.class, this::collect)
        .onMessage(Read.class, this::read)
        .onMessage(Tick.class, this::tick)
        .onMessage(Stop.class, stop -> stop())
        .onSignal(Terminated.class, dead -> Behaviors.stopped()) // all who wait ask again
        .build();
  }

  // ---- writes

  private Behavior<Command> collect(Write command) {
    if (lane.size() < LANE) lane.add(command);
    else if (command instanceof Take take) take.replyTo.tell(Busy.BUSY);
    else if (command instanceof Order order && order.replyTo != null)
      order.replyTo.tell(Busy.BUSY); // contacts and streams come again by themselves
    flush();
    return this;
  }

  /** One write at a time; whatever has come meanwhile goes with the next one. */
  private void flush() {
    while (outbox != null && writing == null && !lane.isEmpty()) {
      var batch = new Batch(outbox, Times.now(clock.instant(), outbox.last()));
      var replies = new ArrayList<Runnable>();
      for (var n = 0; n < BATCH && !lane.isEmpty(); n++) decide(lane.poll(), batch, replies);
      if (batch.mustBeWritten()) {
        writing = batch;
        afterWrite = replies;
        unwritten.addAll(batch.changes());
        journal.tell(new Changed(unwritten, batch.now()));
        unwritten.clear();
      } else {
        if (batch.outbox().isHeard(batch.now())) unwritten.addAll(batch.changes());
        install(batch, replies);
      }
    }
  }

  private void decide(Write command, Batch batch, List<Runnable> replies) {
    if (command instanceof Order c) order(c, batch, replies);
    else if (command instanceof Take c) {
      var decision = batch.add(o -> o.taken(c.id));
      replies.add(() -> c.replyTo.tell(answer(decision, c.id)));
    } else if (command instanceof Answered c)
      batch.add(o -> o.answered(c.interaction, c.agent, c.offer, c.kinds));
    else if (command instanceof Listen c) {
      batch.add(o -> o.listen(batch.now()));
      replies.add(() -> listen(c.stream));
    }
  }

  private void order(Order c, Batch batch, List<Runnable> replies) {
    var decision = batch.add(o -> o.order(c.order, batch.now()));
    replies.add(
        () -> {
          if (c.replyTo != null) c.replyTo.tell(answer(decision, c.order.id()));
          else contacts.ordered(c.order.interaction(), c.order.id());
        });
  }

  private Reply answer(Decision<Change, Void> decision, String id) {
    return decision.refused()
        ? new Refused(decision.refusal())
        : new Done(outbox.entries().get(id), !decision.events().isEmpty());
  }

  private Behavior<Command> written(OutboxEntity.Written written) {
    if (outbox == null) {
      outbox = written.outbox();
      early.forEach(this::read);
      early.clear();
    } else {
      var batch = writing;
      writing = null;
      install(batch, afterWrite);
    }
    if (stopping) return Behaviors.stopped();
    flush();
    return this;
  }

  /** Those who listen already hear what is new, then those who begin to listen hear it all. */
  private void install(Batch batch, List<Runnable> replies) {
    outbox = batch.outbox();
    var fresh = batch.fresh();
    if (!fresh.isEmpty()) listeners.forEach(stream -> stream.tell(news(fresh, false)));
    replies.forEach(Runnable::run);
  }

  // ---- streams

  private void listen(ActorRef<News> stream) {
    if (!listeners.add(stream)) return; // it only makes sure
    getContext().watchWith(stream, new StopListening(stream));
    stream.tell(news(outbox.owed(clock.instant()), true));
  }

  private News news(List<Entry> orders, boolean whole) {
    return new News(orders, outbox.number(), whole, getContext().getSelf());
  }

  // ---- reads

  private Behavior<Command> read(Read command) {
    if (command instanceof Noted c) {
      var now = clock.instant();
      if (c.numbers.isEmpty()) sequences = sequences.heard(null, now);
      for (var number : c.numbers) sequences = sequences.heard(number, now);
    } else if (command instanceof Judge c)
      c.replyTo.tell(new Judged(latest.isLatest(c.about, c.at)));
    else if (command instanceof Listed c) {
      var verdict = missing.listed(c.missing, c.asOf);
      missing = verdict.next();
      c.replyTo.tell(new Lost(verdict.lost()));
    } else if (command instanceof StopListening c) listeners.remove(c.stream);
    else if (outbox == null) early.add(command);
    else if (command instanceof Get c) {
      var now = clock.instant();
      c.replyTo.tell(new Status(listeners.size(), outbox.owed(now).size(), sequences, now));
    }
    return this;
  }

  // ---- time

  private Behavior<Command> tick(Tick tick) {
    if (outbox == null || writing != null) return this;
    var now = Times.now(clock.instant(), outbox.last());
    outbox.doubts(asked, now).forEach(d -> contacts.routed(d.interaction(), d.offer()));
    asked = now;
    outbox = outbox.swept(now);
    if (!listeners.isEmpty()) stayHeard();
    else if (outbox.isEmpty() && isQuiet(now))
      shard.tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
    return this;
  }

  /** As long as somebody listens, what is owed is written. */
  private void stayHeard() {
    lane.add(new Listen(listeners.iterator().next()));
    flush();
  }

  private boolean isQuiet(Instant now) {
    var last = sequences.lastEventAt();
    return now.isAfter(last == null ? sequences.since().plus(TICK) : last.plus(REST));
  }

  /** The write under way ends first. */
  private Behavior<Command> stop() {
    if (writing == null) return Behaviors.stopped();
    stopping = true;
    return this;
  }
}
