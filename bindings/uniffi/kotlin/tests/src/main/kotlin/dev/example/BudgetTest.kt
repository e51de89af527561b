package dev.example

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import dev.workosmfa.ErrorKind
import dev.workosmfa.WorkOS
import dev.workosmfa.WorkOSException
import java.net.InetAddress
import java.net.InetSocketAddress
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.ExecutionException
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

private const val MANY = 200

/** Answers the first request for each factor with 503, and each later one with the factor. */
private class Flaky : AutoCloseable {
    private val server = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), MANY)
    private val pool = Executors.newFixedThreadPool(8)
    private val known = ConcurrentHashMap.newKeySet<String>()
    private val all = AtomicInteger()

    val requests: Int get() = all.get()

    val url: String get() = "http://127.0.0.1:${server.address.port}"

    init {
        server.executor = pool
        server.createContext("/", ::serve)
        server.start()
    }

    private fun serve(exchange: HttpExchange) {
        all.incrementAndGet()
        val id = exchange.requestURI.path.substringAfterLast('/')
        val first = known.add(id)
        val body = (if (first) "{}" else FACTOR.replace("auth_factor_1", id)).toByteArray()
        exchange.responseHeaders["content-type"] = "application/json"
        if (first) exchange.responseHeaders["retry-after"] = "0"
        exchange.sendResponseHeaders(if (first) 503 else 200, body.size.toLong())
        exchange.responseBody.use { it.write(body) }
    }

    override fun close() {
        server.stop(0)
        pool.shutdownNow()
    }
}

class BudgetTest {
    private fun ids() = (1..MANY).map { "auth_factor_$it" }

    /** Each as a coroutine, a future or a call that blocks. */
    private fun called(workos: WorkOS): List<Result<String>> = runBlocking(Dispatchers.IO) {
        ids().mapIndexed { index, id ->
            async {
                runCatching {
                    when (index % 3) {
                        0 -> workos.mfa.getFactor(id).id
                        1 -> workos.mfa.getFactorBlocking(id).id
                        else ->
                            try {
                                workos.mfa.getFactorAsync(id).get().id
                            } catch (problem: ExecutionException) {
                                throw checkNotNull(problem.cause)
                            }
                    }
                }
            }
        }.awaitAll()
    }

    @Test
    fun `without a limit each of many calls outlives a bad answer`() {
        Flaky().use { server ->
            WorkOS(KEY, baseUrl = server.url, retryBudget = Double.POSITIVE_INFINITY).use { workos ->
                assertEquals(ids(), called(workos).map { it.getOrThrow() })
                assertEquals(2 * MANY, server.requests)
            }
        }
    }

    @Test
    fun `a budget that is used up is what the error says`() {
        Flaky().use { server ->
            WorkOS.builder().apiKey(KEY).baseUrl(server.url).retryBudget(0.0).build().use { workos ->
                val results = called(workos)
                val errors = results.mapNotNull { it.exceptionOrNull() as WorkOSException? }
                assertTrue(errors.isNotEmpty())
                for (error in errors) {
                    assertEquals(listOf(ErrorKind.SERVER, 503, 1, true), error.run { listOf(kind, status, attempts, retryBudgetExhausted) })
                }
                assertEquals(MANY + results.count { it.isSuccess }, server.requests)
            }
        }
    }

    @Test
    fun `without a retry there is no budget to use up`() {
        Flaky().use { server ->
            val workos = WorkOS(KEY, baseUrl = server.url, maxRetries = 0)
            val error = runCatching { workos.mfa.getFactorBlocking("auth_factor_1") }.exceptionOrNull() as WorkOSException
            assertEquals(503, error.status)
            assertFalse(error.retryBudgetExhausted)
            assertEquals("0", error.headers["retry-after"])
        }
    }
}
