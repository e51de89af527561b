package dev.workosmfa.internal

import com.sun.jna.Pointer
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicLong

/** Waits for the end of a call. */
internal interface Waiter {
    /** Gets the reply, which it must give back; on the client's own thread, where whoever runs holds up every other call. */
    fun ended(block: Pointer)
}

/** Those that wait for the end of a call, by its ticket. */
internal object Waiting : Listener {
    private val waiters = ConcurrentHashMap<Long, Waiter>()
    private val tickets = AtomicLong()

    fun add(waiter: Waiter): Long {
        val ticket = tickets.incrementAndGet()
        waiters[ticket] = waiter
        return ticket
    }

    fun has(ticket: Long): Boolean = waiters.containsKey(ticket)

    fun remove(ticket: Long): Waiter? = waiters.remove(ticket)

    override fun ended(ticket: Long, block: Pointer) {
        remove(ticket)?.ended(block) ?: Library.workos_mfa_kotlin_free(block)
    }
}
