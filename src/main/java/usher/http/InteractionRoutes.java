package usher.http;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import usher.access.Grant;
import usher.http.InteractionForms.ArrivalForm;
import usher.http.InteractionForms.AssignForm;
import usher.http.InteractionForms.BaseForm;
import usher.http.InteractionForms.CompleteForm;
import usher.http.InteractionForms.QueueForm;
import usher.http.InteractionForms.ReleaseForm;
import usher.interaction.InteractionEntity.Done;
import usher.interaction.InteractionEntity.Refused;
import usher.interaction.InteractionEntity.Reply;
import usher.interaction.Order;
import usher.interaction.Own;
import usher.kernel.Cause;

/** {@code /v1/interactions}: one contact, and what is done with it. */
final class InteractionRoutes extends AllDirectives {
  private final Doors doors;
  private final ApiDirectives api;
  private final InteractionAnswersDirectives answers;
  private final KnownQueues queues;
  private final ConsultRoutes consults;
  private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

  InteractionRoutes(
      Doors doors, ApiDirectives api, InteractionAnswersDirectives answers, KnownQueues queues) {
    this.doors = doors;
    this.api = api;
    this.answers = answers;
    this.queues = queues;
    consults = new ConsultRoutes(doors, api, answers, queues);
  }

  Route routes() {
    return pathPrefix(
        segment("interactions"),
        () ->
            concat(
                pathEnd(
                    () ->
                        post(
                            () ->
                                ApiDirectives.granted(
                                    grant -> api.json(ArrivalForm.class, f -> create(f, grant))))),
                pathPrefix(segment(), id -> ApiDirectives.named("interaction", id, this::one))));
  }

  private Route one(String id) {
    return concat(
        pathEnd(
            () ->
                get(
                    () ->
                        ApiDirectives.granted(
                            grant ->
                                api.plain(
                                    () ->
                                        doors
                                            .interactions()
                                            .get(id)
                                            .thenApply(r -> seenBy(Commands.own(grant), r))
                                            .thenCompose(answers::of))))),
        path(
            "attributes",
            () ->
                patch(
                    () ->
                        ApiDirectives.command(
                            "attributes",
                            c ->
                                api.json(
                                    JsonNode.class,
                                    body -> order(id, InteractionForms.attributes(body), c))))),
        lines(id),
        conversation(id),
        consults.of(id));
  }

  private Route lines(String id) {
    return concat(
        command("cancel", c -> api.plain(() -> order(id, new Order.Cancel(), c))),
        command(
            "requeue",
            c -> api.optionalJson(QueueForm.class, new QueueForm(null), f -> requeue(id, f, c))),
        command("assign", c -> api.json(AssignForm.class, f -> order(id, f.check(), c))),
        command("priority", c -> api.json(BaseForm.class, f -> order(id, f.check(), c))));
  }

  private Route conversation(String id) {
    return concat(
        command("hold", c -> api.plain(() -> order(id, new Order.Hold(null), c))),
        command("retrieve", c -> api.plain(() -> order(id, new Order.Retrieve(), c))),
        command(
            "release",
            c ->
                api.optionalJson(
                    ReleaseForm.class,
                    new ReleaseForm(null),
                    f -> order(id, new Order.Release(Boolean.TRUE.equals(f.wrapUp())), c))),
        command(
            "complete",
            c ->
                api.optionalJson(
                    CompleteForm.class, new CompleteForm(null, null), f -> complete(id, f, c))));
  }

  private Route command(String name, Function<Commands, Route> handle) {
    return path(name, () -> post(() -> ApiDirectives.command(name, handle)));
  }

  private CompletionStage<HttpResponse> order(String id, Order order, Commands c) {
    return c.order(doors.interactions(), id, order).thenCompose(answers::of);
  }

  private static Reply seenBy(Own own, Reply reply) {
    return reply instanceof Done done && !own.sees(done.interaction())
        ? new Refused(Own.foreign())
        : reply;
  }

  private CompletionStage<HttpResponse> create(ArrivalForm form, Grant grant) {
    var facts = form.check();
    var id = form.id() == null ? ids.generate().toString() : form.id();
    return queues
        .require("/queue", facts.queue())
        .thenCompose(
            known ->
                doors
                    .interactions()
                    .order(
                        id,
                        new Order.Create(facts),
                        Cause.by(grant.by()),
                        null,
                        Commands.own(grant)))
        .thenCompose(
            reply -> {
              var done = InteractionAnswersDirectives.done(reply);
              if (done.interaction().wasRefused())
                throw InteractionAnswersDirectives.refused(done.interaction()).found();
              return answers.of(reply);
            });
  }

  private CompletionStage<HttpResponse> requeue(String id, QueueForm form, Commands c) {
    var check = new Check();
    check.id("/queue", form.queue());
    check.done();
    return queues
        .requireIfNamed("/queue", form.queue())
        .thenCompose(known -> order(id, new Order.Requeue(form.queue()), c));
  }

  private CompletionStage<HttpResponse> complete(String id, CompleteForm form, Commands c) {
    var check = new Check();
    check.text("/disposition", form.disposition());
    check.text("/comment", form.comment());
    check.done();
    return order(id, new Order.Complete(form.disposition(), form.comment()), c);
  }
}
