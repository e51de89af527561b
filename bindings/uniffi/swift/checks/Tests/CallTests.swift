import Foundation
import Testing
import WorkOSMFA

@Suite struct CallTests {
    @Test func enrolsReadsAndDeletes() async throws {
        let workos = try client()
        let enrolled = try await workos.mfa.enrollFactor(.totp(issuer: "Foo Corp", user: "alan@example.com"))
        #expect(enrolled.type == .totp)
        #expect(enrolled.totp?.issuer == "Foo Corp")
        #expect(enrolled.totp?.uri.contains(enrolled.totp?.secret ?? "?") == true)
        #expect(abs(enrolled.createdAt.timeIntervalSinceNow) < 3600)

        let response = try await workos.mfa.getFactorWithMetadata(enrolled.id)
        #expect(response.value.id == enrolled.id)
        #expect(response.value.createdAt == enrolled.createdAt)
        #expect(response.metadata.status == 200)
        #expect(response.metadata.attempts == 1)

        try await workos.mfa.deleteFactor(enrolled.id)
        let error = try await failure { try await workos.mfa.getFactor(enrolled.id) }
        #expect(error.kind == .notFound)
        #expect(error.status == 404)
        #expect(error.outcome == .rejected)
        #expect(error.requestId?.isEmpty == false)
        #expect(error.localizedDescription == error.description)
    }

    @Test func refusesWhatCanNotBeAnIdBeforeAnythingIsSent() async throws {
        let workos = try WorkOS(apiKey: "sk_test_1", baseURL: "http://127.0.0.1:9")
        for id in ["", "..", "../../organizations/org_1", "a/b", "a?b", "a\nb"] {
            let error = try await failure { try await workos.mfa.deleteFactor(id) }
            #expect(error.kind == .invalidRequest)
            #expect(error.outcome == .notSent)
            #expect(error.fieldErrors.first?.field == "id")
        }
    }

    @Test func takesATypeThatIsKnownOnlyAtRunTime() throws {
        #expect(try EnrollFactor(type: "sms", phoneNumber: "+15555555555") == .sms(phoneNumber: "+15555555555"))
        #expect(try EnrollFactor(type: "generic_otp", userId: "user_1") == .genericOtp(userId: "user_1"))
        #expect(
            try EnrollFactor(type: "totp", issuer: "Foo", user: "al") == .totp(issuer: "Foo", user: "al"))
        #expect(throws: WorkOSError.self) { try EnrollFactor(type: "sms") }
        #expect(throws: WorkOSError.self) { try EnrollFactor(type: "pigeon") }
    }

    @Test func wrongOptionsFailWhenTheClientIsMade() async throws {
        let wrong: [(String, () throws -> WorkOS)] = [
            ("base_url", { try WorkOS(apiKey: "sk_1", baseURL: "http://api.workos.com") }),
            ("timeout", { try WorkOS(apiKey: "sk_1", timeout: .zero) }),
            ("timeout", { try WorkOS(apiKey: "sk_1", timeout: .seconds(-1)) }),
            ("api_key", { try WorkOS(apiKey: "sk_\n") }),
            ("token_provider", { try WorkOS(apiKey: "sk_1", tokenProvider: { "t" }) }),
            ("retry_budget", { try WorkOS(apiKey: "sk_1", retryBudget: -1) }),
            ("client_certificate", { try WorkOS(apiKey: "sk_1", clientCertificate: "-----BEGIN CERTIFICATE-----") }),
        ]
        for (option, make) in wrong {
            let error = try await failure { try make() }
            #expect(error.kind == .config)
            #expect(error.fieldErrors.first?.field == option)
        }
    }

    @Test func manyTasksShareAClient() async throws {
        let workos = try client()
        let factor = try await workos.mfa.enrollFactor(.genericOtp())
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<200 { group.addTask { try await workos.mfa.getFactor(factor.id).id } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids == [factor.id])
    }

    @Test func aCancelledTaskClosesItsConnection() async throws {
        let server = try SilentServer()
        let workos = try WorkOS(apiKey: "sk_test_1", baseURL: server.url)
        let task = Task { try await workos.mfa.enrollFactor(.genericOtp()) }
        var events = server.events.makeAsyncIterator()
        #expect(await events.next() == "request")
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(await events.next() == "closed")
    }

    @Test func aTaskThatIsCancelledAlreadySendsNothing() async throws {
        let workos = try WorkOS(apiKey: "sk_test_1", baseURL: "http://127.0.0.1:9", maxRetries: 0)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await workos.mfa.deleteFactor("auth_factor_1")
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
