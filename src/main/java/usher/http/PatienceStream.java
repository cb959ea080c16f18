package usher.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.Attributes;
import akka.stream.BidiShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import java.time.Duration;

/**
 * Ends a connection on which no whole request head comes in time, however busily its bytes trickle
 * in: first after it was opened, then after each answer. Akka's own idle timeout begins anew with
 * each byte, and its request timeout when the head is there.
 */
final class PatienceStream
    extends GraphStage<BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse>> {
  private final Inlet<HttpRequest> requests = Inlet.create("requests");
  private final Outlet<HttpRequest> asked = Outlet.create("asked");
  private final Inlet<HttpResponse> answers = Inlet.create("answers");
  private final Outlet<HttpResponse> responses = Outlet.create("responses");
  private final Duration first;
  private final Duration next;

  private PatienceStream(Duration first, Duration next) {
    this.first = first;
    this.next = next;
  }

  /** Of one connection each. */
  static BidiFlow<HttpRequest, HttpRequest, HttpResponse, HttpResponse, akka.NotUsed> of(
      Duration first, Duration next) {
    return BidiFlow.fromGraph(new PatienceStream(first, next));
  }

  @Override
  public BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse> shape() {
    return new BidiShape<>(requests, asked, answers, responses);
  }

  @Override
  public TimerGraphStageLogic createLogic(Attributes attributes) {
    return new Connection();
  }

  private final class Connection extends TimerGraphStageLogic {
    private static final String LATE = "late";

    private final AsyncCallback<Integer> ended = createAsyncCallback(this::ended);
    private int count;
    private boolean waits;
    private long deadline;

    Connection() {
      super(PatienceStream.this.shape());
      setHandler(requests, new Requests());
      setHandler(asked, new Asked());
      setHandler(answers, new Answers());
      setHandler(responses, new Responses());
    }

    @Override
    public void preStart() {
      await(first);
    }

    /** One timer looks again when it is over: setting one for each request would cost more. */
    private void await(Duration within) {
      waits = true;
      deadline = System.nanoTime() + within.toNanos();
      if (!isTimerActive(LATE)) scheduleOnce(LATE, within);
    }

    @Override
    public void onTimer(Object late) {
      if (!waits) return;
      var left = deadline - System.nanoTime();
      if (left <= 0) completeStage();
      else scheduleOnce(LATE, Duration.ofNanos(left));
    }

    /** The answer to this request; there may be another one by now. */
    private void ended(int request) {
      if (request == count) await(next);
    }

    private final class Requests extends AbstractInHandler {
      @Override
      public void onPush() {
        waits = false;
        count++;
        push(asked, grab(requests));
      }

      @Override
      public void onUpstreamFinish() {
        waits = false;
        complete(asked);
      }
    }

    private final class Asked extends AbstractOutHandler {
      @Override
      public void onPull() {
        if (!hasBeenPulled(requests) && !isClosed(requests)) pull(requests);
      }

      @Override
      public void onDownstreamFinish(Throwable cause) {
        cancel(requests, cause);
      }
    }

    private final class Answers extends AbstractInHandler {
      @Override
      public void onPush() {
        var answer = grab(answers);
        if (!answer.entity().isStrict()) push(responses, watched(answer));
        else {
          await(next);
          push(responses, answer);
        }
      }

      @Override
      public void onUpstreamFinish() {
        complete(responses);
      }
    }

    /** A stream may take its time: the next request is awaited when it has ended. */
    private HttpResponse watched(HttpResponse answer) {
      var request = count;
      return answer.transformEntityDataBytes(
          Flow.<ByteString>create()
              .watchTermination(
                  (used, end) -> {
                    end.whenComplete((done, failure) -> ended.invoke(request));
                    return used;
                  }));
    }

    private final class Responses extends AbstractOutHandler {
      @Override
      public void onPull() {
        if (!hasBeenPulled(answers) && !isClosed(answers)) pull(answers);
      }

      @Override
      public void onDownstreamFinish(Throwable cause) {
        cancel(answers, cause);
      }
    }
  }
}
