package usher.process

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.node.ObjectNode

/** All that is seen of a server at these paths, but what changes by itself. */
object Picture {
  private val moving =
    Set("asOf", "waitSeconds", "longestWaitSeconds", "estimate", "priority", "nextAt", "step", "position")

  def of(api: Client, paths: Seq[String]): Map[String, JsonNode] = paths.map { path =>
    val answer = api.get(path)
    assert(answer.done, answer.text)
    path -> still(answer.json)
  }.toMap

  private def still(view: JsonNode): JsonNode = {
    val copy = view.deepCopy[JsonNode]()
    def clean(node: JsonNode): Unit = {
      node match {
        case o: ObjectNode => moving.foreach(o.remove)
        case _             => ()
      }
      node.elements().forEachRemaining(clean(_))
    }
    clean(copy)
    copy
  }
}
