package usher.keeping

import org.scalatest.BeforeAndAfterAll
import org.scalatest.wordspec.AnyWordSpec
import usher.settings.Settings

/** What is deleted, and what never is; on both databases. */
class SweepSpec extends AnyWordSpec with BeforeAndAfterAll {
  private val databases = new Databases
  private val ended = new Ended("interaction", "Over")

  override def afterAll(): Unit = databases.close()

  /** Its events in turn, each `manifest at`. */
  private def wrote(settings: Settings, id: String, events: (String, Long)*): Unit =
    Databases.write(settings, events.zipWithIndex.map { case ((manifest, at), n) =>
      s"""INSERT INTO "event_journal" ("deleted", "persistence_id", "sequence_number", "writer", "write_timestamp",
        "adapter_manifest", "event_payload", "event_ser_id", "event_ser_manifest")
        VALUES (FALSE, '$id', ${n + 1}, 'w', $at, '', '${"\\x"}0123', 7, '$manifest')"""
        .replace("'\\x0123'", if (settings.database.isPostgres) "'\\x0123'" else "X'0123'")
    }: _*)

  private def snapshot(settings: Settings, id: String, at: Long): Unit = {
    val payload = if (settings.database.isPostgres) "'\\x01'" else "X'01'"
    Databases.write(settings, s"""INSERT INTO "snapshot" ("persistence_id", "sequence_number", "created",
      "snapshot_ser_id", "snapshot_ser_manifest", "snapshot_payload") VALUES ('$id', $at, 0, 7, 's', $payload)""")
  }

  private def left(settings: Settings): Map[String, Seq[Long]] =
    Databases.rows(settings, """SELECT "persistence_id", "sequence_number" FROM "event_journal" ORDER BY 1, 2""")
      .map(_.split(' ')).groupMap(_(0))(_(1).toLong)

  /** A whole sweep of what is older; where the next begins, contacts and events deleted. */
  private def sweep(settings: Settings, before: Long, from: Long = 0, auditBefore: Long = Long.MinValue): (Long, Long, Long) = Databases.in(settings) { c =>
    val sweep = new Sweep(c, ended, from, before, auditBefore)
    while (sweep.step()) {}
    (sweep.walked, sweep.contacts, sweep.events)
  }

  for ((kind, fresh) <- Seq[(String, () => Settings)]("H2" -> (() => databases.h2()), "PostgreSQL" -> (() => databases.postgresql())))
    s"a sweep on $kind" should {
      "forget whose life ended before that, and nobody else" in {
        val settings = fresh()
        wrote(settings, "interaction|old", "Begun" -> 10, "Over" -> 20)
        wrote(settings, "interaction|open", "Begun" -> 10, "Held" -> 20)
        wrote(settings, "agent|old", "Begun" -> 10, "Over" -> 20)
        wrote(settings, "interaction|young", "Begun" -> 10, "Over" -> 100)
        wrote(settings, "interaction|spoke-later", "Begun" -> 10, "Over" -> 20, "Said" -> 100)
        val (walked, contacts, events) = sweep(settings, before = 100)
        assert(contacts == 1 && events == 2)
        assert(left(settings).keySet == Set("interaction|open", "agent|old", "interaction|young", "interaction|spoke-later"))
        val (_, more, _) = sweep(settings, before = 101, from = walked)
        assert(more == 2, "what was too young for one sweep is not for the next")
        assert(left(settings).keySet == Set("interaction|open", "agent|old"))
      }

      "shorten the audit trail by its own age" in {
        val settings = fresh()
        Databases.write(settings, (1 to 1234).map(n =>
          s"""INSERT INTO "audit" ("at", "by", "operation", "target") VALUES ($n, 'ann', 'hold', '/')"""): _*)
        sweep(settings, before = 5000)
        def entries = Databases.rows(settings, """SELECT MIN("at"), COUNT(*) FROM "audit" """)
        assert(entries == Seq("1 1234"))
        sweep(settings, before = Long.MinValue, auditBefore = 1200)
        assert(entries == Seq("1200 35"))
      }

      "find many, on many pages" in {
        val settings = fresh()
        for (n <- 1 to 700) wrote(settings, f"interaction|c$n%04d", "Begun" -> n, "Said" -> n, (if (n % 7 == 0) "Said" else "Over") -> n)
        val (_, contacts, events) = sweep(settings, before = 650)
        assert(contacts == 557 && events == 3 * 557) // 649, less 92 that go on
        assert(left(settings).size == 143)
      }

      "delete what a snapshot stands for, and keep the snapshot's own event and the newest" in {
        val settings = fresh()
        val many = (1 to 1300).map(n => "Done" -> n.toLong)
        wrote(settings, "agent|ann", many: _*)
        snapshot(settings, "agent|ann", 1200)
        wrote(settings, "agent|bob", many.take(5): _*)
        wrote(settings, "queue|care", many.take(10): _*)
        snapshot(settings, "queue|care", 10)
        wrote(settings, "queue|ahead", many.take(10): _*)
        snapshot(settings, "queue|ahead", 11)
        val (_, contacts, events) = sweep(settings, before = 2000)
        assert(contacts == 0 && events == 1199 + 9 + 9)
        assert(left(settings) == Map("agent|ann" -> (1200L to 1300L), "agent|bob" -> (1L to 5L), "queue|care" -> Seq(10L), "queue|ahead" -> Seq(10L)))
      }

      "keep what is younger, snapshot or not" in {
        val settings = fresh()
        wrote(settings, "agent|ann", (1 to 30).map(n => "Done" -> n.toLong): _*)
        snapshot(settings, "agent|ann", 30)
        sweep(settings, before = 21)
        assert(left(settings) == Map("agent|ann" -> (21L to 30L)))
      }
    }
}
