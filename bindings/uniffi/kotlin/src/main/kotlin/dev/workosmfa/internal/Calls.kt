package dev.workosmfa.internal

import com.sun.jna.Pointer
import dev.workosmfa.WorkOSException
import java.nio.ByteBuffer
import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.suspendCancellableCoroutine

/** How long a call that blocks runs before this thread looks whether it was interrupted. */
private const val STEP_IN_MILLISECONDS = 100

/** Makes calls: a request goes and a reply comes as one block of bytes each. */
internal class Calls(options: ClientOptions, tokenProvider: TokenProvider?, observer: Observer?) : Caller, AutoCloseable {
    private val client = failing {
        if (observer == null) KotlinClient(options, tokenProvider) else KotlinClient.observed(options, tokenProvider, observer)
    }
    private val number = client.number().toLong()

    /** The address that requests go to. */
    val baseUrl: String = client.baseUrl()

    private val shown = client.toString()

    init {
        Library.workos_mfa_kotlin_listen(number, Waiting)
    }

    /** Cancelling the coroutine ends the call and closes its connection. One that is cancelled already begins none. */
    override suspend fun <T> suspending(call: Call<T>): T {
        val request = call.request()
        val reply = suspendCancellableCoroutine { continuation ->
            val waiter = Suspended(continuation)
            val ticket = Waiting.add(waiter)
            // Whoever cancels while the call begins, which takes microseconds, waits for that: then there is a call that can be ended, and it
            // sends nothing after `cancel` has returned. A coroutine that is cancelled already comes in here by itself, and begins none.
            // The function holds this object, and with it the native client, for as long as the call runs.
            synchronized(waiter) {
                continuation.invokeOnCancellation { synchronized(waiter) { cancel(ticket) } }
                if (Waiting.has(ticket)) begin(request, ticket)
            }
        }
        return opened(reply, call.read)
    }

    /** Cancelling the future, or whatever else ends it first, ends the call. */
    override fun <T> future(call: () -> Call<T>): CompletableFuture<T> {
        val future = CompletableFuture<T>()
        try {
            val made = call()
            val request = made.request()
            val ticket = Waiting.add(Promised(future, made.read))
            begin(request, ticket)
            future.whenComplete { _, _ -> cancel(ticket) }
        } catch (problem: WorkOSException) {
            future.completeExceptionally(problem)
        }
        return future
    }

    /** An interrupted thread gives the call up, and stays interrupted. One that is interrupted already begins none. */
    override fun <T> blocking(call: Call<T>): T {
        val request = call.request()
        if (Thread.currentThread().isInterrupted) return opened(Library.workos_mfa_kotlin_never_begun(), call.read)
        return opened(if (isVirtual(Thread.currentThread())) parked(request) else driven(request), call.read)
    }

    /** This thread makes the call itself: that costs less than waking another. */
    private fun driven(request: Request): Pointer {
        val call = Library.workos_mfa_kotlin_begin(number, request.operation, request.bytes, request.length)
        while (true) {
            if (Thread.currentThread().isInterrupted) {
                Library.workos_mfa_kotlin_give_up(call)
            }
            Library.workos_mfa_kotlin_wait(call, STEP_IN_MILLISECONDS)?.let { return it }
        }
    }

    /** A virtual thread that waits in native code holds up others: it parks instead, and the client's own thread makes the call. */
    private fun parked(request: Request): Pointer {
        val parked = Parked(Thread.currentThread())
        val ticket = Waiting.add(parked)
        begin(request, ticket)
        return parked.await { Library.workos_mfa_kotlin_give_up_async(number, ticket) }
    }

    private fun begin(request: Request, ticket: Long) {
        val refused = Library.workos_mfa_kotlin_call(number, ticket, request.operation, request.bytes, request.length)
        if (refused != null) {
            Waiting.ended(ticket, refused)
        }
    }

    /** After the call's end this does nothing. */
    private fun cancel(ticket: Long) {
        if (Waiting.remove(ticket) != null) {
            Library.workos_mfa_kotlin_cancel(number, ticket)
        }
    }

    /** Calls that run go on; whoever begins another one is told that the client is closed. */
    override fun close() = client.close()

    override fun toString(): String = shown
}

/** The block as `bindings/uniffi/src/kotlin/reply.rs` makes it. */
internal fun <T> opened(block: Pointer, read: (ByteBuffer) -> T): T {
    val bytes =
        try {
            block.getByteArray(Int.SIZE_BYTES.toLong(), block.getInt(0))
        } finally {
            Library.workos_mfa_kotlin_free(block)
        }
    val buffer = ByteBuffer.wrap(bytes)
    return when (buffer.get().toInt()) {
        0 -> read(buffer)
        1 -> throw WorkOSException(FfiConverterTypeErrorDetails.read(buffer))
        else -> error("there is a bug in workos-mfa; please report it")
    }
}

/** What the library says went wrong, as users see it. */
internal inline fun <T> failing(work: () -> T): T =
    try {
        work()
    } catch (failure: Failure.Failed) {
        throw WorkOSException(failure.details)
    }
