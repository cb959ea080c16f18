package usher.faults

import java.io.{IOException, RandomAccessFile}
import java.nio.file.{Files, Path}
import scala.util.Try

/** A small file system, in memory, of which a file that is nobody's business may take the room away. */
final class Disk(name: String, mebibytes: Int) extends AutoCloseable {
  val path: Path = Files.createTempDirectory(s"usher-$name")
  private val ballast = path.resolve("ballast")
  private val end = new Thread(() => remove())
  Runtime.getRuntime.addShutdownHook(end)
  Command.run("mount", "-t", "tmpfs", "-o", s"size=${mebibytes}m", "tmpfs", path.toString)

  def freeBytes: Long = path.toFile.getUsableSpace

  /** The ballast grows until no more than this is free. */
  def leave(bytes: Long): Unit = {
    val block = new Array[Byte](64 << 10)
    val file = new RandomAccessFile(ballast.toFile, "rw")
    try {
      file.seek(file.length)
      while (freeBytes > bytes) file.write(block, 0, math.min(block.length, freeBytes - bytes).toInt)
    } catch { case _: IOException => () } // full
    finally file.close()
  }

  def relieve(): Unit = Files.deleteIfExists(ballast)

  private def remove(): Unit = {
    Try(Command.run("umount", "-l", path.toString))
    Try(Files.deleteIfExists(path))
  }

  override def close(): Unit = {
    remove()
    Try(Runtime.getRuntime.removeShutdownHook(end)) // not while it runs
  }
}

object Disk {

  /** Why there can be none here. */
  def missing: Option[String] = {
    val at = Files.createTempDirectory("usher-trial").toString
    val why = Command.fails(
      Seq("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", at),
      Seq("umount", at)
    )
    Files.deleteIfExists(Path.of(at))
    why.map(w => s"No disk was filled: this needs the right to mount one ($w)")
  }
}
