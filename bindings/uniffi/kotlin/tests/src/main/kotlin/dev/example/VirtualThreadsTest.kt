package dev.example

import dev.workosmfa.ErrorKind
import dev.workosmfa.Outcome
import dev.workosmfa.WorkOS
import dev.workosmfa.WorkOSException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
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
            assertEquals(Outcome.UNKNOWN, error.outcome)
            assertTrue(interrupted)
            server.waitClosed()
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
