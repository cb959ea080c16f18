package usher.interaction;

import akka.actor.typed.ActorSystem;
import akka.persistence.jdbc.query.javadsl.JdbcReadJournal;
import akka.persistence.query.PersistenceQuery;
import akka.stream.javadsl.Sink;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A contact's past, read from the journal. */
public final class HistoryService {
  private final ActorSystem<?> system;
  private final JdbcReadJournal journal;

  public HistoryService(ActorSystem<?> system) {
    this.system = system;
    journal =
        PersistenceQuery.get(system)
            .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier());
  }

  /** Everything that happened, in order; empty for an id that was never reported. */
  public CompletionStage<List<InteractionEvent>> of(String id) {
    return journal
        .currentEventsByPersistenceId("interaction|" + id, 0, Long.MAX_VALUE)
        .map(envelope -> (InteractionEvent) envelope.event())
        .runWith(Sink.seq(), system);
  }
}
