package usher.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Location;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import usher.interaction.Interaction;
import usher.interaction.InteractionEntity.Busy;
import usher.interaction.InteractionEntity.Changed;
import usher.interaction.InteractionEntity.Done;
import usher.interaction.InteractionEntity.Refused;
import usher.interaction.InteractionEntity.Reply;
import usher.routing.Seen;

/** What a contact has answered, as callers are told it. */
final class InteractionAnswersDirectives {
  private final Doors doors;
  private final Standings standings;

  InteractionAnswersDirectives(Doors doors, Standings standings) {
    this.doors = doors;
    this.standings = standings;
  }

  /** 201 and 200 with the contact, or the problem. */
  CompletionStage<HttpResponse> of(Reply reply) {
    if (reply instanceof Changed changed) return changed(changed.interaction());
    var done = done(reply);
    return view(done.interaction(), done.created()).thenApply(json -> response(done, json));
  }

  /** The contact, where it did as it was told; else the problem is thrown. */
  static Done done(Reply reply) {
    if (reply instanceof Refused refused) throw Problem.of(refused.refusal()).found();
    if (reply instanceof Busy busy)
      throw Problem.retry(503, "queue.busy", "Queue " + busy.queue() + " has no time: again", 1)
          .found();
    if (reply instanceof Changed) throw stale().found();
    var done = (Done) reply;
    if (done.interaction().wasRefused() && done.created())
      throw refused(done.interaction()).found();
    return done;
  }

  private CompletionStage<HttpResponse> changed(Interaction i) {
    return view(i, false)
        .thenApply(
            json -> ApiDirectives.stale(stale(), "/v1/interactions/" + i.id(), json, i.revision()));
  }

  private static Problem stale() {
    return Problem.of(
        412, "revision.mismatch", "It has changed since you looked: look again, then decide");
  }

  private CompletionStage<Object> view(Interaction i, boolean created) {
    if (!i.waits()) return CompletableFuture.completedFuture(json(i, null));
    var standing = created ? standings.atFirst(i) : standings.ifKnown(i);
    return standing.thenApply(known -> json(i, known));
  }

  private Object json(Interaction i, Seen.Stand standing) {
    return InteractionViews.view(i, standing, doors.clock().instant());
  }

  private static HttpResponse response(Done done, Object json) {
    var i = done.interaction();
    var response = ApiDirectives.revised(done.created() ? 201 : 200, json, i.revision());
    return done.created()
        ? response.addHeader(Location.create("/v1/interactions/" + i.id()))
        : response;
  }

  static Problem refused(Interaction i) {
    var code = i.ended().code();
    if (code.equals("queue.unknown")) return KnownQueues.unknown("/queue", i.queue());
    if (code.equals("queue.media"))
      return Problem.invalid(
          "/queue",
          code,
          "Queue "
              + i.queue()
              + " does not take "
              + i.contact().media().word()
              + ": choose another queue, or add it to the \"media\" of this one");
    return new Problem(
        409,
        code,
        "Queue "
            + i.queue()
            + " did not take it, and the contact is closed: report it anew elsewhere",
        i.status().word(),
        List.of(),
        null,
        null);
  }
}
