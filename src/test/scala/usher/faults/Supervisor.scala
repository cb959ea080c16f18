package usher.faults

import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport
import usher.process.{Nodes, PackagedServer}

/** Starts each node that has ended again, a second later, as systemd or compose would. */
final class Supervisor(nodes: Nodes) extends AutoCloseable {
  @volatile private var over = false
  @volatile private var ended = Vector.empty[(Int, Long)]
  private val thread = new Thread(() => watch(), "supervisor")
  thread.setDaemon(true)
  thread.start()

  /** When this node has ended since then, ms. */
  def ends(node: Int, since: Long): Seq[Long] = ended.collect { case (`node`, at) if at >= since => at }

  private def watch(): Unit = while (!over) {
    for ((node, n) <- nodes.inOrder.zipWithIndex if !over && !node.isAlive) again(node, n)
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100))
  }

  private def again(node: PackagedServer, n: Int): Unit = {
    ended :+= (n -> System.currentTimeMillis())
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1))
    if (!over) node.launch()
  }

  override def close(): Unit = {
    over = true
    thread.join()
  }
}
