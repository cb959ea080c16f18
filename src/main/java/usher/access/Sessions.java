package usher.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Sessions of people's browsers, as signed tokens: every node that has the secret knows them, and
 * no node has to remember them. A new secret ends them all.
 */
public final class Sessions {
  /** Shorter secrets are no match for the signature. */
  static final int SHORTEST = 32;

  /** No bearer token has it, so that neither can stand in for the other. */
  private static final JOSEObjectType TYPE = new JOSEObjectType("usher-session");

  private final MACSigner signer;
  private final MACVerifier verifier;
  private final Duration lasts;

  Sessions(byte[] secret, Duration lasts) {
    try {
      signer = new MACSigner(secret);
      verifier = new MACVerifier(secret);
    } catch (JOSEException e) {
      throw new IllegalArgumentException(e);
    }
    this.lasts = lasts;
  }

  public Duration lasts() {
    return lasts;
  }

  /** A token that stands for this person, and what they are today. */
  public String begin(Caller caller, Instant now) {
    var claims =
        new JWTClaimsSet.Builder()
            .subject(caller.name())
            .claim("roles", caller.roles().stream().map(Role::word).sorted().toList())
            .claim("agent", caller.agent())
            .expirationTime(Date.from(now.plus(lasts)))
            .build();
    var token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).type(TYPE).build(), claims);
    try {
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  Identity who(String text, Instant now) {
    try {
      var token = SignedJWT.parse(text);
      var isOurs =
          TYPE.equals(token.getHeader().getType())
              && JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm())
              && token.verify(verifier);
      if (!isOurs) return over();
      var claims = token.getJWTClaimsSet();
      var until = claims.getExpirationTime().toInstant();
      if (!now.isBefore(until)) return over();
      var agent = claims.getStringClaim("agent");
      var roles = roles(claims.getStringListClaim("roles"));
      return new Identity.Known(new Caller(claims.getSubject(), roles, agent, null, until));
    } catch (ParseException | JOSEException e) {
      return over();
    }
  }

  private static Set<Role> roles(List<String> words) {
    return words.stream().flatMap(word -> Role.of(word).stream()).collect(Collectors.toSet());
  }

  private static Identity over() {
    return new Identity.Refused("The session is over: begin another at POST /v1/session");
  }
}
