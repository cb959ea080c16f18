package usher.queue;

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
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import usher.kernel.Contact;
import usher.kernel.Decision;
import usher.kernel.Parting;
import usher.kernel.Refusal;
import usher.kernel.Times;
import usher.kernel.Wire;

/**
 * Carries one queue. What comes while a write is under way is collected in lanes, departures before
 * everything else, and written as one event by {@link LedgerEntity}; reads are answered from the
 * last written state and wait for nothing.
 */
public final class QueueEntity extends AbstractBehavior<QueueEntity.Command> {

  public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "queue");

  private static final String STALE = "revision.mismatch";
  private static final int LANE = 20_000;
  private static final int BATCH = 5_000;
  private static final int PAGE = 1_000;
  private static final Duration DIGEST = Duration.ofSeconds(5);

  /** Every entry is asked about once in this time (R7). */
  private static final Duration AUDIT = Duration.ofMinutes(10);

  private static final Duration REST = Duration.ofSeconds(5);

  public sealed interface Command extends Wire
      permits Write, Read, Alarm, Stop, LedgerEntity.Written {}

  /** What may change the queue. */
  public sealed interface Write extends Command {}

  /** What is answered at once. */
  public sealed interface Read extends Command {}

  public sealed interface Reply extends Wire {}

  public record Done(QueueView queue) implements Reply {}

  public record Refused(Refusal refusal) implements Reply {}

  /** It has changed since the caller looked. */
  public record Altered(QueueView queue) implements Reply {}

  // from contacts
  public record Wait(Contact contact, long attempt) implements Write {}

  public record Left(String interaction, int round, Parting how, Instant at) implements Write {}

  // from callers
  /** {@code ifRevision}: only if the queue is still what the caller knows; null for any. */
  public record Define(Definition definition, Long ifRevision, ActorRef<Reply> replyTo)
      implements Write {}

  public record SetOpen(boolean open, String message, Long ifRevision, ActorRef<Reply> replyTo)
      implements Write {}

  public record Delete(ActorRef<Reply> replyTo) implements Write {}

  public record Get(ActorRef<Reply> replyTo) implements Read {}

  // from the coordinator
  public record Report(long known) implements Read {}

  public record Doubt(String interaction) implements Read {}

  public enum Heard implements Write {
    HEARD
  }

  public enum Stop implements Command {
    STOP
  }

  enum Alarm implements Command {
    DIGEST,
    AUDIT,
    OVERDUE,
    REST
  }

  private final String id;
  private final Contacts contacts;
  private final Follower follower;
  private final Clock clock;
  private final TimerScheduler<Command> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorRef<Changed> journal;
  private final ArrayDeque<Write> departures = new ArrayDeque<>();
  private final ArrayDeque<Write> admissions = new ArrayDeque<>();
  private final List<Read> early = new ArrayList<>();
  private final List<ActorRef<Reply>> unlisted = new ArrayList<>();
  private Iterator<String> audit = List.<String>of().iterator();
  private Queue queue;
  private Changed writing;
  private List<Runnable> afterWrite = List.of();
  private final Deadlines deadlines = new Deadlines();
  private boolean stopping;
  private QueueView view;

  public static Behavior<Command> create(
      String id,
      Contacts contacts,
      Follower follower,
      Clock clock,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new QueueEntity(id, contacts, follower, clock, timers, context, shard)));
  }

  private QueueEntity(
      String id,
      Contacts contacts,
      Follower follower,
      Clock clock,
      TimerScheduler<Command> timers,
      ActorContext<Command> context,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    super(context);
    this.id = id;
    this.contacts = contacts;
    this.follower = follower;
    this.clock = clock;
    this.timers = timers;
    this.shard = shard;
    journal = context.spawn(LedgerEntity.create(id, context.getSelf()), "journal");
    context.watch(journal);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(LedgerEntity.Written.class, this::written)
        .onMessage(Write.class, this::collect)
        .onMessage(Read.class, this::read)
        .onMessage(Alarm.class, this::alarm)
        .onMessage(Stop.class, stop -> stop())
        .onSignal(Terminated.class, dead -> Behaviors.stopped()) // callers time out and try again
        .build();
  }

  // ---- writes

  private Behavior<Command> collect(Write command) {
    var lane = command instanceof Wait ? admissions : departures;
    if (lane.size() < LANE) lane.add(command);
    else if (command instanceof Wait wait)
      contacts.tell(new Told.Busy(id, wait.contact.interaction()));
    flush();
    return this;
  }

  /** One write at a time; whatever has come meanwhile goes with the next one. */
  private void flush() {
    while (queue != null && writing == null && !(departures.isEmpty() && admissions.isEmpty())) {
      var now = Times.now(clock.instant(), queue.last());
      var batch = new Batch(queue, now);
      var replies = new ArrayList<Runnable>();
      for (var n = 0; n < BATCH && !departures.isEmpty(); n++)
        decide(departures.poll(), batch, now, replies);
      for (var n = 0; n < BATCH && !admissions.isEmpty(); n++)
        decide(admissions.poll(), batch, now, replies);
      for (var told : batch.told()) replies.add(() -> contacts.tell(told));
      if (batch.changesNothing()) replies.forEach(Runnable::run);
      else {
        writing = batch.event();
        afterWrite = replies;
        journal.tell(writing);
      }
    }
  }

  private void decide(Write command, Batch batch, Instant now, List<Runnable> replies) {
    if (command instanceof Wait w) batch.add(q -> q.wait(w.contact, w.attempt, now));
    else if (command instanceof Left l) batch.add(q -> q.left(l.interaction, l.round, l.how, l.at));
    else if (command instanceof SetOpen o)
      reply(
          o.replyTo,
          batch.add(q -> known(q, o.ifRevision, () -> q.setOpen(o.open, o.message))),
          replies);
    else if (command instanceof Delete d) reply(d.replyTo, batch.add(Queue::delete), replies);
    else if (command instanceof Define d) define(d, batch, replies);
    else if (command == Heard.HEARD) batch.add(Queue::list);
  }

  /** A new queue is acknowledged when the domain's roster has it: then it is always woken. */
  private void define(Define d, Batch batch, List<Runnable> replies) {
    var decision = batch.add(q -> known(q, d.ifRevision, () -> q.define(d.definition)));
    if (queue.listed() || decision.refused()) reply(d.replyTo, decision, replies);
    else unlisted.add(d.replyTo);
  }

  private void reply(
      ActorRef<Reply> replyTo, Decision<Change, Told> decision, List<Runnable> replies) {
    replies.add(() -> replyTo.tell(answer(decision.refusal())));
  }

  private Reply answer(Refusal refusal) {
    if (refusal == null) return new Done(view());
    return refusal.code().equals(STALE) ? new Altered(view()) : new Refused(refusal);
  }

  /** Only if the queue is still what the caller knows. */
  private static Decision<Change, Told> known(
      Queue q, Long ifRevision, Supplier<Decision<Change, Told>> decide) {
    return ifRevision == null || !q.isDefined() || ifRevision == q.revision()
        ? decide.get()
        : Decision.refuse(STALE, "It has changed meanwhile");
  }

  private Behavior<Command> written(LedgerEntity.Written written) {
    var before = queue;
    queue = written.queue();
    if (before == null) begin();
    else {
      follower.changes(id, before.number() + 1, writing.changes());
      deadlines.follow(queue, writing.changes());
    }
    armOverdue();
    writing = null;
    var replies = afterWrite;
    afterWrite = List.of();
    replies.forEach(Runnable::run);
    if (queue.listed()) {
      unlisted.forEach(replyTo -> replyTo.tell(new Done(view())));
      unlisted.clear();
    }
    if (stopping) return Behaviors.stopped();
    rest();
    flush();
    return this;
  }

  private void begin() {
    deadlines.restart(queue);
    early.forEach(this::read);
    early.clear();
    timers.startTimerWithFixedDelay(Alarm.DIGEST, Duration.ZERO, DIGEST);
    timers.startTimerWithFixedDelay(Alarm.AUDIT, REST, REST);
  }

  private void rest() {
    if (queue.isDefined()) timers.cancel(Alarm.REST);
    else timers.startSingleTimer(Alarm.REST, REST);
  }

  // ---- reads

  private Behavior<Command> read(Read command) {
    if (queue == null) early.add(command);
    else if (command instanceof Get get)
      get.replyTo.tell(
          queue.isDefined() ? new Done(view()) : new Refused(Queue.unknown(id).refusal()));
    else if (command instanceof Doubt doubt) {
      if (queue.entries().containsKey(doubt.interaction))
        contacts.tell(new Told.StillThere(id, doubt.interaction));
    } else if (command instanceof Report report) {
      if (report.known >= 0) digest();
      else queue.pages(PAGE).forEach(follower::page);
    }
    return this;
  }

  /** The longest wait costs a look at everybody in line, so it is at most a second old. */
  private QueueView view() {
    var now = clock.instant();
    if (view == null || now.isAfter(view.asOf().plusSeconds(1))) view = QueueView.of(queue, now);
    return view.with(queue);
  }

  private void digest() {
    if (queue.number() > 0) follower.digest(id, queue.number(), queue.entries().size());
  }

  // ---- time

  private Behavior<Command> alarm(Alarm alarm) {
    switch (alarm) {
      case DIGEST -> digest();
      case AUDIT -> auditSome();
      case OVERDUE -> tellOverdue();
      case REST -> {
        // What is being written arms it anew, where nothing has come of it.
        if (writing == null) shard.tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
      }
    }
    return this;
  }

  private void tellOverdue() {
    deadlines.due(queue, clock.instant()).forEach(contacts::tell);
    armOverdue();
  }

  private void armOverdue() {
    var next = deadlines.next();
    if (next == null) timers.cancel(Alarm.OVERDUE);
    else {
      var rest = Duration.between(clock.instant(), next);
      timers.startSingleTimer(Alarm.OVERDUE, rest.isNegative() ? Duration.ZERO : rest);
    }
  }

  /** R7: a ghost is found in ten minutes at most, and nobody is woken in bulk. */
  private void auditSome() {
    if (!audit.hasNext()) audit = queue.entries().keySet().iterator();
    var share = queue.entries().size() * REST.toMillis() / AUDIT.toMillis() + 1;
    for (var n = 0; n < share && audit.hasNext(); n++) {
      var interaction = audit.next();
      if (queue.entries().containsKey(interaction))
        contacts.tell(new Told.StillThere(id, interaction));
    }
  }

  /** The write under way ends first. */
  private Behavior<Command> stop() {
    if (writing == null) return Behaviors.stopped();
    stopping = true;
    return this;
  }
}
