package dev.workosmfa.internal

import dev.workosmfa.MfaStub
import java.util.concurrent.CompletableFuture

/** Lets a stub answer, in each of the forms of a call. */
internal class Stubbed(private val stub: MfaStub) : Caller {
    override suspend fun <T> suspending(call: Call<T>): T = call.stubbed(stub)

    override fun <T> blocking(call: Call<T>): T = call.stubbed(stub)

    @Suppress("TooGenericExceptionCaught")
    override fun <T> future(call: () -> Call<T>): CompletableFuture<T> =
        try {
            CompletableFuture.completedFuture(call().stubbed(stub))
        } catch (problem: Throwable) {
            CompletableFuture<T>().apply { completeExceptionally(problem) }
        }

    override fun toString(): String = "stub"
}
