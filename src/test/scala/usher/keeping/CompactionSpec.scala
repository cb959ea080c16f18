package usher.keeping

import java.nio.file.Files
import java.sql.Connection
import org.scalatest.concurrent.Eventually
import org.scalatest.exceptions.TestFailedDueToTimeoutException
import org.scalatest.time.SpanSugar._
import org.scalatest.wordspec.AnyWordSpec
import usher.journal.Journals
import usher.settings.Settings

/** A journal whose rows come one by one and go when they are old, but for some: the file that holds them. */
class CompactionSpec extends AnyWordSpec with Eventually {
  private val databases = new Databases
  private val Rounds = 6
  private val Commits = 2000
  private val Young = 500
  private val Stays = 40

  "The file of an embedded journal" should {
    "be a quarter of what it was at most when it is compacted, and keep every row" in {
      val settings = databases.h2()
      val alone = sizes(databases.h2(), _ => ())
      val compacted = sizes(settings, c => { val compaction = new Compaction(c); while (compaction.isDue && compaction.step()) {} })
      info(s"KiB after every $Commits commits, left alone: ${alone.mkString(", ")}; compacted: ${compacted.mkString(", ")}")
      assert(alone.last > compacted.last * 4)
      assert(numbers(settings) == expected)
    }

    "be compacted beside everything else, unless what room is left is for others" in {
      val settings = databases.h2()
      Databases.in(settings) { c =>
        val compaction = new Compaction(c)
        c.createStatement().execute("SET RETENTION_TIME 0")
        for (n <- 1 to Commits) { write(c, n); if (n % 100 == 0) forget(c, n - Young) }
        assert(compaction.isDue)
        var isFull = true
        val service = new CompactionService(settings, () => if (isFull) "The disk is full." else null)
        try {
          intercept[TestFailedDueToTimeoutException](eventually(timeout(3.seconds))(assert(!compaction.isDue)))
          isFull = false
          eventually(timeout(30.seconds))(assert(!compaction.isDue))
        } finally service.close()
      }
      assert(numbers(settings) == (1L to Commits).filter(n => n % Stays == 0 || n > Commits - Young))
    }
  }

  /** What is there at the end: some of the old, all of the young. */
  private def expected: Seq[Long] = {
    val all = Rounds * Commits
    (1L to all).filter(n => n % Stays == 0 || n > all - Young)
  }

  private def numbers(settings: Settings): Seq[Long] =
    Databases.rows(settings, """SELECT "sequence_number" FROM "event_journal" ORDER BY 1""").map(_.toLong)

  private def sizes(settings: Settings, compact: Connection => Unit): Seq[Long] = Databases.in(settings) { c =>
    c.createStatement().execute("SET RETENTION_TIME 0")
    for (round <- 1 to Rounds) yield {
      for (n <- (round - 1) * Commits + 1 to round * Commits) {
        write(c, n)
        if (n % 100 == 0) forget(c, n - Young)
        if (n % 20 == 0) compact(c)
      }
      Files.size(Journals.file(settings)) >> 10
    }
  }

  private def write(c: Connection, number: Int): Unit = c.createStatement().execute(
    s"""INSERT INTO "event_journal" ("deleted", "persistence_id", "sequence_number", "writer", "write_timestamp",
      "adapter_manifest", "event_payload", "event_ser_id", "event_ser_manifest")
      VALUES (FALSE, 'interaction|${number % 100}', $number, 'w', 0, '', X'${"0123456789abcdef" * 30}', 7, 'm')""")

  private def forget(c: Connection, last: Int): Unit = c.createStatement().execute(
    s"""DELETE FROM "event_journal" WHERE "sequence_number" <= $last AND MOD("sequence_number", $Stays) <> 0""")
}
