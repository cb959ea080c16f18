package usher.flows

import org.scalatest.featurespec.AnyFeatureSpec
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}
import scala.jdk.CollectionConverters._
import usher.generated.api.{AgentsApi, InteractionsApi, OffersApi, QueuesApi, SwitchesApi}
import usher.generated.model._
import usher.generated.{ApiClient, ApiException}
import usher.process.{Client, InProcess}

/** Whoever generates a client from the published contract can work with it: this one is, in the build. */
class GeneratedClientSpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll {
  private lazy val server = new InProcess("generated")
  private lazy val client = {
    val made = new ApiClient
    made.updateBaseUri(s"http://127.0.0.1:${server.port}")
    made
  }
  private lazy val queues = new QueuesApi(client)
  private lazy val agents = new AgentsApi(client)
  private lazy val interactions = new InteractionsApi(client)
  private lazy val offers = new OffersApi(client)
  private lazy val switches = new SwitchesApi(client)

  override def afterAll(): Unit = server.close()

  /** What the agent is asked, as soon as its desk's stream says so. */
  private def offered(agent: String): AgentOffer =
    new Client(server.port).events(s"/v1/agents/$agent/events").take(10)
      .flatMap(_ => agents.getAgent(agent).getOffers.asScala)
      .nextOption().getOrElse(fail("no offer in ten events"))

  private def established(contact: String, agent: String): SwitchEvent =
    new SwitchEvent().source("sw1").eventId("e-1").`type`(SwitchEvent.TypeEnum.CALL_ESTABLISHED)
      .interaction(contact).agent(agent)

  Feature("A client generated from the contract") {
    Scenario("drives one call") {
      Given("a queue, and an agent who is ready")
      val queue = new QueueDefinition().name("Billing").addMediaItem(Media.VOICE)
        .addStepsItem(new Step().putSkillsItem("billing", 5))
      assert(queues.defineQueue("billing", queue, null).getPolicyVersion == 1)
      agents.defineAgent("ann", new AgentProfile().name("Ann").putSkillsItem("billing", 8), null)
      val ready = agents.setAgentState("ann", new AgentStateChange().state(Presence.READY), null)
      assert(ready.getState == Presence.READY)

      When("a call comes, she is asked, accepts, and the switch connects")
      val arrival = new InteractionArrival().id("call-1").media(Media.VOICE).source("sw1").queue("billing")
        .putAttributesItem("language", "en")
      assert(interactions.createInteraction(arrival).getId == "call-1")
      val offer = offered("ann")
      assert(offer.getInteraction == "call-1")
      assert(offers.acceptOffer(offer.getId, "key-1", null).getOffer.getStatus == OfferStatus.ACCEPTED)
      val told = switches.postSwitchEvents(established("call-1", "ann")).getResults.asScala
      assert(told.map(_.getStatus) == Seq(SwitchResult.StatusEnum.APPLIED))
      assert(interactions.getInteraction("call-1").getState == InteractionState.CONNECTED)

      And("she ends it and notes what it was")
      val released = interactions.releaseInteraction("call-1", null, null, new Release)
      assert(released.getState == InteractionState.WRAP_UP)
      interactions.completeInteraction("call-1", null, null, new Complete().disposition("solved"))

      Then("it is on record")
      val done = interactions.getInteraction("call-1")
      assert(done.getOutcome == Outcome.HANDLED && done.getDisposition == "solved" && done.getAgent == "ann")
      assert(done.getAttributes.asScala == Map("language" -> "en"))
      val history = interactions.getInteractionHistory("call-1").getEvents.asScala
      assert(history.head.getType == HistoryEvent.TypeEnum.ARRIVED)
      assert(history.last.getType == HistoryEvent.TypeEnum.COMPLETED)
    }

    Scenario("is told in so many words what it did wrong") {
      val refused = intercept[ApiException](interactions.getInteraction("nobody"))
      assert(refused.getCode == 404 && refused.getResponseBody.contains("interaction.unknown"))
    }
  }
}
