package dev.example

import dev.workosmfa.EnrollFactor
import dev.workosmfa.WorkOS
import dev.workosmfa.WorkOSException
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.ObjectInputStream
import java.io.ObjectOutputStream
import java.net.ServerSocket
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Test

/** As job queues, caches and remote calls pass exceptions on. */
class SerializationTest {
    private fun copied(error: WorkOSException): WorkOSException {
        val bytes = ByteArrayOutputStream().also { ObjectOutputStream(it).use { out -> out.writeObject(error) } }.toByteArray()
        return ObjectInputStream(ByteArrayInputStream(bytes)).use { it.readObject() } as WorkOSException
    }

    private fun fields(error: WorkOSException): List<Any?> =
        error.run {
            listOf(kind, message, status, code, fieldErrors, requestId, retryAfter, outcome, attempts, elapsed, factorId, body, toString())
        }

    private fun caught(url: String): WorkOSException =
        runBlocking {
            val workos = WorkOS(KEY, baseUrl = url, maxRetries = 0)
            runCatching { workos.mfa.enrollFactor(EnrollFactor.Sms("+15555555555")) }.exceptionOrNull() as WorkOSException
        }

    @Test
    fun `an exception arrives with all its fields`() {
        val body = """{"message":"no","code":"bad","errors":[{"field":"phone_number","code":"odd","message":"wrong"}]}"""
        SocketServer(answer("422 Unprocessable Entity", body, "x-request-id: req_7", "retry-after: 7")).use { server ->
            val error = caught(server.url)
            assertEquals("phone_number", error.fieldErrors.single().field)
            assertEquals(fields(error), fields(copied(error)))
        }
    }

    @Test
    fun `and with its causes`() {
        val port = ServerSocket(0).use { it.localPort }
        val error = caught("http://127.0.0.1:$port")
        assertNotNull(error.cause)
        assertEquals(generateSequence(error.cause) { it.cause }.joinToString(), generateSequence(copied(error).cause) { it.cause }.joinToString())
    }
}
