package dev.example

import com.sun.jna.Library
import com.sun.jna.Native
import java.util.concurrent.locks.ReentrantLock
import kotlin.concurrent.withLock

/** The C library's environment, which a client reads. Java's own is a copy that nobody else sees. */
private interface C : Library {
    fun setenv(name: String, value: String, overwrite: Int): Int

    fun unsetenv(name: String): Int
}

private val c: C = Native.load("c", C::class.java)
private val lock = ReentrantLock()
private val before: Map<String, String> = System.getenv().toMap()
private val PROXIES = listOf("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY").flatMap { listOf(it, it.lowercase()) }.toSet()

/** Builds a client with these variables and no other that a client would look at; one at a time. */
fun <T> inEnvironment(variables: Map<String, String>?, build: () -> T): T =
    lock.withLock {
        if (variables == null) return build()
        val unset = before.filterKeys { it.startsWith("WORKOS_") || it in PROXIES }
        unset.keys.forEach { c.unsetenv(it) }
        variables.forEach { (name, value) -> c.setenv(name, value, 1) }
        try {
            build()
        } finally {
            variables.keys.forEach { c.unsetenv(it) }
            unset.forEach { (name, value) -> c.setenv(name, value, 1) }
        }
    }
