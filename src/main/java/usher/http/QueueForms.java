package usher.http;

/** What callers send about queues besides their definitions. */
final class QueueForms {
  private QueueForms() {}

  record OpenForm(Boolean open, String message) {
    boolean check() {
      var check = new Check();
      check.required("/open", open);
      check.text("/message", message);
      check.done();
      return open;
    }
  }
}
