/**
 * Who gets what, when and why. {@link usher.routing.Matcher} decides, single-threaded and without
 * clock or network: {@link usher.routing.Priority} ages, {@link usher.routing.Expansion} widens the
 * search, {@link usher.routing.Ranking} chooses among agents. {@link usher.routing.Board} keeps the
 * copies of the queues' and agents' ledgers it decides on. {@link usher.routing.RoutingCoordinator}
 * carries both; it owns nothing and can vanish at any time. People who only look are answered
 * beside it: {@link usher.routing.Picture} is what it knew at one moment, {@link
 * usher.routing.Lookout} makes lists, figures and explanations of it.
 */
package usher.routing;
