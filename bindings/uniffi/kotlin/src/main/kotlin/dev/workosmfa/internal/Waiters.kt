package dev.workosmfa.internal

import com.sun.jna.Pointer
import java.nio.ByteBuffer
import java.util.concurrent.CompletableFuture
import java.util.concurrent.locks.LockSupport
import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.EmptyCoroutineContext
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers

/** A coroutine. */
internal class Suspended(private val continuation: CancellableContinuation<Pointer>) : Waiter {
    override fun ended(block: Pointer) {
        if (leavesThisThread()) {
            hand(block)
        } else {
            Dispatchers.Default.dispatch(EmptyCoroutineContext) { hand(block) }
        }
    }

    private fun leavesThisThread(): Boolean {
        val dispatcher = continuation.context[ContinuationInterceptor] as? CoroutineDispatcher
        return dispatcher != null && dispatcher.isDispatchNeeded(continuation.context)
    }

    /** Even if the coroutine is cancelled in this moment, the reply is given back. */
    private fun hand(block: Pointer) {
        continuation.resume(block) { _, unused, _ -> Library.workos_mfa_kotlin_free(unused) }
    }
}

/** A future, and what hangs on it. */
internal class Promised<T>(private val future: CompletableFuture<T>, private val read: (ByteBuffer) -> T) : Waiter {
    override fun ended(block: Pointer) = Dispatchers.Default.dispatch(EmptyCoroutineContext) { complete(block) }

    @Suppress("TooGenericExceptionCaught")
    private fun complete(block: Pointer) {
        try {
            future.complete(opened(block, read))
        } catch (problem: Throwable) {
            future.completeExceptionally(problem)
        }
    }
}

/** A virtual thread. */
internal class Parked(private val thread: Thread) : Waiter {
    @Volatile private var block: Pointer? = null

    override fun ended(block: Pointer) {
        this.block = block
        LockSupport.unpark(thread)
    }

    /** The reply. If the thread is interrupted, the call is given up, and the reply says what is known of it; the thread stays interrupted. */
    fun await(giveUp: () -> Unit): Pointer {
        var interrupted = false
        while (true) {
            val reply = block
            if (reply != null) {
                if (interrupted) thread.interrupt()
                return reply
            }
            if (Thread.interrupted()) {
                // An interrupted thread would not park.
                interrupted = true
                giveUp()
            } else {
                LockSupport.park(this)
            }
        }
    }
}

private val IS_VIRTUAL =
    try {
        Thread::class.java.getMethod("isVirtual")
    } catch (_: NoSuchMethodException) {
        null
    }

/** From JDK 21 on there are threads that are not the system's. */
internal fun isVirtual(thread: Thread): Boolean = IS_VIRTUAL?.invoke(thread) == true
