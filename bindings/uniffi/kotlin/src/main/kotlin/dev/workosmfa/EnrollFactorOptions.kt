package dev.workosmfa

import dev.workosmfa.internal.EnrollArguments

/**
 * What to enrol, under the API's names. In Kotlin, [EnrollFactor] is nicer: it takes just what each kind needs.
 *
 * ```java
 * EnrollFactorOptions options = EnrollFactorOptions.builder().type("totp").issuer("Foo Corp").user("alan@example.com").build();
 * ```
 *
 * What is missing or can't be right is told by the call, before anything is sent.
 */
public class EnrollFactorOptions private constructor(
    /** `totp`, `sms` or `generic_otp`. */
    public val type: String,
    /** For `totp`: your product's or company's name. */
    public val issuer: String?,
    /** For `totp`: whose factor it is. */
    public val user: String?,
    /** For `sms`: the phone that receives the codes. */
    public val phoneNumber: String?,
    /** The WorkOS user to enrol the factor for. */
    public val userId: String?,
) {
    internal val native: EnrollArguments get() = EnrollArguments(type, issuer, user, phoneNumber, userId)

    override fun toString(): String =
        "EnrollFactorOptions(type=$type, issuer=$issuer, user=$user, phoneNumber=$phoneNumber, userId=$userId)"

    /** Collects what to enrol. */
    public class Builder internal constructor() {
        private var type: String? = null
        private var issuer: String? = null
        private var user: String? = null
        private var phoneNumber: String? = null
        private var userId: String? = null

        /** `totp`, `sms` or `generic_otp`. */
        public fun type(type: String?): Builder = apply { this.type = type }

        /** For `totp`: your product's or company's name, as the authenticator app shows it. */
        public fun issuer(issuer: String?): Builder = apply { this.issuer = issuer }

        /** For `totp`: whose factor it is, as the authenticator app shows it. */
        public fun user(user: String?): Builder = apply { this.user = user }

        /** For `sms`: the phone that receives the codes, in E.164 form. */
        public fun phoneNumber(phoneNumber: String?): Builder = apply { this.phoneNumber = phoneNumber }

        /** The WorkOS user to enrol the factor for. */
        public fun userId(userId: String?): Builder = apply { this.userId = userId }

        /** What was collected. */
        public fun build(): EnrollFactorOptions = EnrollFactorOptions(type.orEmpty(), issuer, user, phoneNumber, userId)
    }

    public companion object {
        /** Collects what to enrol. */
        @JvmStatic
        public fun builder(): Builder = Builder()

        /** The same in this form, for stubs. */
        internal fun of(factor: EnrollFactor): EnrollFactorOptions =
            when (factor) {
                is EnrollFactor.Totp -> EnrollFactorOptions("totp", factor.issuer, factor.user, null, factor.userId)
                is EnrollFactor.Sms -> EnrollFactorOptions("sms", null, null, factor.phoneNumber, factor.userId)
                is EnrollFactor.GenericOtp -> EnrollFactorOptions("generic_otp", null, null, null, factor.userId)
            }
    }
}
