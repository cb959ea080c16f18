package usher.process

import com.nimbusds.jose.crypto.RSASSASigner
import com.nimbusds.jose.jwk.RSAKey
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator
import com.nimbusds.jose.{JWSAlgorithm, JWSHeader}
import com.nimbusds.jwt.{JWTClaimsSet, SignedJWT}
import java.nio.file.{Files, Path}
import java.security.MessageDigest
import java.time.Instant
import java.util.{Base64, Date, HexFormat}
import scala.jdk.CollectionConverters._
import scala.util.Random

/** A credentials file as an operator would write it, and whoever comes with what it knows. */
final class Passes(name: String) {
  private val home = Files.createTempDirectory(Files.createDirectories(Path.of("target")), name)
  val issuer: RSAKey = new RSAKeyGenerator(2048).generate()
  Files.writeString(home.resolve("people.pem"), Passes.pem(issuer))

  val file: Path = Files.writeString(home.resolve("credentials.yaml"), s"""
    |keys:
    |  line1: {role: switch, source: sw1, sha256: [${Passes.hash("old")}, ${Passes.hash("new")}]}
    |  line2: {role: switch, source: sw2, sha256: [${Passes.hash("two")}]}
    |  ops: {role: admin, sha256: [${Passes.hash("root")}]}
    |  crm: {role: supervisor, sha256: [${Passes.hash("crm")}]}
    |people: {keyFile: people.pem, audience: usher, algorithms: [RS256]}
    |sessions: {secret: ${Passes.base64("0123456789abcdef0123456789abcdef")}, lasts: 8h}
    |""".stripMargin)

  /** What a server is told. */
  def told: Map[String, Any] = Map("usher.credentials" -> file.toString)

  /** A person's token, good for a while. */
  def token(sub: String, roles: Seq[String], agent: String = null): String = {
    val claims = new JWTClaimsSet.Builder().subject(sub).audience("usher").claim("roles", roles.asJava)
      .claim("agent", agent).expirationTime(Date.from(Instant.now.plusSeconds(600))).build()
    Passes.signed(issuer, claims)
  }

  val sw1: String = "line1.new"
  val sw2: String = "line2.two"
  val admin: String = "ops.root"
  val crm: String = "crm.crm"
  def agent(id: String): String = token(s"u-$id", Seq("agent"), id)
  lazy val supervisor: String = token("sue", Seq("supervisor"))
  lazy val auditor: String = token("audrey", Seq("auditor"))
}

object Passes {
  def bearer(token: String): (String, String) = "Authorization" -> s"Bearer $token"

  def signed(key: RSAKey, claims: JWTClaimsSet): String = {
    val jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims)
    jwt.sign(new RSASSASigner(key))
    jwt.serialize
  }

  /** Like this one, and none. */
  def broken(token: String, dice: Random): String = {
    val at = dice.nextInt(token.length - 1) // the last of a signature may stand for the same
    val other = (33 + dice.nextInt(94)).toChar
    val parts = token.split('.')
    dice.nextInt(7) match {
      case 0 if other != token(at) => token.updated(at, other)
      case 1                       => token.take(at) + token.drop(at + 1)
      case 2                       => token.take(at)
      case 3                       => token + other + token
      case 4                       => "x" * dice.nextInt(5000)
      case 5                       => (Heads(dice.nextInt(Heads.size)) +: parts.drop(1)).mkString(".")
      case _                       => parts.updated(dice.nextInt(parts.length), base64("{" * dice.nextInt(900))).mkString(".")
    }
  }

  private val Heads = Seq("", "{}", "[1]", "{\"alg\":\"none\"}", "{\"alg\":5}", "{\"alg\":\"HS256\"}", "{\"alg\":\"RS256\",\"crit\":[\"x\"]}",
    "{\"alg\":\"RS256\",\"kid\":{}}", "{\"alg\":\"RS256\",\"jku\":\"http://127.0.0.1:1/\"}").map(base64)

  def pem(key: RSAKey): String = {
    val lines = Base64.getMimeEncoder(64, "\n".getBytes).encodeToString(key.toRSAPublicKey.getEncoded)
    s"-----BEGIN PUBLIC KEY-----\n$lines\n-----END PUBLIC KEY-----\n"
  }

  def hash(secret: String): String =
    HexFormat.of.formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes))

  def base64(text: String): String = Base64.getUrlEncoder.withoutPadding.encodeToString(text.getBytes)
}
