package dev.workosmfa

import dev.workosmfa.internal.Calls
import dev.workosmfa.internal.FfiConverterTypeDeletedResponse
import dev.workosmfa.internal.FfiConverterTypeEnrolledFactorResponse
import dev.workosmfa.internal.FfiConverterTypeFactorResponse
import dev.workosmfa.internal.Request
import dev.workosmfa.internal.published
import java.nio.ByteBuffer

/**
 * The calls, as [WorkOS.mfa].
 *
 * In Kotlin they suspend; cancelling the coroutine ends the call and closes its connection. In Java the calls of the same name block
 * (in Kotlin these end in `Blocking`); interrupting the thread ends the call with the kind [ErrorKind.CANCELLED], and the thread stays
 * interrupted. All throw [WorkOSException].
 */
public class Mfa internal constructor(private val calls: Calls) {
    /** Enrols a factor. The secrets of a `totp` factor are shown this once. It is tried again only where it is certain that nothing was enrolled. */
    @JvmSynthetic
    public suspend fun enrollFactor(factor: EnrollFactor, options: CallOptions? = null): EnrolledFactor =
        enrollFactorWithMetadata(factor, options).value

    /** As [enrollFactor], from arguments under the API's names. */
    @JvmSynthetic
    public suspend fun enrollFactor(factor: EnrollFactorOptions, options: CallOptions? = null): EnrolledFactor =
        enrollFactorWithMetadata(factor, options).value

    /** As [enrollFactor], and tells how the call went. */
    @JvmSynthetic
    public suspend fun enrollFactorWithMetadata(
        factor: EnrollFactor,
        options: CallOptions? = null,
    ): Response<EnrolledFactor> = calls.suspending(Request.enroll(factor, options?.native), ::enrolled)

    /** As [enrollFactor], and tells how the call went. */
    @JvmSynthetic
    public suspend fun enrollFactorWithMetadata(
        factor: EnrollFactorOptions,
        options: CallOptions? = null,
    ): Response<EnrolledFactor> = calls.suspending(Request.enroll(factor.native, options?.native), ::enrolled)

    /** Reads a factor, without its secrets. */
    @JvmSynthetic
    public suspend fun getFactor(id: String, options: CallOptions? = null): Factor = getFactorWithMetadata(id, options).value

    /** As [getFactor], and tells how the call went. */
    @JvmSynthetic
    public suspend fun getFactorWithMetadata(id: String, options: CallOptions? = null): Response<Factor> =
        calls.suspending(Request.get(id, options?.native), ::found)

    /** Deletes a factor for good. That it is gone already, after an attempt of this call whose answer was lost, counts as success. */
    @JvmSynthetic
    public suspend fun deleteFactor(id: String, options: CallOptions? = null) {
        deleteFactorWithMetadata(id, options)
    }

    /** As [deleteFactor], and tells how the call went. */
    @JvmSynthetic
    public suspend fun deleteFactorWithMetadata(id: String, options: CallOptions? = null): Metadata =
        calls.suspending(Request.delete(id, options?.native), ::deleted)

    /** Enrols a factor. The secrets of a `totp` factor are shown this once. It is tried again only where it is certain that nothing was enrolled. */
    @JvmName("enrollFactor")
    @JvmOverloads
    public fun enrollFactorBlocking(factor: EnrollFactor, options: CallOptions? = null): EnrolledFactor =
        enrollFactorWithMetadataBlocking(factor, options).value

    /** As the other, from arguments under the API's names. */
    @JvmName("enrollFactor")
    @JvmOverloads
    public fun enrollFactorBlocking(factor: EnrollFactorOptions, options: CallOptions? = null): EnrolledFactor =
        enrollFactorWithMetadataBlocking(factor, options).value

    /** As [enrollFactorBlocking], and tells how the call went. */
    @JvmName("enrollFactorWithMetadata")
    @JvmOverloads
    public fun enrollFactorWithMetadataBlocking(
        factor: EnrollFactor,
        options: CallOptions? = null,
    ): Response<EnrolledFactor> = calls.blocking(Request.enroll(factor, options?.native), ::enrolled)

    /** As [enrollFactorBlocking], and tells how the call went. */
    @JvmName("enrollFactorWithMetadata")
    @JvmOverloads
    public fun enrollFactorWithMetadataBlocking(
        factor: EnrollFactorOptions,
        options: CallOptions? = null,
    ): Response<EnrolledFactor> = calls.blocking(Request.enroll(factor.native, options?.native), ::enrolled)

    /** Reads a factor, without its secrets. */
    @JvmName("getFactor")
    @JvmOverloads
    public fun getFactorBlocking(id: String, options: CallOptions? = null): Factor =
        getFactorWithMetadataBlocking(id, options).value

    /** As [getFactorBlocking], and tells how the call went. */
    @JvmName("getFactorWithMetadata")
    @JvmOverloads
    public fun getFactorWithMetadataBlocking(id: String, options: CallOptions? = null): Response<Factor> =
        calls.blocking(Request.get(id, options?.native), ::found)

    /** Deletes a factor for good. That it is gone already, after an attempt of this call whose answer was lost, counts as success. */
    @JvmName("deleteFactor")
    @JvmOverloads
    public fun deleteFactorBlocking(id: String, options: CallOptions? = null) {
        deleteFactorWithMetadataBlocking(id, options)
    }

    /** As [deleteFactorBlocking], and tells how the call went. */
    @JvmName("deleteFactorWithMetadata")
    @JvmOverloads
    public fun deleteFactorWithMetadataBlocking(id: String, options: CallOptions? = null): Metadata =
        calls.blocking(Request.delete(id, options?.native), ::deleted)

    /** Without the key. */
    override fun toString(): String = "Mfa($calls)"
}

private fun enrolled(reply: ByteBuffer): Response<EnrolledFactor> {
    val read = FfiConverterTypeEnrolledFactorResponse.read(reply)
    return Response(read.value, read.metadata.published())
}

private fun found(reply: ByteBuffer): Response<Factor> {
    val read = FfiConverterTypeFactorResponse.read(reply)
    return Response(read.value, read.metadata.published())
}

private fun deleted(reply: ByteBuffer): Metadata = FfiConverterTypeDeletedResponse.read(reply).metadata.published()
