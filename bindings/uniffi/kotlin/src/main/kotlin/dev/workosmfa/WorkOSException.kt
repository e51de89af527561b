package dev.workosmfa

import dev.workosmfa.internal.ErrorDetails
import dev.workosmfa.internal.given
import java.time.Duration

/**
 * What went wrong with a call, or with the making of a client.
 *
 * Whether to try again is told by [outcome]: after [Outcome.UNKNOWN] an enrolment may have happened. It can be serialised with all its fields.
 */
public class WorkOSException private constructor(
    message: String,
    cause: Throwable?,
    private val description: String,
    /** What kind of thing went wrong. */
    public val kind: ErrorKind,
    /** The HTTP status, if there was an answer. */
    public val status: Int?,
    /** The server's own code for what went wrong. */
    public val code: String?,
    fieldErrors: List<FieldError>,
    /** The answer's `x-request-id`. WorkOS' support asks for it. */
    public val requestId: String?,
    /** How long the server asks to wait. */
    public val retryAfter: Duration?,
    /** What is known of the effect on the server. */
    public val outcome: Outcome,
    /** How many times the request was tried. */
    public val attempts: Int,
    /** How long the call took, with all attempts and waits. */
    public val elapsed: Duration,
    headers: Map<String, String>,
    /** The factor that now exists although the reply to its enrolment could not be read. */
    public val factorId: String?,
    /** Whether the call was not tried again because the client's `retryBudget` was used up. */
    @get:JvmName("isRetryBudgetExhausted") public val retryBudgetExhausted: Boolean,
    /** The answer's body, at most 4 KiB of it. It may hold anything, so no message and no [toString] shows it. */
    public val body: String?,
) : RuntimeException(message, cause) {
    /** What is wrong with which field of the request or which option of the client. */
    // Of a type that can be serialised, and that its reader can't change.
    public val fieldErrors: List<FieldError> = java.util.Collections.unmodifiableList(ArrayList(fieldErrors))

    /** The answer's headers, by their names in lower case, as [Metadata.headers]. No message and no [toString] shows their values. */
    public val headers: Map<String, String> = java.util.Collections.unmodifiableMap(HashMap(headers))

    /** What went wrong, and what to do about it, in English. */
    override val message: String get() = super.message.orEmpty()

    internal constructor(details: ErrorDetails) : this(
        message = details.message,
        cause = chain(details.causes),
        description = details.description,
        kind = details.kind,
        status = details.status?.toInt(),
        code = details.code,
        fieldErrors = details.fieldErrors,
        requestId = details.requestId,
        retryAfter = details.retryAfter,
        outcome = details.outcome,
        attempts = details.attempts.toInt(),
        elapsed = details.elapsed,
        headers = details.headers,
        factorId = details.factorId,
        retryBudgetExhausted = details.retryBudgetExhausted,
        body = details.body,
    )

    /** The message with the most important fields, on one line. */
    override fun toString(): String = "${javaClass.name}: $description"

    /** Makes an exception as the client would throw it, for tests of your code: see [MfaStub]. */
    @Suppress("TooManyFunctions")
    public class Builder internal constructor(private val kind: ErrorKind, private val message: String) {
        private var status: Int? = null
        private var code: String? = null
        private val fieldErrors = ArrayList<FieldError>()
        private var requestId: String? = null
        private var retryAfter: Duration? = null
        private var outcome = Outcome.REJECTED
        private var factorId: String? = null
        private val headers = HashMap<String, String>()
        private var retryBudgetExhausted = false

        /** The HTTP status. */
        public fun status(status: Int): Builder = apply { this.status = status }

        /** The server's own code for what went wrong. */
        public fun code(code: String?): Builder = apply { this.code = code }

        /** What is wrong with a field; several, if it is called again. */
        public fun fieldError(error: FieldError): Builder = apply { fieldErrors += given(error, "error") }

        /** The answer's `x-request-id`. */
        public fun requestId(id: String?): Builder = apply { requestId = id }

        /** How long the server asks to wait. */
        public fun retryAfter(time: Duration?): Builder = apply { retryAfter = time }

        /** What is known of the effect on the server; [Outcome.REJECTED] if it is left out. */
        public fun outcome(outcome: Outcome): Builder = apply { this.outcome = given(outcome, "outcome") }

        /** The factor that now exists although the reply to its enrolment could not be read. */
        public fun factorId(id: String?): Builder = apply { factorId = id }

        /** A header of the answer. */
        public fun header(name: String, value: String): Builder =
            apply { headers[given(name, "headers").lowercase()] = given(value, "headers") }

        /** Whether the call was not tried again because the client's `retryBudget` was used up. */
        public fun retryBudgetExhausted(exhausted: Boolean): Builder = apply { retryBudgetExhausted = exhausted }

        /** The exception. */
        public fun build(): WorkOSException =
            WorkOSException(
                message = message,
                cause = null,
                description = "$message (${listOfNotNull(kind.code(), status?.let { "status $it" }).joinToString(", ")})",
                kind = kind,
                status = status,
                code = code,
                fieldErrors = fieldErrors,
                requestId = requestId,
                retryAfter = retryAfter,
                outcome = outcome,
                attempts = if (outcome == Outcome.NOT_SENT) 0 else 1,
                elapsed = Duration.ZERO,
                headers = headers,
                factorId = factorId,
                retryBudgetExhausted = retryBudgetExhausted,
                body = null,
            )
    }

    public companion object {
        private const val serialVersionUID: Long = 1

        /** Makes an exception as the client would throw it, for tests of your code: see [MfaStub]. */
        @JvmStatic
        public fun builder(kind: ErrorKind, message: String): Builder = Builder(given(kind, "kind"), given(message, "message"))
    }
}

private class Cause(message: String, cause: Throwable?) : RuntimeException(message, cause, false, false) {
    override fun toString(): String = message.orEmpty()

    private companion object {
        private const val serialVersionUID: Long = 1
    }
}

/** From the outermost in. */
private fun chain(causes: List<String>): Throwable? =
    causes.foldRight(null as Throwable?) { message, cause -> Cause(message, cause) }
