package usher.simulation;

import java.util.random.RandomGenerator;

/**
 * How long something takes: a distribution, in ms.
 *
 * @param mean ms
 * @param shape of the distribution
 * @param cv standard deviation over mean, of a lognormal one
 */
record Draw(double mean, Shape shape, double cv) {
  static final Draw NONE = new Draw(0, Shape.CONSTANT, 0);

  enum Shape {
    EXPONENTIAL,
    CONSTANT,
    LOGNORMAL
  }

  long next(RandomGenerator random) {
    return switch (shape) {
      case CONSTANT -> Math.round(mean);
      case EXPONENTIAL -> Math.round(mean * random.nextExponential());
      case LOGNORMAL -> {
        var variance = Math.log1p(cv * cv);
        var log = Math.log(mean) - variance / 2 + Math.sqrt(variance) * random.nextGaussian();
        yield Math.round(Math.exp(log));
      }
    };
  }
}
