package dev.workosmfa

import dev.workosmfa.internal.CallOptions as NativeCallOptions
import dev.workosmfa.internal.forCore
import dev.workosmfa.internal.given
import dev.workosmfa.internal.retries
import kotlin.time.Duration

/** The options of one call. What is left out stays as the client has it. */
public class CallOptions private constructor(internal val native: NativeCallOptions) {
    /**
     * @param timeout the time for the whole call, with its retries and the body
     * @param attemptTimeout the time for each attempt, with the body
     * @param maxRetries how many times the call may be tried again
     * @param headers further headers for this call; they replace the client's of the same name
     * @throws WorkOSException if there can't be so many retries
     */
    public constructor(
        timeout: Duration? = null,
        attemptTimeout: Duration? = null,
        maxRetries: Int? = null,
        headers: Map<String, String> = emptyMap(),
    ) : this(
        NativeCallOptions(
            timeout = timeout?.forCore(),
            attemptTimeout = attemptTimeout?.forCore(),
            maxRetries = maxRetries?.retries(ErrorKind.INVALID_REQUEST),
            headers = headers.forCore(),
        ),
    )

    /** Without the headers' values. */
    override fun toString(): String =
        native.run {
            "CallOptions(timeout=$timeout, attemptTimeout=$attemptTimeout, maxRetries=$maxRetries, headers=${headers.map { it.name }})"
        }

    /** Makes options, for Java. */
    public class Builder internal constructor() {
        private var timeout: java.time.Duration? = null
        private var attemptTimeout: java.time.Duration? = null
        private var maxRetries: Int? = null
        private val headers = LinkedHashMap<String, String>()

        /** The time for the whole call, with its retries and the body. */
        public fun timeout(timeout: java.time.Duration): Builder = apply { this.timeout = given(timeout, "timeout") }

        /** The time for each attempt, with the body. */
        public fun attemptTimeout(timeout: java.time.Duration): Builder =
            apply { attemptTimeout = given(timeout, "attempt_timeout") }

        /** How many times the call may be tried again. */
        public fun maxRetries(retries: Int): Builder = apply { maxRetries = retries }

        /** A further header for this call. It replaces the client's of the same name. */
        public fun header(name: String, value: String): Builder =
            apply { headers[given(name, "headers")] = given(value, "headers") }

        /** @throws WorkOSException if there can't be so many retries */
        public fun build(): CallOptions =
            CallOptions(
                NativeCallOptions(
                    timeout = timeout?.forCore(),
                    attemptTimeout = attemptTimeout?.forCore(),
                    maxRetries = maxRetries?.retries(ErrorKind.INVALID_REQUEST),
                    headers = headers.forCore(),
                ),
            )

        /** Without the headers' values. */
        override fun toString(): String = "CallOptions.Builder(headers=${headers.keys})"
    }

    public companion object {
        /** Makes options, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}
