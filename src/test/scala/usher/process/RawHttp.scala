package usher.process

import java.io.{BufferedInputStream, ByteArrayOutputStream, IOException}
import java.net.{InetAddress, Socket}
import java.nio.charset.StandardCharsets.{ISO_8859_1, UTF_8}

/** One connection, for what no HTTP library would send: bytes out as they are, answers in one by one. Of a live stream
  * the head is read and no more.
  */
final class RawHttp(port: Int, patienceMillis: Int = 25000) extends AutoCloseable {
  private val socket = new Socket(InetAddress.getLoopbackAddress, port)
  socket.setSoTimeout(patienceMillis)
  socket.setTcpNoDelay(true)
  private val in = new BufferedInputStream(socket.getInputStream, 16384)
  private var going = true

  /** May another request be sent? */
  def isOpen: Boolean = going

  /** None where the server has closed without a word. `isLast`: nothing more is sent, and the server knows. */
  def exchange(request: Array[Byte], method: String, isLast: Boolean = false): Option[Answer] = {
    try {
      socket.getOutputStream.write(request)
      if (isLast) socket.shutdownOutput()
    } catch { case _: IOException => going = false } // it has answered already, and reads no more
    val answer = Iterator.continually(head()).dropWhile(_.exists(_._1 / 100 == 1)).next().map {
      case (status, headers) =>
        val text = if (method == "HEAD" || status == 204 || status == 304) "" else body(headers)
        Answer(status, Client.parse(text), text, headers)
    }
    going &&= !isLast && answer.exists(a => !a.header("Connection").exists(_.equalsIgnoreCase("close")))
    answer
  }

  private def head(): Option[(Int, Map[String, String])] = line().map { status =>
    if (!status.matches("HTTP/1\\.[01] [0-9]{3} .*")) throw new AssertionError(s"No answer, but '$status'")
    val headers = Iterator.continually(line().getOrElse("")).takeWhile(_.nonEmpty).map(_.split(":", 2)).collect {
      case Array(name, value) => name.toLowerCase -> value.trim
    }
    (status.split(" ")(1).toInt, headers.toMap)
  }

  private def body(headers: Map[String, String]): String =
    if (headers.get("content-type").exists(_.startsWith("text/event-stream"))) {
      going = false
      ""
    } else if (headers.get("transfer-encoding").contains("chunked")) {
      val all = new ByteArrayOutputStream()
      Iterator.continually(Integer.parseInt(line().get.takeWhile(_ != ';'), 16)).takeWhile(_ > 0).foreach { size =>
        all.write(in.readNBytes(size))
        line()
      }
      line()
      all.toString(UTF_8)
    } else
      headers.get("content-length") match {
        case Some(length) => new String(in.readNBytes(length.toInt), UTF_8)
        case None =>
          going = false
          new String(in.readAllBytes(), UTF_8)
      }

  /** None at the end; a connection that was reset has ended too. */
  private def line(): Option[String] = {
    val bytes = new ByteArrayOutputStream()
    try Iterator.continually(in.read()).takeWhile(b => b >= 0 && b != '\n').foreach(bytes.write)
    catch { case e: IOException if !e.isInstanceOf[java.net.SocketTimeoutException] => return None }
    if (bytes.size == 0) None else Some(bytes.toString(ISO_8859_1).stripSuffix("\r"))
  }

  override def close(): Unit = socket.close()
}

object RawHttp {

  /** The answer to one request on a connection of its own, held against the contract. */
  def exchange(port: Int, request: Array[Byte]): Answer = {
    val connection = new RawHttp(port)
    try {
      val line = new String(request, ISO_8859_1).takeWhile(_ != '\r').split(" ")
      val answer = connection.exchange(request, line(0)).getOrElse(throw new AssertionError("No answer"))
      Contract.hold(line(0), line.lift(1).getOrElse("/"), answer)
      answer
    } finally connection.close()
  }

  def exchange(port: Int, request: String): Answer = exchange(port, request.getBytes(ISO_8859_1))
}
