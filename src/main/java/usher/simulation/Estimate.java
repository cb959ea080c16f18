package usher.simulation;

import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A mean of runs, and how far the true one may be from it.
 *
 * @param half width of the 95 % interval by Student's t; NaN of a single run, which says nothing
 *     about chance
 */
record Estimate(double mean, double half) {

  static Estimate of(List<Double> values) {
    var n = values.size();
    var mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
    if (n < 2) return new Estimate(mean, Double.NaN);
    var squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    var error = Math.sqrt(squares / (n - 1) / n);
    return new Estimate(mean, TDistribution.of(n - 1).inverseCumulativeProbability(0.975) * error);
  }
}
