package dev.workosmfa

/**
 * Answers the calls of an [Mfa] in tests of your code, without a server and without the native library. Override what your code calls; each
 * way of making a call (suspending, blocking, with a future, with metadata) comes here.
 *
 * ```kotlin
 * val mfa = Mfa(object : MfaStub() {
 *     override fun getFactor(id: String, options: CallOptions?): Factor =
 *         throw WorkOSException.builder(ErrorKind.NOT_FOUND, "no such factor").status(404).build()
 * })
 * ```
 */
public open class MfaStub {
    /** Answers an enrolment. Each [EnrollFactor] arrives as options. */
    public open fun enrollFactor(factor: EnrollFactorOptions, options: CallOptions?): EnrolledFactor = unexpected("enrollFactor")

    /** Answers the reading of a factor. */
    public open fun getFactor(id: String, options: CallOptions?): Factor = unexpected("getFactor")

    /** Answers a deletion. */
    public open fun deleteFactor(id: String, options: CallOptions?): Unit = unexpected("deleteFactor")

    private fun unexpected(call: String): Nothing =
        throw UnsupportedOperationException("the test did not expect a call of $call: override it in the MfaStub")
}
