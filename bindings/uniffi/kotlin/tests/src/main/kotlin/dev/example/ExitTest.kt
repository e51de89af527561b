package dev.example

import dev.workosmfa.WorkOS
import java.io.File
import java.util.concurrent.Callable
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread
import kotlin.system.exitProcess
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

private const val STATUS = 7
private const val LONG = 60L

/** A program that ends while calls run that nobody answers: by `System.exit`, or because `main` returns. */
object Ending {
    @OptIn(DelicateCoroutinesApi::class)
    @JvmStatic
    fun main(arguments: Array<String>) {
        val exits = "exit" in arguments
        val server = SocketServer(expected = if (exits) 3 else 2)
        val workos = WorkOS(KEY, baseUrl = server.url, observer = object : dev.workosmfa.Observer {})
        GlobalScope.launch { workos.mfa.getFactor("auth_factor_1") }
        workos.mfa.getFactorAsync("auth_factor_1")
        val asked = CountDownLatch(1)
        val provider = Callable<String> {
            asked.countDown()
            CountDownLatch(1).await()
            KEY
        }
        WorkOS.builder().tokenProvider(provider).baseUrl(server.url).build().mfa.getFactorAsync("auth_factor_1")
        // A thread that blocks keeps the program alive, as any other would.
        if (exits) thread { workos.mfa.getFactorBlocking("auth_factor_1") }
        server.waitAsked()
        asked.await()
        if (exits) exitProcess(STATUS)
    }
}

class ExitTest {
    private fun ended(vararg arguments: String): Pair<Int, String> {
        val java = File(System.getProperty("java.home"), "bin/java").path
        val command = listOf(java, "-cp", System.getProperty("java.class.path"), Ending::class.java.name) + arguments
        val process = ProcessBuilder(command).redirectErrorStream(true).start()
        try {
            assertTrue(process.waitFor(LONG, TimeUnit.SECONDS), "the program did not end")
            return process.exitValue() to process.inputStream.bufferedReader().readText()
        } finally {
            process.destroyForcibly()
        }
    }

    private fun quietly(status: Int, ended: Pair<Int, String>) {
        assertEquals(status, ended.first, ended.second)
        assertFalse("panicked" in ended.second || "Exception" in ended.second, ended.second)
    }

    @Test
    fun `System exit ends a program whose calls run`() = quietly(STATUS, ended("exit"))

    @Test
    fun `calls that nobody waits for keep no program alive`() = quietly(0, ended())
}
