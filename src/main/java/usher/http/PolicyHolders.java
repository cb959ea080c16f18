package usher.http;

import java.util.concurrent.CompletionStage;
import usher.agent.AgentEntity;
import usher.agent.AgentService;
import usher.agent.Profile;
import usher.definitions.PolicyBook;
import usher.queue.Definition;
import usher.queue.QueueEntity;
import usher.queue.QueueService;

/** Takes policy files to queues and agents by the same doors as requests. */
public record PolicyHolders(QueueService queues, AgentService agents)
    implements PolicyBook.Holders {

  @Override
  public CompletionStage<Definition> queue(String id) {
    return queues
        .get(id)
        .thenApply(r -> r instanceof QueueEntity.Done d ? d.queue().definition() : null);
  }

  @Override
  public CompletionStage<?> define(String id, Definition definition) {
    return queues
        .define(id, definition)
        .thenAccept(
            r -> {
              if (r instanceof QueueEntity.Refused no) throw Problem.of(no.refusal()).found();
            });
  }

  @Override
  public CompletionStage<Profile> agent(String id) {
    return agents
        .get(id)
        .thenApply(r -> r instanceof AgentEntity.Done d ? d.desk().agent().profile() : null);
  }

  @Override
  public CompletionStage<?> define(String id, Profile profile) {
    return agents
        .define(id, profile)
        .thenAccept(
            r -> {
              if (r instanceof AgentEntity.Refused no) throw Problem.of(no.refusal()).found();
            });
  }
}
