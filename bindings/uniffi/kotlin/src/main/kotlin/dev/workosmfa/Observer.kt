package dev.workosmfa

import java.time.Duration

/**
 * Hears of every call of a client, for logs, metrics and traces: of its start, of the end of each attempt, and of its end, also if it is
 * cancelled. What is refused before anything is sent, such as an id that can't be one, has no events. No event holds a secret.
 *
 * It is called where the call is made, often on the thread that all calls share, so it must be quick and must not block. What it throws is
 * dropped. A call of the client that blocks is refused in it. On the JVM, [SystemLoggerObserver] writes the events to a logger.
 *
 * ```java
 * WorkOS workos = WorkOS.builder().observer(new Observer() {
 *     public void onCall(CallEvent event) { timer.record(event.getElapsed()); }
 * }).build();
 * ```
 */
public interface Observer {
    /** A call begins. */
    public fun onStart(event: StartEvent) {}

    /** An attempt has ended. */
    public fun onAttempt(event: AttemptEvent) {}

    /** A call has ended. */
    public fun onCall(event: CallEvent) {}
}

/** The beginning of a call. */
public class StartEvent internal constructor(
    /** The call's number. It is the same in all of a call's events, and in no other's of this process. */
    public val callId: Long,
    /** `enroll_factor`, `get_factor` or `delete_factor`. */
    public val operation: String,
) {
    override fun toString(): String = "$operation call=$callId"
}

/** The end of an attempt. */
public class AttemptEvent internal constructor(
    /** The call's number, as in [StartEvent]. */
    public val callId: Long,
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
        "$operation call=$callId attempt=$attempt" + shown(status, requestId, elapsed, errorKind) + (retryIn?.let { " retry_in=$it" } ?: "")
}

/** The end of a call. */
public class CallEvent internal constructor(
    /** The call's number, as in [StartEvent]. */
    public val callId: Long,
    /** `enroll_factor`, `get_factor` or `delete_factor`. */
    public val operation: String,
    /** How many attempts were made, or begun if the call was cancelled. */
    public val attempts: Int,
    /** The last answer's HTTP status; null if the call was cancelled. */
    public val status: Int?,
    /** The last answer's `x-request-id`; null if the call was cancelled. */
    public val requestId: String?,
    /** How long the call took, with its waits. */
    public val elapsed: Duration,
    /** What went wrong, if anything did. */
    public val errorKind: ErrorKind?,
    /** What is known of the effect on the server, if anything went wrong. */
    public val outcome: Outcome?,
) {
    override fun toString(): String =
        "$operation call=$callId attempts=$attempts" + shown(status, requestId, elapsed, errorKind) + (outcome?.let { " outcome=${it.code()}" } ?: "")
}

private fun shown(status: Int?, requestId: String?, elapsed: Duration, kind: ErrorKind?): String =
    listOf("status" to status, "request_id" to requestId, "elapsed" to elapsed, "error" to kind?.code())
        .filter { it.second != null }
        .joinToString("") { (name, value) -> " $name=$value" }
