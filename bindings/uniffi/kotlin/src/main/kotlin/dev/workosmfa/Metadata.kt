package dev.workosmfa

import java.time.Duration

/** How a call went. */
public data class Metadata(
    /** The HTTP status of the last answer. After a deletion it may be 404: an earlier attempt of the same call had removed the factor. */
    public val status: Int,
    /** The last answer's `x-request-id`. */
    public val requestId: String?,
    /** How many times the request was tried. */
    public val attempts: Int,
    /** How long the call took, with all attempts and waits. */
    public val elapsed: Duration,
)

/** What a call brought, and how it went. */
public data class Response<out T>(
    /** What the call brought. */
    public val value: T,
    /** How it went. */
    public val metadata: Metadata,
)
