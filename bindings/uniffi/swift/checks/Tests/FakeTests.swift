import Foundation
import Testing
import WorkOSMFA
import WorkOSMFATesting

@Suite struct FakeTests {
    /// What a user's code looks like that is to be tested.
    private func isEnrolled(_ id: String, with mfa: any MFAClient) async throws -> Bool {
        do {
            return try await mfa.getFactor(id).id == id
        } catch let error as WorkOSError where error.kind == .notFound {
            return false
        }
    }

    private struct Fake: MFAClient {
        let factors: [String: Factor]

        func enrollFactor(_ factor: EnrollFactor, options: CallOptions) async throws -> EnrolledFactor {
            throw WorkOSError(kind: .rateLimited, message: "slow down", status: 429, retryAfter: .seconds(3))
        }
        func getFactor(_ id: String, options: CallOptions) async throws -> Factor {
            guard let factor = factors[id] else {
                throw WorkOSError(kind: .notFound, message: "no such factor", status: 404)
            }
            return factor
        }
        func deleteFactor(_ id: String, options: CallOptions) async throws {}
    }

    @Test func aFakeTakesTheClientsPlace() async throws {
        let factor = Factor(
            id: "auth_factor_1", type: .genericOtp, userId: nil, totp: nil, sms: nil, createdAt: Date(), updatedAt: Date())
        let fake = Fake(factors: [factor.id: factor])
        #expect(try await isEnrolled("auth_factor_1", with: fake))
        #expect(try await isEnrolled("auth_factor_2", with: fake) == false)
        let response = try await fake.getFactorWithMetadata("auth_factor_1")
        #expect(response.value == factor && response.metadata.status == 200 && response.metadata.attempts == 1)
        let error = try await failure { try await fake.enrollFactor(.genericOtp()) }
        #expect(error.status == 429 && error.retryAfter == .seconds(3) && error.outcome == .rejected)
        #expect("\(error)" == "slow down (rate_limited, status 429)")
    }

    @Test func theClientItselfIsOne() async throws {
        #expect(try await isEnrolled("auth_factor_none", with: client().mfa) == false)
    }

    @Test func anEmulatorThatRunsElsewhereIsUsed() async throws {
        let emulator = try Emulator.start(
            environment: ["WORKOS_MFA_EMULATOR_URL": Environment.emulator, "WORKOS_MFA_EMULATOR_KEY": Environment.key])
        let workos = try emulator.client()
        let factor = try await workos.mfa.enrollFactor(.genericOtp())
        emulator.stop()
        // It belongs to whoever started it.
        #expect(try await client().mfa.getFactor(factor.id).id == factor.id)
    }

    @Test func anEmulatorIsStartedAndEnded() async throws {
        let program = ProcessInfo.processInfo.environment["WORKOS_MFA_PROGRAM"] ?? "WORKOS_MFA_PROGRAM is not set"
        let emulator = try Emulator.start(apiKey: "sk_test_swift", environment: ["WORKOS_MFA_PROGRAM": program])
        let workos = try emulator.client(maxRetries: 0)
        #expect(emulator.url != Environment.emulator)
        let factor = try await workos.mfa.enrollFactor(.totp(issuer: "Foo", user: "al"))
        #expect(try await workos.mfa.getFactor(factor.id).id == factor.id)
        emulator.stop()
        let error = try await failure { try await workos.mfa.getFactor(factor.id) }
        #expect(error.kind == .connect || error.kind == .transport)
    }

    @Test func aProgramThatIsNotThereIsAnError() {
        #expect(throws: EmulatorError.self) {
            try Emulator.start(environment: ["WORKOS_MFA_PROGRAM": "/no/such/program"])
        }
    }
}
