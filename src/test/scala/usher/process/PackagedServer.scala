package usher.process

import java.io.File
import java.net.{InetAddress, ServerSocket}
import java.nio.file.{Files, Path}
import java.time.Duration
import java.util.concurrent.{ConcurrentHashMap, TimeUnit, TimeoutException}
import scala.jdk.CollectionConverters._
import scala.util.{Random, Try}

/** `java -jar target/usher.jar` as a process of its own, which can be killed and started again on
  * the same data. What it prints goes to `target/process/<name>.log`.
  */
final class PackagedServer(
    name: String,
    settings: Map[String, String] = Map.empty,
    options: Seq[String] = PackagedServer.Plain,
    stand: Stand = Stand.Here,
    patience: Duration = Duration.ofSeconds(20)
) {
  import stand.host
  val home: Path = PackagedServer.home.resolve(name)
  val port: Int = stand.port(18300)
  val client = new Client(port, host, patience, stand.always)
  private val told = settings ++ stand.settings

  /** The embedded journal is in here. */
  val data: Path = told.get("USHER_DATA_DIR").fold(home.resolve("data"))(Path.of(_))
  val log: Path = PackagedServer.home.resolve(s"$name.log")
  private var process: Process = _

  PackagedServer.wipe(home)
  Files.deleteIfExists(log)

  /** Starts it, with these options too this time, and returns once it is ready: the milliseconds that took. */
  def start(also: String*): Long = {
    val begun = System.nanoTime()
    launch(also: _*)
    awaitReady()
    (System.nanoTime() - begun) / 1000000
  }

  def launch(also: String*): Unit = {
    val builder = java(also, Nil)
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile))
    process = builder.start()
    PackagedServer.started.add(process)
  }

  /** A command of the jar with the settings of this server: how it ended, and what it said. */
  def command(words: String*): (Int, String) = {
    val running = java(Nil, words).start()
    val said = new String(running.getInputStream.readAllBytes())
    (running.waitFor(), said)
  }

  private def java(also: Seq[String], words: Seq[String]): ProcessBuilder = {
    Files.createDirectories(home)
    val java = Path.of(System.getProperty("java.home"), "bin", "java").toString
    val builder =
      new ProcessBuilder(stand.within ++ (java +: options) ++ also ++ Seq("-jar", PackagedServer.Jar) ++ words: _*)
    val environment = builder.environment()
    environment.keySet().removeIf(_.startsWith("USHER_"))
    environment.put("USHER_HTTP_HOST", host)
    environment.put("USHER_HTTP_PORT", port.toString)
    environment.put("USHER_DATA_DIR", data.toString)
    val noPolicies = Files.createDirectories(home.resolve("conf").resolve("flows")).getParent
    environment.put("USHER_CONF_DIR", noPolicies.toString)
    told.foreach { case (key, value) => environment.put(key, value) }
    builder.redirectErrorStream(true)
  }

  /** Asks until it says that it is ready; its death or two minutes end that at once. */
  def awaitReady(): Unit = {
    val deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2)
    while (!Try(client.get("/health/ready").status == 200).getOrElse(false)) {
      if (endsWithin(30)) throw new AssertionError(s"The server ended: see $log")
      if (System.nanoTime() > deadline) throw new AssertionError(s"Not ready in time: see $log")
    }
  }

  /** SIGKILL, and back when it is dead. */
  def kill(): Unit = if (process != null) {
    process.destroyForcibly().waitFor()
    PackagedServer.started.remove(process)
  }

  /** STOP, CONT and the like. */
  def signal(name: String): Unit = {
    val sent = new ProcessBuilder("kill", s"-$name", process.pid.toString).start().waitFor()
    assert(sent == 0, s"no $name for ${process.pid}")
  }

  def isAlive: Boolean = process.isAlive

  def pid: Long = process.pid

  /** SIGTERM: it hands over and ends by itself. */
  def stop(): Unit = {
    process.destroy()
    if (!endsWithin(30000)) kill()
    PackagedServer.started.remove(process)
  }

  def logText: String = Files.readString(log)

  private def endsWithin(millis: Long): Boolean =
    try {
      process.onExit().get(millis, TimeUnit.MILLISECONDS)
      true
    } catch { case _: TimeoutException => false }
}

object PackagedServer {
  val Jar: String = new File("target/usher.jar").getAbsolutePath
  val home: Path = Path.of("target", "process").toAbsolutePath

  /** As the README starts it, in little memory. */
  val Plain: Seq[String] = Seq("-Xmx512m", "-XX:+UseParallelGC")

  private val started = ConcurrentHashMap.newKeySet[Process]()
  Runtime.getRuntime.addShutdownHook(
    new Thread(() => started.asScala.foreach(_.destroyForcibly()))
  )

  /** Options for specs that start it often: quick compiler, and classes from an archive that the
    * first caller makes. It is the same jar, in half the processor time.
    */
  lazy val Quick: Seq[String] = {
    val quick = Seq("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
    val archive = home.resolve("classes.jsa")
    Files.createDirectories(home)
    Files.deleteIfExists(archive)
    val teacher =
      new PackagedServer("teacher", options = quick :+ s"-XX:ArchiveClassesAtExit=$archive")
    teacher.start()
    teacher.stop()
    quick ++ Seq(s"-XX:SharedArchiveFile=$archive", "-Xshare:auto", "-Xlog:cds=off")
  }

  /** Below the ports that systems give to clients: a client that tries to reach a dead server must
    * not be given the server's own port, and so talk to itself.
    */
  def freePort(host: String, from: Int): Int =
    Iterator
      .continually(from + Random.nextInt(90))
      .take(1000)
      .find(p => Try(new ServerSocket(p, 1, InetAddress.getByName(host)).close()).isSuccess)
      .getOrElse(throw new AssertionError(s"No free port from $from to ${from + 89}"))

  private def wipe(directory: Path): Unit = if (Files.exists(directory)) {
    val all = Files.walk(directory)
    try all.iterator().asScala.toSeq.reverse.foreach(Files.delete)
    finally all.close()
  }
}
