package dev.workosmfa

/**
 * Supplies the bearer token, for apps, which must not hold the key: the app's own backend gives it one, and passes the calls on.
 *
 * It is asked before every attempt, and counts within the call's deadline; keep a token as long as it is valid. After a 401 it is asked once more,
 * with [TokenRequest.refused]: if it gives another token then, the call is made with that one. What it throws ends the call with the kind
 * [ErrorKind.AUTHENTICATION], and its message is among the causes.
 *
 * ```kotlin
 * val workos = WorkOS(tokenProvider = { request -> session.token(fresh = request.refused) })
 * ```
 *
 * A lambda that does not look at the request just leaves it out: `{ session.token() }`. In Java, pass a lambda to [WorkOS.Builder], with or
 * without a parameter, that blocks or that gives a `CompletionStage`.
 */
public fun interface TokenProvider {
    /** The token to use now. */
    public suspend fun token(request: TokenRequest): String
}

/** A [TokenProvider] that may block, for Java. */
public fun interface BlockingTokenProvider {
    /** The token to use now. The thread is interrupted if the call ends first. */
    @Throws(Exception::class)
    public fun token(request: TokenRequest): String
}

/** What kind of token is asked for. */
public class TokenRequest(
    /** Whether the server has just refused this call's last token with 401. Only another token is of use then. */
    @get:JvmName("isRefused") public val refused: Boolean,
) {
    override fun toString(): String = "TokenRequest(refused=$refused)"
}
