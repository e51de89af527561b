package dev.example.app

import dev.workosmfa.CallOptions
import dev.workosmfa.EnrollFactorOptions
import dev.workosmfa.EnrolledFactor
import dev.workosmfa.EnrolledTotp
import dev.workosmfa.ErrorKind
import dev.workosmfa.FactorType
import dev.workosmfa.Mfa
import dev.workosmfa.MfaStub
import dev.workosmfa.Outcome
import dev.workosmfa.WorkOSException
import java.time.Instant
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

/** On the developer's machine: no device, and no native library. */
class EnrolmentTest {
    private fun shown(answer: () -> EnrolledFactor): Shown {
        val stub = object : MfaStub() {
            override fun enrollFactor(factor: EnrollFactorOptions, options: CallOptions?): EnrolledFactor = answer()
        }
        return runBlocking { Enrolment(Mfa(stub)).begin("alan@example.com") }
    }

    @Test
    fun anEnrolmentOpensTheAuthenticator() {
        val totp = EnrolledTotp("Foo Corp", "alan", "JBSWY3DP", "data:image/png;base64,", "otpauth://totp/Foo:alan?secret=JBSWY3DP")
        val factor = EnrolledFactor("auth_factor_1", FactorType.Totp, null, totp, null, Instant.EPOCH, Instant.EPOCH)
        assertEquals("totp", factor.type.code())
        assertFalse(factor.toString().contains("JBSWY3DP"))
        assertEquals(totp.uri, (shown { factor } as Shown.Address).uri)
    }

    @Test
    fun aFailureSaysWhetherToTryAgain() {
        val lost = WorkOSException.builder(ErrorKind.TIMEOUT, "the time was up").outcome(Outcome.UNKNOWN).build()
        assertTrue((shown { throw lost } as Shown.Problem).text.endsWith("It may have been enrolled."))
    }
}
