package dev.workosmfa.internal

import com.sun.jna.Pointer
import dev.workosmfa.WorkOSException
import java.nio.ByteBuffer
import kotlinx.coroutines.suspendCancellableCoroutine

/** How long a call that blocks runs before this thread looks whether it was interrupted. */
private const val STEP_IN_MILLISECONDS = 100

/** Makes calls: a request goes and a reply comes as one block of bytes each. */
internal class Calls(options: ClientOptions, tokenProvider: TokenProvider?) : AutoCloseable {
    private val client = failing { KotlinClient(options, tokenProvider) }
    private val number = client.number().toLong()

    /** The address that requests go to. */
    val baseUrl: String = client.baseUrl()

    private val shown = client.toString()

    init {
        Library.workos_mfa_kotlin_listen(number, Waiting)
    }

    /** Cancelling the coroutine ends the call and closes its connection. */
    suspend fun <T> suspending(request: Request, read: (ByteBuffer) -> T): T {
        val reply = suspendCancellableCoroutine { continuation ->
            val ticket = Waiting.add(continuation)
            // It holds this object, and with it the native client, for as long as the call runs.
            continuation.invokeOnCancellation { if (Waiting.remove(ticket) != null) cancel(ticket) }
            val refused = Library.workos_mfa_kotlin_call(number, ticket, request.operation, request.bytes, request.length)
            if (refused != null) {
                Waiting.remove(ticket)?.hand(refused) ?: Library.workos_mfa_kotlin_free(refused)
            }
        }
        return opened(reply, read)
    }

    private fun cancel(ticket: Long) = Library.workos_mfa_kotlin_cancel(number, ticket)

    /** An interrupted thread gives the call up, and stays interrupted. */
    fun <T> blocking(request: Request, read: (ByteBuffer) -> T): T {
        val call = Library.workos_mfa_kotlin_begin(number, request.operation, request.bytes, request.length)
        var reply: Pointer?
        do {
            if (Thread.currentThread().isInterrupted) {
                Library.workos_mfa_kotlin_give_up(call)
            }
            reply = Library.workos_mfa_kotlin_wait(call, STEP_IN_MILLISECONDS)
        } while (reply == null)
        return opened(reply, read)
    }

    /** Calls that run go on; whoever begins another one is told that the client is closed. */
    override fun close() = client.close()

    override fun toString(): String = shown
}

/** The block as `bindings/uniffi/src/kotlin/reply.rs` makes it. */
private fun <T> opened(block: Pointer, read: (ByteBuffer) -> T): T {
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
