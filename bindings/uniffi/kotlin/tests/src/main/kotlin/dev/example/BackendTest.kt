package dev.example

import com.google.gson.JsonParser
import dev.workosmfa.EnrollFactor
import dev.workosmfa.ErrorKind
import dev.workosmfa.TokenProvider
import dev.workosmfa.WorkOS
import dev.workosmfa.WorkOSException
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import kotlinx.coroutines.future.await
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** An app, which has no key: its own backend gives it a token and passes the calls on. */
class BackendTest {
    private class Session(private val password: String) : TokenProvider {
        private val http = HttpClient.newHttpClient()
        private val lock = Mutex()
        private var token: String? = null
        var logins = 0

        override suspend fun token(request: dev.workosmfa.TokenRequest): String = lock.withLock { token ?: logIn().also { token = it } }

        private suspend fun logIn(): String {
            logins += 1
            val body = json("user" to "alan@example.com", "password" to password).toString()
            val request = HttpRequest.newBuilder(URI("${Backend.url}/session"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build()
            val answer = http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).await()
            check(answer.statusCode() == 200) { "the login was refused" }
            return JsonParser.parseString(answer.body()).asJsonObject["token"].asString
        }
    }

    @Test
    fun `an app enrols, reads and deletes a factor with a token`() = runBlocking<Unit> {
        val session = Session("correct horse")
        val workos = WorkOS(tokenProvider = session, baseUrl = Backend.url)
        val enrolled = workos.mfa.enrollFactor(EnrollFactor.Totp("Foo Corp", "alan@example.com"))
        assertEquals(true, enrolled.totp?.uri?.startsWith("otpauth://"))
        val factor = workos.mfa.getFactor(enrolled.id)
        assertEquals(enrolled.userId, factor.userId)
        workos.mfa.deleteFactor(factor.id)
        val gone = runCatching { workos.mfa.getFactor(factor.id) }.exceptionOrNull() as WorkOSException
        assertEquals(ErrorKind.NOT_FOUND, gone.kind)
        assertEquals(1, session.logins)
    }

    @Test
    fun `who can't log in can't enrol`() = runBlocking<Unit> {
        val workos = WorkOS(tokenProvider = Session("wrong"), baseUrl = Backend.url)
        val refused = runCatching { workos.mfa.enrollFactor(EnrollFactor.GenericOtp()) }.exceptionOrNull() as WorkOSException
        assertEquals(ErrorKind.AUTHENTICATION, refused.kind)
        val stranger = WorkOS(tokenProvider = { "made-up" }, baseUrl = Backend.url)
        val other = runCatching { stranger.mfa.enrollFactor(EnrollFactor.GenericOtp()) }.exceptionOrNull() as WorkOSException
        assertEquals(ErrorKind.AUTHENTICATION, other.kind)
        assertEquals(401, other.status)
    }
}
