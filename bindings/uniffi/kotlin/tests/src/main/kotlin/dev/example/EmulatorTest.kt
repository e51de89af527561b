package dev.example

import dev.workosmfa.EnrollFactor
import dev.workosmfa.ErrorKind
import dev.workosmfa.WorkOS
import dev.workosmfa.WorkOSException
import dev.workosmfa.testing.Emulator
import java.io.UncheckedIOException
import java.nio.file.Path
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

class EmulatorTest {
    private val program = Path.of(System.getenv("WORKOS_MFA_PROGRAM"))

    @Test
    fun `it runs until it is closed`() {
        val emulator = Emulator.start()
        val client = emulator.use {
            val factor = it.client().mfa.enrollFactorBlocking(EnrollFactor.Totp("Foo Corp", "alan@example.com"))
            val other = it.builder().maxRetries(0).build()
            assertEquals(factor.id, other.mfa.getFactorBlocking(factor.id).id)
            other
        }
        val error = assertThrows(WorkOSException::class.java) { client.mfa.getFactorBlocking("auth_factor_1") }
        assertEquals(ErrorKind.CONNECT, error.kind)
    }

    @Test
    fun `it takes the key that it is given, and no other`() {
        Emulator.start("sk_test_mine", program).use {
            it.client().mfa.enrollFactorBlocking(EnrollFactor.GenericOtp())
            val stranger = WorkOS(Emulator.DEFAULT_API_KEY, baseUrl = it.url)
            val error = assertThrows(WorkOSException::class.java) { stranger.mfa.enrollFactorBlocking(EnrollFactor.GenericOtp()) }
            assertEquals(ErrorKind.AUTHENTICATION, error.kind)
        }
    }

    @Test
    fun `a program that is not there, or is another, is an error`() {
        assertThrows(UncheckedIOException::class.java) { Emulator.start(program = program.resolveSibling("no-such-program")) }
        val java = Path.of(System.getProperty("java.home"), "bin", "java")
        assertThrows(UncheckedIOException::class.java) { Emulator.start(program = java) }
    }
}
