package usher.access;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who may what: every operation of the contract, by its operationId, and how far each role reaches
 * with it. What is not in here nobody may.
 */
public final class Permissions {
  /**
   * {@code own}: on a switch's own source, on an agent's own desk, offers and contacts; {@code
   * any}: on everybody's; {@code nobody}: without credentials too. Kept in the audit trail: {@code
   * always}, or where it was done to what is {@code others'}.
   */
  private static final String TABLE =
      """
      operation              method path                                       switch agent supervisor admin auditor nobody kept
      createInteraction      POST   /v1/interactions                           own    -     any        any   -       -      -
      listInteractions       GET    /v1/interactions                           -      -     any        any   any     -      -
      getInteraction         GET    /v1/interactions/{id}                      own    own   any        any   any     -      -
      getInteractionHistory  GET    /v1/interactions/{id}/history              -      -     any        any   any     -      -
      getInteractionWhy      GET    /v1/interactions/{id}/why                  -      -     any        any   any     -      -
      changeAttributes       PATCH  /v1/interactions/{id}/attributes           own    own   any        any   -       -      -
      cancelInteraction      POST   /v1/interactions/{id}/cancel               own    -     any        any   -       -      others'
      requeueInteraction     POST   /v1/interactions/{id}/requeue              -      own   any        any   -       -      others'
      transferInteraction    POST   /v1/interactions/{id}/transfer             -      own   any        any   -       -      others'
      consultInteraction     POST   /v1/interactions/{id}/consult              -      own   any        any   -       -      others'
      conferenceInteraction  POST   /v1/interactions/{id}/conference           -      own   any        any   -       -      others'
      assignInteraction      POST   /v1/interactions/{id}/assign               -      -     any        any   -       -      always
      prioritiseInteraction  POST   /v1/interactions/{id}/priority             -      -     any        any   -       -      always
      holdInteraction        POST   /v1/interactions/{id}/hold                 -      own   any        any   -       -      others'
      retrieveInteraction    POST   /v1/interactions/{id}/retrieve             -      own   any        any   -       -      others'
      releaseInteraction     POST   /v1/interactions/{id}/release              -      own   any        any   -       -      others'
      completeInteraction    POST   /v1/interactions/{id}/complete             -      own   any        any   -       -      others'
      acceptOffer            POST   /v1/offers/{offer}/accept                  -      own   any        any   -       -      others'
      rejectOffer            POST   /v1/offers/{offer}/reject                  -      own   any        any   -       -      others'
      postSwitchEvents       POST   /v1/switch-events                          own    -     -          any   -       -      -
      getSwitch              GET    /v1/switches/{source}                      own    -     any        any   any     -      -
      streamSwitchCommands   GET    /v1/switches/{source}/commands             own    -     -          any   -       -      -
      ackSwitchCommand       POST   /v1/switches/{source}/commands/{command}/ack own  -     -          any   -       -      -
      reconcileCalls         PUT    /v1/switches/{source}/calls                own    -     -          any   -       -      -
      listAgents             GET    /v1/agents                                 -      -     any        any   any     -      -
      defineAgents           POST   /v1/agents/batch                           -      -     any        any   -       -      always
      defineAgent            PUT    /v1/agents/{id}                            -      -     any        any   -       -      always
      getAgent               GET    /v1/agents/{id}                            -      own   any        any   any     -      -
      setAgentState          PUT    /v1/agents/{id}/state                      -      own   any        any   -       -      others'
      getAgentWhyIdle        GET    /v1/agents/{id}/why-idle                   -      own   any        any   any     -      -
      streamAgentEvents      GET    /v1/agents/{id}/events                     -      own   -          any   -       -      -
      listQueues             GET    /v1/queues                                 -      -     any        any   any     -      -
      defineQueue            PUT    /v1/queues/{id}                            -      -     -          any   -       -      always
      getQueue               GET    /v1/queues/{id}                            -      -     any        any   any     -      -
      deleteQueue            DELETE /v1/queues/{id}                            -      -     -          any   -       -      always
      setQueueState          PUT    /v1/queues/{id}/state                      -      -     any        any   -       -      always
      listWaiting            GET    /v1/queues/{id}/waiting                    -      -     any        any   any     -      -
      getQueueEstimate       GET    /v1/queues/{id}/estimate                   any    -     any        any   any     -      -
      reloadDefinitions      POST   /v1/definitions/reload                     -      -     -          any   -       -      always
      createSession          POST   /v1/session                                -      any   any        any   any     -      -
      endSession             DELETE /v1/session                                -      any   any        any   any     -      -
      listAudit              GET    /v1/audit                                  -      -     -          any   any     -      -
      getBackup              GET    /v1/backup                                 -      -     -          any   -       -      always
      getJournal             GET    /v1/journal                                -      -     any        any   any     -      -
      isLive                 GET    /health/live                               any    any   any        any   any     any    -
      isReady                GET    /health/ready                              any    any   any        any   any     any    -
      getOpenApi             GET    /openapi.json                              any    any   any        any   any     any    -
      """;

  private static final int FIRST_ROLE = 3;
  private static final int NOBODY = FIRST_ROLE + Role.values().length;

  private enum Reach {
    NONE,
    OWN,
    ANY
  }

  /** One row. */
  public static final class Operation {
    private final String id;
    private final String method;
    private final List<String> path;
    private final Map<Role, Reach> reach = new EnumMap<>(Role.class);
    private final boolean open;
    private final String kept;

    private Operation(String[] row) {
      id = row[0];
      method = row[1];
      path = List.of(row[2].substring(1).split("/"));
      for (var role : Role.values()) reach.put(role, reach(row[FIRST_ROLE + role.ordinal()], role));
      open = reach(row[NOBODY], null) == Reach.ANY;
      kept = row[NOBODY + 1];
    }

    private static Reach reach(String cell, Role role) {
      return switch (cell) {
        case "-" -> Reach.NONE;
        case "any" -> Reach.ANY;
        case "own" -> {
          if (role == Role.SWITCH || role == Role.AGENT) yield Reach.OWN;
          throw new IllegalStateException("Nothing is " + role + "'s own");
        }
        default -> throw new IllegalStateException(cell);
      };
    }

    public String id() {
      return id;
    }

    public String method() {
      return method;
    }

    /** As the contract has it, with {@code {names}}. */
    public String path() {
      return "/" + String.join("/", path);
    }

    /** Is nobody asked for credentials? */
    public boolean isOpen() {
      return open;
    }

    /** Does what was done by this grant belong into the audit trail? */
    public boolean isKept(Grant grant) {
      return switch (kept) {
        case "always" -> true;
        case "others'" -> grant.caller() != null && grant.isForAll();
        default -> false;
      };
    }

    private boolean matches(List<String> segments) {
      if (segments.size() != path.size()) return false;
      for (var n = 0; n < path.size(); n++)
        if (!isName(path.get(n)) && !path.get(n).equals(segments.get(n))) return false;
      return true;
    }

    private long names() {
      return path.stream().filter(Operation::isName).count();
    }

    private static boolean isName(String part) {
      return part.startsWith("{");
    }

    /** {@code /v1/agents/ann/…} is about ann. */
    private boolean isAbout(String room, String whom, List<String> segments) {
      var at = path.indexOf(room) + 1;
      return at == 0 || at == path.size() || !isName(path.get(at)) || segments.get(at).equals(whom);
    }

    /**
     * Null where the caller may not.
     *
     * @param segments of the path that was asked for
     */
    public Grant grant(Caller caller, List<String> segments) {
      var roles = caller.roles();
      if (roles.stream().anyMatch(role -> reach.get(role) == Reach.ANY))
        return new Grant(caller.name(), null, null, caller);
      if (isOwn(Role.AGENT, roles) && isAbout("agents", caller.agent(), segments))
        return new Grant("agent:" + caller.agent(), caller.agent(), null, caller);
      if (isOwn(Role.SWITCH, roles) && isAbout("switches", caller.source(), segments))
        return new Grant("switch:" + caller.source(), null, caller.source(), caller);
      return null;
    }

    private boolean isOwn(Role role, Set<Role> roles) {
      return roles.contains(role) && reach.get(role) == Reach.OWN;
    }
  }

  /** All rows; of two that match, the one with fewer names comes first. */
  public static final List<Operation> ALL = read();

  private Permissions() {}

  private static List<Operation> read() {
    var all = new ArrayList<Operation>();
    TABLE.lines().skip(1).forEach(line -> all.add(new Operation(line.strip().split("\\s+"))));
    all.sort(java.util.Comparator.comparingLong(Operation::names));
    return List.copyOf(all);
  }

  /** Null where there is no such operation. */
  public static Operation find(String method, List<String> segments) {
    for (var o : ALL) if (o.method.equals(method) && o.matches(segments)) return o;
    return null;
  }

  /** The methods there are for a path; none for a path that is not there. */
  public static Set<String> methods(List<String> segments) {
    var methods = new LinkedHashSet<String>();
    for (var o : ALL) if (o.matches(segments)) methods.add(o.method);
    return methods;
  }
}
