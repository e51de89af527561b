package dev.workosmfa.internal

import com.sun.jna.Callback
import com.sun.jna.CallbackThreadInitializer
import com.sun.jna.Native
import com.sun.jna.Pointer

/** The functions of `bindings/uniffi/src/kotlin/border.rs`. Directly mapped, and of types that JNA passes on without looking closer. */
@Suppress("FunctionName", "ktlint:standard:function-naming")
internal object Library {
    init {
        Native.register(Library::class.java, LIBRARY)
        // Whether the library is the one that these sources were generated for.
        uniffiEnsureInitialized()
        // The client's thread becomes one of the JVM's once, and not anew for every call.
        Native.setCallbackThreadInitializer(Waiting, CallbackThreadInitializer(true, false, "workos-mfa"))
    }

    external fun workos_mfa_kotlin_listen(client: Long, listener: Listener)

    external fun workos_mfa_kotlin_call(client: Long, ticket: Long, operation: Int, request: ByteArray, length: Int): Pointer?

    external fun workos_mfa_kotlin_cancel(client: Long, ticket: Long)

    external fun workos_mfa_kotlin_give_up_async(client: Long, ticket: Long)

    external fun workos_mfa_kotlin_begin(client: Long, operation: Int, request: ByteArray, length: Int): Long

    external fun workos_mfa_kotlin_wait(call: Long, milliseconds: Int): Pointer?

    external fun workos_mfa_kotlin_give_up(call: Long)

    external fun workos_mfa_kotlin_never_begun(): Pointer

    external fun workos_mfa_kotlin_free(block: Pointer)
}

/** Hears of the end of async calls, on the client's own thread. */
internal interface Listener : Callback {
    fun ended(ticket: Long, block: Pointer)
}
