package usher.process

import com.fasterxml.jackson.databind.JsonNode
import java.net.URI
import java.net.http.HttpClient.Version
import java.net.http.HttpResponse.BodyHandlers
import java.net.http.{HttpClient, HttpRequest}
import java.util.concurrent.{LinkedBlockingQueue, TimeUnit}
import scala.jdk.CollectionConverters._

/** A live stream: what it says, event by event. */
final class Stream(port: Int, path: String, headers: (String, String)*) extends AutoCloseable {
  private val heard = new LinkedBlockingQueue[(String, JsonNode)]
  private val reader = new Thread(() => read())
  reader.setDaemon(true)
  reader.start()

  private def read(): Unit =
    try {
      val request = HttpRequest.newBuilder(URI.create(s"http://127.0.0.1:$port$path"))
      headers.foreach { case (name, value) => request.header(name, value) }
      val http = HttpClient.newBuilder().version(Version.HTTP_1_1).build()
      var data: JsonNode = null
      for (line <- http.send(request.build(), BodyHandlers.ofLines()).body().iterator().asScala) {
        if (line.startsWith("data:")) data = Client.parse(line.drop(5))
        else if (line.startsWith("event:")) heard.add(line.drop(6).trim -> data)
      }
    } catch { case _: Exception => () } // closed, by us or by the server

  /** The next event, of whatever kind. */
  def next(seconds: Int = 20): (String, JsonNode) = {
    val found = heard.poll(seconds, TimeUnit.SECONDS)
    assert(found != null, s"$path says nothing more")
    found
  }

  /** The next event of this kind; what comes before it is passed over. */
  def hears(kind: String, seconds: Int = 20): JsonNode =
    Iterator.continually(next(seconds)).collectFirst { case (`kind`, data) => data }.get

  override def close(): Unit = reader.interrupt()
}
