package usher.architecture

import java.nio.file.{Files, Path}
import scala.jdk.CollectionConverters._

/** Java text without comments and with empty literals, line for line: what is left are real braces. */
final class SourceText(val name: String, text: String) {

  val lines: Int = text.count(_ == '\n') + (if (text.isEmpty || text.endsWith("\n")) 0 else 1)

  private val code = SourceText.bare(text)

  /** Every braced member of a type (method, constructor, initializer) with the lines it takes. */
  def members: Seq[SourceText.Member] = {
    val found = Seq.newBuilder[SourceText.Member]
    val types = new scala.collection.mutable.Stack[Boolean] // is this block the body of a type?
    var start = 0 // where the text before the next brace begins
    var parens = 0
    var memberAt = -1
    var header = ""
    for (i <- code.indices) code(i) match {
      case '(' => parens += 1
      case ')' => parens -= 1
      // Braces within parentheses are an annotation's, unless they belong to a field's value.
      case '{' if parens == 0 || types.headOption.contains(false) ||
            SourceText.outsideParentheses(code.substring(start, i)).contains('=') =>
        val outside = types.forall(identity)
        if (outside) header = code.substring(start, i)
        val isType = outside && SourceText.opensType(header)
        if (outside && !isType) memberAt = start + header.indexWhere(!_.isWhitespace).max(0)
        types.push(isType)
        if (isType) start = i + 1
      case '}' if parens == 0 || types.headOption.contains(false) =>
        val wasType = types.pop()
        if (!wasType && types.forall(identity)) {
          val length = code.substring(memberAt, i).count(_ == '\n') + 1
          found += SourceText.Member(name, header.trim.replaceAll("\\s+", " "), length)
        }
        if (types.forall(identity)) start = i + 1
      case ';' if parens == 0 && types.forall(identity) => start = i + 1
      case _ =>
    }
    found.result()
  }
}

object SourceText {
  case class Member(file: String, header: String, lines: Int)

  private val Type = """(?s).*\b(class|interface|enum|record)\s+\w+.*""".r
  private val Literal =
    "(?s)/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(\\\\.|[^\"\\\\\\n])*\"|'(\\\\.|[^'\\\\\\n])+'".r

  private def opensType(header: String): Boolean = {
    val outside = outsideParentheses(header)
    !outside.contains('=') && Type.matches(outside)
  }

  private def outsideParentheses(text: String): String = {
    var depth = 0
    text.filter { c =>
      if (c == '(') depth += 1
      val keep = depth == 0
      if (c == ')') depth -= 1
      keep
    }
  }

  private def bare(text: String): String =
    Literal.replaceAllIn(text, m => "\n" * m.matched.count(_ == '\n'))

  /** Every file under a directory. */
  def files(root: Path): Seq[Path] = {
    val walk = Files.walk(root)
    try walk.iterator.asScala.filter(Files.isRegularFile(_)).toList.sorted
    finally walk.close()
  }

  def read(file: Path): SourceText = new SourceText(file.toString, Files.readString(file))
}
