/// A closure as the core asks it.
final class ClosureTokens: TokenProvider {
    private let closure: @Sendable () async throws -> String

    init(_ closure: @escaping @Sendable () async throws -> String) {
        self.closure = closure
    }

    func token() async throws -> String {
        do {
            return try await closure()
        } catch {
            throw TokenProviderFailure.Failed(reason: String(describing: error))
        }
    }
}
