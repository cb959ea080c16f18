package usher.faults

import java.io.{IOException, InputStream, OutputStream}
import java.net.{InetAddress, ServerSocket, Socket}

/** A wire to a port of this machine, which can be cut: what is sent over a cut one gets no further until
  * it is mended, as packets that are lost and sent again.
  *
  * @param host where it begins
  */
final class Wire(to: Int, val host: String = "127.0.0.1") extends AutoCloseable {
  private val server = new ServerSocket(0, 100, InetAddress.getByName(host))
  private var isCut = false
  daemon(accept())

  def port: Int = server.getLocalPort

  def cut(): Unit = synchronized { isCut = true }
  def mend(): Unit = synchronized { isCut = false; notifyAll() }

  override def close(): Unit = server.close()

  private def daemon(work: => Unit): Unit = {
    val thread = new Thread(
      () =>
        try work
        catch { case _: IOException => () },
      "wire"
    )
    thread.setDaemon(true)
    thread.start()
  }

  private def accept(): Unit = while (!server.isClosed) {
    val near = server.accept()
    daemon {
      whenWhole()
      try {
        val far = new Socket("127.0.0.1", to)
        daemon(pump(far.getInputStream, near.getOutputStream, near, far))
        pump(near.getInputStream, far.getOutputStream, near, far)
      } catch { case _: IOException => near.close() }
    }
  }

  private def pump(in: InputStream, out: OutputStream, ends: Socket*): Unit = {
    val buffer = new Array[Byte](16384)
    try {
      var n = in.read(buffer)
      while (n >= 0) {
        whenWhole()
        out.write(buffer, 0, n)
        n = in.read(buffer)
      }
    } finally ends.foreach(_.close())
  }

  private def whenWhole(): Unit = synchronized(while (isCut) wait())
}
