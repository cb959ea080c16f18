package usher.faults

import java.net.NetworkInterface
import scala.jdk.CollectionConverters._
import scala.util.{Random, Try}
import usher.process.Stand

/** Three hosts on a bridge of this machine, each in a network namespace of its own. What one of them sends to
  * another can be dropped where it arrives, as by a broken cable: nobody is told.
  *
  * @param settings what a node must be told there
  * @param always headers of every request to a node
  */
final class Islands(settings: Map[String, String], always: Seq[(String, String)]) extends AutoCloseable {
  private val pid = ProcessHandle.current.pid
  private val bridge = s"us$pid"
  private val net = Islands.freeNet()
  private val numbers = 0 until 3

  /** This machine, as they see it. */
  val shore: String = s"$net.254"

  private val end = new Thread(() => remove())
  Runtime.getRuntime.addShutdownHook(end)
  try build()
  catch { case e: Throwable => close(); throw e }

  def stands: Seq[Stand] =
    numbers.map(n => Stand(host(n), Seq("ip", "netns", "exec", space(n)), settings, always))

  private def host(n: Int) = s"$net.${n + 1}"
  private def space(n: Int) = s"$bridge-$n"
  private def cable(n: Int) = s"${bridge}v$n"

  private def build(): Unit = {
    Command.run("ip", "link", "add", bridge, "type", "bridge")
    Command.run("ip", "addr", "add", s"$shore/24", "dev", bridge)
    Command.run("ip", "link", "set", bridge, "up")
    for (n <- numbers) {
      Command.run("ip", "netns", "add", space(n))
      Command.run("ip", "link", "add", cable(n), "type", "veth", "peer", "name", "eth0", "netns", space(n))
      Command.run("ip", "link", "set", cable(n), "master", bridge, "up")
      Command.run("ip", "-n", space(n), "addr", "add", s"${host(n)}/24", "dev", "eth0")
      Command.run("ip", "-n", space(n), "link", "set", "eth0", "up")
      Command.run("ip", "-n", space(n), "link", "set", "lo", "up")
    }
  }

  private def remove(): Unit = {
    numbers.foreach(n => Try(Command.run("ip", "netns", "del", space(n))))
    Try(Command.run("ip", "link", "del", bridge))
  }

  override def close(): Unit = {
    remove()
    Try(Runtime.getRuntime.removeShutdownHook(end)) // not while it runs
  }

  /** What `from` sends to `to` is lost from now on. */
  def drop(from: Int, to: Int): Unit = lose(to, "-s", host(from))

  /** Between these nothing arrives any more. */
  def cut(one: Int, other: Int): Unit = {
    drop(one, other)
    drop(other, one)
  }

  def isolate(n: Int): Unit = numbers.filter(_ != n).foreach(cut(n, _))

  /** What comes from this port of the machine does not arrive there. */
  def cutOff(n: Int, port: Int): Unit = lose(n, "-s", shore, "-p", "tcp", "--sport", port.toString)

  private def lose(at: Int, what: String*): Unit = rule(at, Seq("-A", "INPUT") ++ what ++ Seq("-j", "DROP"))

  /** All arrives again. */
  def mend(): Unit = numbers.foreach(rule(_, Seq("-F", "INPUT")))

  private def rule(at: Int, what: Seq[String]): Unit =
    Command.run(Seq("ip", "netns", "exec", space(at), "iptables", "-w") ++ what: _*)
}

object Islands {

  /** Why there can be none here. */
  def missing: Option[String] = {
    val trial = s"us${ProcessHandle.current.pid}-trial"
    val why = Command.fails(
      Seq("ip", "netns", "add", trial),
      Seq("ip", "netns", "exec", trial, "iptables", "-w", "-A", "INPUT", "-s", "10.219.0.1", "-j", "DROP")
    )
    Try(Command.run("ip", "netns", "del", trial))
    why.map(w => s"Nothing was partitioned: this needs root, Linux, iproute2 and iptables ($w)")
  }

  private def freeNet(): String = {
    val taken = NetworkInterface.getNetworkInterfaces.asScala
      .flatMap(_.getInetAddresses.asScala).map(_.getHostAddress).toSet
    Iterator.continually(s"10.219.${Random.nextInt(256)}").find(net => !taken.exists(_.startsWith(s"$net."))).get
  }
}
