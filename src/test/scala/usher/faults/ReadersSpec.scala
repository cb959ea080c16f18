package usher.faults

import java.io.{BufferedReader, IOException, InputStreamReader}
import java.net.{InetSocketAddress, Socket, SocketTimeoutException}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.util.concurrent.{Callable, ConcurrentHashMap, Executors}
import org.scalatest.featurespec.AnyFeatureSpec
import scala.jdk.CollectionConverters._
import usher.process.Client.json
import usher.process._

/** Who listens to a live stream and does not read it costs the server little, and the others nothing. */
class ReadersSpec extends AnyFeatureSpec with Soon {
  private val all = Seq(("readers", (), 1))
  private val Agents = 5
  private val Reading = 30 // of each agent
  private val Stuck = 10
  private val Changes = 150 // of each agent, between two looks at the heap
  private val Most = 256L << 10 // bytes for each that does not read

  Feature("200 live streams, of which 50 are never read") {
    Scenario("they take little memory, are closed, and hold up nobody") {
      assume(Asked.of(all).nonEmpty, Asked.noneOf(all))
      val jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd")
      assume(Files.exists(jcmd), s"the heap cannot be seen: there is no $jcmd")
      // The system would take megabytes off the server's hands before it noticed anything.
      val small = "-Dakka.http.server.socket-options.so-send-buffer-size=16384"
      val database = Database("readers") // H2 would keep its pages in the same heap
      val url = Map("USHER_DATABASE_URL" -> database.url())
      val server = new PackagedServer("readers", url, Asked.options :+ small)
      val shift = new Run(server, jcmd)
      try {
        server.start()
        shift.run()
      } finally {
        shift.close()
        server.kill()
        database.close()
      }
    }
  }

  private final class Run(server: PackagedServer, jcmd: Path) {
    private val agents = (1 to Agents).map(n => s"ann-$n")
    private val pool = Executors.newFixedThreadPool(Agents)
    private var readers = Seq.empty[Reader]
    private var stuck = Seq.empty[Socket]

    def run(): Unit = {
      for (id <- agents) assert(server.client.put(s"/v1/agents/$id", json("name" -> id)).done)
      readers = read(Reading)
      val others = read(Stuck)
      readers ++= others
      (1 to 3).foreach(_ => round()) // warm
      val alone = (1 to 3).map(_ => round())
      readers = readers.diff(others)
      others.foreach(_.socket.close())
      round()
      val before = heap()
      stuck = for (id <- agents; _ <- 1 to Stuck) yield opened(id, 4096)
      val beside = (1 to 5).map(_ => (round(), heap()))
      val most = beside.map(_._2 - before).max
      info(s"all 200 read, ms: ${alone.mkString("; ")}")
      info(s"beside 50 that do not, ms: ${beside.map(_._1).mkString("; ")}")
      info(s"at most ${most / stuck.size / 1024} KiB for each; the heap was ${before >> 10} KiB without them" +
        s" and ${beside.map(b => s"${(b._2 - before) >> 10} KiB more").mkString(", ")} beside them")
      assert(most / stuck.size <= Most, "a stream that is not read takes too much")
      assert(stuck.forall(ends), "a stream that was not read for long is still open")
      eventually(assert(heap() - before < Most * 8))
      assert(readers.forall(_.isOpen), "one who reads was cut off")
      val slowest = alone.map(_.middle).max
      assert(beside.take(2).map(_._1.middle).min <= slowest * 1.1 + 2, "those who read are held up")
    }

    private def read(ofEach: Int): Seq[Reader] = {
      val some = for (id <- agents; _ <- 1 to ofEach) yield new Reader(id)
      some.foreach(_.start())
      eventually(assert(some.forall(_.isOpen)))
      some
    }

    /** Each agent changes its state so often, one after the other; how late the readers hear of it. */
    private def round(): Lag = {
      val sent = pool.invokeAll(agents.map(changes).asJava).asScala.map(_.get()).toMap
      val last = sent.map { case (id, all) => id -> all.keys.max }
      eventually(assert(readers.forall(r => r.heard.containsKey(last(r.agent)))))
      val late = for (r <- readers; (n, at) <- sent(r.agent) if r.heard.containsKey(n)) yield r.heard.get(n) - at
      assert(late.size == readers.size * Changes, "some have not heard all")
      Lag.of(late)
    }

    private def changes(id: String): Callable[(String, Map[Long, Long])] = () =>
      id -> (1 to Changes).map { n =>
        val body = json("state" -> "not-ready", "reason" -> s"$n ${"a long reason " * 10}")
        val sent = System.nanoTime()
        val answer = server.client.put(s"/v1/agents/$id/state", body)
        assert(answer.done, answer.text)
        answer.json.path("revision").asLong -> sent
      }.toMap

    /** After everything that is no longer used has been thrown away. */
    private def heap(): Long = {
      val total = Command.run(jcmd.toString, server.pid.toString, "GC.class_histogram").linesIterator
      total.filter(_.startsWith("Total")).toSeq.last.trim.split(" +").last.toLong
    }

    private def opened(agent: String, buffer: Int): Socket = {
      val socket = new Socket()
      if (buffer > 0) socket.setReceiveBufferSize(buffer)
      socket.connect(new InetSocketAddress("127.0.0.1", server.port))
      val head = s"GET /v1/agents/$agent/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
      socket.getOutputStream.write(head.getBytes(UTF_8))
      socket
    }

    /** What was under way is there still; after it comes the end. */
    private def ends(socket: Socket): Boolean = {
      socket.setSoTimeout(5000)
      try {
        val all = new Array[Byte](65536)
        while (socket.getInputStream.read(all) >= 0) ()
        true
      } catch {
        case _: SocketTimeoutException => false
        case _: IOException            => true
      }
    }

    def close(): Unit = {
      stuck.foreach(_.close())
      readers.foreach(_.socket.close())
      pool.shutdownNow()
    }

    /** Reads one agent's stream as fast as it comes. */
    private final class Reader(val agent: String) extends Thread {
      val heard = new ConcurrentHashMap[Long, Long] // when, by the revision
      val socket: Socket = opened(agent, 0)
      @volatile private var open = false
      setDaemon(true)

      def isOpen: Boolean = open

      override def run(): Unit =
        try {
          val in = new BufferedReader(new InputStreamReader(socket.getInputStream, UTF_8))
          Iterator.continually(in.readLine()).takeWhile(_ != null).foreach { line =>
            if (line.startsWith("id:")) {
              heard.putIfAbsent(line.drop(3).trim.toLong, System.nanoTime())
              open = true
            }
          }
        } catch { case _: IOException => () }
        finally open = false
    }
  }
}

/** How late something was heard, ms. */
private final case class Lag(middle: Double, most: Double) {
  override def toString: String = f"half within $middle%.1f, 99 %% within $most%.1f"
}

private object Lag {
  def of(nanos: Seq[Long]): Lag = {
    val sorted = nanos.sorted
    def at(part: Double) = sorted((sorted.size * part).toInt) / 1e6
    Lag(at(0.5), at(0.99))
  }
}
