package usher.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import usher.http.InteractionForms.ConsultForm;
import usher.http.InteractionForms.TransferForm;
import usher.interaction.Interaction;
import usher.interaction.InteractionEntity.Changed;
import usher.interaction.InteractionEntity.Done;
import usher.interaction.InteractionEntity.Reply;
import usher.interaction.Order;
import usher.interaction.Own;
import usher.kernel.Cause;
import usher.kernel.OfferId;

/**
 * A contact that goes on to somebody else: at once, or after asking that one. Asking is a contact
 * of its own, linked by {@code consultOf}, while the first agent keeps the customer on hold.
 */
final class ConsultRoutes extends AllDirectives {
  private final Doors doors;
  private final ApiDirectives api;
  private final InteractionAnswersDirectives answers;
  private final KnownQueues queues;

  ConsultRoutes(
      Doors doors, ApiDirectives api, InteractionAnswersDirectives answers, KnownQueues queues) {
    this.doors = doors;
    this.api = api;
    this.answers = answers;
    this.queues = queues;
  }

  Route of(String id) {
    return concat(
        command("transfer", c -> api.json(TransferForm.class, f -> transfer(id, f.check(true), c))),
        command("consult", c -> api.json(TransferForm.class, f -> consult(id, f.check(false), c))),
        command(
            "conference",
            c ->
                api.json(
                    ConsultForm.class, f -> with(id, f.check(), Order.Join::new, c, c.cause(f)))));
  }

  private Route command(String name, Function<Commands, Route> handle) {
    return path(name, () -> post(() -> ApiDirectives.command(name, handle)));
  }

  private CompletionStage<HttpResponse> transfer(String id, TransferForm form, Commands c) {
    var cause = c.cause(form);
    if (form.consult() != null) return with(id, form.consult(), Order.HandOver::new, c, cause);
    return mine(id, c)
        .thenCompose(ok -> known(form))
        .thenCompose(ok -> order(id, new Order.Transfer(form.queue(), form.agent()), c, cause))
        .thenCompose(answers::of);
  }

  private CompletionStage<Void> known(TransferForm form) {
    if (form.queue() != null) return queues.require("/queue", form.queue());
    return AgentRoutes.known(doors, "/agent", form.agent());
  }

  /** The customer is put on hold first; then the consult is made, as often as it is asked for. */
  private CompletionStage<HttpResponse> consult(String id, TransferForm form, Commands c) {
    return mine(id, c)
        .thenCompose(ok -> known(form))
        .thenCompose(ok -> doors.interactions().get(id))
        .thenApply(reply -> InteractionAnswersDirectives.done(reply).interaction())
        .thenCompose(i -> order(id, new Order.Hold(name(i)), c, c.cause(form)))
        .thenCompose(
            reply -> {
              if (reply instanceof Changed) return answers.of(reply);
              return make(InteractionAnswersDirectives.done(reply).interaction(), form, c);
            });
  }

  private static String name(Interaction about) {
    var name = about.nextConsult();
    if (!Check.isId(name))
      throw Problem.invalid(
              "", "id.long", "The contact's id leaves no room for that of a consult: transfer it")
          .found();
    return name;
  }

  private CompletionStage<HttpResponse> make(Interaction about, TransferForm form, Commands c) {
    var queue = form.queue() == null ? about.queue() : form.queue();
    var facts = about.facts().consult(about.id(), queue, form.agent());
    return doors
        .interactions()
        .order(about.consults().current(), new Order.Create(facts), c.cause(form))
        .thenCompose(
            reply -> {
              var made = InteractionAnswersDirectives.done(reply).interaction();
              if (made.wasRefused()) throw InteractionAnswersDirectives.refused(made).found();
              return answers.of(reply);
            });
  }

  /** What needs the agent who answered the consult. */
  private CompletionStage<HttpResponse> with(
      String id, String consult, Function<OfferId, Order> order, Commands c, Cause cause) {
    return mine(id, c)
        .thenCompose(ok -> doors.interactions().get(consult))
        .thenCompose(
            reply -> {
              var asked = InteractionAnswersDirectives.done(reply).interaction();
              if (!id.equals(asked.facts().consultOf()))
                throw Problem.invalid("/consult", "consult.other", "It is not about this contact")
                    .found();
              return isRepeat(id, asked, cause)
                  .thenCompose(
                      again -> {
                        if (!asked.talks() && !again) throw notAnswered(asked).found();
                        return order(id, order.apply(asked.talk().offer().id()), c, cause);
                      })
                  .thenCompose(answers::of);
            });
  }

  /** The consult may be over because the very same was asked, and done, before. */
  private CompletionStage<Boolean> isRepeat(String id, Interaction asked, Cause cause) {
    if (asked.talks() || asked.talk() == null || cause.key() == null)
      return CompletableFuture.completedFuture(false);
    return doors
        .interactions()
        .get(id)
        .thenApply(reply -> InteractionAnswersDirectives.done(reply).interaction().knows(cause));
  }

  private static Problem notAnswered(Interaction asked) {
    return new Problem(
        409,
        "consult.unanswered",
        "Nobody has answered the consult, or it is over: wait, or transfer blind",
        asked.status().word(),
        java.util.List.of(),
        null,
        null);
  }

  private CompletionStage<Reply> order(String id, Order order, Commands c, Cause cause) {
    return c.order(doors.interactions(), id, order, cause);
  }

  /** Before anything is said of others; the contact itself decides it once more. */
  private CompletionStage<Void> mine(String id, Commands c) {
    if (c.grant().isForAll()) return CompletableFuture.completedFuture(null);
    return doors
        .interactions()
        .get(id)
        .thenAccept(
            reply -> {
              var isOthers = reply instanceof Done done && !sees(c, done.interaction());
              if (isOthers) throw Problem.of(Own.foreign()).found();
            });
  }

  /** A repeat may come when it is not theirs any more. */
  private static boolean sees(Commands c, Interaction i) {
    return Commands.own(c.grant()).sees(i) || i.knows(new Cause(c.grant().by(), c.key()));
  }
}
