package usher.fuzz

import java.nio.charset.StandardCharsets.{ISO_8859_1, UTF_8}
import usher.process.Contract.Operation

/** Something to send, and how somebody else sends it once more. */
sealed trait Attempt {

  /** What is odd about it. */
  def what: String
  def method: String
  def target: String
  def bytes(port: Int): Array[Byte]
  def again: String

  /** After it nothing more can be sent on this connection. */
  def isLast: Boolean
}

/** What every HTTP library would send. */
final case class Request(
    operation: Operation,
    method: String,
    target: String,
    headers: Seq[(String, String)] = Nil,
    body: Option[Array[Byte]] = None,
    what: String = "as described",
    mutant: Option[Mutant] = None)
    extends Attempt {
  def isLast: Boolean = false
  def text: String = body.map(new String(_, UTF_8)).orNull

  def bytes(port: Int): Array[Byte] = {
    val own = if (has("Host")) Nil else Seq("Host" -> s"127.0.0.1:$port")
    val length = if (has("Content-Length")) Nil else body.map(b => "Content-Length" -> b.length.toString).toSeq
    val head = (own ++ headers ++ length).map { case (name, value) => s"$name: $value\r\n" }
    s"$method $target HTTP/1.1\r\n${head.mkString}\r\n".getBytes(ISO_8859_1) ++ body.getOrElse(Array.emptyByteArray)
  }

  def carrying(m: Mutant): Request =
    header("Content-Type", "application/json").copy(body = Some(m.body.getBytes(UTF_8)), mutant = Some(m)).but(s"${m.what} at ${m.pointer}")

  def but(odd: String): Request = copy(what = if (what == "as described") odd else s"$what, $odd")
  def header(name: String, value: String): Request = copy(headers = headers.filterNot(_._1 == name) :+ (name -> value))
  private def has(name: String) = headers.exists(_._1.equalsIgnoreCase(name))

  def again: String = {
    val given = headers.map { case (name, value) => s" -H $$'${Attempt.quoted(s"$name: $value".getBytes(ISO_8859_1))}'" }.mkString
    val url = if (target.startsWith("/")) s"http://127.0.0.1:8080$target" else target
    val send = s"curl -sSi --path-as-is -g -X $method$given"
    body match {
      case None    => s"$send $$'${Attempt.quoted(url.getBytes(ISO_8859_1))}'"
      case Some(b) => s"printf %b '${Attempt.quoted(b)}' | $send --data-binary @- $$'${Attempt.quoted(url.getBytes(ISO_8859_1))}'"
    }
  }
}

/** What only a raw connection sends. */
final case class Broken(what: String, bytes: Array[Byte], isLast: Boolean = true) extends Attempt {
  private val line = new String(bytes.take(9000), ISO_8859_1).takeWhile(c => c != '\r' && c != '\n').split(" ")
  def method: String = line.headOption.getOrElse("")
  def target: String = line.lift(1).getOrElse("/")
  def bytes(port: Int): Array[Byte] = bytes
  def again: String = s"printf %b '${Attempt.quoted(bytes)}' | curl -sS telnet://127.0.0.1:8080"
}

object Attempt {

  /** For printf and $'…' in a shell. */
  def quoted(bytes: Array[Byte]): String = {
    val shown = bytes.take(3000).map { b =>
      val c = (b & 0xff).toChar
      if (c < ' ' || c > '~' || "'\\%".contains(c)) f"\\x${b & 0xff}%02x" else c.toString
    }.mkString
    if (bytes.length > 3000) s"$shown… (${bytes.length} bytes: repeat the run)" else shown
  }
}
