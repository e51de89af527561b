package dev.example

import dev.workosmfa.CallOptions
import dev.workosmfa.ErrorKind
import dev.workosmfa.WorkOS
import dev.workosmfa.WorkOSException
import java.time.Duration as JavaDuration
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

class OptionsTest {
    private fun refused(make: () -> Unit): Pair<ErrorKind, String?> {
        val error = assertThrows(WorkOSException::class.java) { make() }
        return error.kind to error.fieldErrors.single().field
    }

    @Test
    fun `an option that can't be right is named`() {
        assertEquals(ErrorKind.CONFIG to "timeout", refused { WorkOS(KEY, timeout = (-1).seconds) })
        assertEquals(ErrorKind.CONFIG to "attempt_timeout", refused { WorkOS(KEY, attemptTimeout = Duration.ZERO) })
        assertEquals(ErrorKind.CONFIG to "max_retries", refused { WorkOS(KEY, maxRetries = -1) })
        assertEquals(ErrorKind.CONFIG to "retry_budget", refused { WorkOS(KEY, retryBudget = -0.1) })
        assertEquals(ErrorKind.CONFIG to "retry_budget", refused { WorkOS.builder().apiKey(KEY).retryBudget(Double.NaN).build() })
        assertEquals(ErrorKind.CONFIG to "client_certificate", refused { WorkOS(KEY, clientCertificate = "x") })
        assertEquals(ErrorKind.CONFIG to "base_url", refused { WorkOS(KEY, baseUrl = "ftp://example.com") })
        assertEquals(ErrorKind.INVALID_REQUEST to "max_retries", refused { CallOptions(maxRetries = -1) })
        assertEquals(
            ErrorKind.CONFIG to "connect_timeout",
            refused { WorkOS.builder().apiKey(KEY).connectTimeout(JavaDuration.ofSeconds(-1)).build() },
        )
        assertEquals(ErrorKind.CONFIG to "max_retries", refused { WorkOS.builder().apiKey(KEY).maxRetries(-1).build() })
    }

    @Test
    fun `a call's options are checked by the call`() {
        val workos = WorkOS(KEY, baseUrl = Emulator.url)
        val call = { runBlocking { workos.mfa.getFactor("auth_factor_1", CallOptions(timeout = (-1).seconds)) } }
        assertEquals(ErrorKind.INVALID_REQUEST to "timeout", refused { call() })
    }

    @Test
    fun `a time without end is as long as can be`() {
        val error = assertThrows(WorkOSException::class.java) { WorkOS(KEY, timeout = Duration.INFINITE) }
        assertEquals("timeout", error.fieldErrors.single().field)
    }
}
