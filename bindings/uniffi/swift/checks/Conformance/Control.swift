import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The scripted server's control API.
struct Control: Sendable {
    private let base = ProcessInfo.processInfo.environment["WORKOS_MFA_CONFORMANCE"] ?? ""

    func ask(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> JSON {
        guard let url = URL(string: "\(base)\(path)?language=swift") else { throw URLError(.badURL) }
        var request = URLRequest(url: url, timeoutInterval: 120)
        request.httpMethod = method
        if let body { request.httpBody = try JSONEncoder().encode(body) }
        let (data, _) = try await URLSession.shared.data(for: request)
        return try JSONDecoder().decode(JSON.self, from: data)
    }
}

/// What a careless program would log.
struct Debug {
    private(set) var text = ""

    mutating func show(_ value: Any) {
        text += "\(value)\n\(String(reflecting: value))\n"
        dump(value, to: &text)
    }
}
