import Foundation
import WorkOSMFA

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What `cargo xtask test swift` started for these tests.
enum Environment {
    static let emulator = variable("EMULATOR_URL")
    static let key = variable("EMULATOR_KEY")
    static let backend = variable("BACKEND_URL")
    /// What the user's login has brought.
    static let token = variable("BACKEND_TOKEN")

    private static func variable(_ name: String) -> String {
        ProcessInfo.processInfo.environment[name] ?? "\(name) is not set; run `cargo xtask test swift`"
    }
}

func client() throws -> WorkOS {
    try WorkOS(apiKey: Environment.key, baseURL: Environment.emulator)
}

/// All that a careless program could log.
func shown(_ value: Any) -> String {
    var text = "\(value)\n\(String(reflecting: value))\n\([value])\n\(Optional(value) as Any)\n"
    dump(value, to: &text)
    return text
}

/// The error that this ends with. It is a failure of the test if there is none, or another.
func failure<T>(_ body: () async throws -> T) async throws -> WorkOSError {
    do {
        _ = try await body()
    } catch let error as WorkOSError {
        return error
    }
    throw Succeeded()
}

/// What should have failed did not.
struct Succeeded: Error {}

/// A server that reads a request, never answers, and notices when the other side closes the connection.
final class SilentServer: Sendable {
    let url: String
    private let socket: Int32
    /// One element when a request has arrived, one more when its connection is closed.
    let events: AsyncStream<String>

    init() throws {
        let listening = SilentServer.listener()
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listening, $0, length) == 0 && listen(listening, 8) == 0 && getsockname(listening, $0, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        socket = listening
        let (events, continuation) = AsyncStream.makeStream(of: String.self)
        self.events = events
        Thread.detachNewThread {
            let connection = accept(listening, nil, nil)
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = read(connection, &buffer, buffer.count)
                if count <= 0 { break }
                continuation.yield("request")
            }
            continuation.yield("closed")
            continuation.finish()
            close(connection)
        }
    }

    deinit { close(socket) }

    /// A function, since in here `socket` is the property.
    private static func listener() -> Int32 {
        #if canImport(Darwin)
            Darwin.socket(AF_INET, SOCK_STREAM, 0)
        #else
            Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
    }
}
