/// A client of the WorkOS multi-factor-authentication API.
///
/// Make one and keep it: it holds the connections and the retry budget, and any number of tasks may share it.
///
/// ```swift
/// let workos = try WorkOS(apiKey: "sk_…")
/// let factor = try await workos.mfa.enrollFactor(.totp(issuer: "Foo Corp", user: "alan@example.com"))
/// ```
///
/// A secret key does not belong in an app: there, use a token provider and your own backend as `baseURL`.
public final class WorkOS: Sendable {
    /// The calls.
    public let mfa: MFA

    let client: SwiftClient

    /// Checks the options. Nothing is sent. What is left out is read from `WORKOS_API_KEY`, `WORKOS_BASE_URL`, `WORKOS_ALLOW_HTTP` and
    /// `WORKOS_REQUEST_TIMEOUT` (seconds), or stays as it is by default.
    ///
    /// - Parameters:
    ///   - apiKey: The secret key. It belongs on a server. Pass either this or `tokenProvider`.
    ///   - tokenProvider: Asked for a token before every attempt; keep one as long as it is valid. What it throws becomes a cause of
    ///     the call's error. When the call ends before it, its task is cancelled. If the server refuses the token with 401, it is asked
    ///     once more; one that wants to know takes a ``TokenRequest``.
    ///   - baseURL: Where requests go: `https://api.workos.com`, or your own backend. A path is kept.
    ///   - timeout: The time for a whole call, with its retries and the body: 60 s.
    ///   - attemptTimeout: The time for each attempt, with the body: 30 s.
    ///   - connectTimeout: The time for making a connection, TLS included: 10 s.
    ///   - maxRetries: How many times a call may be tried again: 2. An enrolment is tried again only where it is certain that nothing was
    ///     enrolled.
    ///   - retryBudget: How many retries each answered call of the last ten seconds allows all calls of the client together: 0.2. With 0
    ///     there is only a small reserve; `.infinity` lifts the limit.
    ///   - headers: Further headers for every request.
    ///   - userAgentSuffix: Appended to the `User-Agent`, to tell your program from others: `shop/2.1`.
    ///   - proxy: The proxy to use; without it, the environment says.
    ///   - noProxy: Uses no proxy, whatever the environment says.
    ///   - rootCertificate: Certificates to trust besides the platform's, as PEM text.
    ///   - clientCertificate: The client's own certificate, with those between it and a trusted one, as PEM text. It needs `clientKey`.
    ///   - clientKey: The certificate's private key, as PEM text.
    ///   - allowHTTP: Allows plain http to other hosts than this machine. The key is sent in the clear then.
    ///   - allowSecretKeyInApp: Allows a secret key in an app, where whoever has the app can read it. For tests only.
    ///   - observer: Sees every attempt and every call, for logs and metrics.
    /// - Throws: ``WorkOSError`` of kind `config`, naming the option.
    public convenience init(
        apiKey: String? = nil,
        tokenProvider: (@Sendable () async throws -> String)? = nil,
        baseURL: String? = nil,
        timeout: Duration? = nil,
        attemptTimeout: Duration? = nil,
        connectTimeout: Duration? = nil,
        maxRetries: UInt? = nil,
        retryBudget: Double? = nil,
        headers: [String: String] = [:],
        userAgentSuffix: String? = nil,
        proxy: String? = nil,
        noProxy: Bool = false,
        rootCertificate: String? = nil,
        clientCertificate: String? = nil,
        clientKey: String? = nil,
        allowHTTP: Bool? = nil,
        allowSecretKeyInApp: Bool = false,
        observer: (any Observer)? = nil
    ) throws {
        let options = ClientOptions(
            apiKey: apiKey,
            baseUrl: baseURL,
            allowHttp: allowHTTP,
            allowSecretKeyInApp: allowSecretKeyInApp,
            timeout: timeout?.seconds,
            attemptTimeout: attemptTimeout?.seconds,
            connectTimeout: connectTimeout?.seconds,
            maxRetries: maxRetries.map(UInt32.init(clamping:)),
            retryBudget: retryBudget,
            userAgentSuffix: userAgentSuffix,
            headers: headers.asList,
            proxy: proxy,
            noProxy: noProxy,
            rootCertificate: rootCertificate,
            clientCertificate: clientCertificate,
            clientKey: clientKey
        )
        try self.init(options, tokenProvider.map { provider in ClosureTokens { _ in try await provider() } }, observer)
    }

    /// As ``init(apiKey:tokenProvider:baseURL:timeout:attemptTimeout:connectTimeout:maxRetries:retryBudget:headers:userAgentSuffix:proxy:noProxy:rootCertificate:clientCertificate:clientKey:allowHTTP:allowSecretKeyInApp:observer:)``,
    /// with a token provider that is told whether the server has just refused its last token with 401: only another one is of use then.
    ///
    /// ```swift
    /// let workos = try WorkOS(
    ///     tokenProvider: { request in try await session.token(refresh: request.refused) },
    ///     baseURL: "https://mfa.your-backend.example"
    /// )
    /// ```
    public convenience init(
        tokenProvider: @escaping @Sendable (TokenRequest) async throws -> String,
        baseURL: String? = nil,
        timeout: Duration? = nil,
        attemptTimeout: Duration? = nil,
        connectTimeout: Duration? = nil,
        maxRetries: UInt? = nil,
        retryBudget: Double? = nil,
        headers: [String: String] = [:],
        userAgentSuffix: String? = nil,
        proxy: String? = nil,
        noProxy: Bool = false,
        rootCertificate: String? = nil,
        clientCertificate: String? = nil,
        clientKey: String? = nil,
        allowHTTP: Bool? = nil,
        observer: (any Observer)? = nil
    ) throws {
        let options = ClientOptions(
            baseUrl: baseURL,
            allowHttp: allowHTTP,
            timeout: timeout?.seconds,
            attemptTimeout: attemptTimeout?.seconds,
            connectTimeout: connectTimeout?.seconds,
            maxRetries: maxRetries.map(UInt32.init(clamping:)),
            retryBudget: retryBudget,
            userAgentSuffix: userAgentSuffix,
            headers: headers.asList,
            proxy: proxy,
            noProxy: noProxy,
            rootCertificate: rootCertificate,
            clientCertificate: clientCertificate,
            clientKey: clientKey
        )
        try self.init(options, ClosureTokens(tokenProvider), observer)
    }

    private init(_ options: ClientOptions, _ tokens: ClosureTokens?, _ observer: (any Observer)?) throws {
        client = try rethrowing {
            try SwiftClient(options: options, tokenProvider: tokens, observer: observer.map(Events.init))
        }
        mfa = MFA(client: client)
    }

    /// The address that requests go to, without a slash at its end.
    public var baseURL: String { client.baseUrl() }
}
