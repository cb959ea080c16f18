package usher.kernel;

import java.util.List;
import java.util.Map;

/**
 * Why this agent was chosen for this contact: kept with the offer, at most about 1 KB.
 *
 * @param candidates the best of those who were free, the chosen one first, at most five
 * @param excluded how many agents were out of the question, by reason: {@code not-eligible}, {@code
 *     not-ready}, {@code busy}, {@code declined}, {@code asked}
 * @param tieBreak the comparison that decided between the first two, or {@code last-agent}, or
 *     {@code together} where another needed the best; null with only one
 */
public record Why(List<Candidate> candidates, Map<String, Integer> excluded, String tieBreak)
    implements Wire {

  /** {@code terms}: what each comparison of the ranking saw, by its name. */
  public record Candidate(String agent, Map<String, Double> terms) implements Wire {
    public Candidate {
      terms = Map.copyOf(terms);
    }
  }

  public Why {
    candidates = List.copyOf(candidates);
    excluded = Map.copyOf(excluded);
  }
}
