package dev.example

import dev.workosmfa.CallOptions
import dev.workosmfa.EnrollFactor
import dev.workosmfa.EnrolledFactor
import dev.workosmfa.Response
import dev.workosmfa.WorkOS
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class SecretsTest {
    private fun enrolled(): Response<EnrolledFactor> = runBlocking {
        WorkOS(KEY, baseUrl = Emulator.url).mfa.enrollFactorWithMetadata(EnrollFactor.Totp("Foo Corp", "alan@example.com"))
    }

    @Test
    fun `no description of an enrolment shows its secrets`() {
        val response = enrolled()
        val totp = checkNotNull(response.value.totp)
        val shown = "$response ${response.value} $totp ${listOf(totp)} ${response.value.totp}"
        for (secret in listOf(totp.secret, totp.qrCode, totp.qrCode.substringAfter(","), totp.uri)) {
            assertTrue(secret.length > 20)
            assertFalse(shown.contains(secret), shown)
        }
        assertTrue(shown.contains("[redacted]") && shown.contains("alan@example.com"), shown)
    }

    @Test
    fun `no description of a client or of options shows a key, a header or a proxy's password`() {
        val workos = WorkOS(
            KEY,
            baseUrl = Emulator.url,
            headers = mapOf("x-secret" to "HIDDEN"),
            proxy = "http://user:HIDDEN@127.0.0.1:9",
        )
        val builder = WorkOS.builder().apiKey(KEY).header("x-secret", "HIDDEN").proxy("http://user:HIDDEN@127.0.0.1:9").timeout(java.time.Duration.ofSeconds(7))
        val options = CallOptions(headers = mapOf("x-secret" to "HIDDEN"), timeout = 7.seconds)
        val call = CallOptions.builder().header("x-secret", "HIDDEN")
        val shown = "$workos ${workos.mfa} $builder ${builder.build()} $options $call ${call.build()}"
        assertFalse(shown.contains("HIDDEN"), shown)
        assertTrue(shown.contains(Emulator.url) && shown.contains("x-secret"), shown)
    }
}
