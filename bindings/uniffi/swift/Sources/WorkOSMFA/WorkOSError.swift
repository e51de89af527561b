import Foundation

/// Why a call or the making of a client failed. Its fields are the same in every language of this client.
public struct WorkOSError: Error, Sendable, Equatable {
    let details: ErrorDetails

    /// What kind of thing went wrong.
    public var kind: ErrorKind { details.kind }
    /// What went wrong, and what to do about it, in English.
    public var message: String { details.message }
    /// The HTTP status, if there was an answer.
    public var status: Int? { details.status.map(Int.init) }
    /// The server's own code for what went wrong.
    public var code: String? { details.code }
    /// What is wrong with which field of the request or which option of the client.
    public var fieldErrors: [FieldError] { details.fieldErrors }
    /// The answer's `x-request-id`. WorkOS' support asks for it.
    public var requestId: String? { details.requestId }
    /// How long the server asks to wait.
    public var retryAfter: Duration? { details.retryAfter.map { .seconds($0) } }
    /// What is known of the effect on the server.
    public var outcome: Outcome { details.outcome }
    /// How many times the request was tried.
    public var attempts: Int { Int(details.attempts) }
    /// How long the call took, with all attempts and waits.
    public var elapsed: Duration { .seconds(details.elapsed) }
    /// The factor that now exists although the reply to its enrolment could not be read.
    public var factorId: String? { details.factorId }
    /// The answer's body, at most 4 KiB of it. It is in no description.
    public var body: String? { details.body }
    /// The answer's headers, under their names in lower case; several values of a name are joined by `, `. No description shows a value.
    public var headers: [String: String] { details.headers }
    /// Whether another retry was due and the client's `retryBudget` did not allow it.
    public var retryBudgetExhausted: Bool { details.retryBudgetExhausted }
    /// What lies below, from the outermost in.
    public var causes: [String] { details.causes }

    /// An error as the client would throw it, for fakes of ``MFAClient``.
    public init(
        kind: ErrorKind, message: String, status: Int? = nil, code: String? = nil, fieldErrors: [FieldError] = [],
        requestId: String? = nil, retryAfter: Duration? = nil, outcome: Outcome = .rejected, factorId: String? = nil,
        headers: [String: String] = [:], retryBudgetExhausted: Bool = false
    ) {
        let description = "\(message) (\(kind.code())\(status.map { ", status \($0)" } ?? ""))"
        details = ErrorDetails(
            kind: kind, message: message, status: status.map(UInt16.init(clamping:)), code: code, fieldErrors: fieldErrors,
            requestId: requestId, retryAfter: retryAfter?.seconds, outcome: outcome, attempts: outcome == .notSent ? 0 : 1,
            elapsed: 0, factorId: factorId, body: nil, headers: headers, retryBudgetExhausted: retryBudgetExhausted,
            causes: [], description: description)
    }

    init(details: ErrorDetails) {
        self.details = details
    }
}

extension WorkOSError: LocalizedError, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The message with the most important fields, on one line.
    public var description: String { details.description }
    /// All but the body.
    public var debugDescription: String { details.debugDescription }
    public var errorDescription: String? { description }
    public var customMirror: Mirror { .redacted(self, description) }
}

/// Runs what is generated, and throws what is documented.
func rethrowing<T>(_ body: () throws -> T) throws -> T {
    do {
        return try body()
    } catch let Failure.Failed(details) {
        throw WorkOSError(details: details)
    }
}

/// As above, for async calls.
func rethrowing<T: Sendable>(_ body: () async throws -> T) async throws -> T {
    do {
        return try await body()
    } catch let Failure.Failed(details) {
        throw WorkOSError(details: details)
    }
}
