package usher.load;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.testng.annotations.Test;
import usher.load.Audit.Ending;

public class AuditTest {
  private static String history(String... types) {
    return Arrays.stream(types)
        .map(type -> "{\"type\":\"" + type + "\",\"at\":\"2026-11-23T08:00:00Z\"}")
        .collect(Collectors.joining(",", "{\"items\":[", "]}"));
  }

  private static final String SERVED = history("arrived", "offered", "connected", "completed");
  private static final String GIVEN_UP = history("arrived", "offered", "abandoned");

  @Test
  public void whoeverWasToldSomethingHasItInItsHistory() {
    assertTrue(Ending.SERVED.isTold(SERVED));
    assertTrue(Ending.GIVEN_UP.isTold(GIVEN_UP));
    for (var either : List.of(SERVED, GIVEN_UP)) assertTrue(Ending.EITHER.isTold(either));
  }

  @Test
  public void anAnswerThatWasAcknowledgedAndLostIsWrong() {
    assertFalse(Ending.SERVED.isTold(GIVEN_UP));
    assertFalse(Ending.GIVEN_UP.isTold(SERVED));
  }

  @Test
  public void theLostTheDoubledAndTheHalfDoneAreWrongWhateverWasTold() {
    var wrong =
        List.of(
            "",
            "{\"status\":404}",
            history("arrived"),
            history("arrived", "connected"),
            history("arrived", "completed"),
            history("arrived", "connected", "connected", "completed"),
            history("arrived", "connected", "completed", "completed"),
            history("arrived", "connected", "abandoned"),
            history("arrived", "abandoned", "abandoned"));
    for (var ending : Ending.values())
      for (var one : wrong) assertFalse(ending.isTold(one), ending + ": " + one);
  }

  @Test
  public void percentilesAreOfTheNearestRank() {
    var samples = new Samples();
    for (var ms = 200; ms >= 1; ms--) samples.add(ms * 1_000_000L);
    assertEquals(
        List.of("x", "200", "100.0", "198.0", "200.0"), List.of(samples.describe("x").split(" +")));
  }
}
