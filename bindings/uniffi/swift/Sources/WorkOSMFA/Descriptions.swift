// What people and logs see. `print` and `String(describing:)` take descriptions, `dump` and debuggers take mirrors: neither shows a
// secret. The texts are the core's.

extension Mirror {
    /// A mirror that shows no more than a text.
    static func redacted<T>(_ subject: T, _ shown: String) -> Mirror {
        Mirror(subject, children: ["description": shown])
    }
}

extension EnrolledFactor: CustomReflectable {
    public var customMirror: Mirror { .redacted(self, description) }
}

extension EnrolledTotp: CustomReflectable {
    public var customMirror: Mirror { .redacted(self, description) }
}

extension Metadata: CustomReflectable {
    public var customMirror: Mirror { .redacted(self, debugDescription) }
}

extension WorkOS: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { client.description }
    public var debugDescription: String { description }
    public var customMirror: Mirror { .redacted(self, description) }
}

extension MFA: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { client.description }
    public var debugDescription: String { description }
    public var customMirror: Mirror { .redacted(self, description) }
}

extension CallOptions: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        let headers = headers.keys.sorted().joined(separator: ", ")
        return "CallOptions(timeout: \(timeout.shown), attemptTimeout: \(attemptTimeout.shown), "
            + "maxRetries: \(maxRetries.map { "\($0)" } ?? "nil"), headers: [\(headers)])"
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { .redacted(self, description) }
}

extension Duration? {
    fileprivate var shown: String { map { "\($0)" } ?? "nil" }
}

extension ErrorKind: CustomStringConvertible {
    /// The kind's name in every language: `not_found`.
    public var description: String { code() }
}

extension Outcome: CustomStringConvertible {
    /// The outcome's name in every language: `not_sent`.
    public var description: String { code() }
}

extension FactorType: CustomStringConvertible {
    /// The kind as the API has it: `generic_otp`.
    public var description: String { code() }
}
