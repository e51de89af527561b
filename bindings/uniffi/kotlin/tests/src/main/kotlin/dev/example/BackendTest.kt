package dev.example

import dev.workosmfa.EnrollFactor
import dev.workosmfa.ErrorKind
import dev.workosmfa.TokenProvider
import dev.workosmfa.WorkOS
import dev.workosmfa.WorkOSException
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** An app, which has no key: it has its user's token, and its own backend passes the calls on. */
class BackendTest {
    private class Session : TokenProvider {
        private val lock = Mutex()
        private var token: String? = null
        var logins = 0

        override suspend fun token(request: dev.workosmfa.TokenRequest): String = lock.withLock { token ?: logIn().also { token = it } }

        private fun logIn(): String {
            logins += 1
            return Issuer.token("user_01E4ZCR3C56J083X43JQXF3JK5")
        }
    }

    @Test
    fun `an app enrols, reads and deletes a factor with a token`() = runBlocking<Unit> {
        val session = Session()
        val workos = WorkOS(tokenProvider = session, baseUrl = Backend.url)
        val enrolled = workos.mfa.enrollFactor(EnrollFactor.Totp("Foo Corp", "alan@example.com"))
        assertEquals(true, enrolled.totp?.uri?.startsWith("otpauth://"))
        assertEquals("user_01E4ZCR3C56J083X43JQXF3JK5", enrolled.userId)
        val factor = workos.mfa.getFactor(enrolled.id)
        assertEquals(enrolled.userId, factor.userId)
        workos.mfa.deleteFactor(factor.id)
        val gone = runCatching { workos.mfa.getFactor(factor.id) }.exceptionOrNull() as WorkOSException
        assertEquals(ErrorKind.NOT_FOUND, gone.kind)
        assertEquals(1, session.logins)
    }

    @Test
    fun `who has no valid token can't enrol`() = runBlocking<Unit> {
        for (token in listOf(Issuer.token("user_1", endsIn = -60), "made-up")) {
            val workos = WorkOS(tokenProvider = { token }, baseUrl = Backend.url)
            val refused = runCatching { workos.mfa.enrollFactor(EnrollFactor.GenericOtp()) }.exceptionOrNull() as WorkOSException
            assertEquals(ErrorKind.AUTHENTICATION, refused.kind)
            assertEquals(401, refused.status)
        }
    }

    @Test
    fun `another user's factor is none`() = runBlocking<Unit> {
        val workos = WorkOS(tokenProvider = Session(), baseUrl = Backend.url)
        val other = WorkOS(tokenProvider = { Issuer.token("user_2") }, baseUrl = Backend.url)
        val factor = workos.mfa.enrollFactor(EnrollFactor.GenericOtp())
        val none = runCatching { other.mfa.deleteFactor(factor.id) }.exceptionOrNull() as WorkOSException
        assertEquals(ErrorKind.NOT_FOUND, none.kind)
        assertEquals(factor.id, workos.mfa.getFactor(factor.id).id)
    }
}
