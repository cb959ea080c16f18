package usher.http;

/** Collects what is wrong in a request; what there is becomes its answer. */
final class Check extends usher.definitions.Check {

  void done() {
    if (!faults().isEmpty()) throw Problem.invalid(faults()).found();
  }
}
