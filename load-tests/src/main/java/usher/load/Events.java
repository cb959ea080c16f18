package usher.load;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Puts the lines of a live stream together: an event is whole at its empty line. */
final class Events implements Consumer<String> {
  private final BiConsumer<String, String> heard;
  private String type = "";
  private String data = "";

  /**
   * @param heard is told type and data of each event
   */
  Events(BiConsumer<String, String> heard) {
    this.heard = heard;
  }

  @Override
  public void accept(String line) {
    if (line.startsWith("event:")) type = line.substring(6).strip();
    else if (line.startsWith("data:")) data = line.substring(5);
    else if (line.isEmpty()) {
      if (!type.isEmpty()) heard.accept(type, data); // fields come in any order
      type = "";
      data = "";
    }
  }
}
