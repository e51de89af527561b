package dev.workosmfa

import dev.workosmfa.internal.Caller
import dev.workosmfa.internal.Stubbed
import dev.workosmfa.internal.deleting
import dev.workosmfa.internal.enrolling
import dev.workosmfa.internal.getting
import dev.workosmfa.internal.given
import java.util.concurrent.CompletableFuture

/**
 * The calls, as [WorkOS.mfa]. In tests of your code, `Mfa(stub)` is one that an [MfaStub] answers.
 *
 * In Kotlin they suspend; cancelling the coroutine ends the call and closes its connection. In Java the calls of the same name block
 * (in Kotlin these end in `Blocking`); interrupting the thread ends the call with the kind [ErrorKind.CANCELLED], and the thread stays
 * interrupted. A virtual thread that waits holds up no other. Those that end in `Async` give a future at once: it fails with a
 * [WorkOSException], and cancelling it, not what was derived from it, ends the call. All others throw [WorkOSException]. A call that was given
 * up before it began sends nothing.
 */
@Suppress("TooManyFunctions")
public class Mfa internal constructor(private val caller: Caller) {
    /** One that a stub answers, for tests of your code. */
    public constructor(stub: MfaStub) : this(Stubbed(given(stub, "stub")))

    /** Enrols a factor. The secrets of a `totp` factor are shown this once. It is tried again only where it is certain that nothing was enrolled. */
    @JvmSynthetic
    public suspend fun enrollFactor(factor: EnrollFactor, options: CallOptions? = null): EnrolledFactor =
        caller.suspending(enrolling(factor, options).map { it.value })

    /** As [enrollFactor], and tells how the call went. */
    @JvmSynthetic
    public suspend fun enrollFactorWithMetadata(factor: EnrollFactor, options: CallOptions? = null): Response<EnrolledFactor> =
        caller.suspending(enrolling(factor, options))

    /** As the other, from arguments under the API's names. */
    @JvmSynthetic
    public suspend fun enrollFactor(factor: EnrollFactorOptions, options: CallOptions? = null): EnrolledFactor =
        caller.suspending(enrolling(factor, options).map { it.value })

    /** As [enrollFactor], and tells how the call went. */
    @JvmSynthetic
    public suspend fun enrollFactorWithMetadata(factor: EnrollFactorOptions, options: CallOptions? = null): Response<EnrolledFactor> =
        caller.suspending(enrolling(factor, options))

    /** Reads a factor, without its secrets. */
    @JvmSynthetic
    public suspend fun getFactor(id: String, options: CallOptions? = null): Factor =
        caller.suspending(getting(id, options).map { it.value })

    /** As [getFactor], and tells how the call went. */
    @JvmSynthetic
    public suspend fun getFactorWithMetadata(id: String, options: CallOptions? = null): Response<Factor> =
        caller.suspending(getting(id, options))

    /** Deletes a factor for good. That it is gone already, after an attempt of this call whose answer was lost, counts as success. */
    @JvmSynthetic
    public suspend fun deleteFactor(id: String, options: CallOptions? = null) {
        caller.suspending(deleting(id, options))
    }

    /** As [deleteFactor], and tells how the call went. */
    @JvmSynthetic
    public suspend fun deleteFactorWithMetadata(id: String, options: CallOptions? = null): Metadata =
        caller.suspending(deleting(id, options))

    /** Enrols a factor. The secrets of a `totp` factor are shown this once. It is tried again only where it is certain that nothing was enrolled. */
    @JvmName("enrollFactor")
    @JvmOverloads
    public fun enrollFactorBlocking(factor: EnrollFactor, options: CallOptions? = null): EnrolledFactor =
        caller.blocking(enrolling(factor, options).map { it.value })

    /** As [enrollFactorBlocking], and tells how the call went. */
    @JvmName("enrollFactorWithMetadata")
    @JvmOverloads
    public fun enrollFactorWithMetadataBlocking(factor: EnrollFactor, options: CallOptions? = null): Response<EnrolledFactor> =
        caller.blocking(enrolling(factor, options))

    /** As the other, from arguments under the API's names. */
    @JvmName("enrollFactor")
    @JvmOverloads
    public fun enrollFactorBlocking(factor: EnrollFactorOptions, options: CallOptions? = null): EnrolledFactor =
        caller.blocking(enrolling(factor, options).map { it.value })

    /** As [enrollFactorBlocking], and tells how the call went. */
    @JvmName("enrollFactorWithMetadata")
    @JvmOverloads
    public fun enrollFactorWithMetadataBlocking(factor: EnrollFactorOptions, options: CallOptions? = null): Response<EnrolledFactor> =
        caller.blocking(enrolling(factor, options))

    /** Reads a factor, without its secrets. */
    @JvmName("getFactor")
    @JvmOverloads
    public fun getFactorBlocking(id: String, options: CallOptions? = null): Factor =
        caller.blocking(getting(id, options).map { it.value })

    /** As [getFactorBlocking], and tells how the call went. */
    @JvmName("getFactorWithMetadata")
    @JvmOverloads
    public fun getFactorWithMetadataBlocking(id: String, options: CallOptions? = null): Response<Factor> =
        caller.blocking(getting(id, options))

    /** Deletes a factor for good. That it is gone already, after an attempt of this call whose answer was lost, counts as success. */
    @JvmName("deleteFactor")
    @JvmOverloads
    public fun deleteFactorBlocking(id: String, options: CallOptions? = null) {
        caller.blocking(deleting(id, options))
    }

    /** As [deleteFactorBlocking], and tells how the call went. */
    @JvmName("deleteFactorWithMetadata")
    @JvmOverloads
    public fun deleteFactorWithMetadataBlocking(id: String, options: CallOptions? = null): Metadata =
        caller.blocking(deleting(id, options))

    /** Enrols a factor. The secrets of a `totp` factor are shown this once. It is tried again only where it is certain that nothing was enrolled. */
    @JvmOverloads
    public fun enrollFactorAsync(factor: EnrollFactor, options: CallOptions? = null): CompletableFuture<EnrolledFactor> =
        caller.future { enrolling(factor, options).map { it.value } }

    /** As [enrollFactorAsync], and tells how the call went. */
    @JvmOverloads
    public fun enrollFactorWithMetadataAsync(
        factor: EnrollFactor,
        options: CallOptions? = null,
    ): CompletableFuture<Response<EnrolledFactor>> =
        caller.future { enrolling(factor, options) }

    /** As the other, from arguments under the API's names. */
    @JvmOverloads
    public fun enrollFactorAsync(factor: EnrollFactorOptions, options: CallOptions? = null): CompletableFuture<EnrolledFactor> =
        caller.future { enrolling(factor, options).map { it.value } }

    /** As [enrollFactorAsync], and tells how the call went. */
    @JvmOverloads
    public fun enrollFactorWithMetadataAsync(
        factor: EnrollFactorOptions,
        options: CallOptions? = null,
    ): CompletableFuture<Response<EnrolledFactor>> =
        caller.future { enrolling(factor, options) }

    /** Reads a factor, without its secrets. */
    @JvmOverloads
    public fun getFactorAsync(id: String, options: CallOptions? = null): CompletableFuture<Factor> =
        caller.future { getting(id, options).map { it.value } }

    /** As [getFactorAsync], and tells how the call went. */
    @JvmOverloads
    public fun getFactorWithMetadataAsync(id: String, options: CallOptions? = null): CompletableFuture<Response<Factor>> =
        caller.future { getting(id, options) }

    /** Deletes a factor for good. That it is gone already, after an attempt of this call whose answer was lost, counts as success. */
    @JvmOverloads
    public fun deleteFactorAsync(id: String, options: CallOptions? = null): CompletableFuture<Void?> =
        caller.future { deleting(id, options).map { null } }

    /** As [deleteFactorAsync], and tells how the call went. */
    @JvmOverloads
    public fun deleteFactorWithMetadataAsync(id: String, options: CallOptions? = null): CompletableFuture<Metadata> =
        caller.future { deleting(id, options) }

    /** Without the key. */
    override fun toString(): String = "Mfa($caller)"
}
