package usher.http

import java.util.concurrent.{CompletableFuture, TimeUnit}
import java.util.{Map => JMap}

import akka.actor.testkit.typed.javadsl.ActorTestKit
import akka.http.javadsl.model.{ContentTypes, HttpEntities, HttpMethods, HttpRequest, HttpResponse}
import akka.http.javadsl.server.Directives
import com.typesafe.config.ConfigFactory
import org.scalatest.BeforeAndAfterAll
import org.scalatest.wordspec.AnyWordSpec

import usher.http.Admission.Lane

/** What a caller hears at a door that is full. */
class DoorSpec extends AnyWordSpec with BeforeAndAfterAll {
  private val kit = ActorTestKit.create(
    ConfigFactory.parseString("akka.actor.provider = local").withFallback(ConfigFactory.load()))

  override def afterAll(): Unit = kit.shutdownTestKit()

  private class Door {
    val admission = new Admission
    private val api =
      new ApiDirectives(kit.system, 1000, admission, new Rates(2), new UnderWay(() => null), new TrailDirectives(null, null))
    private def done(fails: Boolean) =
      if (fails) CompletableFuture.failedFuture[HttpResponse](Problem.of(409, "a.refusal", "No").found)
      else CompletableFuture.completedFuture(ApiDirectives.ok(JMap.of()))
    private val handler = Directives.concat(
      Directives.get(() => api.plain(() => done(fails = false))),
      Directives.post(() => api.json(classOf[JMap[String, AnyRef]], (body: JMap[String, AnyRef]) => done(body.containsKey("fail")))))
      .handler(kit.system)

    private def answered(request: HttpRequest): HttpResponse =
      handler.apply(request).toCompletableFuture.get(20, TimeUnit.SECONDS)
    def get(path: String): HttpResponse = answered(HttpRequest.GET(path))
    def post(path: String, body: String = "{}"): HttpResponse = answered(HttpRequest.create(path)
      .withMethod(HttpMethods.POST).withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, body)))

    /** By whoever is not stuck, however long this takes. */
    def fill(): Seq[Admission.Place] =
      AdmissionSpec.full(admission, Lane.CONTACTS, System.nanoTime() + TimeUnit.HOURS.toNanos(1))
  }

  private def isFull(response: HttpResponse): Boolean = {
    val body = response.entity.toStrict(1000, kit.system).toCompletableFuture.get(5, TimeUnit.SECONDS)
    response.status.intValue == 503 && response.getHeader("Retry-After").get.value == "1" &&
    body.getData.utf8String.contains("server.busy")
  }

  "a full door" should {
    "refuse reads and new contacts, with word when to come again, and take in the rest" in {
      val door = new Door
      val inside = door.fill()
      assert(isFull(door.get("/v1/interactions")) && isFull(door.get("/v1/queues/q")))
      assert(isFull(door.post("/v1/interactions")))
      assert(door.post("/v1/interactions/a/hold").status.intValue == 200)
      assert(door.get("/health/ready").status.intValue == 200)
      door.admission.leave(inside.head, true, 1)
      assert(door.post("/v1/interactions").status.intValue == 200)
    }
  }

  "whoever came in" should {
    "have left when answered, whatever the answer" in {
      val door = new Door
      for (_ <- 1 to 20) {
        assert(door.post("/v1/interactions").status.intValue == 200)
        assert(door.post("/v1/interactions", """{"fail": 1}""").status.intValue == 409)
        assert(door.post("/v1/interactions", "{").status.intValue == 400)
      }
      assert(door.fill().size == Admission.FIRST)
    }
  }
}
