package dev.workosmfa

import dev.workosmfa.internal.Calls
import dev.workosmfa.internal.ClientOptions
import dev.workosmfa.internal.Events
import dev.workosmfa.internal.Header
import dev.workosmfa.internal.Tokens
import dev.workosmfa.internal.blockingProvider
import dev.workosmfa.internal.forCore
import dev.workosmfa.internal.futureProvider
import dev.workosmfa.internal.option
import dev.workosmfa.internal.retries
import java.util.concurrent.Callable
import java.util.concurrent.CompletionStage
import java.util.function.Function
import java.util.function.Supplier
import kotlin.time.Duration

/**
 * The client. Make one and keep it: it holds the connections, and any number of coroutines and threads may share it.
 *
 * ```kotlin
 * val workos = WorkOS("sk_…")
 * val factor = workos.mfa.enrollFactor(EnrollFactor.Totp("Foo Corp", "alan@example.com"))
 * ```
 *
 * In Java: `new WorkOS("sk_…")`, or [builder] for options.
 */
public class WorkOS private constructor(
    options: ClientOptions,
    tokenProvider: TokenProvider?,
    observer: Observer?,
) : AutoCloseable {
    private val calls = Calls(options, tokenProvider?.let(::Tokens), observer?.let(::Events))

    /** The calls. */
    @JvmField public val mfa: Mfa = Mfa(calls)

    /** The address that requests go to, without a slash at its end. */
    public val baseUrl: String get() = calls.baseUrl

    /**
     * What is left out, the environment says.
     *
     * @param apiKey the secret key, `sk_…`. It belongs on a server. Without it and a token provider, `WORKOS_API_KEY` is read
     * @param tokenProvider supplies the bearer token, for apps, which must not hold the key
     * @param baseUrl where requests go: `https://api.workos.com`, or your own backend. A path is kept
     * @param allowHttp allows plain http to other hosts than this machine. The key is sent in the clear then. Without it,
     *   `WORKOS_ALLOW_HTTP` is read
     * @param allowSecretKeyInApp allows a secret key in an app, where whoever has the app can read it. For tests only
     * @param timeout the time for a whole call, with its retries and the body: 60 s
     * @param attemptTimeout the time for each attempt, with the body: 30 s
     * @param connectTimeout the time for making a connection, TLS included: 10 s
     * @param maxRetries how many times a call may be tried again: 2. An enrolment is tried again only where it is certain that nothing was
     *   enrolled
     * @param retryBudget how many retries there may be for each call of the last ten seconds, over all calls of the client: 0.2, so that a server
     *   in trouble is not asked a multiple of the usual. With 0 a reserve of a few retries is left; [Double.POSITIVE_INFINITY] lifts the limit
     * @param userAgentSuffix appended to the `User-Agent`, to tell your program from others: `shop/2.1`
     * @param headers further headers for every request
     * @param proxy the proxy to use; without it, the environment says
     * @param noProxy uses no proxy, whatever the environment says
     * @param rootCertificate certificates to trust besides the platform's, as PEM text
     * @param clientCertificate the client's own certificate, with those between it and the authority's, for servers that ask for one (mTLS), as
     *   PEM text; with [clientKey]
     * @param clientKey the key of the client's certificate, as PEM text
     * @param observer hears of every attempt and every call
     * @throws WorkOSException of the kind [ErrorKind.CONFIG] if an option can't be right, or if there is no key
     */
    public constructor(
        apiKey: String? = null,
        tokenProvider: TokenProvider? = null,
        baseUrl: String? = null,
        allowHttp: Boolean? = null,
        allowSecretKeyInApp: Boolean = false,
        timeout: Duration? = null,
        attemptTimeout: Duration? = null,
        connectTimeout: Duration? = null,
        maxRetries: Int? = null,
        retryBudget: Double? = null,
        userAgentSuffix: String? = null,
        headers: Map<String, String> = emptyMap(),
        proxy: String? = null,
        noProxy: Boolean = false,
        rootCertificate: String? = null,
        clientCertificate: String? = null,
        clientKey: String? = null,
        observer: Observer? = null,
    ) : this(
        ClientOptions(
            apiKey = apiKey,
            baseUrl = baseUrl,
            allowHttp = allowHttp,
            allowSecretKeyInApp = allowSecretKeyInApp,
            timeout = timeout?.forCore(),
            attemptTimeout = attemptTimeout?.forCore(),
            connectTimeout = connectTimeout?.forCore(),
            maxRetries = maxRetries?.retries(ErrorKind.CONFIG),
            retryBudget = retryBudget,
            userAgentSuffix = userAgentSuffix,
            headers = headers.forCore(),
            proxy = proxy,
            noProxy = noProxy,
            rootCertificate = rootCertificate,
            clientCertificate = clientCertificate,
            clientKey = clientKey,
        ),
        tokenProvider,
        observer,
    )

    /** A client with this key, the rest as the environment says. */
    public constructor(apiKey: String?) : this(ClientOptions(apiKey = apiKey), null, null)

    /** A client as the environment says: `WORKOS_API_KEY`, `WORKOS_BASE_URL`, `WORKOS_REQUEST_TIMEOUT`, `WORKOS_ALLOW_HTTP`. */
    public constructor() : this(ClientOptions(), null, null)

    /** Closes connections that nobody uses. Calls that run go on; a call that begins later fails. */
    override fun close() {
        calls.close()
    }

    /** Without the key. */
    override fun toString(): String = "WorkOS($calls)"

    /** Makes a client with options, for Java. What is left out, the environment says. */
    @Suppress("TooManyFunctions")
    public class Builder internal constructor() {
        private var options = ClientOptions()
        private var maxRetries: Int? = null
        private var tokenProvider: TokenProvider? = null
        private var observer: Observer? = null

        /** The secret key, `sk_…`. It belongs on a server. */
        public fun apiKey(key: String): Builder = change { copy(apiKey = option(key, "api_key")) }

        /** Supplies the bearer token, for apps, which must not hold the key. */
        public fun tokenProvider(provider: TokenProvider): Builder =
            apply { tokenProvider = option(provider, "token_provider") }

        /** As the other, for a lambda without parameter: called on a thread that may block, and that is interrupted if the call ends first. */
        public fun tokenProvider(provider: Callable<String>): Builder =
            tokenProvider(option(provider, "token_provider").let { blockingProvider { _ -> it.call() } })

        /** As the other, for a lambda with a parameter: called on a thread that may block, and that is interrupted if the call ends first. */
        public fun tokenProvider(provider: BlockingTokenProvider): Builder =
            tokenProvider(option(provider, "token_provider").let { blockingProvider(it::token) })

        /** As the other, for a lambda without parameter: what it gives is cancelled if the call ends first. */
        public fun asyncTokenProvider(provider: Supplier<out CompletionStage<String>>): Builder =
            tokenProvider(option(provider, "token_provider").let { futureProvider { _ -> it.get() } })

        /** As the other, for a lambda with a parameter: what it gives is cancelled if the call ends first. */
        public fun asyncTokenProvider(provider: Function<TokenRequest, out CompletionStage<String>>): Builder =
            tokenProvider(option(provider, "token_provider").let { futureProvider(it::apply) })

        /** Where requests go: `https://api.workos.com`, or your own backend. A path is kept. */
        public fun baseUrl(url: String): Builder = change { copy(baseUrl = option(url, "base_url")) }

        /** Allows plain http to other hosts than this machine. The key is sent in the clear then. If it is not called, `WORKOS_ALLOW_HTTP` is read. */
        public fun allowHttp(allow: Boolean): Builder = change { copy(allowHttp = allow) }

        /** Allows a secret key in an app, where whoever has the app can read it. For tests only. */
        public fun allowSecretKeyInApp(allow: Boolean): Builder = change { copy(allowSecretKeyInApp = allow) }

        /** The time for a whole call, with its retries and the body: 60 s. */
        public fun timeout(timeout: java.time.Duration): Builder =
            change { copy(timeout = option(timeout, "timeout").forCore()) }

        /** The time for each attempt, with the body: 30 s. */
        public fun attemptTimeout(timeout: java.time.Duration): Builder =
            change { copy(attemptTimeout = option(timeout, "attempt_timeout").forCore()) }

        /** The time for making a connection, TLS included: 10 s. */
        public fun connectTimeout(timeout: java.time.Duration): Builder =
            change { copy(connectTimeout = option(timeout, "connect_timeout").forCore()) }

        /** How many times a call may be tried again: 2. */
        public fun maxRetries(retries: Int): Builder = apply { maxRetries = retries }

        /**
         * How many retries there may be for each call of the last ten seconds, over all calls of the client: 0.2. With 0 a reserve of a few retries is
         * left; [Double.POSITIVE_INFINITY] lifts the limit.
         */
        public fun retryBudget(retries: Double): Builder = change { copy(retryBudget = retries) }

        /** Appended to the `User-Agent`, to tell your program from others: `shop/2.1`. */
        public fun userAgentSuffix(suffix: String): Builder =
            change { copy(userAgentSuffix = option(suffix, "user_agent_suffix")) }

        /** A further header for every request. */
        public fun header(name: String, value: String): Builder =
            change { copy(headers = headers + Header(option(name, "headers"), option(value, "headers"))) }

        /** The proxy to use; without it, the environment says. */
        public fun proxy(url: String): Builder = change { copy(proxy = option(url, "proxy")) }

        /** Uses no proxy, whatever the environment says. */
        public fun noProxy(): Builder = change { copy(noProxy = true) }

        /** Certificates to trust besides the platform's, as PEM text. */
        public fun rootCertificate(pem: String): Builder =
            change { copy(rootCertificate = option(pem, "root_certificate")) }

        /**
         * The client's own certificate, for servers that ask for one (mTLS).
         *
         * @param certificate the certificate, with those between it and the authority's, as PEM text
         * @param key its key, as PEM text
         */
        public fun clientCertificate(certificate: String, key: String): Builder =
            change { copy(clientCertificate = option(certificate, "client_certificate"), clientKey = option(key, "client_key")) }

        /** Hears of every attempt and every call. */
        public fun observer(observer: Observer): Builder = apply { this.observer = option(observer, "observer") }

        /** @throws WorkOSException of the kind [ErrorKind.CONFIG] if an option can't be right, or if there is no key */
        public fun build(): WorkOS =
            WorkOS(options.copy(maxRetries = maxRetries?.retries(ErrorKind.CONFIG)), tokenProvider, observer)

        /** Without the key, the proxy's password and the headers' values. */
        override fun toString(): String =
            options.run {
                "WorkOS.Builder(baseUrl=$baseUrl, timeout=$timeout, attemptTimeout=$attemptTimeout, connectTimeout=$connectTimeout, " +
                    "headers=${headers.map { it.name }})"
            }

        private inline fun change(made: ClientOptions.() -> ClientOptions): Builder = apply { options = options.made() }
    }

    public companion object {
        /** Makes a client with options, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}
