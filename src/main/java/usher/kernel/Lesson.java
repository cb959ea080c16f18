package usher.kernel;

import java.util.List;

/**
 * What one contact says about the agent who had it.
 *
 * @param reached whether the queue's goal was
 * @param traits of the contact, as {@link Goal#traits} names them
 */
public record Lesson(boolean reached, List<String> traits) implements Wire {
  public Lesson {
    traits = List.copyOf(traits);
  }
}
