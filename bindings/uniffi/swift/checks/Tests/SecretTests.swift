import Testing
import WorkOSMFA

@Suite struct SecretTests {
    @Test func neitherDescriptionsNorMirrorsShowASecret() async throws {
        let workos = try client()
        let response = try await workos.mfa.enrollFactorWithMetadata(.totp(issuer: "Foo", user: "al"))
        let totp = try #require(response.value.totp)
        let all = shown(response) + shown(response.value) + shown(totp) + shown(workos) + shown(workos.mfa)
        #expect(all.contains("Foo") && all.contains("[redacted]"), "it shows what is no secret")
        for secret in [totp.secret, totp.qrCode, totp.uri, Environment.key] {
            #expect(!all.contains(secret))
        }
        #expect(!all.contains("otpauth:"))
    }

    @Test func errorsShowNoBodyAndNoKey() async throws {
        let workos = try WorkOS(apiKey: "sk_wrong_1234567890", baseURL: Environment.emulator)
        let error = try await failure { try await workos.mfa.getFactor("auth_factor_1") }
        let body = try #require(error.body)
        #expect(error.kind == .authentication)
        let all = shown(error) + error.localizedDescription
        #expect(!all.contains(body) && !all.contains("sk_wrong_1234567890"))
    }

    @Test func headersOfAReplyShowTheirNamesOnly() async throws {
        let factor = try await client().mfa.enrollFactor(.genericOtp())
        let response = try await client().mfa.getFactorWithMetadata(factor.id)
        let requestId = try #require(response.metadata.headers["x-request-id"])
        #expect(requestId == response.metadata.requestId)
        let type = try #require(response.metadata.headers["content-type"])
        let all = shown(response) + shown(response.metadata)
        #expect(all.contains("content-type") && !all.contains(type))
    }

    @Test func optionsOfACallShowNoHeadersValue() {
        let all = shown(CallOptions(timeout: .seconds(5), headers: ["x-trace": "hidden-value"]))
        #expect(all.contains("x-trace") && all.contains("5"))
        #expect(!all.contains("hidden-value"))
    }
}
