package usher.http;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.Uri;
import akka.http.javadsl.model.headers.EntityTag;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The contract itself: {@code /openapi.json} for programs, {@code /docs/} for people. All of it
 * comes from this server.
 */
final class DocsRoutes extends AllDirectives {
  private static final String DOCUMENT = "/openapi/openapi.yaml";
  private static final String WEBJAR = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

  /** A page that asks for nothing from elsewhere. */
  private static final RawHeader FROM_HERE_ALONE =
      RawHeader.create(
          "Content-Security-Policy",
          "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'");

  /** May be kept, if it is asked each time whether it is still the same. */
  private static final RawHeader ASK_AGAIN = RawHeader.create("Cache-Control", "no-cache");

  private static final String SWAGGER_UI = swaggerUi();

  /** Made when it is first asked for: reading the YAML takes a third of a second. */
  private static final class Document {
    static final byte[] JSON = json();
    static final EntityTag TAG =
        EntityTag.create(InteractionForms.fingerprint((Object) JSON), false);
  }

  Route routes() {
    return respondWithHeader(
        ASK_AGAIN,
        () ->
            concat(
                path("openapi.json", () -> get(this::openApi)),
                path(
                    "docs",
                    () ->
                        get(() -> redirect(Uri.create("/docs/"), StatusCodes.PERMANENT_REDIRECT))),
                pathPrefix(
                    "docs", () -> get(() -> respondWithHeader(FROM_HERE_ALONE, this::page)))));
  }

  /** If-Match is for writes, here as elsewhere: nobody is refused the contract for one. */
  private Route openApi() {
    return mapRequest(
        r -> r.removeHeader("If-Match").removeHeader("If-Unmodified-Since"),
        () ->
            conditional(
                Document.TAG,
                () ->
                    complete(
                        StatusCodes.OK,
                        HttpEntities.create(ContentTypes.APPLICATION_JSON, Document.JSON))));
  }

  private Route page() {
    return concat(
        pathSingleSlash(() -> getFromResource("openapi/docs/index.html")),
        path("docs.js", () -> getFromResource("openapi/docs/docs.js")),
        path("docs.css", () -> getFromResource("openapi/docs/docs.css")),
        path("swagger-ui.css", () -> getFromResource(SWAGGER_UI + "swagger-ui.css")),
        path("swagger-ui-bundle.js", () -> getFromResource(SWAGGER_UI + "swagger-ui-bundle.js")),
        path("favicon-32x32.png", () -> getFromResource(SWAGGER_UI + "favicon-32x32.png")));
  }

  private static byte[] json() {
    try (var yaml = resource(DOCUMENT)) {
      return Json.write(new YAMLMapper().readValue(yaml, JsonNode.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String swaggerUi() {
    try (var webjar = resource(WEBJAR)) {
      var made = new Properties();
      made.load(webjar);
      return "META-INF/resources/webjars/swagger-ui/" + made.getProperty("version") + "/";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream resource(String name) {
    return DocsRoutes.class.getResourceAsStream(name);
  }
}
