package dev.example

import dev.example.app.EnrolmentTest
import dev.workosmfa.CallOptions
import dev.workosmfa.EnrollFactor
import dev.workosmfa.EnrollFactorOptions
import dev.workosmfa.EnrolledFactor
import dev.workosmfa.EnrolledTotp
import dev.workosmfa.ErrorKind
import dev.workosmfa.Factor
import dev.workosmfa.FactorType
import dev.workosmfa.Mfa
import dev.workosmfa.MfaStub
import dev.workosmfa.Outcome
import dev.workosmfa.WorkOS
import dev.workosmfa.WorkOSException
import java.time.Instant
import java.util.concurrent.ExecutionException
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.runBlocking
import org.junit.runner.JUnitCore

/** Tests of a user's own code, as an app's local unit tests are: without JNA and the native library, which the class path does not have. */
fun main() {
    check(runCatching { Class.forName("com.sun.jna.Native") }.isFailure) { "this is to run without JNA" }
    val checks = listOf(::codesAreKnown, ::nothingShowsASecret, ::aStubAnswersEveryWay, ::aStubFails, ::whatIsNotExpectedIsSaid, ::theExamplesTestsPass)
    var failed = 0
    for (check in checks) {
        runCatching { check() }.onFailure {
            failed += 1
            println("FAILED ${check.name} (kotlin, without the library)")
            it.printStackTrace()
        }
    }
    println("${checks.size - failed} passed, $failed failed")
}

/** Those of `examples/android`, which `cargo xtask` puts beside these. */
private fun theExamplesTestsPass() {
    val result = JUnitCore.runClasses(EnrolmentTest::class.java)
    check(result.wasSuccessful() && result.runCount == 2) { result.failures.toString() }
}

private val ENROLLED = EnrolledFactor(
    "auth_factor_1",
    FactorType.Totp,
    null,
    EnrolledTotp("Foo Corp", "alan", "JBSWY3DP", "data:image/png;base64,QUJD", "otpauth://totp/Foo:alan?secret=JBSWY3DP"),
    null,
    Instant.EPOCH,
    Instant.EPOCH,
)

private fun codesAreKnown() {
    val types = listOf(FactorType.Totp, FactorType.Sms, FactorType.GenericOtp, FactorType.Webauthn, FactorType.Other("voice"))
    check(types.map { it.code() } == listOf("totp", "sms", "generic_otp", "webauthn", "voice"))
    check(ErrorKind.UNEXPECTED_STATUS.code() == "unexpected_status")
    check(Outcome.NOT_SENT.code() == "not_sent")
}

private fun nothingShowsASecret() {
    val shown = "$ENROLLED ${EnrollFactor.Totp("Foo Corp", "alan")} ${CallOptions(timeout = 1.seconds, maxRetries = 1, headers = mapOf("x" to "HIDDEN"))} " +
        WorkOS.builder().apiKey("HIDDEN").header("y", "HIDDEN")
    check("alan" in shown && "[redacted]" in shown) { shown }
    check(listOf("JBSW", "QUJD", "HIDDEN").none { it in shown }) { shown }
}

private class Answers : MfaStub() {
    val asked = mutableListOf<String?>()

    override fun enrollFactor(factor: EnrollFactorOptions, options: CallOptions?): EnrolledFactor = ENROLLED.also { asked += factor.user }

    override fun getFactor(id: String, options: CallOptions?): Factor = ENROLLED.also { asked += id }

    override fun deleteFactor(id: String, options: CallOptions?) {
        throw WorkOSException.builder(ErrorKind.NOT_FOUND, "no such factor").status(404).build()
    }
}

private fun aStubAnswersEveryWay() = runBlocking {
    val stub = Answers()
    val mfa = Mfa(stub)
    check(mfa.enrollFactor(EnrollFactor.Totp("Foo Corp", "alan")) == ENROLLED)
    check(mfa.enrollFactorWithMetadata(EnrollFactor.Totp("Foo Corp", "bob")).metadata.status == 201)
    check(mfa.getFactorBlocking("a") == ENROLLED)
    check(mfa.getFactorAsync("b").get() == ENROLLED)
    check(stub.asked == listOf("alan", "bob", "a", "b")) { stub.asked }
}

private fun aStubFails() = runBlocking {
    val mfa = Mfa(Answers())
    val errors = listOf(
        runCatching { mfa.deleteFactor("a") },
        runCatching { mfa.deleteFactorBlocking("a") },
        runCatching { mfa.deleteFactorAsync("a").get() },
    ).map { result -> result.exceptionOrNull().let { if (it is ExecutionException) it.cause else it } as WorkOSException }
    check(errors.all { it.kind == ErrorKind.NOT_FOUND && it.status == 404 && it.outcome == Outcome.REJECTED })
    check(errors[0].toString().endsWith("no such factor (not_found, status 404)")) { errors[0] }
}

private fun whatIsNotExpectedIsSaid() {
    val problem = runCatching { Mfa(MfaStub()).getFactorBlocking("a") }.exceptionOrNull()
    check(problem is UnsupportedOperationException && "getFactor" in problem.message.orEmpty()) { "$problem" }
}
