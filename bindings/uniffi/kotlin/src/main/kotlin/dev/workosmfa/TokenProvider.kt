package dev.workosmfa

/**
 * Supplies the bearer token, for apps, which must not hold the key: the app's own backend gives it one, and passes the calls on.
 *
 * It is asked before every attempt, and counts within the call's deadline; keep a token as long as it is valid. What it throws ends the
 * call with the kind [ErrorKind.AUTHENTICATION], and its message is among the causes.
 *
 * In Java, pass a `Callable` or something that gives a `CompletionStage` to [WorkOS.Builder].
 */
public fun interface TokenProvider {
    /** The token to use now. */
    public suspend fun token(): String
}
