/// Sees every attempt and every call of a client, for logs and metrics. No event holds a secret.
///
/// Each call has a start, an attempt for each request that ends, and an end, also if its task is cancelled: the ``CallEvent`` has the kind
/// `cancelled` then, and says what is known of the effect on the server. What is refused before a call begins has no events.
///
/// It is called on the thread that all calls share, so it must be quick and must not block. ``LogObserver`` writes the events to a log.
public protocol Observer: Sendable {
    /// A call begins.
    func onStart(_ event: StartEvent)
    /// An attempt has ended.
    func onAttempt(_ event: AttemptEvent)
    /// A call has ended.
    func onCall(_ event: CallEvent)
}

extension Observer {
    public func onStart(_ event: StartEvent) {}
    public func onAttempt(_ event: AttemptEvent) {}
    public func onCall(_ event: CallEvent) {}
}

/// The beginning of a call.
public struct StartEvent: Sendable {
    /// The call's number. It is the same in all of a call's events, and in no other's of this process.
    public let callId: UInt64
    /// `enroll_factor`, `get_factor` or `delete_factor`.
    public let operation: String
}

/// The end of an attempt.
public struct AttemptEvent: Sendable {
    /// The call's number.
    public let callId: UInt64
    /// `enroll_factor`, `get_factor` or `delete_factor`.
    public let operation: String
    /// Which attempt of the call this was, from 1.
    public let attempt: Int
    /// The HTTP status, if there was an answer.
    public let status: Int?
    /// The answer's `x-request-id`.
    public let requestId: String?
    /// How long the attempt took.
    public let elapsed: Duration
    /// What went wrong, if anything did.
    public let errorKind: ErrorKind?
    /// How long the client waits before it tries again; `nil` if it does not.
    public let retryIn: Duration?
}

/// The end of a call.
public struct CallEvent: Sendable {
    /// The call's number.
    public let callId: UInt64
    /// `enroll_factor`, `get_factor` or `delete_factor`.
    public let operation: String
    /// How many attempts were made, or begun if the call was cancelled.
    public let attempts: Int
    /// The last answer's HTTP status; `nil` if the call was cancelled.
    public let status: Int?
    /// The last answer's `x-request-id`; `nil` if the call was cancelled.
    public let requestId: String?
    /// How long the call took, with its waits.
    public let elapsed: Duration
    /// What went wrong, if anything did.
    public let errorKind: ErrorKind?
    /// What is known of the effect on the server, if anything went wrong.
    public let outcome: Outcome?
}

/// Passes events on to a user's observer.
final class Events: NativeObserver {
    private let observer: any Observer

    init(_ observer: any Observer) {
        self.observer = observer
    }

    func onStart(event: NativeStartEvent) {
        observer.onStart(StartEvent(callId: event.callId, operation: event.operation))
    }

    func onAttempt(event: NativeAttemptEvent) {
        observer.onAttempt(
            AttemptEvent(
                callId: event.callId, operation: event.operation, attempt: Int(event.attempt),
                status: event.status.map(Int.init), requestId: event.requestId, elapsed: .seconds(event.elapsed),
                errorKind: event.errorKind, retryIn: event.retryIn.map { .seconds($0) }))
    }

    func onCall(event: NativeCallEvent) {
        observer.onCall(
            CallEvent(
                callId: event.callId, operation: event.operation, attempts: Int(event.attempts),
                status: event.status.map(Int.init), requestId: event.requestId, elapsed: .seconds(event.elapsed),
                errorKind: event.errorKind, outcome: event.outcome))
    }
}
