package usher.http;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import usher.settings.Settings;

/** The door's own certificate and key. */
public final class Keystore {
  private Keystore() {}

  /**
   * @throws IllegalArgumentException where it cannot be opened, with what to do
   */
  public static SSLContext open(Settings.Tls tls) {
    var password = tls.password().toCharArray();
    try (var file = Files.newInputStream(tls.keystore())) {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(file, password);
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, password);
      var context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "USHER_TLS_KEYSTORE="
              + tls.keystore()
              + " is to be a PKCS12 file with one certificate and its key, and USHER_TLS_PASSWORD its"
              + " password: "
              + e.getMessage(),
          e);
    }
  }
}
