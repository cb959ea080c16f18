package usher.load;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** An agent who takes whatever is offered: one live stream. */
final class Desk {
  private static final Pattern OFFER = Pattern.compile("\"id\":\"([^\"]+~\\d+)\"");

  private final String agent;
  private final Server server;
  private final Tally tally;
  private final Consumer<String> offers;
  private final Stream stream;

  /**
   * @param offers hears the id of every offer
   */
  Desk(String agent, Server server, Tally tally, Consumer<String> offers) {
    this.agent = agent;
    this.server = server;
    this.tally = tally;
    this.offers = offers;
    stream = new Stream("/v1/agents/" + agent + "/events", server, tally, this::heard);
  }

  /** Done when the server shows what the agent has. */
  CompletableFuture<Void> open() {
    return stream.open();
  }

  void close() {
    stream.close();
  }

  CompletableFuture<Server.Answer> beReady() {
    return server.send("ready", "PUT", "/v1/agents/" + agent + "/state", "{\"state\":\"ready\"}");
  }

  private void heard(String type, String data) {
    if (type.equals("offer") || type.equals("snapshot")) {
      var found = OFFER.matcher(data);
      while (found.find()) offers.accept(found.group(1));
    }
    // Who let an offer pass is taken off: back to work, the run is about the server.
    if (type.equals("state") && data.contains("\"state\":\"not-ready\"") && !stream.isClosed()) {
      tally.fault("desk taken off");
      beReady();
    }
  }
}
