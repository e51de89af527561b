package dev.workosmfa.internal

import dev.workosmfa.ErrorKind
import dev.workosmfa.FieldError
import dev.workosmfa.Outcome
import dev.workosmfa.WorkOSException

/**
 * What Java must not leave out. The compiler's own checks, which throw a `NullPointerException` that no handler of [WorkOSException] sees, are
 * off (see `pom.xml`).
 */
internal fun <T : Any> given(value: T?, argument: String, kind: ErrorKind = ErrorKind.INVALID_REQUEST): T {
    if (value != null) return value
    val problem = "$argument must not be null"
    throw WorkOSException.builder(kind, problem)
        .outcome(Outcome.NOT_SENT)
        .fieldError(FieldError(argument, "required", problem))
        .build()
}

/** An option of a client. */
internal fun <T : Any> option(value: T?, option: String): T = given(value, option, ErrorKind.CONFIG)
