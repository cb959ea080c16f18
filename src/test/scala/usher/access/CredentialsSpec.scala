package usher.access

import com.nimbusds.jose.crypto.{ECDSASigner, MACSigner}
import com.nimbusds.jose.jwk.gen.{ECKeyGenerator, RSAKeyGenerator}
import com.nimbusds.jose.jwk.{Curve, JWK, JWKSet}
import com.nimbusds.jose.{JWSAlgorithm, JWSHeader, JWSSigner}
import com.nimbusds.jwt.{JWTClaimsSet, PlainJWT, SignedJWT}
import com.sun.net.httpserver.HttpServer
import java.net.InetSocketAddress
import java.nio.file.{Files, Path}
import java.time.{Duration, Instant}
import java.util.Date
import org.scalatest.wordspec.AnyWordSpec
import scala.jdk.CollectionConverters._
import usher.process.Passes

class CredentialsSpec extends AnyWordSpec {
  private val now = Instant.parse("2026-11-22T08:30:00Z")
  private val home = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "credentials")
  private val issuer = new RSAKeyGenerator(2048).keyID("k1").generate()
  Files.writeString(home.resolve("people.pem"), Passes.pem(issuer))

  private var files = 0
  private def file(text: String): Path = {
    files += 1
    Files.writeString(home.resolve(s"credentials-$files.yaml"), text.stripMargin.trim + "\n")
  }
  private def credentials(text: String): Credentials = Credentials.read(file(text))
  private def troubles(text: String): Seq[String] = {
    val at = file(text)
    val said = intercept[IllegalArgumentException](Credentials.read(at)).getMessage
    said.linesIterator.drop(1).map(_.stripPrefix(s"$at:")).toSeq
  }

  private val people = "people: {keyFile: people.pem, audience: usher, algorithms: [RS256]"

  private def claims(change: JWTClaimsSet.Builder => Unit = _ => ()): JWTClaimsSet = {
    val claims = new JWTClaimsSet.Builder().subject("4711").audience("usher").claim("roles", List("agent").asJava)
      .claim("agent", "ann").expirationTime(Date.from(now.plusSeconds(60)))
    change(claims)
    claims.build()
  }
  private def signed(algorithm: JWSAlgorithm, by: JWSSigner, claims: JWTClaimsSet, key: String = null): String = {
    val jwt = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key).build(), claims)
    jwt.sign(by)
    jwt.serialize
  }

  private def known(c: Credentials, token: String, at: Instant = now): Caller = c.who(token, at) match {
    case k: Identity.Known => k.caller
    case other             => fail(s"$other")
  }
  private def refused(c: Credentials, token: String, at: Instant = now): String = c.who(token, at) match {
    case r: Identity.Refused => r.why
    case other               => fail(s"$other")
  }

  "A key" should {
    val two = credentials(s"""
      |keys:
      |  sw1: {role: switch, source: line, sha256: [${Passes.hash("one")}, ${Passes.hash("two")}]}
      |  crm: {role: admin, sha256: [${Passes.hash("three")}]}""")

    "open with each of its secrets, and be who it is" in {
      for (secret <- Seq("one", "two"))
        assert(known(two, s"sw1.$secret") == new Caller("key:sw1", Set(Role.SWITCH).asJava, null, "line", null))
      assert(known(two, "crm.three").roles == Set(Role.ADMIN).asJava)
    }

    "open with nothing else" in {
      val wrong = Seq("sw1.three", "crm.one", "sw1.", "sw1", ".one", "", "nobody.one", s"sw1.${Passes.hash("one")}")
      for (token <- wrong) assert(refused(two, token).contains("id.secret"), token)
    }

    "be made so that its lines go into the file as they are" in {
      val out = new java.io.ByteArrayOutputStream
      val err = new java.io.ByteArrayOutputStream
      val command = new picocli.CommandLine(
        new KeyCommand(n => Array.fill(n)(7.toByte), new java.io.PrintStream(out), new java.io.PrintStream(err)))
      assert(command.execute("desk-7", "--role", "agent", "--for", "ann") == 0)
      val text = out.toString
      val key = err.toString.trim
      val ann = known(credentials(text), key)
      assert(ann.agent == "ann" && ann.roles == Set(Role.AGENT).asJava && ann.name == "key:desk-7")
      assert(!text.contains(key.split('.').last), "the secret itself is not for the file")
      assert(command.execute("desk.7", "--role", "agent") != 0 && command.execute("x", "--role", "boss") != 0)
    }
  }

  "A person's token" should {
    val rsa = new com.nimbusds.jose.crypto.RSASSASigner(issuer)
    val here = credentials(s"$people}")
    def good(change: JWTClaimsSet.Builder => Unit = _ => ()) = signed(JWSAlgorithm.RS256, rsa, claims(change), "any")

    "say who it is, and what" in {
      val ann = known(here, good())
      assert(ann == new Caller("user:4711", Set(Role.AGENT).asJava, "ann", null, now.plusSeconds(60)))
      assert(known(here, good(_.claim("roles", "auditor supervisor openid"))).roles == Set(Role.AUDITOR, Role.SUPERVISOR).asJava)
    }

    "be for this server, and of today, by a clock that may be off a little" in {
      assert(known(here, good(), now.plusSeconds(80)).agent == "ann")
      assert(refused(here, good(), now.plusSeconds(95)).contains("Expired"))
      assert(refused(here, good(_.notBeforeTime(Date.from(now.plusSeconds(45))))).contains("before use time"))
      assert(refused(here, good(_.audience("other"))).contains("aud claim"))
      assert(refused(here, good(_.expirationTime(null))).contains("exp"))
      assert(refused(here, good(_.subject(null))).contains("sub"))
    }

    "be of that issuer, where one is named" in {
      val named = credentials(s"$people, issuer: 'https://id.example'}")
      assert(known(named, good(_.issuer("https://id.example"))).agent == "ann")
      for (other <- Seq("https://evil.example", null)) assert(refused(named, good(_.issuer(other))).contains("iss"))
    }

    "be signed by whom this server trusts, in a way it allows" in {
      val stranger = new com.nimbusds.jose.crypto.RSASSASigner(new RSAKeyGenerator(2048).generate())
      val secret = new MACSigner(issuer.toRSAPublicKey.getEncoded)
      val pem = new MACSigner(Passes.pem(issuer).getBytes)
      val none = new PlainJWT(claims()).serialize
      val wrong = Seq(none, none + "x", signed(JWSAlgorithm.RS256, stranger, claims()), signed(JWSAlgorithm.RS512, rsa, claims()),
        signed(JWSAlgorithm.HS256, secret, claims()), signed(JWSAlgorithm.HS256, pem, claims()),
        good().reverse, "a.b.c", "..", good().dropRight(4) + "AAAA")
      for (token <- wrong) assert(refused(here, token).contains("trusts"), token)
    }

    "name the agent where it says that this is one, and never be a switch" in {
      assert(refused(here, good(_.claim("agent", null))).contains("not which"))
      assert(refused(here, good(_.claim("agent", "a b"))).contains("not which"))
      assert(known(here, good(_.claim("roles", List("switch").asJava))).roles.isEmpty)
    }

    "call roles and claims as its issuer does" in {
      val keycloak = credentials(s"$people, rolesClaim: realm_access.roles, agentClaim: 'https://x/desk', roles: {staff: agent}}")
      val token = good { c =>
        c.claim("roles", null).claim("agent", null).claim("https://x/desk", "bob")
        c.claim("realm_access", Map("roles" -> List("staff", "other").asJava).asJava)
      }
      assert(known(keycloak, token).agent == "bob" && known(keycloak, token).roles == Set(Role.AGENT).asJava)
    }

    "be known by keys of other kinds: elliptic, secret, a set" in {
      val elliptic = new ECKeyGenerator(Curve.P_256).generate()
      val secret = new com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator(256).generate()
      Files.writeString(home.resolve("ec.json"), elliptic.toPublicJWK.toJSONString)
      Files.writeString(home.resolve("secret.json"), secret.toJSONString)
      Files.writeString(home.resolve("set.json"), new JWKSet(List[JWK](issuer.toPublicJWK, elliptic.toPublicJWK).asJava).toString)
      def with_(file: String, algorithms: String) =
        credentials(s"people: {keyFile: $file, audience: usher, algorithms: [$algorithms]}")
      val es = signed(JWSAlgorithm.ES256, new ECDSASigner(elliptic), claims())
      assert(known(with_("ec.json", "ES256"), es).agent == "ann")
      assert(known(with_("secret.json", "HS256"), signed(JWSAlgorithm.HS256, new MACSigner(secret), claims())).agent == "ann")
      val set = with_("set.json", "RS256, ES256")
      assert(known(set, es).agent == "ann" && known(set, signed(JWSAlgorithm.RS256, rsa, claims(), "k1")).agent == "ann")
      assert(refused(set, signed(JWSAlgorithm.RS256, rsa, claims(), "k2")).contains("trusts"), "another key is named")
    }
  }

  "An issuer's address" should {
    "be asked for its keys, and its silence be no no" in {
      val rsa = new com.nimbusds.jose.crypto.RSASSASigner(issuer)
      val web = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0)
      val keys = new JWKSet(issuer.toPublicJWK).toString.getBytes
      web.createContext("/keys", exchange => {
        exchange.sendResponseHeaders(200, keys.length.toLong)
        exchange.getResponseBody.write(keys)
        exchange.close()
      })
      def at(path: String) = credentials(
        s"people: {jwks: 'http://127.0.0.1:${web.getAddress.getPort}/$path', audience: usher, algorithms: [RS256]}")
      web.start()
      try {
        val token = signed(JWSAlgorithm.RS256, rsa, claims(), "k1")
        val there = at("keys")
        assert(there.mayTakeTime(token) && !there.mayTakeTime("sw1.secret"))
        assert(known(there, token).agent == "ann")
        assert(at("nowhere").who(token, now) == new Identity.Unsure)
      } finally web.stop(0)
    }
  }

  "A session" should {
    def sessions(secret: String) =
      credentials(s"$people}\nsessions: {secret: ${Passes.base64(secret)}, lasts: 2h}")
    val secret = "0123456789abcdef0123456789abcdef"
    val ann = new Caller("user:4711", Set(Role.AGENT).asJava, "ann", null, now)

    "be known at every node that has the same file, until it is over" in {
      val cookie = sessions(secret).sessions.begin(ann, now)
      val other = sessions(secret)
      val until = now.plus(Duration.ofHours(2))
      assert(other.session(cookie, now.plusSeconds(7199)) == new Identity.Known(
        new Caller("user:4711", ann.roles, "ann", null, until)))
      assert(other.session(cookie, until).isInstanceOf[Identity.Refused])
    }

    "end with its secret, and never stand in for a token" in {
      val cookie = sessions(secret).sessions.begin(ann, now)
      assert(sessions(secret.reverse).session(cookie, now).isInstanceOf[Identity.Refused])
      assert(sessions(secret).session(cookie.dropRight(3) + "AAA", now).isInstanceOf[Identity.Refused])
      assert(sessions(secret).who(cookie, now).isInstanceOf[Identity.Refused])
      val token = signed(JWSAlgorithm.HS256, new MACSigner(secret.getBytes), claims())
      assert(sessions(secret).session(token, now).isInstanceOf[Identity.Refused], "signed with its secret, and none of ours")
    }
  }

  "A credentials file" should {
    "say with line and hint what is wrong in it" in {
      val sha = Passes.hash("x")
      assert(troubles(s"keys:\n  sw1: {rol: switch, source: a, sha256: [$sha]}").exists(_.startsWith("2:9: /keys/sw1/rol: There is no rol here: did you mean role?")))
      assert(troubles(s"keys:\n  sw1: {role: boss, sha256: [$sha]}").head.contains("2:15: /keys/sw1/role: \"boss\" is not a role, one of"))
      assert(troubles(s"keys:\n  sw1: {role: switch, sha256: [$sha]}").head.contains("Write source"))
      assert(troubles(s"keys:\n  a: {role: admin, agent: ann, sha256: [$sha]}").head.contains("Take agent out"))
      assert(troubles(s"keys:\n  a: {role: admin, sha256: [$sha, $sha, $sha]}").head.contains("one or two hashes"))
      assert(troubles("keys:\n  a: {role: admin, sha256: [secret]}").head.contains("the SHA-256 of a secret"))
      assert(troubles(s"keys:\n  a.b: {role: admin, sha256: [$sha]}").head.contains("a dot ends it"))
      assert(troubles("{}").head.contains("nobody could come in"))
    }

    "say so of people and sessions too" in {
      for (wrong <- Seq("none", "RS1", "EdDSA"))
        assert(troubles(s"people: {keyFile: people.pem, audience: usher, algorithms: [$wrong]}").head.contains("an algorithm"))
      assert(troubles("people: {keyFile: nowhere.pem, audience: usher, algorithms: [RS256]}").head.contains("cannot be read"))
      assert(troubles("people: {keyFile: people.pem, audience: usher, algorithms: [HS256]}").head.contains("no key for HS256"))
      assert(troubles("people: {audience: usher, algorithms: [RS256]}").head.contains("one of keyFile"))
      assert(troubles("people: {keyFile: people.pem, algorithms: [RS256]}").head.contains("audience is missing"))
      assert(troubles("people: {jwks: 'http://id.example/keys', audience: usher, algorithms: [RS256]}").head.contains("https://"))
      assert(troubles(s"$people, leeway: 6m}").head.contains("At most 5m"))
      assert(troubles(s"$people}\nsessions: {secret: short}").head.contains("32 random bytes"))
      assert(troubles(s"$people}\nsessions: {secret: ${"A" * 43}, lasts: 2d}").head.contains("At most 1d"))
    }
  }
}
