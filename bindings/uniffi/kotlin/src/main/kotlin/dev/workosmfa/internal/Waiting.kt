package dev.workosmfa.internal

import com.sun.jna.Pointer
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicLong
import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.EmptyCoroutineContext
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers

/** The coroutines that wait for the end of a call, by its ticket. */
internal object Waiting : Listener {
    private val continuations = ConcurrentHashMap<Long, CancellableContinuation<Pointer>>()
    private val tickets = AtomicLong()

    fun add(continuation: CancellableContinuation<Pointer>): Long {
        val ticket = tickets.incrementAndGet()
        continuations[ticket] = continuation
        return ticket
    }

    fun remove(ticket: Long): CancellableContinuation<Pointer>? = continuations.remove(ticket)

    override fun ended(ticket: Long, block: Pointer) {
        val continuation = remove(ticket)
        if (continuation == null) {
            Library.workos_mfa_kotlin_free(block)
        } else if (continuation.leavesThisThread()) {
            continuation.hand(block)
        } else {
            Dispatchers.Default.dispatch(EmptyCoroutineContext) { continuation.hand(block) }
        }
    }

    /** Whoever runs here holds up every other call. */
    private fun CancellableContinuation<*>.leavesThisThread(): Boolean {
        val dispatcher = context[ContinuationInterceptor] as? CoroutineDispatcher
        return dispatcher != null && dispatcher.isDispatchNeeded(context)
    }
}

/** Even if the coroutine is cancelled in this moment, the reply is given back. */
internal fun CancellableContinuation<Pointer>.hand(block: Pointer) {
    resume(block) { _, unused, _ -> Library.workos_mfa_kotlin_free(unused) }
}
