package usher.audit;

import java.time.Instant;

/**
 * One thing that somebody did, or tried to do.
 *
 * @param number in the order they were written; 0 before that
 * @param by who: {@code key:crm}, {@code user:…}, {@code api} where nobody is asked
 * @param operation its operationId
 * @param target the path it was done to
 * @param body what was sent, without card numbers; null for nothing
 * @param status how it was answered; null where the node ended before that
 */
public record Entry(
    long number,
    Instant at,
    String by,
    String operation,
    String target,
    String body,
    Integer status) {}
