package usher.replay;

import java.util.Random;
import usher.replay.BankProfile.Kind;

/** Callers as {@link BankProfile} describes them, one draw after the other. */
public final class BankCallers {
  private final Random random;

  public BankCallers(Random random) {
    this.random = random;
  }

  /** Ms until the next arrival of a Poisson process, or of anything else without a memory. */
  public double exponential(double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }

  public Kind kind() {
    var all = BankProfile.KINDS.stream().mapToDouble(Kind::share).sum();
    var left = random.nextDouble() * all;
    for (var kind : BankProfile.KINDS) {
      left -= kind.share();
      if (left < 0) return kind;
    }
    return BankProfile.KINDS.get(0);
  }

  /** Ms; 0 for those who leave at once. */
  public long patience() {
    var atOnce = random.nextDouble() < BankProfile.LEAVES_AT_ONCE;
    return atOnce ? 0 : 1 + (long) exponential(BankProfile.MEAN_PATIENCE * 1000);
  }

  /** Ms of conversation. */
  public long service(Kind kind) {
    var seconds =
        random.nextDouble() < kind.shortCalls()
            ? random.nextDouble() * BankProfile.SHORT
            : Math.exp(kind.mu() + kind.sigma() * random.nextGaussian());
    return (long) (seconds * 1000);
  }
}
