package dev.example

import dev.workosmfa.EnrollFactor
import dev.workosmfa.ErrorKind
import dev.workosmfa.TokenProvider
import dev.workosmfa.WorkOS
import dev.workosmfa.WorkOSException
import java.util.concurrent.Callable
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.function.Supplier
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class TokensTest {
    private fun workos(provider: TokenProvider) = WorkOS(tokenProvider = provider, baseUrl = Emulator.url)

    private fun causes(error: Throwable): String = generateSequence(error) { it.cause }.joinToString(" | ")

    @Test
    fun `the token is asked for, by suspending and by blocking calls`() = runBlocking<Unit> {
        var asked = 0
        val workos = workos {
            yield()
            asked += 1
            KEY
        }
        val id = workos.mfa.enrollFactor(EnrollFactor.GenericOtp()).id
        assertEquals(id, workos.mfa.getFactorBlocking(id).id)
        assertEquals(2, asked)
    }

    @Test
    fun `a token that is refused is asked for once more`() = runBlocking<Unit> {
        val refused = mutableListOf<Boolean>()
        val workos = workos { request ->
            refused += request.refused
            if (request.refused) KEY else "old"
        }
        val (_, metadata) = workos.mfa.enrollFactorWithMetadata(EnrollFactor.GenericOtp())
        assertEquals(listOf(false, true), refused)
        assertEquals(201, metadata.status)
    }

    @Test
    fun `Java's providers block, or give a future`() {
        val builder = { WorkOS.builder().baseUrl(Emulator.url) }
        val blocking = builder().tokenProvider(Callable { KEY }).build()
        val async = builder().asyncTokenProvider(Supplier { CompletableFuture.supplyAsync { KEY } }).build()
        for (workos in listOf(blocking, async)) {
            workos.mfa.enrollFactorBlocking(EnrollFactor.GenericOtp())
        }
    }

    @Test
    fun `whatever the provider throws is a cause, and breaks nothing`() {
        val problems = listOf<() -> Nothing>(
            { throw IllegalStateException("no session") },
            { throw AssertionError("no session") },
            { throw kotlinx.coroutines.CancellationException("no session") },
        )
        for (problem in problems) {
            val error = assertThrows(WorkOSException::class.java) {
                runBlocking { workos { problem() }.mfa.getFactor("auth_factor_1") }
            }
            assertEquals(ErrorKind.AUTHENTICATION, error.kind)
            assertTrue(causes(error).contains("no session"), causes(error))
        }
    }

    @Test
    fun `a provider that never answers is cancelled with the call`() = runBlocking<Unit> {
        val cancelled = CompletableDeferred<Unit>()
        val workos = WorkOS(
            tokenProvider = {
                try {
                    awaitCancellation()
                } finally {
                    cancelled.complete(Unit)
                }
            },
            baseUrl = Emulator.url,
            timeout = 300.milliseconds,
            attemptTimeout = 300.milliseconds,
        )
        val error = runCatching { workos.mfa.getFactor("auth_factor_1") }.exceptionOrNull() as WorkOSException
        assertEquals(ErrorKind.TIMEOUT, error.kind)
        withTimeout(20_000) { cancelled.await() }
    }

    @Test
    fun `a provider that blocks is interrupted with the call`() {
        val interrupted = CountDownLatch(1)
        val provider = Callable<String> {
            try {
                CountDownLatch(1).await()
                KEY
            } catch (problem: InterruptedException) {
                interrupted.countDown()
                throw problem
            }
        }
        val time = java.time.Duration.ofMillis(300)
        val workos = WorkOS.builder().tokenProvider(provider).baseUrl(Emulator.url).timeout(time).build()
        val error = assertThrows(WorkOSException::class.java) { workos.mfa.getFactorBlocking("auth_factor_1") }
        assertEquals(ErrorKind.TIMEOUT, error.kind)
        assertTrue(interrupted.await(20, TimeUnit.SECONDS))
    }
}
