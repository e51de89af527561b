package dev.example.app

import dev.workosmfa.EnrollFactor
import dev.workosmfa.Mfa
import dev.workosmfa.Outcome
import dev.workosmfa.WorkOSException

/** What the screen shows. */
sealed interface Shown {
    /** For the authenticator app: its address opens it. */
    class Address(val uri: String) : Shown

    class Problem(val text: String) : Shown
}

/** Enrols an authenticator app. */
class Enrolment(private val mfa: Mfa) {
    suspend fun begin(user: String): Shown =
        try {
            val totp = mfa.enrollFactor(EnrollFactor.Totp("Foo Corp", user)).totp
            totp?.let { Shown.Address(it.uri) } ?: Shown.Problem("the answer has no secret")
        } catch (error: WorkOSException) {
            val again = if (error.outcome == Outcome.UNKNOWN) "It may have been enrolled." else "Try again."
            Shown.Problem("${error.message} $again")
        }
}
