package usher.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A key of a switch or another system: {@code id.secret}. Of its secret only the SHA-256 is kept;
 * that is enough for 256 random bits, and quick.
 *
 * @param sha256 of the secrets that are good, so that a new one can be brought in before the old
 *     one goes
 */
record ApiKey(Caller caller, List<String> sha256) {
  /** Bytes of a secret. */
  static final int LENGTH = 32;

  /** A dot ends the id where it is used. */
  static boolean isId(String text) {
    return text.matches("[A-Za-z0-9_-]{1,64}");
  }

  ApiKey {
    sha256 = List.copyOf(sha256);
  }

  boolean opensWith(String secret) {
    var given = hash(secret).getBytes(StandardCharsets.US_ASCII);
    var opens = false;
    for (var known : sha256)
      opens |= MessageDigest.isEqual(given, known.getBytes(StandardCharsets.US_ASCII));
    return opens;
  }

  static String hash(String secret) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As it is written: without characters that headers or shells take amiss. */
  static String text(byte[] random) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }
}
