/// The options of one call. What is left out stays as the client has it.
public struct CallOptions: Sendable {
    /// The time for the whole call, with its retries and the body.
    public var timeout: Duration?
    /// The time for each attempt, with the body.
    public var attemptTimeout: Duration?
    /// How many times the call may be tried again.
    public var maxRetries: UInt?
    /// Further headers for this call. They replace the client's of the same name.
    public var headers: [String: String]

    /// No options unless given: all as the client has it.
    public init(
        timeout: Duration? = nil,
        attemptTimeout: Duration? = nil,
        maxRetries: UInt? = nil,
        headers: [String: String] = [:]
    ) {
        self.timeout = timeout
        self.attemptTimeout = attemptTimeout
        self.maxRetries = maxRetries
        self.headers = headers
    }

    /// `nil` if there is nothing to say, which is the cheaper way to say it.
    var native: NativeCallOptions? {
        if timeout == nil && attemptTimeout == nil && maxRetries == nil && headers.isEmpty { return nil }
        return NativeCallOptions(
            timeout: timeout?.seconds,
            attemptTimeout: attemptTimeout?.seconds,
            maxRetries: maxRetries.map(UInt32.init(clamping:)),
            headers: headers.asList
        )
    }
}

extension Duration {
    /// As the core takes it. What is negative becomes nothing, which the core refuses, with the option's name.
    var seconds: Double {
        let (seconds, attoseconds) = components
        return max(0, Double(seconds) + Double(attoseconds) / 1e18)
    }
}

extension [String: String] {
    var asList: [Header] {
        sorted { $0.key < $1.key }.map { Header(name: $0.key, value: $0.value) }
    }
}
