package dev.workosmfa.internal

import dev.workosmfa.CallOptions as PublicCallOptions
import dev.workosmfa.EnrollFactor
import dev.workosmfa.EnrollFactorOptions
import dev.workosmfa.EnrolledFactor
import dev.workosmfa.Factor
import dev.workosmfa.Metadata as PublicMetadata
import dev.workosmfa.MfaStub
import dev.workosmfa.Response
import java.nio.ByteBuffer
import java.time.Duration
import java.util.concurrent.CompletableFuture

private const val OK = 200
private const val CREATED = 201

/** A call that can be made: by the library, or by a stub. */
internal class Call<T>(
    val request: () -> Request,
    val read: (ByteBuffer) -> T,
    val stubbed: (MfaStub) -> T,
) {
    fun <U> map(change: (T) -> U): Call<U> = Call(request, { change(read(it)) }, { change(stubbed(it)) })
}

/** Who makes calls. */
internal interface Caller {
    suspend fun <T> suspending(call: Call<T>): T

    fun <T> blocking(call: Call<T>): T

    /** What is wrong with the arguments becomes the future's failure, too. */
    fun <T> future(call: () -> Call<T>): CompletableFuture<T>
}

internal fun enrolling(factor: EnrollFactor, options: PublicCallOptions?): Call<Response<EnrolledFactor>> =
    given(factor, "factor").let {
        Call({ Request.enroll(it, options?.native) }, ::enrolled) { stub ->
            stub.enrollFactor(EnrollFactorOptions.of(it), options).unmeasured(CREATED)
        }
    }

internal fun enrolling(factor: EnrollFactorOptions, options: PublicCallOptions?): Call<Response<EnrolledFactor>> =
    given(factor, "factor").let {
        Call({ Request.enroll(it.native, options?.native) }, ::enrolled) { stub -> stub.enrollFactor(it, options).unmeasured(CREATED) }
    }

internal fun getting(id: String, options: PublicCallOptions?): Call<Response<Factor>> =
    given(id, "id").let { Call({ Request.get(it, options?.native) }, ::found) { stub -> stub.getFactor(it, options).unmeasured(OK) } }

internal fun deleting(id: String, options: PublicCallOptions?): Call<PublicMetadata> =
    given(id, "id").let {
        Call({ Request.delete(it, options?.native) }, ::deleted) { stub -> stub.deleteFactor(it, options).unmeasured(OK).metadata }
    }

private fun <T> T.unmeasured(status: Int): Response<T> = Response(this, PublicMetadata(status, null, 1, Duration.ZERO, emptyMap()))

private fun enrolled(reply: ByteBuffer): Response<EnrolledFactor> {
    val read = FfiConverterTypeEnrolledFactorResponse.read(reply)
    return Response(read.value, read.metadata.published())
}

private fun found(reply: ByteBuffer): Response<Factor> {
    val read = FfiConverterTypeFactorResponse.read(reply)
    return Response(read.value, read.metadata.published())
}

private fun deleted(reply: ByteBuffer): PublicMetadata = FfiConverterTypeDeletedResponse.read(reply).metadata.published()
