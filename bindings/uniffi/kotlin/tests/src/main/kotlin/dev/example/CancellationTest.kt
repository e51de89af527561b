package dev.example

import dev.workosmfa.EnrollFactor
import dev.workosmfa.ErrorKind
import dev.workosmfa.Outcome
import dev.workosmfa.WorkOS
import dev.workosmfa.WorkOSException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicReference
import kotlin.concurrent.thread
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.isActive
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

private const val MANY = 200

class CancellationTest {
    @Test
    fun `cancelling the coroutine closes the connection`() = runBlocking<Unit> {
        SocketServer().use { server ->
            val job = launch(Dispatchers.Default) {
                WorkOS(KEY, baseUrl = server.url).mfa.enrollFactor(EnrollFactor.GenericOtp())
            }
            server.waitAsked()
            job.cancelAndJoin()
            assertTrue(job.isCancelled)
            server.waitClosed()
        }
    }

    @Test
    fun `a timeout of the coroutine closes the connection`() {
        SocketServer().use { server ->
            assertThrows(TimeoutCancellationException::class.java) {
                runBlocking { withTimeout(300.milliseconds) { WorkOS(KEY, baseUrl = server.url).mfa.getFactor("auth_factor_1") } }
            }
            server.waitClosed()
        }
    }

    /** What a client that was given up so often does next is all that the server may see of it. */
    private suspend fun sendsNothing(giveUp: suspend (WorkOS) -> Unit) {
        SocketServer(answer("200 OK", FACTOR)).use { server ->
            val workos = WorkOS(KEY, baseUrl = server.url)
            repeat(20) { giveUp(workos) }
            workos.mfa.getFactor("auth_factor_1")
            assertEquals(1, server.requests)
        }
    }

    @Test
    fun `a coroutine that is cancelled before makes no call`() = runBlocking<Unit> {
        sendsNothing { workos ->
            val job = launch(Dispatchers.Default) {
                coroutineContext.job.cancel()
                workos.mfa.enrollFactor(EnrollFactor.GenericOtp())
                error("it was cancelled")
            }
            job.join()
            assertTrue(job.isCancelled)
        }
    }

    @Test
    fun `a coroutine whose time is up makes no call`() = runBlocking<Unit> {
        sendsNothing { workos ->
            val enrolled = withTimeoutOrNull(1.milliseconds) {
                // Without a suspension, at which it would end.
                while (coroutineContext.isActive) Thread.onSpinWait()
                workos.mfa.enrollFactor(EnrollFactor.GenericOtp())
            }
            assertNull(enrolled)
        }
    }

    @Test
    fun `a thread that is interrupted before makes no call`() = runBlocking<Unit> {
        sendsNothing { workos ->
            Thread.currentThread().interrupt()
            val error = assertThrows(WorkOSException::class.java) { workos.mfa.enrollFactorBlocking(EnrollFactor.GenericOtp()) }
            assertTrue(Thread.interrupted())
            assertEquals(listOf(ErrorKind.CANCELLED, Outcome.NOT_SENT, 0), error.run { listOf(kind, outcome, attempts) })
        }
    }

    @Test
    fun `interrupting the thread closes the connection and leaves the thread interrupted`() {
        SocketServer().use { server ->
            val ended = CompletableFuture<Pair<WorkOSException, Boolean>>()
            val workos = WorkOS(KEY, baseUrl = server.url)
            val caller = thread {
                try {
                    workos.mfa.getFactorBlocking("auth_factor_1")
                } catch (error: WorkOSException) {
                    ended.complete(error to Thread.currentThread().isInterrupted)
                }
            }
            server.waitAsked()
            caller.interrupt()
            val (error, interrupted) = ended.get(20, TimeUnit.SECONDS)
            assertEquals(listOf(ErrorKind.CANCELLED, Outcome.UNKNOWN, 1), error.run { listOf(kind, outcome, attempts) })
            assertFalse(error.elapsed.isZero)
            assertTrue(interrupted)
            server.waitClosed()
        }
    }

    @Test
    fun `a call that is interrupted before its request is sent says so`() {
        SocketServer(answer("200 OK", FACTOR)).use { server ->
            val asked = CountDownLatch(1)
            val provider: suspend () -> String = {
                asked.countDown()
                awaitCancellation()
            }
            val ended = CompletableFuture<WorkOSException>()
            val workos = WorkOS(tokenProvider = { provider() }, baseUrl = server.url)
            val caller = thread {
                try {
                    workos.mfa.enrollFactorBlocking(EnrollFactor.GenericOtp())
                } catch (error: WorkOSException) {
                    ended.complete(error)
                }
            }
            assertTrue(asked.await(20, TimeUnit.SECONDS))
            caller.interrupt()
            assertEquals(ErrorKind.CANCELLED to Outcome.NOT_SENT, ended.get(20, TimeUnit.SECONDS).run { kind to outcome })
            assertEquals(0, server.requests)
        }
    }

    @Test
    fun `a call of a client that is closed meanwhile can be cancelled`() = runBlocking<Unit> {
        SocketServer().use { server ->
            val workos = WorkOS(KEY, baseUrl = server.url)
            val job = launch(Dispatchers.Default) { workos.mfa.getFactor("auth_factor_1") }
            server.waitAsked()
            workos.close()
            job.cancelAndJoin()
            server.waitClosed()
        }
    }

    @Test
    fun `a call that its token provider cancels sends nothing`() = runBlocking<Unit> {
        SocketServer(answer("200 OK", FACTOR)).use { server ->
            val calls = AtomicReference<Job>()
            val workos = WorkOS(tokenProvider = { calls.getAndSet(null)?.cancel().let { KEY } }, baseUrl = server.url)
            repeat(MANY) {
                val job = launch(Dispatchers.Default, CoroutineStart.LAZY) { workos.mfa.enrollFactor(EnrollFactor.GenericOtp()) }
                calls.set(job)
                job.join()
                assertTrue(job.isCancelled)
            }
            workos.mfa.getFactor("auth_factor_1")
            assertEquals(1, server.requests)
        }
    }

    @Test
    fun `the client's own time limit is kept`() = runBlocking<Unit> {
        SocketServer().use { server ->
            val workos = WorkOS(KEY, baseUrl = server.url, timeout = 1.seconds, attemptTimeout = 0.3.seconds, maxRetries = 0)
            val error = runCatching { workos.mfa.getFactor("auth_factor_1") }.exceptionOrNull() as WorkOSException
            assertEquals(ErrorKind.TIMEOUT, error.kind)
            server.waitClosed()
        }
    }
}
