package usher.flows

import java.io.IOException
import java.net.{InetAddress, Socket, SocketTimeoutException}
import java.nio.charset.StandardCharsets.ISO_8859_1
import java.util.concurrent.{Executors, TimeUnit}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.featurespec.AnyFeatureSpec
import usher.process.{Client, InProcess, Soon}

/** Clients that never come to the point do not keep a connection for themselves. */
class TrickleSpec extends AnyFeatureSpec with BeforeAndAfterAll with Soon {
  private val told = Map("usher.http.first-request-within" -> "1s", "usher.http.next-request-within" -> "2s")
  private lazy val server = new InProcess("trickle", told = told)
  private val clock = Executors.newScheduledThreadPool(1)

  override def afterAll(): Unit = {
    clock.shutdownNow()
    server.close()
  }

  private def connected[T](test: Socket => T): T = {
    val socket = new Socket(InetAddress.getLoopbackAddress, server.port)
    try test(socket)
    finally socket.close()
  }

  private def say(socket: Socket, text: String): Unit = {
    socket.getOutputStream.write(text.getBytes(ISO_8859_1))
    socket.getOutputStream.flush()
  }

  /** One more character of a header field every tenth of a second, as long as somebody listens. */
  private def trickling[T](socket: Socket)(test: => T): T = {
    val drop: Runnable = () => try say(socket, "x") catch { case _: IOException => () }
    val drops = clock.scheduleAtFixedRate(drop, 100, 100, TimeUnit.MILLISECONDS)
    try test
    finally drops.cancel(false)
  }

  /** The milliseconds until the server ends it; fails where it does not within 15 s. */
  private def ended(socket: Socket): Long = {
    val begun = System.nanoTime()
    socket.setSoTimeout(15000)
    try while (socket.getInputStream.read() >= 0) ()
    catch {
      case e: SocketTimeoutException => throw e
      case _: IOException            => ()
    }
    (System.nanoTime() - begun) / 1000000
  }

  private def staysOpenFor(socket: Socket, millis: Int): Unit = {
    socket.setSoTimeout(millis)
    intercept[SocketTimeoutException](while (socket.getInputStream.read() >= 0) ())
  }

  private val head = "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n"
  private val endless = head + "X-A: "

  private def answered(socket: Socket): Unit = {
    say(socket, head + "\r\n")
    val found = new StringBuilder
    while (!found.endsWith("{\"status\":\"up\"}")) found.append(socket.getInputStream.read().toChar)
  }

  Feature("A connection is for requests") {
    Scenario("a head that trickles in is not waited for, nor a silent connection") {
      val took = connected(socket => { say(socket, endless); trickling(socket)(ended(socket)) })
      assert(took >= 500 && took < 8000, s"$took ms")
      assert(connected(ended) < 8000)
    }

    Scenario("nor one after an answer") {
      connected { socket =>
        answered(socket)
        staysOpenFor(socket, 1200)
        answered(socket)
        say(socket, endless)
        assert(trickling(socket)(ended(socket)) < 8000)
      }
    }

    Scenario("a live stream stays for as long as it is listened to") {
      val api = new Client(server.port)
      eventually(assert(api.put("/v1/agents/ann", """{"name": "Ann"}""").done))
      connected { socket =>
        say(socket, "GET /v1/agents/ann/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        staysOpenFor(socket, 4000)
      }
    }
  }
}
