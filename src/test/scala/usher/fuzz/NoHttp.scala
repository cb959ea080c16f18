package usher.fuzz

import java.nio.charset.StandardCharsets.ISO_8859_1
import scala.util.Random

/** What is hardly HTTP, or none at all: request lines, lengths, chunks and heads that are wrong, and what breaks off. */
final class NoHttp(requests: Requests, dice: Random) {

  def any(): Broken = {
    val (what, text) = dice.nextInt(5) match {
      case 0 => "a request line" -> s"${one(Lines)}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
      case 1 => "a head" -> posted(one(Heads), "{}")
      case 2 => "chunks" -> posted("Transfer-Encoding: chunked\r\n", one(Chunks))
      case 3 => "broken off" -> cutOff()
      case _ => "noise" -> new String(Array.fill(1 + dice.nextInt(300))(dice.nextInt(256).toByte), ISO_8859_1)
    }
    Broken(what, text.getBytes(ISO_8859_1))
  }

  private def posted(head: String, body: String): String =
    s"POST /v1/interactions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n$head\r\n$body"

  private def cutOff(): String = {
    val whole = new String(requests.any().bytes(80), ISO_8859_1)
    whole.take(1 + dice.nextInt(whole.length - 1))
  }

  private val Lines = Seq("GET", "GET /", "GET / HTTP/0.9", "GET / HTTP/1.2", "GET / HTTP/2.0", "GET / HTTP/9.9", "GET / http/1.1", "GET  / HTTP/1.1",
    "GET /v1/queues HTTP/1.1 ", " GET / HTTP/1.1", "get /v1/queues HTTP/1.1", "BREW / HTTP/1.1", "G\u0000T / HTTP/1.1", "CONNECT 127.0.0.1:80 HTTP/1.1",
    "OPTIONS * HTTP/1.1", "GET * HTTP/1.1", "GET nowhere HTTP/1.1", "GET http:///v1/queues HTTP/1.1", "GET http://127.0.0.1/v1/queues HTTP/1.1",
    "GET http://evil.example/v1/queues HTTP/1.1", "GET //evil.example/v1/queues HTTP/1.1", "GET ftp://127.0.0.1/ HTTP/1.1", "GET ? HTTP/1.1", "GET /? HTTP/1.1",
    "GET /v1/queues#x HTTP/1.1", "GET /v1/queues?a#b HTTP/1.1", "GET /%zz HTTP/1.1", "GET /\u00ff HTTP/1.1", "GET /v1/queues?limit=%zz HTTP/1.1",
    "GET /a\"b HTTP/1.1", "GET /" + "x" * 5000 + " HTTP/1.1", "GET /" + "a/" * 1500 + " HTTP/1.1", "GET /v1/queues?" + "a=b&" * 900 + " HTTP/1.1",
    "X" * 5000 + " / HTTP/1.1", "PRI * HTTP/2.0", "GET / HTTP/1.1\r\nGET / HTTP/1.1", "\r\n\r\nGET /v1/queues HTTP/1.1", "GET\t/\tHTTP/1.1", "GET / HTTP/1.1x")

  private val Heads = Seq("Content-Length: 2\r\nContent-Length: 2\r\n", "Content-Length: 2\r\nContent-Length: 3\r\n", "Content-Length: 2, 2\r\n",
    "Content-Length: -2\r\n", "Content-Length: +2\r\n", "Content-Length: 0x2\r\n", "Content-Length: ten\r\n", "Content-Length: \r\n",
    "Content-Length: 99999999999999999999\r\n", "Content-Length: 9999999\r\n", "Content-Length: 1000\r\n", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
    "Transfer-Encoding: gzip\r\n", "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: chunked, chunked\r\n", "Transfer-Encoding: nonsense\r\n",
    "Content-Length : 2\r\n", " folded: x\r\nContent-Length: 2\r\n", "X: a\r\n b\r\nContent-Length: 2\r\n", "No colon here\r\nContent-Length: 2\r\n",
    ": no name\r\nContent-Length: 2\r\n", "X Y: blank\r\nContent-Length: 2\r\n", "X\u0000: y\r\nContent-Length: 2\r\n", "X: \u0000\r\nContent-Length: 2\r\n",
    "X: y\nContent-Length: 2\n", "X: y\rContent-Length: 2\r", "Host: 127.0.0.1\r\nContent-Length: 2\r\n", "Host: evil.example\r\nContent-Length: 2\r\n",
    "X: " + "x" * 9000 + "\r\n", "X" * 9000 + ": x\r\n", (1 to 70).map(n => s"X-$n: y\r\n").mkString, "Expect: 100-continue\r\nContent-Length: 2\r\n",
    "X: \u00e9\r\n", "X: \u00ff\r\nContent-Length: 2\r\n", "X\u00e9: y\r\nContent-Length: 2\r\n",
    "Expect: nonsense\r\nContent-Length: 2\r\n", "Content-Type: text/plain\r\nContent-Length: 2\r\n", "Connection: close, close\r\nContent-Length: 2\r\n",
    "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nConnection: Upgrade, HTTP2-Settings\r\nContent-Length: 2\r\n")

  private val Chunks = Seq("", "2\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n", "2\r\n{}", "zz\r\n{}\r\n0\r\n\r\n", "-1\r\n{}\r\n", "ffffffffffffffff\r\n{}", "FFFFFFF\r\n{}",
    "2;x=y\r\n{}\r\n0\r\n\r\n", "2;" + "x" * 5000 + "\r\n{}\r\n0\r\n\r\n", "1\r\n{}\r\n0\r\n\r\n", "2{}\r\n", "\r\n\r\n", "0\r\nX: y\r\n\r\n", "0\r\nContent-Length: 7\r\n\r\n",
    "0\r\n" + "X: y\r\n" * 100 + "\r\n", "2\n{}\n0\n\n", "1\r\n{\r\n1\r\n}\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n", "1\r\n \r\n" * 2000 + "0\r\n\r\n")

  private def one[T](all: Seq[T]): T = all(dice.nextInt(all.size))
}
