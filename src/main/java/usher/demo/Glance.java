package usher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import usher.replay.UsherApi;

/**
 * The centre as the server shows it now.
 *
 * @param waiting contacts in the queues
 * @param talking conversations
 * @param ready agents with nothing to do
 * @param busy agents who are asked or talk
 * @param writing agents who only have wrap-up to do
 */
record Glance(long waiting, long talking, long ready, long busy, long writing) {

  static CompletableFuture<Glance> take(UsherApi api) {
    var queues = Centre.QUEUES.stream().map(q -> api.get("/v1/queues/" + q.id())).toList();
    var agents = Centre.PEOPLE.stream().map(p -> api.get("/v1/agents/" + p.id())).toList();
    return LeftOvers.all(queues)
        .thenCombine(
            LeftOvers.all(agents),
            (q, a) ->
                of(
                    queues.stream().map(answer -> answer.join().body()).toList(),
                    agents.stream().map(answer -> answer.join().body()).toList()));
  }

  static Glance of(Iterable<JsonNode> queues, Iterable<JsonNode> agents) {
    var waiting = 0L;
    for (var queue : queues) waiting += queue.path("live").path("waiting").asLong();
    long talking = 0, ready = 0, busy = 0, writing = 0;
    for (var agent : agents) {
      var talks = talks(agent);
      talking += talks;
      if (talks > 0 || !agent.path("offers").isEmpty()) busy++;
      else if (!agent.path("interactions").isEmpty()) writing++;
      else if (agent.path("state").asText().equals("ready")) ready++;
    }
    return new Glance(waiting, talking, ready, busy, writing);
  }

  private static long talks(JsonNode agent) {
    var n = 0L;
    for (var contact : agent.path("interactions"))
      if (!contact.path("state").asText().equals("wrap-up")) n++;
    return n;
  }
}
