package usher.process

import java.io.{ByteArrayOutputStream, IOException}
import java.net.{InetAddress, Socket}
import java.nio.charset.StandardCharsets.{ISO_8859_1, UTF_8}

/** Bytes to a server's port and what comes back, for what no HTTP library would send. */
object RawHttp {

  /** The head and the body of the first answer; everything is read until the server closes. */
  def exchange(port: Int, request: Array[Byte]): Answer = {
    val socket = new Socket(InetAddress.getLoopbackAddress, port)
    try {
      socket.setSoTimeout(15000)
      try {
        socket.getOutputStream.write(request)
        socket.getOutputStream.flush()
      } catch { case _: IOException => () } // it has answered already, and reads no more
      val answer = parse(read(socket))
      val line = new String(request, ISO_8859_1).takeWhile(_ != '\r').split(" ")
      Contract.hold(line(0), line.lift(1).getOrElse("/"), answer)
      answer
    } finally socket.close()
  }

  def exchange(port: Int, request: String): Answer = exchange(port, request.getBytes(ISO_8859_1))

  private def read(socket: Socket): String = {
    val bytes = new ByteArrayOutputStream()
    try socket.getInputStream.transferTo(bytes)
    catch { case _: IOException if bytes.size() > 0 => () }
    bytes.toString(UTF_8)
  }

  private def parse(text: String): Answer = {
    val end = text.indexOf("\r\n\r\n")
    if (end < 0) throw new AssertionError(s"No answer, but '$text'")
    val head = text.take(end).split("\r\n").toSeq
    val headers = head.tail.map(_.split(":", 2)).collect {
      case Array(name, value) => name.toLowerCase -> value.trim
    }
    val body = text.drop(end + 4)
    Answer(head.head.split(" ")(1).toInt, Client.parse(body), body, headers.toMap)
  }
}
