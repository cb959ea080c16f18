package usher.flows

import java.io.FileInputStream
import java.net.URI
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import java.net.http.{HttpClient, HttpRequest}
import java.nio.file.{Files, Path}
import java.security.KeyStore
import java.util.concurrent.TimeUnit
import javax.net.ssl.{SSLContext, TrustManagerFactory}
import org.scalatest.featurespec.AnyFeatureSpec
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}
import scala.util.Try
import usher.process.{Answer, Client, InProcess, Passes, Soon}

/** Browsers: a cookie for a person's token, and a door that speaks TLS. */
class SessionSpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll with Soon {
  private val passes = new Passes("session")
  private lazy val server = new InProcess("session", told = passes.told)
  private lazy val plain = new Client(server.port)
  private lazy val here = "Origin" -> s"http://127.0.0.1:${server.port}"

  override def afterAll(): Unit = server.close()

  private def session(token: String): Answer = plain.send("POST", "/v1/session", null, Passes.bearer(token))
  private def cookie(answer: Answer): (String, String) =
    "Cookie" -> answer.header("Set-Cookie").getOrElse(fail(s"$answer")).takeWhile(_ != ';')

  Feature("A browser's session") {
    Scenario("a token becomes a cookie, which does what the token did") {
      val begun = session(passes.agent("ann"))
      assert(begun.json.path("user").asText == "user:u-ann" && begun.json.path("agent").asText == "ann")
      val sent = begun.header("Set-Cookie").get
      assert(sent.contains("; HttpOnly; SameSite=Strict") && !sent.contains("Secure"), "no TLS here")
      val admin = Passes.bearer(passes.admin)
      eventually(assert(plain.send("PUT", "/v1/agents/ann", """{"name": "Ann"}""", admin).done))
      assert(plain.send("GET", "/v1/agents/ann", null, cookie(begun)).done)
      assert(plain.send("GET", "/v1/agents/bob", null, cookie(begun)).code == "access.denied")
      assert(plain.send("PUT", "/v1/agents/ann/state", """{"state": "ready"}""", cookie(begun), here).done)
      assert(plain.send("GET", "/v1/agents/ann", null, "Cookie" -> "usher-session=x").code == "credentials.invalid")
    }

    Scenario("what another site's page sends with it changes nothing") {
      val ann = cookie(session(passes.agent("ann")))
      def put(headers: (String, String)*) =
        plain.send("PUT", "/v1/agents/ann/state", """{"state": "ready"}""", ann +: headers: _*).code
      val others = Seq("http://evil.example", s"http://127.0.0.1:${server.port}.evil.example", "null", "http://127.0.0.1",
        s"ftp://127.0.0.1:${server.port}")
      assert(put() == "origin.forbidden")
      for (other <- others) assert(put("Origin" -> other) == "origin.forbidden", other)
      val bearer = Passes.bearer(passes.agent("ann"))
      assert(plain.send("PUT", "/v1/agents/ann/state", """{"state": "ready"}""", bearer).code != "origin.forbidden")
    }

    Scenario("it is of people, and does not prolong itself; it ends when it is told to") {
      assert(session(passes.admin).code == "session.bearer" && session(passes.sw1).status == 403)
      val ann = cookie(session(passes.agent("ann")))
      assert(plain.send("POST", "/v1/session", null, ann, here).code == "session.bearer")
      val over = plain.send("DELETE", "/v1/session", null, ann, here)
      assert(over.status == 204 && over.header("Set-Cookie").get.startsWith("usher-session=; Path=/; Max-Age=0"))
      assert(plain.send("DELETE", "/v1/session", null, ann).code == "origin.forbidden")
    }

    Scenario("where nobody is asked, there is none") {
      val open = new InProcess("session-open")
      try assert(new Client(open.port).post("/v1/session").code == "session.none")
      finally open.close()
    }
  }

  Feature("TLS") {
    Scenario("a key of one's own is enough; plain HTTP is not heard, and cookies are for TLS alone") {
      val home = Files.createTempDirectory(Path.of("target"), "tls")
      val keys = home.resolve("door.p12")
      val keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString
      val made = new ProcessBuilder(keytool, "-genkeypair", "-alias", "door", "-keyalg", "EC", "-dname", "CN=localhost",
        "-ext", "san=ip:127.0.0.1,dns:localhost", "-storetype", "PKCS12", "-keystore", keys.toString, "-storepass", "secret")
        .redirectErrorStream(true).redirectOutput(home.resolve("keytool.log").toFile).start()
      assert(made.waitFor(1, TimeUnit.MINUTES) && made.exitValue == 0)
      val told = passes.told ++ Map("usher.tls.keystore" -> keys.toString, "usher.tls.password" -> "secret")
      val door = new InProcess("tls", told = told)
      try {
        val http = HttpClient.newBuilder().sslContext(trusting(keys)).build()
        def ask(method: String, path: String) = http.send(
          HttpRequest.newBuilder(URI.create(s"https://127.0.0.1:${door.port}$path"))
            .header("Authorization", s"Bearer ${passes.agent("ann")}")
            .method(method, BodyPublishers.noBody).build(), BodyHandlers.ofString())
        assert(ask("GET", "/health/live").statusCode == 200)
        val begun = ask("POST", "/v1/session")
        assert(begun.headers.firstValue("Set-Cookie").get.endsWith("; HttpOnly; SameSite=Strict; Secure"))
        assert(Try(new Client(door.port).get("/health/live")).isFailure)
      } finally door.close()
      val wrong = intercept[IllegalArgumentException](new InProcess("tls-wrong", told = told + ("usher.tls.password" -> "x")))
      assert(wrong.getMessage.contains("USHER_TLS_PASSWORD"))
    }
  }

  private def trusting(keys: Path): SSLContext = {
    val store = KeyStore.getInstance("PKCS12")
    val file = new FileInputStream(keys.toFile)
    try store.load(file, "secret".toCharArray)
    finally file.close()
    val certificates = KeyStore.getInstance("PKCS12")
    certificates.load(null, null)
    certificates.setCertificateEntry("door", store.getCertificate("door"))
    val managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm)
    managers.init(certificates)
    val context = SSLContext.getInstance("TLS")
    context.init(null, managers.getTrustManagers, null)
    context
  }
}
