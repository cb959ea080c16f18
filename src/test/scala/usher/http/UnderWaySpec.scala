package usher.http

import java.util.concurrent.{CompletableFuture, CompletionException}
import org.scalatest.wordspec.AnyWordSpec

/** Who waits for an answer when the journal stops. */
class UnderWaySpec extends AnyWordSpec {
  private var fault: String = _
  private val underWay = new UnderWay(() => fault)

  private def code(answer: CompletableFuture[_]): String =
    intercept[CompletionException](answer.join()).getCause.asInstanceOf[Problem.Found].problem.code

  "who only looks" should {
    "be shown what is there, and not wait for what would have to be read, while the journal is away" in {
      fault = "The disk is full."
      assert(underWay.look(CompletableFuture.completedFuture("there")).toCompletableFuture.join() == "there")
      val waits = underWay.look(new CompletableFuture[String]).toCompletableFuture
      fault = null
      val refusal = intercept[CompletionException](waits.join()).getCause.asInstanceOf[Problem.Found].problem
      assert(refusal.code == "journal.away" && refusal.detail.startsWith("The disk is full."))
    }
  }

  "a request under way" should {
    "have its own answer while the journal is well" in {
      val work = new CompletableFuture[String]
      val answer = underWay.await(work).toCompletableFuture
      work.complete("done")
      assert(answer.join() == "done")
    }

    "be told that nobody knows, once the journal stops, whatever comes of it later" in {
      val work = new CompletableFuture[String]
      val answer = underWay.await(work).toCompletableFuture
      underWay.giveUp()
      work.complete("done")
      assert(code(answer) == "outcome.unknown")
    }

    "be told so at once where the journal stopped just before it" in {
      fault = "The disk is full."
      assert(code(underWay.await(new CompletableFuture[String]).toCompletableFuture) == "outcome.unknown")
      assert(intercept[Problem.Found](underWay.refuseIfJournalIsAway()).problem.code == "journal.away")
      fault = null
      underWay.refuseIfJournalIsAway()
    }
  }
}
