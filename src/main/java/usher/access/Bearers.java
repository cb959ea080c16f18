package usher.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import usher.definitions.Check;

/** Bearer tokens of people (JWT, RFC 7519), signed by somebody whose public key is known here. */
final class Bearers {
  private static final int LONGEST_NAME = 128;

  /**
   * What a token has to say, and where it says it.
   *
   * @param issuer null for any
   * @param roles names of its own for roles; others are taken as they are
   */
  record Terms(
      String issuer,
      String audience,
      Duration leeway,
      String rolesClaim,
      String agentClaim,
      Map<String, String> roles) {}

  private final DefaultJWTProcessor<SecurityContext> signatures = new DefaultJWTProcessor<>();
  private final Terms terms;

  /** {@code keys}: those that may have signed a token with such a header. */
  Bearers(JWSKeySelector<SecurityContext> keys, Terms terms) {
    this.terms = terms;
    signatures.setJWSKeySelector(keys);
    signatures.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    signatures.setJWTClaimsSetVerifier((claims, context) -> {}); // below, by our own clock
  }

  Identity who(String token, Instant now) {
    try {
      var claims = signatures.process(token, null);
      verifier(now).verify(claims, null);
      return person(claims);
    } catch (BadJWTException e) {
      return new Identity.Refused("The token does not do (" + e.getMessage() + "): get another");
    } catch (ParseException | BadJOSEException e) {
      return unknown();
    } catch (
        KeySourceException e) { // also where others' nonsense has had its keys asked for too often
      return new Identity.Unsure();
    } catch (JOSEException e) {
      return unknown();
    }
  }

  private static Identity unknown() {
    return new Identity.Refused("The token is none, or not signed by whom this server trusts");
  }

  private DefaultJWTClaimsVerifier<SecurityContext> verifier(Instant now) {
    var exact = new JWTClaimsSet.Builder();
    if (terms.issuer() != null) exact.issuer(terms.issuer());
    var verifier =
        new DefaultJWTClaimsVerifier<SecurityContext>(
            terms.audience(), exact.build(), Set.of("sub", "exp")) {
          @Override
          protected Date currentTime() {
            return Date.from(now);
          }
        };
    verifier.setMaxClockSkew((int) terms.leeway().toSeconds());
    return verifier;
  }

  private Identity person(JWTClaimsSet claims) {
    var roles = EnumSet.noneOf(Role.class);
    for (var word : words(at(claims, terms.rolesClaim())))
      Role.of(terms.roles().getOrDefault(word, word)).ifPresent(roles::add);
    roles.remove(Role.SWITCH); // nobody is one
    var said = at(claims, terms.agentClaim());
    var agent = said instanceof String id && Check.isId(id) ? id : null;
    if (roles.contains(Role.AGENT) && agent == null)
      return new Identity.Refused(
          "The token says that this is an agent, and not which: " + terms.agentClaim() + " has it");
    var until = claims.getExpirationTime().toInstant();
    var name = "user:" + printable(claims.getSubject());
    return new Identity.Known(new Caller(name, roles, agent, null, until));
  }

  private static String printable(String name) {
    var plain = name.replaceAll("[^\\x21-\\x7e]", "_");
    return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) : plain;
  }

  /** A claim by its name, or by its way through objects: {@code realm_access.roles}. */
  private static Object at(JWTClaimsSet claims, String name) {
    if (claims.getClaim(name) != null) return claims.getClaim(name);
    Object at = claims.getClaims();
    for (var part : name.split("\\."))
      at = at instanceof Map<?, ?> object ? object.get(part) : null;
    return at;
  }

  /** A list, or words in one text as OAuth's scopes are. */
  private static List<String> words(Object claim) {
    if (claim instanceof String text) return List.of(text.split(" "));
    if (!(claim instanceof List<?> list)) return List.of();
    return list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
  }
}
