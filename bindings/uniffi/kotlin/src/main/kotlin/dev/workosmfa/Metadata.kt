package dev.workosmfa

import java.time.Duration

/** How a call went. */
public class Metadata internal constructor(
    /** The HTTP status of the last answer. After a deletion it may be 404: an earlier attempt of the same call had removed the factor. */
    public val status: Int,
    /** The last answer's `x-request-id`. */
    public val requestId: String?,
    /** How many times the request was tried. */
    public val attempts: Int,
    /** How long the call took, with all attempts and waits. */
    public val elapsed: Duration,
    headers: Map<String, String>,
) {
    /**
     * The last answer's headers, by their names in lower case, for limits and traces; several of one name are joined by commas. None that may hold
     * a secret, such as `set-cookie`, is among them.
     */
    public val headers: Map<String, String> = java.util.Collections.unmodifiableMap(headers)

    override fun equals(other: Any?): Boolean = this === other || (other is Metadata && other.fields() == fields())

    override fun hashCode(): Int = fields().hashCode()

    /** Without the headers' values. */
    override fun toString(): String =
        "Metadata(status=$status, requestId=$requestId, attempts=$attempts, elapsed=$elapsed, headers=${headers.keys})"

    private fun fields(): List<Any?> = listOf(status, requestId, attempts, elapsed, headers)
}

/** What a call brought, and how it went: `val (factor, metadata) = …`. */
public class Response<out T> internal constructor(
    /** What the call brought. */
    public val value: T,
    /** How it went. */
    public val metadata: Metadata,
) {
    /** [value]. */
    public operator fun component1(): T = value

    /** [metadata]. */
    public operator fun component2(): Metadata = metadata

    override fun equals(other: Any?): Boolean =
        this === other || (other is Response<*> && other.value == value && other.metadata == metadata)

    override fun hashCode(): Int = 31 * value.hashCode() + metadata.hashCode()

    override fun toString(): String = "Response(value=$value, metadata=$metadata)"
}
