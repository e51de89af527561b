package dev.workosmfa.internal

import java.util.concurrent.Callable
import java.util.concurrent.CompletionStage
import java.util.function.Supplier
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.future.await
import kotlinx.coroutines.isActive
import kotlinx.coroutines.runInterruptible

/** Asks a user's provider. Whatever it throws becomes a cause of the call's error: who threw it must not take the program down. */
internal class Tokens(private val provider: dev.workosmfa.TokenProvider) : TokenProvider {
    @Suppress("TooGenericExceptionCaught")
    override suspend fun token(): String =
        try {
            provider.token()
        } catch (problem: Throwable) {
            // The call has ended, and nobody waits for the token.
            if (problem is CancellationException && !currentCoroutineContext().isActive) throw problem
            throw TokenProviderFailure.Failed(problem.message ?: problem.javaClass.simpleName)
        }
}

/** When the call ends first, the thread is interrupted. */
internal fun provider(blocking: Callable<String>): dev.workosmfa.TokenProvider =
    dev.workosmfa.TokenProvider { runInterruptible(Dispatchers.IO) { blocking.call() } }

/** When the call ends first, the future is cancelled. */
internal fun provider(async: Supplier<out CompletionStage<String>>): dev.workosmfa.TokenProvider =
    dev.workosmfa.TokenProvider { async.get().await() }
