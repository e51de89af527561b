package dev.example

import dev.workosmfa.EnrollFactor
import dev.workosmfa.ErrorKind
import dev.workosmfa.Outcome
import dev.workosmfa.WorkOS
import dev.workosmfa.WorkOSException
import java.net.ServerSocket
import java.time.Duration
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ErrorsTest {
    private fun caught(call: suspend () -> Unit): WorkOSException =
        runBlocking { runCatching { call() }.exceptionOrNull() as WorkOSException }

    @Test
    fun `an error has everything that the server said`() {
        val body = """{"message":"no","code":"bad","errors":[{"field":"phone_number","code":"odd","message":"BODY"}]}"""
        SocketServer(answer("422 Unprocessable Entity", body, "x-request-id: req_7")).use { server ->
            val error = caught { WorkOS(KEY, baseUrl = server.url).mfa.enrollFactor(EnrollFactor.Sms("+15555555555")) }
            assertEquals(ErrorKind.UNPROCESSABLE, error.kind)
            assertEquals("unprocessable", error.kind.code())
            assertEquals("no", error.message)
            assertEquals(422, error.status)
            assertEquals("bad", error.code)
            assertEquals("phone_number", error.fieldErrors.single().field)
            assertEquals("req_7", error.requestId)
            assertEquals(Outcome.REJECTED, error.outcome)
            assertEquals("rejected", error.outcome.code())
            assertEquals(1, error.attempts)
            assertFalse(error.elapsed.isZero)
            assertNull(error.retryAfter)
            assertNull(error.factorId)
            assertTrue(error.toString().contains("req_7"), error.toString())
        }
    }

    @Test
    fun `the body is there for whoever asks, and shown to nobody`() {
        SocketServer(answer("500 Internal Server Error", """{"oops":"BODY"}""")).use { server ->
            val error = caught { WorkOS(KEY, baseUrl = server.url, maxRetries = 0).mfa.getFactor("auth_factor_1") }
            assertTrue(checkNotNull(error.body).contains("BODY"))
            assertFalse((error.stackTraceToString() + error + error.message).contains("BODY"))
        }
    }

    @Test
    fun `how long to wait is told`() {
        SocketServer(answer("429 Too Many Requests", "{}", "retry-after: 120")).use { server ->
            val error = caught { WorkOS(KEY, baseUrl = server.url, maxRetries = 0).mfa.getFactor("auth_factor_1") }
            assertEquals(Duration.ofSeconds(120), error.retryAfter)
        }
    }

    @Test
    fun `what lies below is the cause`() {
        val port = ServerSocket(0).use { it.localPort }
        val error = caught { WorkOS(KEY, baseUrl = "http://127.0.0.1:$port", maxRetries = 0).mfa.getFactor("auth_factor_1") }
        assertEquals(ErrorKind.CONNECT, error.kind)
        assertNotNull(error.cause)
    }

    @Test
    fun `what can't be right costs no request`() {
        val workos = WorkOS(KEY, baseUrl = "http://127.0.0.1:9")
        for (id in listOf("", "..", "a/b", "\u0000")) {
            val error = caught { workos.mfa.getFactor(id) }
            assertEquals(ErrorKind.INVALID_REQUEST, error.kind)
            assertEquals(Outcome.NOT_SENT, error.outcome)
        }
        assertEquals("phone_number", caught { workos.mfa.enrollFactor(EnrollFactor.Sms("555")) }.fieldErrors.single().field)
    }

    @Test
    fun `a closed client says so`() {
        val workos = WorkOS(KEY, baseUrl = Emulator.url)
        workos.close()
        workos.close()
        assertEquals(ErrorKind.CONFIG, caught { workos.mfa.getFactor("auth_factor_1") }.kind)
        assertEquals(ErrorKind.CONFIG, caught { workos.mfa.getFactorBlocking("auth_factor_1") }.kind)
        assertTrue(workos.toString().contains(Emulator.url))
    }
}
