import Foundation
import Testing
import WorkOSMFA

@Suite struct ObserverTests {
    @Test func everyCallHasAStartAttemptsAndAnEnd() async throws {
        let seen = Seen()
        let workos = try WorkOS(apiKey: Environment.key, baseURL: Environment.emulator, observer: seen)
        _ = try await failure { try await workos.mfa.getFactor("auth_factor_none") }
        let (starts, attempts, calls) = seen.all
        let (start, attempt, call) = (try #require(starts.first), try #require(attempts.first), try #require(calls.first))
        #expect(starts.count == 1 && attempts.count == 1 && calls.count == 1)
        #expect(start.operation == "get_factor" && attempt.operation == "get_factor" && call.operation == "get_factor")
        #expect(start.callId == attempt.callId && start.callId == call.callId)
        #expect(attempt.attempt == 1 && attempt.status == 404 && attempt.retryIn == nil)
        #expect(call.attempts == 1 && call.status == 404 && call.errorKind == .notFound && call.outcome == .rejected)
        #expect(call.requestId?.isEmpty == false && call.requestId == attempt.requestId)
        #expect(call.elapsed > .zero)
    }

    @Test func aCancelledCallSaysWhatIsKnownOfIt() async throws {
        let server = try SilentServer()
        let seen = Seen()
        let workos = try WorkOS(apiKey: "sk_test_1", baseURL: server.url, observer: seen)
        let task = Task { try await workos.mfa.enrollFactor(.genericOtp()) }
        var events = server.events.makeAsyncIterator()
        #expect(await events.next() == "request")
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(await events.next() == "closed")
        let call = try #require(await seen.ended())
        #expect(call.errorKind == .cancelled && call.outcome == .unknown && call.attempts == 1)
    }

    @Test func aLogGetsLevelsAndFields() async throws {
        let (lines, continuation) = AsyncStream.makeStream(of: (LogObserver.Level, String, [String: String]).self)
        let observer = LogObserver { continuation.yield(($0, $1, $2)) }
        let workos = try WorkOS(apiKey: Environment.key, baseURL: Environment.emulator, observer: observer)
        _ = try await failure { try await workos.mfa.getFactor("auth_factor_none") }
        var iterator = lines.makeAsyncIterator()
        let attempt = try #require(await iterator.next())
        let call = try #require(await iterator.next())
        #expect(attempt.0 == .debug && attempt.1 == "get_factor attempt" && attempt.2["attempt"] == "1")
        #expect(call.0 == .error && call.1 == "get_factor" && call.2["operation"] == "get_factor")
        #expect(call.2["status"] == "404" && call.2["error_kind"] == "not_found" && call.2["outcome"] == "rejected")
        #expect(call.2["request_id"]?.isEmpty == false && call.2["attempts"] == "1")
        #expect(Double(call.2["elapsed"] ?? "").map { $0 > 0 } == true)
    }
}

/// Keeps what it sees.
private final class Seen: Observer {
    private let lock = NSLock()
    nonisolated(unsafe) private var starts: [StartEvent] = []
    nonisolated(unsafe) private var attempts: [AttemptEvent] = []
    nonisolated(unsafe) private var calls: [CallEvent] = []
    private let ends = AsyncStream.makeStream(of: CallEvent.self)

    var all: ([StartEvent], [AttemptEvent], [CallEvent]) { lock.withLock { (starts, attempts, calls) } }

    /// The first call that has ended or will.
    func ended() async -> CallEvent? {
        var iterator = ends.stream.makeAsyncIterator()
        return await iterator.next()
    }

    func onStart(_ event: StartEvent) { lock.withLock { starts.append(event) } }
    func onAttempt(_ event: AttemptEvent) { lock.withLock { attempts.append(event) } }
    func onCall(_ event: CallEvent) {
        lock.withLock { calls.append(event) }
        ends.continuation.yield(event)
    }
}
