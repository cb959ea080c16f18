package usher.http

import com.fasterxml.jackson.databind.JsonNode
import org.scalatest.wordspec.AnyWordSpec
import scala.util.Random

class CardNumbersSpec extends AnyWordSpec {
  private val seed = Option(System.getProperty("seed")).filter(_.nonEmpty).fold(Random.nextLong())(_.toLong)
  private val random = new Random(seed)

  /** By the book: from the right every second digit is doubled, and the sum of all digits ends with 0. */
  private def isLuhn(digits: String): Boolean =
    digits.reverse.map(_.asDigit).zipWithIndex.map {
      case (d, n) if n % 2 == 1 => (2 * d).toString.map(_.asDigit).sum
      case (d, _)               => d
    }.sum % 10 == 0

  private def digits(n: Int): String = s"${1 + random.nextInt(9)}" + Seq.fill(n - 1)(random.nextInt(10)).mkString
  private def card(n: Int): String = {
    val body = digits(n - 1)
    body + (0 to 9).find(d => isLuhn(body + d)).get
  }
  private def noCard(n: Int): String = Iterator.continually(digits(n)).find(!isLuhn(_)).get
  private def grouped(digits: String): String =
    digits.flatMap(d => if (random.nextInt(3) == 0) s"$d${" -".charAt(random.nextInt(2))}" else s"$d").stripSuffix(" ").stripSuffix("-")
  private def words: String = Seq("", "card: ", "(", "paid with ", "é ", "№")(random.nextInt(6))

  private def plain(text: String): String = text.filter(_.isDigit)

  "A card's number" should {
    "be kept with its last four digits alone, whatever is around it and between its digits" in {
      for (_ <- 1 to 5000; number = card(13 + random.nextInt(7)); text = s"$words${grouped(number)}${Seq("", ".", " thanks", ", 12/27")(random.nextInt(4))}") {
        val masked = CardNumbers.masked(text)
        assert(masked.length == text.length, s"seed $seed: $text")
        val stars = masked.count(_ == '*')
        assert(stars == number.length - 4, s"seed $seed: $text became $masked")
        assert(plain(masked).startsWith(number.takeRight(4)), s"seed $seed: $text became $masked")
      }
    }

    "be found beside a date of expiry, a code, and another one" in {
      assert(CardNumbers.masked("4111 1111 1111 1111 12 27 123") == "**** **** **** 1111 12 27 123")
      assert(CardNumbers.masked("2026-11-22 4111-1111-1111-1111").endsWith("****-****-****-1111"))
      assert(CardNumbers.masked("4111111111111111 5500005555555559") == "************1111 ************5559")
      assert(CardNumbers.masked("378282246310005;") == "***********0005;")
    }
  }

  "Anything else" should {
    "stay as it is" in {
      val others = Seq("", "+4111111111111111", "+64 21 555 0014", "0064215550012", "call 0800 1234 1234 12", "4111111111111112",
        "A4111111111111111", "id_4111111111111111", "4111111111111111x", "411111111111", "41111111111111111111111",
        "4111  1111 1111 1111", "2026-11-22T15:36:08.123Z", "3.14159265358979")
      for (text <- others) assert(CardNumbers.masked(text) == text)
      for (_ <- 1 to 5000; n = 5 + random.nextInt(20)) {
        val text = words + (if (n < 13 || n > 19) digits(n) else noCard(n))
        assert(CardNumbers.masked(text) == text, s"seed $seed")
      }
    }
  }

  "In a request" should {
    val number = "4111111111111111"
    def read(json: String): JsonNode = Json.read(json.getBytes("UTF-8"), classOf[JsonNode])

    "free texts be masked, ids and addresses not" in {
      val json = s"""{"id": "$number", "name": "$number", "customer": {"id": "$number", "address": "$number"},
        "attributes": {"card": "$number", "from": "$number", "$number": "x"}, "data": {"from": "$number", "to": "$number",
        "reason": "$number", "attributes": {"a": "b $number"}}, "items": [{"id": "$number", "name": "$number"}], "n": $number}"""
      val seen = read(json).toString
      val kept = s"""{"id":"$number","name":"************1111","customer":{"id":"$number","address":"$number"},""" +
        """"attributes":{"card":"************1111","from":"************1111","************1111":"x"},""" +
        s""""data":{"from":"$number","to":"$number","reason":"************1111","attributes":{"a":"b ************1111"}},""" +
        s""""items":[{"id":"$number","name":"************1111"}],"n":$number}"""
      assert(seen == kept)
    }

    "no way of writing digits hide it" in {
      val escaped = number.map(d => f"\\u${d.toInt}%04x").mkString
      assert(read(s"""{"comment": "$escaped"}""").path("comment").asText == "************1111")
    }

    "a quick look never miss one" in {
      for (_ <- 1 to 2000; text = s"$words${grouped(card(13 + random.nextInt(7)))}") assert(CardNumbers.mayBeIn(text), s"seed $seed")
      assert(!CardNumbers.mayBeIn("""{"from": "+6421555001", "at": "2026-11-22T15:36:08.123Z", "queue": "q1"}"""))
    }
  }
}
