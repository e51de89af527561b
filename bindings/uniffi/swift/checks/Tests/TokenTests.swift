import Foundation
import Testing
import WorkOSMFA

@Suite struct TokenTests {
    /// An app has no key: it asks the team's own backend, which has one.
    @Test func anAppReachesTheApiThroughItsBackend() async throws {
        let workos = try WorkOS(tokenProvider: { Environment.token }, baseURL: Environment.backend)
        let factor = try await workos.mfa.enrollFactor(.totp(issuer: "Foo Corp", user: "alan@example.com"))
        #expect(factor.totp?.secret.isEmpty == false)
        #expect(try await workos.mfa.getFactor(factor.id).id == factor.id)
        try await workos.mfa.deleteFactor(factor.id)
        let error = try await failure { try await workos.mfa.getFactor(factor.id) }
        #expect(error.kind == .notFound)
    }

    @Test func aProviderThatFailsIsACauseOfTheError() async throws {
        struct LoggedOut: Error {}
        let workos = try WorkOS(tokenProvider: { throw LoggedOut() }, baseURL: Environment.emulator)
        let error = try await failure { try await workos.mfa.getFactor("auth_factor_1") }
        #expect(error.kind == .authentication)
        #expect(error.outcome == .notSent)
        #expect(error.causes.contains { $0.contains("LoggedOut") })
    }

    /// One that takes a request is told of the refusal; its other token is used, in the same call.
    @Test func aProviderIsToldThatItsTokenWasRefused() async throws {
        let (asked, continuation) = AsyncStream.makeStream(of: Bool.self)
        let workos = try WorkOS(
            tokenProvider: { request in
                continuation.yield(request.refused)
                return request.refused ? Environment.key : "stale"
            }, baseURL: Environment.emulator, maxRetries: 0)
        let response = try await workos.mfa.enrollFactorWithMetadata(.genericOtp())
        #expect(response.metadata.attempts == 2)
        continuation.finish()
        #expect(await asked.reduce(into: []) { $0.append($1) } == [false, true])
    }

    @Test func aProviderThatTakesTooLongIsCancelled() async throws {
        let (cancelled, continuation) = AsyncStream.makeStream(of: Bool.self)
        let workos = try WorkOS(
            tokenProvider: {
                await withTaskCancellationHandler {
                    try? await Task.sleep(for: .seconds(3600))
                } onCancel: {
                    continuation.yield(true)
                }
                return "late"
            }, baseURL: Environment.emulator, timeout: .milliseconds(200), maxRetries: 0)
        let error = try await failure { try await workos.mfa.getFactor("auth_factor_1") }
        #expect(error.kind == .timeout)
        var events = cancelled.makeAsyncIterator()
        #expect(await events.next() == true)
    }
}
