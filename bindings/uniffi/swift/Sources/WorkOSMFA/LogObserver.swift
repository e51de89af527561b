#if canImport(os)
    import os
#endif

/// Writes the end of every attempt and every call to a log: at ``Level/debug``; at ``Level/info`` where an attempt is to be repeated, and at
/// ``Level/error`` where a call failed.
///
/// On Apple's systems, `LogObserver()` writes to the system's log. Elsewhere, or for another log, pass it what writes. With swift-log:
///
/// ```swift
/// let logger = Logger(label: "mfa")
/// let observer = LogObserver { level, message, fields in
///     logger.log(level: .init(rawValue: level.rawValue)!, "\(message)", metadata: fields.mapValues { .string($0) })
/// }
/// let workos = try WorkOS(observer: observer)
/// ```
public struct LogObserver: Observer {
    /// How important a line is. The names are those of swift-log's levels.
    public enum Level: String, Sendable {
        /// All is well.
        case debug
        /// An attempt failed, and another one follows.
        case info
        /// A call failed.
        case error
    }

    private let write: @Sendable (Level, String, [String: String]) -> Void

    /// - Parameter write: Gets each line's level, its text (`get_factor attempt`, `get_factor`), and what else is known, by name: `call_id`,
    ///   `operation`, `attempt` or `attempts`, `status`, `request_id`, `elapsed` (seconds), `error_kind`, `retry_in` (seconds), `outcome`.
    public init(_ write: @escaping @Sendable (Level, String, [String: String]) -> Void) {
        self.write = write
    }

    #if canImport(os)
        /// Writes to the system's log. Nothing in the lines is private: no event holds a secret.
        public init(_ logger: os.Logger = os.Logger(subsystem: "dev.workosmfa", category: "calls")) {
            self.init { level, message, fields in
                let details = fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
                switch level {
                case .debug: logger.debug("\(message, privacy: .public) \(details, privacy: .public)")
                case .info: logger.info("\(message, privacy: .public) \(details, privacy: .public)")
                case .error: logger.error("\(message, privacy: .public) \(details, privacy: .public)")
                }
            }
        }
    #endif

    public func onAttempt(_ event: AttemptEvent) {
        var fields = ["call_id": "\(event.callId)", "operation": event.operation, "attempt": "\(event.attempt)"]
        fields["status"] = event.status.map { "\($0)" }
        fields["request_id"] = event.requestId
        fields["elapsed"] = "\(event.elapsed / .seconds(1))"
        fields["error_kind"] = event.errorKind?.description
        fields["retry_in"] = event.retryIn.map { "\($0 / .seconds(1))" }
        write(event.retryIn == nil ? .debug : .info, "\(event.operation) attempt", fields)
    }

    public func onCall(_ event: CallEvent) {
        var fields = ["call_id": "\(event.callId)", "operation": event.operation, "attempts": "\(event.attempts)"]
        fields["status"] = event.status.map { "\($0)" }
        fields["request_id"] = event.requestId
        fields["elapsed"] = "\(event.elapsed / .seconds(1))"
        fields["error_kind"] = event.errorKind?.description
        fields["outcome"] = event.outcome?.description
        write(event.errorKind == nil ? .debug : .error, event.operation, fields)
    }
}
