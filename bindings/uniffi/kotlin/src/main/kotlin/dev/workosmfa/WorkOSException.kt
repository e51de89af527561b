package dev.workosmfa

import dev.workosmfa.internal.ErrorDetails
import java.time.Duration

/**
 * What went wrong with a call, or with the making of a client.
 *
 * Whether to try again is told by [outcome]: after [Outcome.UNKNOWN] an enrolment may have happened.
 */
public class WorkOSException internal constructor(private val details: ErrorDetails) :
    RuntimeException(details.message, chain(details.causes)) {
    /** What kind of thing went wrong. */
    public val kind: ErrorKind get() = details.kind

    /** What went wrong, and what to do about it, in English. */
    override val message: String get() = details.message

    /** The HTTP status, if there was an answer. */
    public val status: Int? get() = details.status?.toInt()

    /** The server's own code for what went wrong. */
    public val code: String? get() = details.code

    /** What is wrong with which field of the request or which option of the client. */
    public val fieldErrors: List<FieldError> get() = details.fieldErrors

    /** The answer's `x-request-id`. WorkOS' support asks for it. */
    public val requestId: String? get() = details.requestId

    /** How long the server asks to wait. */
    public val retryAfter: Duration? get() = details.retryAfter

    /** What is known of the effect on the server. */
    public val outcome: Outcome get() = details.outcome

    /** How many times the request was tried. */
    public val attempts: Int get() = details.attempts.toInt()

    /** How long the call took, with all attempts and waits. */
    public val elapsed: Duration get() = details.elapsed

    /** The factor that now exists although the reply to its enrolment could not be read. */
    public val factorId: String? get() = details.factorId

    /** The answer's body, at most 4 KiB of it. It may hold anything, so no message and no [toString] shows it. */
    public val body: String? get() = details.body

    /** The message with the most important fields, on one line. */
    override fun toString(): String = "${javaClass.name}: ${details.description}"
}

private class Cause(message: String, cause: Throwable?) : RuntimeException(message, cause, false, false) {
    override fun toString(): String = message.orEmpty()
}

/** From the outermost in. */
private fun chain(causes: List<String>): Throwable? =
    causes.foldRight(null as Throwable?) { message, cause -> Cause(message, cause) }
