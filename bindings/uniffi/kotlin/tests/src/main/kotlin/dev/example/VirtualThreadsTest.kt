package dev.example

import dev.workosmfa.ErrorKind
import dev.workosmfa.Outcome
import dev.workosmfa.WorkOS
import dev.workosmfa.WorkOSException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.awaitCancellation
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

private const val MANY = 200
private const val LONG = 30L

/** From JDK 21 on. A blocking call on a virtual thread parks it, and its carrier is free for others. */
class VirtualThreadsTest {
    private val start = Thread::class.java.getMethod("startVirtualThread", Runnable::class.java)

    private fun virtual(work: () -> Unit): Thread = start.invoke(null, Runnable(work)) as Thread

    @Test
    fun `two hundred calls wait at the same time, and an unrelated thread goes on`() {
        // It answers when all have asked, which they never do on a handful of carriers that are held.
        Gathering(MANY, answer("200 OK", FACTOR)).use { server ->
            val workos = WorkOS(KEY, baseUrl = server.url)
            val ids = ConcurrentLinkedQueue<String>()
            val done = CountDownLatch(MANY)
            repeat(MANY) {
                virtual {
                    try {
                        ids += workos.mfa.getFactorBlocking("auth_factor_1").id
                    } finally {
                        done.countDown()
                    }
                }
            }
            val unrelated = CountDownLatch(1)
            virtual { unrelated.countDown() }
            assertTrue(unrelated.await(LONG, TimeUnit.SECONDS))
            assertTrue(done.await(LONG, TimeUnit.SECONDS), "${server.open} of $MANY requests were open at the same time")
            assertEquals(List(MANY) { "auth_factor_1" }, ids.toList())
        }
    }

    @Test
    fun `interrupting one closes its connection and leaves it interrupted`() {
        SocketServer().use { server ->
            val workos = WorkOS(KEY, baseUrl = server.url)
            val ended = CompletableFuture<Pair<WorkOSException, Boolean>>()
            val caller = virtual {
                try {
                    workos.mfa.getFactorBlocking("auth_factor_1")
                } catch (error: WorkOSException) {
                    ended.complete(error to Thread.currentThread().isInterrupted)
                }
            }
            server.waitAsked()
            caller.interrupt()
            val (error, interrupted) = ended.get(LONG, TimeUnit.SECONDS)
            assertEquals(ErrorKind.CANCELLED, error.kind)
            assertEquals(Outcome.UNKNOWN to 1, error.outcome to error.attempts)
            assertTrue(interrupted)
            server.waitClosed()
        }
    }

    @Test
    fun `one that is interrupted before its request is sent says so`() {
        SocketServer(answer("200 OK", FACTOR)).use { server ->
            val asked = CountDownLatch(1)
            val provider: suspend () -> String = {
                asked.countDown()
                awaitCancellation()
            }
            val workos = WorkOS(tokenProvider = { provider() }, baseUrl = server.url)
            val ended = CompletableFuture<WorkOSException>()
            val caller = virtual {
                try {
                    workos.mfa.getFactorBlocking("auth_factor_1")
                } catch (error: WorkOSException) {
                    ended.complete(error)
                }
            }
            assertTrue(asked.await(LONG, TimeUnit.SECONDS))
            caller.interrupt()
            assertEquals(ErrorKind.CANCELLED to Outcome.NOT_SENT, ended.get(LONG, TimeUnit.SECONDS).run { kind to outcome })
            assertEquals(0, server.requests)
        }
    }

    @Test
    fun `an error arrives`() {
        val workos = WorkOS(KEY, baseUrl = Emulator.url)
        val kind = CompletableFuture<ErrorKind>()
        virtual {
            try {
                workos.mfa.getFactorBlocking("auth_factor_1")
            } catch (error: WorkOSException) {
                kind.complete(error.kind)
            }
        }
        assertEquals(ErrorKind.NOT_FOUND, kind.get(LONG, TimeUnit.SECONDS))
    }
}
