package dev.example

import dev.workosmfa.CallEvent
import dev.workosmfa.EnrollFactor
import dev.workosmfa.ErrorKind
import dev.workosmfa.Observer
import dev.workosmfa.TokenProvider
import dev.workosmfa.WorkOS
import dev.workosmfa.WorkOSException
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.runBlocking

/** What an app does, for R8 to shrink: suspending and blocking calls, a future, an error, and what the library calls back. */
fun main() = runBlocking<Unit> {
    val calls = AtomicInteger()
    val counting = object : Observer {
        override fun onCall(event: CallEvent) {
            calls.incrementAndGet()
        }
    }
    val tokens = TokenProvider { System.getenv("WORKOS_API_KEY") }
    val workos = WorkOS(tokenProvider = tokens, baseUrl = System.getenv("WORKOS_BASE_URL"), observer = counting)
    val enrolled = workos.mfa.enrollFactor(EnrollFactor.Totp("Foo Corp", "alan@example.com"))
    check(enrolled.totp?.uri.orEmpty().startsWith("otpauth://"))
    check(workos.mfa.getFactor(enrolled.id).type.code() == "totp")
    check(workos.mfa.getFactorAsync(enrolled.id).get().id == enrolled.id)
    workos.mfa.deleteFactorBlocking(enrolled.id)
    val error = runCatching { workos.mfa.getFactor(enrolled.id) }.exceptionOrNull()
    check(error is WorkOSException && error.kind == ErrorKind.NOT_FOUND && error.status == 404) { "$error" }
    check(error.kind.code() == "not_found")
    check(error.toString().startsWith("dev.workosmfa.WorkOSException: ")) { error.toString() }
    check(calls.get() == 5) { calls.toString() }
    println("done")
}
