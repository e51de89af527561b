package dev.example

import dev.workosmfa.AttemptEvent
import dev.workosmfa.CallEvent
import dev.workosmfa.EnrollFactor
import dev.workosmfa.ErrorKind
import dev.workosmfa.Observer
import dev.workosmfa.Outcome
import dev.workosmfa.StartEvent
import dev.workosmfa.SystemLoggerObserver
import dev.workosmfa.WorkOS
import dev.workosmfa.WorkOSException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ObserverTest {
    private class Noting : Observer {
        val starts = ConcurrentLinkedQueue<StartEvent>()
        val attempts = ConcurrentLinkedQueue<AttemptEvent>()
        val calls = ConcurrentLinkedQueue<CallEvent>()

        override fun onStart(event: StartEvent) {
            starts += event
        }

        override fun onAttempt(event: AttemptEvent) {
            attempts += event
        }

        override fun onCall(event: CallEvent) {
            calls += event
        }
    }

    @Test
    fun `attempts and calls are heard of with all that is known`() = runBlocking<Unit> {
        SocketServer(answer("429 Too Many Requests", "{}", "x-request-id: req_7", "retry-after: 0", "connection: close")).use { server ->
            val noting = Noting()
            val workos = WorkOS(KEY, baseUrl = server.url, maxRetries = 1, observer = noting)
            val error = runCatching { workos.mfa.enrollFactor(EnrollFactor.GenericOtp()) }.exceptionOrNull() as WorkOSException
            assertEquals(listOf(1, 2), noting.attempts.map { it.attempt })
            assertEquals(listOf(false, true), noting.attempts.map { it.retryIn == null })
            for (attempt in noting.attempts) {
                assertEquals(listOf("enroll_factor", 429, "req_7", ErrorKind.RATE_LIMITED), attempt.run { listOf(operation, status, requestId, errorKind) })
                assertFalse(attempt.elapsed.isNegative || attempt.elapsed.isZero)
            }
            val call = noting.calls.single()
            assertEquals(
                listOf("enroll_factor", 2, 429, "req_7", ErrorKind.RATE_LIMITED, Outcome.REJECTED),
                call.run { listOf(operation, attempts, status, requestId, errorKind, outcome) },
            )
            assertEquals(error.elapsed, call.elapsed)
            val start = noting.starts.single()
            assertEquals("enroll_factor", start.operation)
            assertEquals(List(3) { start.callId }, noting.attempts.map { it.callId } + call.callId)
        }
    }

    @Test
    fun `blocking calls are heard of, too`() {
        val noting = Noting()
        WorkOS(KEY, baseUrl = Emulator.url, observer = noting).mfa.enrollFactorBlocking(EnrollFactor.GenericOtp())
        assertEquals(201, noting.calls.single().status)
        assertNull(noting.calls.single().outcome)
    }

    @Test
    fun `a call that is given up is heard of`() = runBlocking<Unit> {
        SocketServer().use { server ->
            val ended = CompletableFuture<CallEvent>()
            val observer = object : Observer {
                override fun onCall(event: CallEvent) {
                    ended.complete(event)
                }
            }
            val future = WorkOS(KEY, baseUrl = server.url, observer = observer).mfa.enrollFactorAsync(EnrollFactor.GenericOtp())
            server.waitAsked()
            future.cancel(true)
            val event = ended.get(20, TimeUnit.SECONDS)
            assertEquals(listOf(ErrorKind.CANCELLED, Outcome.UNKNOWN, 1), event.run { listOf(errorKind, outcome, attempts) })
        }
    }

    @Test
    fun `an observer that throws disturbs nothing`() = runBlocking<Unit> {
        val broken = object : Observer {
            override fun onStart(event: StartEvent) = throw StackOverflowError("broken")

            override fun onAttempt(event: AttemptEvent) = throw IllegalStateException("broken")

            override fun onCall(event: CallEvent) = throw AssertionError("broken")
        }
        val workos = WorkOS(KEY, baseUrl = Emulator.url, observer = broken)
        val id = workos.mfa.enrollFactor(EnrollFactor.GenericOtp()).id
        assertEquals(id, workos.mfa.getFactorBlocking(id).id)
    }

    @Test
    fun `a call that an observer blocks for is refused`() = runBlocking<Unit> {
        val refused = ConcurrentLinkedQueue<Pair<ErrorKind, Outcome>>()
        lateinit var workos: WorkOS
        val calling = object : Observer {
            override fun onStart(event: StartEvent) {
                try {
                    workos.mfa.getFactorBlocking("auth_factor_1")
                } catch (error: WorkOSException) {
                    refused += error.kind to error.outcome
                }
            }
        }
        workos = WorkOS(KEY, baseUrl = Emulator.url, observer = calling)
        val id = workos.mfa.enrollFactor(EnrollFactor.GenericOtp()).id
        assertEquals(id, workos.mfa.getFactorBlocking(id).id)
        assertEquals(List(2) { ErrorKind.INVALID_REQUEST to Outcome.NOT_SENT }, refused.toList())
    }

    @Test
    fun `a logger gets lines without secrets`() {
        val logger = LinesLogger()
        val workos = WorkOS.builder().apiKey(KEY).baseUrl(Emulator.url).observer(SystemLoggerObserver(logger)).build()
        val totp = checkNotNull(workos.mfa.enrollFactorBlocking(EnrollFactor.Totp("Foo Corp", "alan@example.com")).totp)
        assertThrows(WorkOSException::class.java) { workos.mfa.getFactorBlocking("auth_factor_1") }
        val lines = logger.lines
        assertEquals(listOf("TRACE", "DEBUG", "DEBUG", "TRACE", "DEBUG", "INFO"), lines.map { it.substringBefore(' ') })
        assertTrue(lines[5].matches(Regex("INFO get_factor call=\\d+ attempts=1 status=404 request_id=\\S+ elapsed=PT\\S+ error=not_found outcome=rejected")), lines[5])
        for (hidden in listOf(KEY, totp.secret)) {
            assertFalse(lines.any { hidden in it }, lines.toString())
        }
    }
}
