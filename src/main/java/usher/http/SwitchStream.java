package usher.http;

import akka.actor.typed.ActorRef;
import usher.switching.SwitchService;
import usher.switching.SwitchService.News;

/** One switch's live stream of commands: first all that is owed, then each new one. */
final class SwitchStream implements LiveStream.Station<News> {
  static final int BEHIND = 1_024;

  private final String source;
  private final SwitchService switches;
  private boolean resumes;

  /**
   * @param resumes the reader has heard a stream before: it is told to forget what it knows
   */
  SwitchStream(String source, SwitchService switches, boolean resumes) {
    this.source = source;
    this.switches = switches;
    this.resumes = resumes;
  }

  @Override
  public void listen(ActorRef<News> ear) {
    switches.listen(source, ear);
  }

  @Override
  public ActorRef<?> from(News news) {
    return news.from();
  }

  @Override
  public void hear(News news, boolean found, LiveStream.Reader reader) {
    if (resumes) reader.send("reset", 0, Json.object());
    resumes = false;
    if (news.whole()) reader.send("snapshot", news.number(), SwitchViews.snapshot(source, news));
    else
      for (var entry : news.orders())
        reader.send(entry.order().kind().word(), entry.number(), SwitchViews.command(entry));
  }
}
