/**
 * What operators write down about queues, agents and calendars: the forms, with every check, and
 * the policy files that hold them. The same form serves a request's JSON and a file's YAML, so both
 * are taken and refused alike. It reads and judges; giving a definition to whom it concerns is left
 * to the front doors.
 */
package usher.definitions;
