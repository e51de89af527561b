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

    /// Checks the options. Nothing is sent. What is left out is read from `WORKOS_API_KEY`, `WORKOS_BASE_URL` and
    /// `WORKOS_REQUEST_TIMEOUT` (seconds), or stays as it is by default.
    ///
    /// - Parameters:
    ///   - apiKey: The secret key. It belongs on a server. Pass either this or `tokenProvider`.
    ///   - tokenProvider: Asked for a token before every attempt; keep one as long as it is valid. What it throws becomes a cause of
    ///     the call's error. When the call ends before it, its task is cancelled.
    ///   - baseURL: Where requests go: `https://api.workos.com`, or your own backend. A path is kept.
    ///   - timeout: The time for a whole call, with its retries and the body: 60 s.
    ///   - attemptTimeout: The time for each attempt, with the body: 30 s.
    ///   - connectTimeout: The time for making a connection, TLS included: 10 s.
    ///   - maxRetries: How many times a call may be tried again: 2. An enrolment is tried again only where it is certain that nothing was
    ///     enrolled.
    ///   - headers: Further headers for every request.
    ///   - userAgentSuffix: Appended to the `User-Agent`, to tell your program from others: `shop/2.1`.
    ///   - proxy: The proxy to use; without it, the environment says.
    ///   - noProxy: Uses no proxy, whatever the environment says.
    ///   - rootCertificate: Certificates to trust besides the platform's, as PEM text.
    ///   - allowHTTP: Allows plain http to other hosts than this machine. The key is sent in the clear then.
    ///   - allowSecretKeyInApp: Allows a secret key in an app, where whoever has the app can read it. For tests only.
    /// - Throws: ``WorkOSError`` of kind `config`, naming the option.
    public init(
        apiKey: String? = nil,
        tokenProvider: (@Sendable () async throws -> String)? = nil,
        baseURL: String? = nil,
        timeout: Duration? = nil,
        attemptTimeout: Duration? = nil,
        connectTimeout: Duration? = nil,
        maxRetries: UInt? = nil,
        headers: [String: String] = [:],
        userAgentSuffix: String? = nil,
        proxy: String? = nil,
        noProxy: Bool = false,
        rootCertificate: String? = nil,
        allowHTTP: Bool = false,
        allowSecretKeyInApp: Bool = false
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
            userAgentSuffix: userAgentSuffix,
            headers: headers.asList,
            proxy: proxy,
            noProxy: noProxy,
            rootCertificate: rootCertificate
        )
        client = try rethrowing {
            try SwiftClient(options: options, tokenProvider: tokenProvider.map(ClosureTokens.init))
        }
        mfa = MFA(client: client)
    }

    /// The address that requests go to, without a slash at its end.
    public var baseURL: String { client.baseUrl() }
}
