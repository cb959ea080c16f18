package usher

import com.tngtech.archunit.base.DescribedPredicate
import com.tngtech.archunit.base.DescribedPredicate.{describe, not}
import com.tngtech.archunit.core.domain.{AccessTarget, JavaAccess, JavaClass, JavaClasses}
import com.tngtech.archunit.core.importer.ClassFileImporter
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition.{classes, noClasses}
import com.tngtech.archunit.lang.{ArchCondition, ArchRule, ConditionEvents, SimpleConditionEvent}
import java.nio.file.{Files, Path}
import org.scalatest.wordspec.AnyWordSpec
import scala.jdk.CollectionConverters._
import usher.architecture.SourceText

/**
 * Who may import whom (the rooms, row by row), and the sizes and names of things. Every rule is also
 * run against what breaks it: `architecture/Trespass.scala`, or an invented source text.
 */
class ArchitectureSpec extends AnyWordSpec {
  import ArchitectureSpec._

  "A room's imports" should {
    for (row <- rooms)
      s"be, for ${row.room}, ${row.allowed}: ${row.reason}" in {
        holds(importsOnly(row), emptyIsFine = !exists(row.room))
        breaks(importsOnly(row), s"usher.${row.room}.Trespass")
      }

    "have a row here for every room there is" in {
      assert(rowless(product).isEmpty)
      assert(rowless(trespasses) == Set("nowhere"))
    }
  }

  "Nobody" should {
    "import http but those who start it: it is a door, and rooms do not depend on their doors" in {
      val rule = noClasses
        .that(describe("are outside http and do not start it", c => room(c) != "http" && !isStarter(c)))
        .should.dependOnClassesThat.resideInAPackage("usher.http..")
      holds(rule)
      breaks(rule, "usher.journal.Trespass")
    }

    "stand in the house's own package but Guardian, its Rooms, Main and the clock: everything else is some room's" in {
      val starts: DescribedPredicate[JavaClass] = describe("Guardian or Main", isStarter)
      val rule = noClasses.that(not(starts)).should.resideInAPackage("usher")
      holds(rule)
      breaks(rule, "usher.Trespass")
    }
  }

  "Routing" should {
    "reach neither entities nor services: it reads events, views and records, Guardian delivers" in {
      val rule = noClasses.that.resideInAPackage("usher.routing..")
        .should.dependOnClassesThat(describe("are another room's shell or door", c =>
          room(c) != "routing" && (outer(c).endsWith("Entity") || outer(c).endsWith("Service"))))
      holds(rule)
      breaks(rule, "usher.routing.Trespass")
    }
  }

  "Definitions" should {
    "know records only: what becomes of a definition is up to the front doors" in {
      val rule = noClasses.that.resideInAPackage("usher.definitions..")
        .should.dependOnClassesThat(describe("are another room's shell or door", c =>
          room(c) != "definitions" && (outer(c).endsWith("Entity") || outer(c).endsWith("Service"))))
      holds(rule)
      breaks(rule, "usher.definitions.Trespass")
    }
  }

  "Http" should {
    // Command itself is allowed as a type: a desk watches the actor that its news came from.
    "ask services and read the entities' answers, but give no entity a command past its door" in {
      val rule = noClasses.that.resideInAPackage("usher.http..")
        .should.dependOnClassesThat(describe("are commands", isCommand))
      holds(rule)
      breaks(rule, "usher.http.Trespass")
    }

    "know of routing only its front door, and the Standing and what is Seen, which it shows: what routes is not its business" in {
      val rule = noClasses.that.resideInAPackage("usher.http..")
        .should.dependOnClassesThat(describe("route",
          c => room(c) == "routing" && !Set("Standing", "Seen", "RoutingService")(outer(c))))
      holds(rule)
      breaks(rule, "usher.http.Trespass")
    }
  }

  "Akka" should {
    s"stay in the shells (${shells.mkString(" ")}): a move to another line of it renames imports" in {
      val rule = noClasses.that(describe("are no shells", c => !isShell(c)))
        .should.dependOnClassesThat.resideInAPackage("akka..")
      holds(rule)
      breaks(rule, "usher.Trespass")
    }
  }

  "Time and chance" should {
    "come in as arguments: only shells, and the clients, replay and demo, look at a clock or throw dice" in {
      val rule = classes.that(describe("decide", c => !isShell(c) && !clients(room(c))))
        .should(notCall("look at a clock or throw dice", isClockOrDice))
      holds(rule)
      breaks(rule, "usher.Trespass", "looksAtAClock", "throwsDice", "looksLater")
    }

    "not even be asked of a Clock in the rooms that decide: they are told what time it is" in {
      val deciding = Set("kernel", "interaction", "agent", "queue", "routing", "rules", "definitions", "switching")
      val rule = noClasses.that(describe("decide", c => deciding(room(c)) && !isShell(c)))
        .should.dependOnClassesThat.haveFullyQualifiedName("java.time.Clock")
      holds(rule)
      breaks(rule, "usher.queue.ClockTrespass")
    }

    "not be slept away: whoever waits is told when it is time" in {
      val rule = classes.should(notCall("sleep", (owner, name) =>
        name == "sleep" &&
          Set("java.lang.Thread", "java.util.concurrent.TimeUnit")(owner.getName)))
      holds(rule)
      breaks(rule, "usher.Trespass", "waits")
    }
  }

  "A file" should {
    s"have at most $LongestFile lines, so that it is read at one sitting" in {
      assert(tooLong(sources).isEmpty)
      assert(tooLong(Seq(new SourceText("Long", "\n" * 401))) == Seq("Long: 401 lines"))
      assert(tooLong(Seq(new SourceText("Fits", "\n" * 400))).isEmpty)
    }
  }

  "A method" should {
    s"have at most $LongestMethod lines, signature and braces included" in {
      assert(sources.flatMap(_.members).size > 400, "the counter has not seen the methods")
      assert(tooLongMethods(sources).isEmpty)
    }

    "be counted from its signature to its brace, whatever stands in comments and literals" in {
      assert(tooLongMethods(Seq(invented(38))).isEmpty)
      val found = tooLongMethods(Seq(invented(39)))
      assert(found == Seq("""Invented: @A({, }) <T> T long(int a, String b) has 41 lines"""))
    }

    "be found in every kind of type, with lambdas and inner classes counted as its own lines" in {
      val found = shapes.members.map(m => m.header -> m.lines)
      assert(found == Seq(
        "public Shapes" -> 3,
        "void run()" -> 6,
        "private final Runnable field = () ->" -> 3,
        "static" -> 1,
        "ONE" -> 3,
        "int inner()" -> 1))
    }
  }

  "A package" should {
    "have a name plate: a package-info.java" in {
      assert(withoutPlate(main).isEmpty)
      val bare = Files.createTempDirectory("usher-bare")
      Files.createFile(bare.resolve("Thing.java"))
      assert(withoutPlate(bare) == Seq(bare))
    }

    s"be named after what it is about, never ${vague.mkString(", ")}" in {
      assert(vaguelyNamed(SourceText.files(main)).isEmpty)
      val wrong = Path.of("usher/queue/util/Thing.java")
      assert(vaguelyNamed(Seq(wrong)) == Seq(wrong))
    }
  }

  "The product" should {
    "hold no flow codes: flows are configuration" in {
      assert(coded(SourceText.files(Path.of("src/main")).map(f => f.toString -> Files.readString(f))).isEmpty)
      val wrong = Seq("A" -> "if (flow.equals(\"CE01\"))", "B" -> "BO12_STEP", "C" -> "ICE0123 FACE01 CE1")
      assert(coded(wrong) == Seq("A", "B"))
    }
  }
}

object ArchitectureSpec {
  case class Row(room: String, imports: Set[String], reason: String) {
    def allowed: String = if (imports.isEmpty) "no room" else imports.toSeq.sorted.mkString(", ")
  }

  private val aggregates = Set("interaction", "agent", "queue")
  private val neighbours = "it speaks of its neighbours by id and says what it needs of them in its own words"

  val rooms: Seq[Row] = Seq(
    Row("kernel", Set(), "words that everybody shares know nobody"),
    Row("interaction", Set("kernel"), neighbours),
    Row("agent", Set("kernel"), neighbours),
    Row("queue", Set("kernel"), neighbours),
    Row("switching", Set("kernel"), "contacts order, doors report: it carries, and asks nobody by name"),
    Row("rules", Set("kernel"), "a condition is told what it is asked about"),
    Row("definitions", Set("kernel", "agent", "queue", "rules"), "it turns what is written down into the records of those it is about"),
    Row("routing", aggregates ++ Set("kernel", "rules"), "it decides on copies of what the aggregates say"),
    Row("simulation", Set("kernel", "agent", "queue", "definitions", "routing"), "it plays a centre around the very code that decides"),
    Row("access", Set("definitions"), "who somebody is, and may do, is the same whatever they ask for"),
    Row("audit", Set("journal"), "it keeps what it is given, on the journal's connections"),
    Row("http", aggregates ++ Set("kernel", "routing", "settings", "definitions", "switching", "access", "audit", "journal", "keeping"), "it calls the front doors and shows what they answer"),
    Row("journal", Set("settings"), "it opens the database it is told to, and knows no event's meaning"),
    Row("keeping", Set("settings", "journal"), "it moves rows, and is told which event ends a life"),
    Row("settings", Set(), "what a node is told is there before any room"),
    Row("replay", Set(), "it is a client: it knows the contract over HTTP and nothing behind it"),
    Row("demo", Set("replay"), "it is a client too, made of what the other one is made of"))

  private val clients = Set("replay", "demo")

  val LongestFile = 400
  val LongestMethod = 40
  val vague: Seq[String] = Seq("util", "common", "helper", "manager", "impl")

  val shells: Seq[String] =
    Seq("Entity", "Service", "Actor", "Coordinator", "Routes", "Directives", "Stream", "Migration", "Dao")
  // The clock itself is one: it is made once, in Main, and goes in as an argument.
  private val shellsByName = Set("Settle", "Commands", "Alarms", "Guardian", "Rooms", "Main", "SteadyClock")

  // ---- what is looked at

  private def compiledWith(c: Class[_]): Path =
    Path.of(c.getProtectionDomain.getCodeSource.getLocation.toURI)

  lazy val product: JavaClasses =
    new ClassFileImporter().importPath(compiledWith(classOf[usher.Main]).resolve("usher"))
  lazy val trespasses: JavaClasses = {
    val all = new ClassFileImporter().importPath(compiledWith(classOf[ArchitectureSpec]).resolve("usher"))
    all.that(describe("trespass", c => outer(c).endsWith("Trespass")))
  }
  val main: Path = Path.of("src/main/java")
  lazy val sources: Seq[SourceText] =
    SourceText.files(main).filter(_.toString.endsWith(".java")).map(SourceText.read)

  /** The name of the top-level class around this one. */
  def outer(c: JavaClass): String = c.getName.split('.').last.takeWhile(_ != '$')

  /** "" for the house itself, null for what is not ours. */
  def room(c: JavaClass): String = c.getPackageName match {
    case "usher" => ""
    case name if name.startsWith("usher.") => name.stripPrefix("usher.").takeWhile(_ != '.')
    case _ => null
  }

  def isStarter(c: JavaClass): Boolean = c.getPackageName == "usher" &&
    Set("Guardian", "Rooms", "Main", "SteadyClock", "package-info")(outer(c))

  def isShell(c: JavaClass): Boolean =
    shellsByName(outer(c)) || shells.exists(outer(c).endsWith)

  def exists(name: String): Boolean = product.asScala.exists(room(_) == name)

  def rowless(all: JavaClasses): Set[String] =
    all.asScala.map(room).toSet - "" -- rooms.map(_.room)

  // ---- rules

  def importsOnly(row: Row): ArchRule =
    noClasses.that.resideInAPackage(s"usher.${row.room}..")
      .should.dependOnClassesThat(describe(s"belong to a room other than ${row.allowed}",
        c => room(c) != null && room(c) != row.room && !row.imports(room(c))))
      .because(row.reason)

  def isCommand(c: JavaClass): Boolean =
    room(c) != null && c.getSimpleName != "Command" &&
      c.getAllRawInterfaces.asScala.exists(i => room(i) != null && i.getSimpleName == "Command")

  def isClockOrDice(owner: JavaClass, name: String): Boolean = owner.getName match {
    case "java.lang.System" => Set("currentTimeMillis", "nanoTime")(name)
    case "java.lang.Math" => name == "random"
    case "java.util.UUID" => name == "randomUUID"
    case "java.time.Clock" => !Set("instant", "millis")(name)
    case time if time.startsWith("java.time.") => name == "now"
    case _ =>
      owner.isAssignableTo("java.util.random.RandomGenerator") && Set("<init>", "current")(name)
  }

  /** Method references count as calls. */
  def notCall(what: String, wrong: (JavaClass, String) => Boolean): ArchCondition[JavaClass] =
    new ArchCondition[JavaClass]("not " + what) {
      override def check(c: JavaClass, events: ConditionEvents): Unit =
        c.getAccessesFromSelf.forEach { a =>
          if (wrong(a.getTargetOwner, a.asInstanceOf[JavaAccess[AccessTarget]].getTarget.getName))
            events.add(SimpleConditionEvent.violated(a, a.getDescription))
        }
    }

  def holds(rule: ArchRule, emptyIsFine: Boolean = false): Unit =
    rule.allowEmptyShould(emptyIsFine).check(product)

  /** Each of the members (or the class) named is reported. */
  def breaks(rule: ArchRule, where: String, members: String*): Unit = {
    val report = rule.evaluate(trespasses).getFailureReport.getDetails.asScala
    for (member <- if (members.isEmpty) Seq("") else members)
      assert(report.exists(line => line.contains(where) && line.contains(member)), s"$where $member in $report")
  }

  // ---- sizes and names

  def tooLong(files: Seq[SourceText]): Seq[String] =
    for (f <- files if f.lines > LongestFile) yield s"${f.name}: ${f.lines} lines"

  def tooLongMethods(files: Seq[SourceText]): Seq[String] =
    for (f <- files; m <- f.members if m.lines > LongestMethod)
      yield s"${m.file}: ${m.header} has ${m.lines} lines"

  def withoutPlate(root: Path): Seq[Path] =
    SourceText.files(root).filter(_.toString.endsWith(".java")).map(_.getParent).distinct
      .filterNot(dir => Files.exists(dir.resolve("package-info.java")))

  def vaguelyNamed(files: Seq[Path]): Seq[Path] =
    files.filter(f => f.getParent.iterator.asScala.exists(part => vague.contains(part.toString)))

  def coded(files: Seq[(String, String)]): Seq[String] = {
    val code = """(?<![A-Za-z0-9])(CE|BO)\d\d""".r
    for ((name, text) <- files if code.findFirstIn(text).isDefined) yield name
  }

  // ---- invented texts

  /** A method with so many lines between its first and its last. */
  def invented(body: Int): SourceText = {
    val tricks = Seq("// } {", "/* }", "   { */", "char c = '{';", "String s = \"}}\\\"}\";", "String t = \"\"\"", "  }}", "  \"\"\";")
    val lines = tricks ++ Seq.fill(body - tricks.size)("if (a) { b(); }")
    new SourceText("Invented", lines.mkString(
      "package x;\n/** A class X { */\nclass X {\n  int f = 1;\n  @A({\"a\", \"b\"}) <T> T long(int a, String b) {\n",
      "\n", "\n  }\n\n\n}\n"))
  }

  val shapes = new SourceText("Shapes", """
    |@Names({"a", "b"})
    |record Shapes(int a, List<String> b) implements Runnable {
    |  public Shapes {
    |    b = List.copyOf(b);
    |  }
    |  public void run();
    |  void run() {
    |    call(() -> {
    |      new Thread() { void inner() { } };
    |    });
    |    int[] many = {1, 2};
    |  }
    |  private final Runnable field = () -> {
    |    go();
    |  };
    |  static { }
    |  enum Kind {
    |    ONE {
    |      int inner() { return 1; }
    |    };
    |    abstract int inner();
    |    static class Deep { int inner() { return 2; } }
    |  }
    |}
    |""".stripMargin)
}
