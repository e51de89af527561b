package dev.workosmfa.internal

import dev.workosmfa.TokenRequest as PublicTokenRequest
import java.util.concurrent.CompletionStage
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.future.await
import kotlinx.coroutines.isActive
import kotlinx.coroutines.runInterruptible

/** Asks a user's provider. Whatever it throws becomes a cause of the call's error: who threw it must not take the program down. */
internal class Tokens(private val provider: dev.workosmfa.TokenProvider) : TokenProvider {
    @Suppress("TooGenericExceptionCaught")
    override suspend fun token(request: TokenRequest): String =
        try {
            some(provider.token(PublicTokenRequest(request.refused)))
        } catch (problem: Throwable) {
            // The call has ended, and nobody waits for the token.
            if (problem is CancellationException && !currentCoroutineContext().isActive) throw problem
            throw TokenProviderFailure.Failed(problem.message ?: problem.javaClass.simpleName)
        }
}

/** In Java, anything may be null. */
private fun some(token: String?): String = checkNotNull(token) { "the token provider gave null" }

/** When the call ends first, the thread is interrupted. */
internal fun blockingProvider(token: (PublicTokenRequest) -> String?): dev.workosmfa.TokenProvider =
    dev.workosmfa.TokenProvider { request -> some(runInterruptible(Dispatchers.IO) { token(request) }) }

/** When the call ends first, the future is cancelled. */
internal fun futureProvider(token: (PublicTokenRequest) -> CompletionStage<out String?>?): dev.workosmfa.TokenProvider =
    dev.workosmfa.TokenProvider { request -> some(token(request)?.await()) }
