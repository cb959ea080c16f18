package usher.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.ByteArrayInputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * The keys that people's tokens are signed with. An algorithm that is not on the list, or not of
 * the key's own kind, finds none: a public key must not pass for a shared secret.
 */
final class SigningKeys {
  private static final int PATIENCE_MILLIS = 2_000;
  private static final int LARGEST = 100_000;
  private static final long FRESH_MILLIS = 300_000;

  /** While the issuer is away, its keys are trusted for so long. */
  private static final long OUTAGE_MILLIS = 3_600_000;

  private SigningKeys() {}

  /**
   * A PEM with a public key or certificate, a JWK, or a set of them.
   *
   * @throws IllegalArgumentException with what is wrong, where there is no key for an algorithm
   */
  static JWSKeySelector<SecurityContext> local(String text, Set<JWSAlgorithm> algorithms) {
    var keys = read(text);
    for (var algorithm : algorithms)
      if (keys.stream().noneMatch(key -> KeyType.forAlgorithm(algorithm).equals(key.getKeyType())))
        throw new IllegalArgumentException("has no key for " + algorithm + ": is it a public key?");
    return (header, context) -> matching(keys, header, algorithms);
  }

  /** What is published at an address, and fetched again when a key is not among it. */
  static JWSKeySelector<SecurityContext> remote(URL jwks, Set<JWSAlgorithm> algorithms) {
    var retriever = new DefaultResourceRetriever(PATIENCE_MILLIS, PATIENCE_MILLIS, LARGEST);
    var source =
        JWKSourceBuilder.<SecurityContext>create(jwks, retriever)
            .cache(FRESH_MILLIS, 2L * PATIENCE_MILLIS)
            .refreshAheadCache(false)
            .outageTolerant(OUTAGE_MILLIS)
            .build();
    return new JWSVerificationKeySelector<>(algorithms, source);
  }

  private static List<JWK> read(String text) {
    try {
      if (text.contains("-----BEGIN")) return List.of(pem(text));
      return text.contains("\"keys\"") ? JWKSet.parse(text).getKeys() : List.of(JWK.parse(text));
    } catch (GeneralSecurityException | ParseException | RuntimeException e) {
      throw new IllegalArgumentException("is no public key in PEM, JWK or JWK Set", e);
    }
  }

  private static JWK pem(String text) throws GeneralSecurityException {
    var key = text.contains("BEGIN CERTIFICATE") ? certified(text) : publicKey(text);
    return key instanceof RSAPublicKey rsa
        ? new RSAKey.Builder(rsa).build()
        : elliptic((ECPublicKey) key);
  }

  private static JWK elliptic(ECPublicKey key) {
    return new ECKey.Builder(Curve.forECParameterSpec(key.getParams()), key).build();
  }

  private static PublicKey certified(String text) throws GeneralSecurityException {
    var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    return CertificateFactory.getInstance("X.509").generateCertificate(bytes).getPublicKey();
  }

  private static PublicKey publicKey(String text) throws GeneralSecurityException {
    var base64 = text.replaceAll("(?s).*-----BEGIN PUBLIC KEY-----|-----END PUBLIC KEY-----.*", "");
    var spec = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
    try {
      return KeyFactory.getInstance("RSA").generatePublic(spec);
    } catch (InvalidKeySpecException e) {
      return KeyFactory.getInstance("EC").generatePublic(spec);
    }
  }

  private static List<Key> matching(
      List<JWK> keys, JWSHeader header, Set<JWSAlgorithm> algorithms) {
    var algorithm = header.getAlgorithm();
    if (!algorithms.contains(algorithm)) return List.of();
    var found = new ArrayList<Key>();
    for (var key : keys) {
      var isKind = KeyType.forAlgorithm(algorithm).equals(key.getKeyType());
      var isNamed =
          key.getKeyID() == null
              || header.getKeyID() == null
              || key.getKeyID().equals(header.getKeyID());
      if (isKind && isNamed) found.add(verifying(key));
    }
    return found;
  }

  private static Key verifying(JWK key) {
    try {
      return key instanceof OctetSequenceKey secret
          ? secret.toSecretKey()
          : ((AsymmetricJWK) key).toPublicKey();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
