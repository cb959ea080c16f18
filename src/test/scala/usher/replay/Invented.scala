package usher.replay

/** Rows in the file's format, none of them from the file. */
object Invented {
  val header: String = BankRow.HEADER

  def clock(seconds: Int): String =
    f"${seconds / 3600}%d:${seconds / 60 % 60}%02d:${seconds % 60}%02d"

  /** One row; `at` is when the caller leaves the voice response, in seconds since midnight. */
  def row(
      at: Int,
      outcome: String,
      waited: Int = 0,
      service: Int = 0,
      server: String = "NO_SERVER",
      kind: String = "PS",
      priority: Int = 0,
      date: String = "770101"): String = {
    val queued = if (waited == 0) Seq("0:00:00", "0:00:00") else Seq(clock(at), clock(at + waited))
    val talk =
      if (outcome != "AGENT") Seq("0:00:00", "0:00:00")
      else Seq(clock(at + waited - 1), clock((at + waited + service) % 86400))
    (Seq("XX0101", "1", "0", s"$priority", kind, date, clock(at - 10), clock(at), "10") ++
      queued ++ Seq(s"$waited", outcome) ++ talk ++ Seq(s"$service", server)).mkString("\t")
  }

  /** Ten minutes from nine, thirty callers and one phantom, three agents. */
  val smallDay: Seq[String] = {
    val nine = 9 * 3600
    val answered = (0 until 21).map { n =>
      val who = Seq("ANN", "BEN", "CLEO")(n % 3)
      val kind = if (n % 7 == 3) "NE" else "PS"
      row(nine + n * 25, "AGENT", n % 4 * 5, 20 + n, who, kind, if (n % 5 == 0) 2 else 0)
    }
    val nobodys = Seq(row(nine + 60, "AGENT", service = 5), row(nine + 61, "AGENT", service = 3))
    val hungUp = (0 until 4).map(n => row(nine + 100 + n * 40, "HANG", 30 + n))
    val atOnce = (0 until 3).map(n => row(nine + 130 + n * 40, "HANG"))
    header +: (answered ++ nobodys ++ hungUp ++ atOnce :+ row(nine + 300, "PHANTOM", 17))
  }
}
