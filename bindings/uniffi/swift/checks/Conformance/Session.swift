import Foundation
import WorkOSMFA

/// One scenario's client and calls.
struct Session {
    private let started: JSON
    private let workos: WorkOS
    private let cancellations = Cancellations()
    private var debug = Debug()

    /// Throws what the client's constructor does.
    init(_ started: JSON) throws {
        self.started = started
        let options = started["client"] ?? .null
        let tokens = options["token_provider"].map { tokenProvider($0.list) }
        let cancellations = cancellations
        workos = try withEnvironment(options["env"]?.strings) {
            try WorkOS(
                apiKey: options["api_key"]?.string,
                tokenProvider: tokens,
                baseURL: options["base_url"]?.string,
                timeout: options["timeout"]?.duration,
                attemptTimeout: options["attempt_timeout"]?.duration,
                connectTimeout: options["connect_timeout"]?.duration,
                maxRetries: options["max_retries"]?.count,
                retryBudget: options["retry_budget"]?.string == "unlimited" ? .infinity : options["retry_budget"]?.number,
                headers: options["headers"]?.strings ?? [:],
                userAgentSuffix: options["user_agent_suffix"]?.string,
                proxy: options["proxy"]?.string,
                noProxy: options["no_proxy"]?.bool ?? false,
                rootCertificate: options["root_certificate"]?.string,
                clientCertificate: options["client_certificate"]?.string,
                clientKey: options["client_key"]?.string,
                allowHTTP: options["allow_http"]?.bool,
                observer: cancellations
            )
        }
        debug.show(workos)
        debug.show(workos.mfa)
    }

    mutating func report() async -> JSON {
        let calls = started["calls"]?.list ?? []
        var reports: [(JSON, Debug)] = []
        if started["parallel"]?.bool == true {
            let (workos, cancellations) = (workos, cancellations)
            reports = await withTaskGroup(of: (Int, (JSON, Debug)).self) { group in
                for (number, call) in calls.enumerated() {
                    group.addTask { (number, await Session.make(call, with: workos, cancellations)) }
                }
                return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
            }
        } else {
            for call in calls { reports.append(await Session.make(call, with: workos, cancellations)) }
        }
        let text = debug.text + reports.map(\.1.text).joined()
        return .object(["calls": .list(reports.map(\.0)), "debug": .string(text)])
    }

    private static func make(
        _ call: JSON, with workos: WorkOS, _ cancellations: Cancellations
    ) async -> (JSON, Debug) {
        if let seconds = call["wait_before"]?.number { try? await Task.sleep(for: .seconds(seconds)) }
        let began = ContinuousClock.now
        let cancelledBefore = call["cancel_before"]?.bool == true
        let task = Task {
            if cancelledBefore { withUnsafeCurrentTask { $0?.cancel() } }
            return try await perform(call, with: workos.mfa)
        }
        if let seconds = call["cancel_after"]?.number {
            Task {
                try? await Task.sleep(for: .seconds(seconds))
                task.cancel()
            }
        }
        var debug = Debug()
        var report: [String: JSON] = [:]
        do {
            let (result, metadata, shown) = try await task.value
            shown.forEach { debug.show($0) }
            report = ["result": result, "metadata": wire(metadata)]
        } catch is CancellationError {
            let event = cancelledBefore ? nil : await cancellations.next()
            report["error"] = .object([
                "kind": .string("cancelled"), "message": .string("the call was cancelled"),
                "outcome": .string("\(event?.outcome ?? .notSent)"), "attempts": .number(Double(event?.attempts ?? 0)),
            ])
        } catch let error as WorkOSError {
            debug.show(error)
            report["error"] = wire(error)
        } catch {
            report["error"] = .object(["kind": .string(String(reflecting: error))])
        }
        report["elapsed_ms"] = .number((began.duration(to: .now) / .milliseconds(1)))
        return (.object(report), debug)
    }

    private static func perform(
        _ call: JSON, with mfa: MFA
    ) async throws -> (JSON, Metadata, [any Sendable]) {
        let given = call["options"] ?? .null
        let options = CallOptions(
            timeout: given["timeout"]?.duration,
            attemptTimeout: given["attempt_timeout"]?.duration,
            maxRetries: given["max_retries"]?.count,
            headers: given["headers"]?.strings ?? [:]
        )
        let arguments = call["args"]?.strings ?? [:]
        switch call["operation"]?.string {
        case "enroll_factor":
            let factor = try EnrollFactor(
                type: arguments["type"] ?? "",
                issuer: arguments["totp_issuer"],
                user: arguments["totp_user"],
                phoneNumber: arguments["phone_number"],
                userId: arguments["user_id"]
            )
            let response = try await mfa.enrollFactorWithMetadata(factor, options: options)
            return (wire(response.value), response.metadata, [factor, options, response, response.value])
        case "get_factor":
            let response = try await mfa.getFactorWithMetadata(arguments["id"] ?? "", options: options)
            return (wire(response.value), response.metadata, [options, response, response.value])
        default:
            let response = try await mfa.deleteFactorWithMetadata(arguments["id"] ?? "", options: options)
            return (.null, response.metadata, [options, response])
        }
    }
}

extension JSON {
    fileprivate var duration: Duration? { number.map { .seconds($0) } }
    fileprivate var count: UInt? { number.map { UInt($0) } }
}

/// Sets these variables and no others that a client would look at, and sets them back.
private func withEnvironment<T>(_ variables: [String: String]?, _ body: () throws -> T) rethrows -> T {
    guard let variables else { return try body() }
    let before = ProcessInfo.processInfo.environment
    let cleared = before.keys.filter { $0.hasPrefix("WORKOS_") || proxies.contains($0) }
    cleared.forEach { unsetenv($0) }
    variables.forEach { setenv($0.key, $0.value, 1) }
    defer {
        variables.keys.forEach { unsetenv($0) }
        cleared.forEach { setenv($0, before[$0] ?? "", 1) }
    }
    return try body()
}

/// Swift's own error says nothing of a cancelled call; its event does.
private final class Cancellations: Observer {
    private let events = AsyncStream.makeStream(of: CallEvent.self)

    func onCall(_ event: CallEvent) {
        if event.errorKind == .cancelled { events.continuation.yield(event) }
    }

    func next() async -> CallEvent? {
        var iterator = events.stream.makeAsyncIterator()
        return await iterator.next()
    }
}

private struct ProviderFailed: Error, CustomStringConvertible {
    let description: String
}

private actor Steps {
    private var steps: [JSON]

    init(_ steps: [JSON]) { self.steps = steps }

    func next() -> JSON? { steps.isEmpty ? nil : steps.removeFirst() }
}

private func tokenProvider(_ list: [JSON]) -> @Sendable () async throws -> String {
    let steps = Steps(list)
    return {
        let step = await steps.next()
        if step?.string == "stall" { try await Task.sleep(for: .seconds(3600)) }
        if let token = step?["token"]?.string { return token }
        throw ProviderFailed(description: step?["fail"]?.string ?? "asked too often")
    }
}
