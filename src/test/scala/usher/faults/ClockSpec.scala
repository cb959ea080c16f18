package usher.faults

import java.nio.file.{Files, Path}
import org.scalatest.featurespec.AnyFeatureSpec
import scala.jdk.CollectionConverters._
import scala.util.Using
import usher.process._

/** A node whose machine has a wrong time. What becomes of one whose time leaps while it runs is in SteadyClockSpec and
  * PulseSpec: under libfaketime a server starts in a minute, and answers too late to be held to anything.
  */
class ClockSpec extends AnyFeatureSpec {
  private val all: Seq[(String, Unit, Int)] = Seq(("clock", (), 1))

  Feature("The clock of a node is an hour off") {
    Scenario("it does not start, and says why") {
      val library = faketime()
      val database = Database("clock-start")
      try
        for (off <- Seq("+1h", "-1h")) {
          val told = Map("USHER_DATABASE_URL" -> database.url()) ++ fake(library) + ("FAKETIME" -> off)
          val server = new PackagedServer(s"clock$off", told, Asked.options)
          try {
            server.launch()
            FaultRun.await(60, "it has ended")(!server.isAlive)
            val said = server.logText.linesIterator.find(_.contains("clock")).getOrElse("nothing")
            info(s"$off: $said")
            assert(said.contains("clock is") && said.contains("set both by one server of time"))
          } finally server.kill()
        }
      finally database.close()
    }
  }

  /** Threads wait by the monotonic clock, which is as always. */
  private def fake(library: Path): Map[String, String] =
    Map("LD_PRELOAD" -> library.toString, "FAKETIME_DONT_FAKE_MONOTONIC" -> "1")

  private def faketime(): Path = {
    assume(Asked.of(all).nonEmpty, Asked.noneOf(all))
    val usual = Asked.text("faketime", "/usr/lib")
    val found = Option(Path.of(usual)).filter(Files.isDirectory(_)).flatMap { lib =>
      Using.resource(Files.find(lib, 5, (f, _) => f.getFileName.toString == "libfaketimeMT.so.1"))(_.iterator.asScala.nextOption())
    }
    found.getOrElse(cancel(s"No clock was set wrong: this needs libfaketime (Debian: faketime), and there is none under $usual"))
  }
}
