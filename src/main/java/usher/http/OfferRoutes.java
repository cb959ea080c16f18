package usher.http;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import java.util.concurrent.CompletionStage;
import usher.http.InteractionForms.RejectForm;
import usher.interaction.Order;
import usher.kernel.OfferId;

/** {@code /v1/offers}: the agent's word. */
final class OfferRoutes extends AllDirectives {
  private final Doors doors;
  private final ApiDirectives api;
  private final InteractionAnswersDirectives answers;

  OfferRoutes(Doors doors, ApiDirectives api, InteractionAnswersDirectives answers) {
    this.doors = doors;
    this.api = api;
    this.answers = answers;
  }

  Route routes() {
    return pathPrefix(segment("offers").slash(segment()), this::one);
  }

  private Route one(String text) {
    return concat(
        path(
            "accept",
            () ->
                post(
                    () ->
                        ApiDirectives.command(
                            "accept",
                            c ->
                                api.plain(
                                    () -> {
                                      var handle = handle(text);
                                      return order(handle, new Order.Accept(handle.number()), c);
                                    })))),
        path(
            "reject",
            () ->
                post(
                    () ->
                        ApiDirectives.command(
                            "reject",
                            c ->
                                api.optionalJson(
                                    RejectForm.class,
                                    new RejectForm(null),
                                    f -> reject(text, f, c))))));
  }

  private CompletionStage<HttpResponse> reject(String text, RejectForm form, Commands c) {
    var check = new Check();
    check.text("/reason", form.reason());
    check.done();
    var handle = handle(text);
    return order(handle, new Order.Reject(handle.number(), form.reason()), c);
  }

  private CompletionStage<HttpResponse> order(OfferId.Handle handle, Order order, Commands c) {
    return c.order(doors.interactions(), handle.interaction(), order).thenCompose(answers::of);
  }

  private static OfferId.Handle handle(String text) {
    var handle = OfferId.Handle.parse(text);
    if (handle == null || !Check.isId(handle.interaction()))
      throw Problem.of(404, "offer.unknown", "An offer's id looks like {interaction}~{n}").found();
    return handle;
  }
}
