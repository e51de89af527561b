package dev.workosmfa

import java.time.Duration

/**
 * Hears of the end of every attempt and every call of a client, for logs and metrics. No event holds a secret.
 *
 * It is called where the call is made, often on the thread that all calls share, so it must be quick and must not block. What it throws is
 * dropped. On the JVM, [SystemLoggerObserver] writes the events to a logger.
 *
 * ```java
 * WorkOS workos = WorkOS.builder().observer(new Observer() {
 *     public void onCall(CallEvent event) { timer.record(event.getElapsed()); }
 * }).build();
 * ```
 */
public interface Observer {
    /** An attempt has ended. */
    public fun onAttempt(event: AttemptEvent) {}

    /** A call has ended. */
    public fun onCall(event: CallEvent) {}
}

/** The end of an attempt. */
public class AttemptEvent internal constructor(
    /** `enroll_factor`, `get_factor` or `delete_factor`. */
    public val operation: String,
    /** Which attempt of the call this was, from 1. */
    public val attempt: Int,
    /** The HTTP status, if there was an answer. */
    public val status: Int?,
    /** The answer's `x-request-id`. */
    public val requestId: String?,
    /** How long the attempt took. */
    public val elapsed: Duration,
    /** What went wrong, if anything did. */
    public val errorKind: ErrorKind?,
    /** How long the client waits before it tries again; null if it does not. */
    public val retryIn: Duration?,
) {
    override fun toString(): String =
        "$operation attempt=$attempt" + shown(status, requestId, elapsed, errorKind) + (retryIn?.let { " retry_in=$it" } ?: "")
}

/** The end of a call. */
public class CallEvent internal constructor(
    /** `enroll_factor`, `get_factor` or `delete_factor`. */
    public val operation: String,
    /** How many attempts were made. */
    public val attempts: Int,
    /** The last answer's HTTP status. */
    public val status: Int?,
    /** The last answer's `x-request-id`. */
    public val requestId: String?,
    /** How long the call took, with its waits. */
    public val elapsed: Duration,
    /** What went wrong, if anything did. */
    public val errorKind: ErrorKind?,
    /** What is known of the effect on the server, if anything went wrong. */
    public val outcome: Outcome?,
) {
    override fun toString(): String =
        "$operation attempts=$attempts" + shown(status, requestId, elapsed, errorKind) + (outcome?.let { " outcome=${it.code()}" } ?: "")
}

private fun shown(status: Int?, requestId: String?, elapsed: Duration, kind: ErrorKind?): String =
    listOf("status" to status, "request_id" to requestId, "elapsed" to elapsed, "error" to kind?.code())
        .filter { it.second != null }
        .joinToString("") { (name, value) -> " $name=$value" }
