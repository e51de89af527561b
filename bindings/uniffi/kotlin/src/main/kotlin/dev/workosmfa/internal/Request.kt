package dev.workosmfa.internal

import dev.workosmfa.EnrollFactor
import java.nio.ByteBuffer

/** A request as `bindings/uniffi/src/kotlin/request.rs` reads it: the operation's number, and its argument followed by the options. */
internal class Request private constructor(val operation: Int, size: ULong, options: CallOptions?, write: (ByteBuffer) -> Unit) {
    val bytes: ByteArray
    val length: Int

    init {
        val most = size + FfiConverterOptionalTypeCallOptions.allocationSize(options)
        val buffer = ByteBuffer.allocate(most.toInt())
        write(buffer)
        FfiConverterOptionalTypeCallOptions.write(options, buffer)
        bytes = buffer.array()
        length = buffer.position()
    }

    companion object {
        fun enroll(factor: EnrollFactor, options: CallOptions?): Request {
            whole(factor)
            return Request(0, FfiConverterTypeEnrollFactor.allocationSize(factor), options) {
                FfiConverterTypeEnrollFactor.write(factor, it)
            }
        }

        /** In Java, anything may be null. */
        private fun whole(factor: EnrollFactor) {
            when (factor) {
                is EnrollFactor.Totp -> {
                    given(factor.issuer, "totp_issuer")
                    given(factor.user, "totp_user")
                }
                is EnrollFactor.Sms -> given(factor.phoneNumber, "phone_number")
                is EnrollFactor.GenericOtp -> Unit
            }
        }

        fun enroll(arguments: EnrollArguments, options: CallOptions?): Request =
            Request(1, FfiConverterTypeEnrollArguments.allocationSize(arguments), options) {
                FfiConverterTypeEnrollArguments.write(arguments, it)
            }

        fun get(id: String, options: CallOptions?): Request = byId(2, id, options)

        fun delete(id: String, options: CallOptions?): Request = byId(3, id, options)

        private fun byId(operation: Int, id: String, options: CallOptions?): Request =
            Request(operation, FfiConverterString.allocationSize(id), options) { FfiConverterString.write(id, it) }
    }
}
