package usher.keeping

import java.io.ByteArrayOutputStream
import java.nio.file.{Files, Path}
import java.time.{Clock, Instant}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.wordspec.AnyWordSpec
import scala.util.{Random, Using}
import usher.settings.Settings

/** A backup is restored as it was, on either database, or not at all. */
class RestoreSpec extends AnyWordSpec with BeforeAndAfterAll {
  private val databases = new Databases
  private val folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "restore")

  override def afterAll(): Unit = databases.close()

  private val kinds = Seq[(String, () => Settings)]("H2" -> (() => databases.h2()), "PostgreSQL" -> (() => databases.postgresql()))

  /** A bit of everything: nulls, large payloads, letters of all kinds. */
  private def fill(settings: Settings, events: Int): Unit = Databases.in(settings) { c =>
    val dice = new Random(7)
    val insert = c.prepareStatement("""INSERT INTO "event_journal" ("deleted", "persistence_id", "sequence_number", "writer",
      "write_timestamp", "adapter_manifest", "event_payload", "event_ser_id", "event_ser_manifest") VALUES (?, ?, ?, ?, ?, '', ?, 33, ?)""")
    for (n <- 1 to events) {
      insert.setBoolean(1, n % 50 == 0)
      insert.setString(2, s"interaction|c-${n % 97}")
      insert.setLong(3, n)
      insert.setString(4, "w")
      insert.setLong(5, 1700000000000L + n)
      insert.setBytes(6, dice.nextBytes(dice.nextInt(if (n % 100 == 0) 200000 else 600)))
      insert.setString(7, s"usher.Event$n")
      insert.addBatch()
    }
    insert.executeBatch()
    val snapshot = c.prepareStatement("""INSERT INTO "snapshot" ("persistence_id", "sequence_number", "created",
      "snapshot_ser_id", "snapshot_ser_manifest", "snapshot_payload", "meta_payload") VALUES (?, ?, 3, 33, 'm', ?, ?)""")
    for (id <- Seq("agent|a-b", "agent|A.b", "agent|a_b", "queue|a:b", "queue|a@b", "queue|Z") ++ (1 to 50).map(n => s"agent|x$n"); n <- Seq(9, 10)) {
      snapshot.setString(1, id)
      snapshot.setLong(2, n)
      snapshot.setBytes(3, dice.nextBytes(900))
      snapshot.setBytes(4, if (n == 9) null else Array[Byte](1))
      snapshot.addBatch()
    }
    snapshot.executeBatch()
    val audit = c.prepareStatement("""INSERT INTO "audit" ("at", "by", "operation", "target", "body", "status") VALUES (?, ?, 'o', 't', ?, ?)""")
    for (n <- 1 to 30) {
      audit.setLong(1, n)
      audit.setString(2, "Žofie \uD83D\uDE42")
      audit.setString(3, if (n % 2 == 0) null else "{\"name\": \"Søren\"}")
      audit.setObject(4, if (n % 3 == 0) null else Int.box(200), java.sql.Types.INTEGER)
      audit.addBatch()
    }
    audit.executeBatch()
  }

  private def backup(settings: Settings): Path = {
    val out = new ByteArrayOutputStream
    Using.resource(Backup.of(settings, Instant.EPOCH)) { b =>
      Iterator.continually(b.next()).takeWhile(_ != null).foreach(out.write)
    }
    Files.write(Files.createTempFile(folder, "backup", ".zip"), out.toByteArray)
  }

  private def restore(file: Path, settings: Settings): Unit =
    Using.resource(BackupFile.open(file))(Restore.into(settings, Clock.systemUTC, _, _ => ()))

  private def everything(settings: Settings): Seq[Seq[String]] = Seq(
    """SELECT "ordering", "deleted", "persistence_id", "sequence_number", "writer", "write_timestamp", "adapter_manifest", "event_ser_id",
      "event_ser_manifest", "event_payload", "meta_payload", "meta_ser_id", "meta_ser_manifest" FROM "event_journal"""",
    """SELECT "persistence_id", "sequence_number", "created", "snapshot_ser_id", "snapshot_ser_manifest", "snapshot_payload",
      "meta_ser_id", "meta_ser_manifest", "meta_payload" FROM "snapshot"""",
    """SELECT "number", "at", "by", "operation", "target", "body", "status" FROM "audit"""",
    """SELECT "event_id", "tag" FROM "event_tag"""").map(Databases.rows(settings, _).sorted)

  for ((from, source) <- kinds; (to, target) <- kinds)
    s"a backup of $from" should {
      s"be restored to $to, row by row" in {
        val (old, fresh) = (source(), target())
        fill(old, 2345)
        val file = backup(old)
        restore(file, fresh)
        assert(everything(old) == everything(fresh) && everything(old).map(_.size) == Seq(2345, 112, 30, 0))
      }
    }

  private def highest(settings: Settings): (Long, Long) = (
    Databases.rows(settings, """SELECT MAX("ordering") FROM "event_journal"""").head.toLong,
    Databases.rows(settings, """SELECT MAX("number") FROM "audit"""").head.toLong)

  for ((kind, fresh) <- kinds) {
    s"what is written on $kind after a restore" should {
      "have higher numbers than what was restored" in {
        val old = databases.h2()
        fill(old, 100)
        Databases.write(old, """DELETE FROM "event_journal" WHERE "ordering" < 40""")
        val settings = fresh()
        restore(backup(old), settings)
        val (ordering, number) = highest(settings)
        Databases.write(settings,
          s"""INSERT INTO "event_journal" ("deleted", "persistence_id", "sequence_number", "writer", "write_timestamp", "adapter_manifest",
            "event_payload", "event_ser_id", "event_ser_manifest") SELECT "deleted", 'new', 1, "writer", "write_timestamp", "adapter_manifest",
            "event_payload", "event_ser_id", "event_ser_manifest" FROM "event_journal" WHERE "ordering" = $ordering""",
          """INSERT INTO "audit" ("at", "by", "operation", "target") VALUES (1, 'b', 'o', 't')""")
        assert(highest(settings) == (ordering + 1, number + 1))
      }
    }

    s"a restore to $kind" should {
      "be refused where there is something already, and write nothing" in {
        val settings = fresh()
        fill(settings, 10)
        val file = backup(settings)
        val before = everything(settings)
        assert(intercept[Restore.Refused](restore(file, settings)).getMessage.contains("something in this database already"))
        assert(everything(settings) == before)
      }

      "write nothing where it fails in the middle" in {
        val old = databases.h2()
        fill(old, 1000)
        val file = backup(old)
        val settings = fresh()
        // The last table has no room: as if the disk were full.
        Databases.write(settings, """ALTER TABLE "audit" ADD CONSTRAINT full_disk CHECK ("number" < 20)""")
        intercept[Restore.Refused](restore(file, settings))
        assert(everything(settings).forall(_.isEmpty))
      }
    }
  }

  "a restore" should {
    "be refused while a node runs on the database" in {
      val old = databases.h2()
      fill(old, 10)
      val settings = databases.postgresql()
      Databases.write(settings, "INSERT INTO pulse (node, at) VALUES ('127.0.0.1:7355', clock_timestamp())")
      val no = intercept[Restore.Refused](restore(backup(old), settings))
      assert(no.getMessage.contains("127.0.0.1:7355, runs on this database"))
      assert(everything(settings).forall(_.isEmpty))
      Databases.write(settings, "UPDATE pulse SET at = at - INTERVAL '1 minute'")
      restore(backup(old), settings)
    }
  }

  "a file that is no whole backup" should {
    lazy val good = {
      val old = databases.h2()
      fill(old, 300)
      Files.readAllBytes(backup(old))
    }
    def refused(bytes: Array[Byte]): String = {
      val file = Files.write(Files.createTempFile(folder, "broken", ".zip"), bytes)
      intercept[BackupFile.Broken](BackupFile.open(file)).getMessage
    }

    "be refused, wherever it was cut" in {
      for (n <- Seq(0, 1, 30, good.length / 3, good.length / 2, good.length - 400, good.length - 1))
        assert(refused(good.take(n)).contains("take another"), s"after $n bytes")
    }

    "be refused, whatever is changed in it" in {
      val dice = new Random(11)
      for (_ <- 1 to 60) {
        val at = 60 + dice.nextInt(good.length - 2000) // in the rows
        val bad = good.clone()
        bad(at) = (bad(at) ^ (1 << dice.nextInt(8))).toByte
        assert(refused(bad).contains("take another"), s"at $at")
      }
    }

    "be refused where it is something else, not there, or of a later version" in {
      assert(refused("no zip".getBytes).contains("take another"))
      assert(intercept[BackupFile.Broken](BackupFile.open(folder.resolve("nothing"))).getMessage.contains("no file"))
      assert(refused(rewritten(_.replace("\"format\" : 1", "\"format\" : 2"))).contains("restore it with that version"))
      assert(refused(rewritten(_.replaceFirst("\"sha256\" : \"..", "\"sha256\" : \"zz"))).contains("not what the manifest says"))
      assert(refused(rewritten(_.replaceFirst("\"rows\" : 300", "\"rows\" : 299"))).contains("not what the manifest says"))
    }

    def rewritten(change: String => String): Array[Byte] = {
      import java.util.zip.{ZipEntry, ZipInputStream, ZipOutputStream}
      val out = new ByteArrayOutputStream
      val (in, zip) = (new ZipInputStream(new java.io.ByteArrayInputStream(good)), new ZipOutputStream(out))
      Iterator.continually(in.getNextEntry).takeWhile(_ != null).foreach { entry =>
        zip.putNextEntry(new ZipEntry(entry.getName))
        val bytes = in.readAllBytes()
        zip.write(if (entry.getName == "manifest.json") change(new String(bytes)).getBytes else bytes)
      }
      zip.close()
      out.toByteArray
    }
  }
}
