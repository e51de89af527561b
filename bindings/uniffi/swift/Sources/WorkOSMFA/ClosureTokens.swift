/// A closure as the core asks it.
final class ClosureTokens: TokenProvider {
    private let closure: @Sendable (TokenRequest) async throws -> String

    init(_ closure: @escaping @Sendable (TokenRequest) async throws -> String) {
        self.closure = closure
    }

    func token(request: TokenRequest) async throws -> String {
        do {
            return try await closure(request)
        } catch {
            throw TokenProviderFailure.Failed(reason: String(describing: error))
        }
    }
}
