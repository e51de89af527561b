package dev.example

import com.workos.types.AuthenticationFactorsCreateRequestType
import dev.workosmfa.EnrollFactor
import dev.workosmfa.WorkOS
import kotlinx.coroutines.runBlocking

private const val KEY = "sk_test_a2V5XzAxSlE3WjhLNVkzVjlXMlg0VDZSOFAwTjFN"
private const val ID = "auth_factor_01JQ7Z8K5Y3V9W2X4T6R8P0N1M"
private const val ISSUER = "Foo Corp"
private const val USER = "alan.turing@example.com"

/**
 * Makes as many calls as each line of its input asks for, one after the other, and answers with the nanoseconds of CPU time that they took.
 * Arguments: the client, the call, the server's address.
 */
fun main(arguments: Array<String>) {
    val (client, call, url) = arguments
    val make = maker(client, call, url)
    for (line in generateSequence(::readLine)) {
        val began = cpuTime()
        make(line.toInt())
        println(cpuTime() - began)
    }
    // Some clients leave threads behind that would keep the process.
    System.exit(0)
}

private fun maker(client: String, call: String, url: String): (Int) -> Unit =
    when (client) {
        "kotlin" -> suspending(ours(call, url))
        "java" -> blocking(oursBlocking(call, url))
        "vendor" -> blocking(vendorBlocking(call, url))
        "vendor-suspend" -> suspending(vendor(call, url))
        else -> error("no such client: $client")
    }

private fun suspending(make: suspend () -> Unit): (Int) -> Unit = { calls -> runBlocking { repeat(calls) { make() } } }

private fun blocking(make: () -> Unit): (Int) -> Unit = { calls -> repeat(calls) { make() } }

private fun ours(call: String, url: String): suspend () -> Unit {
    val mfa = WorkOS(KEY, baseUrl = url).mfa
    return when (call) {
        "get" -> { -> mfa.getFactor(ID) }
        "enroll" -> { -> mfa.enrollFactor(EnrollFactor.Totp(ISSUER, USER)) }
        else -> { -> mfa.deleteFactor(ID) }
    }
}

private fun oursBlocking(call: String, url: String): () -> Unit {
    val mfa = WorkOS(KEY, baseUrl = url).mfa
    return when (call) {
        "get" -> { -> mfa.getFactorBlocking(ID) }
        "enroll" -> { -> mfa.enrollFactorBlocking(EnrollFactor.Totp(ISSUER, USER)) }
        else -> { -> mfa.deleteFactorBlocking(ID) }
    }
}

private fun vendors(url: String) = com.workos.WorkOS(apiKey = KEY, apiBaseUrl = url).multiFactorAuth

private fun vendor(call: String, url: String): suspend () -> Unit {
    val mfa = vendors(url)
    return when (call) {
        "get" -> { -> mfa.getFactorSuspend(ID) }
        "enroll" -> { ->
            mfa.enrollFactorSuspend(AuthenticationFactorsCreateRequestType.Totp, totpIssuer = ISSUER, totpUser = USER)
        }
        else -> { -> mfa.deleteFactorSuspend(ID) }
    }
}

private fun vendorBlocking(call: String, url: String): () -> Unit {
    val mfa = vendors(url)
    return when (call) {
        "get" -> { -> mfa.getFactor(ID) }
        "enroll" -> { -> mfa.enrollFactor(AuthenticationFactorsCreateRequestType.Totp, totpIssuer = ISSUER, totpUser = USER) }
        else -> { -> mfa.deleteFactor(ID) }
    }
}
