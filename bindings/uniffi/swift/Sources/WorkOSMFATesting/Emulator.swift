import Foundation
import WorkOSMFA

/// The API on this machine, for tests of your code, with Swift Testing or XCTest: in memory, with real secrets and QR codes.
///
/// ```swift
/// let emulator = try Emulator.start()
/// defer { emulator.stop() }
/// let workos = try emulator.client()
/// let factor = try await workos.mfa.enrollFactor(.genericOtp())
/// ```
///
/// If the environment's `WORKOS_MFA_EMULATOR_URL` is set, an emulator runs there already, and that is used; `WORKOS_MFA_EMULATOR_KEY` is
/// the key that it takes, if it is not ``defaultKey``. Else the command line program `workos-mfa` is started, which only a Mac and Linux
/// can: `WORKOS_MFA_PROGRAM` says where it is, or it is on the path.
public final class Emulator: Sendable {
    /// The key that it takes unless another is given.
    public static let defaultKey = "sk_test_default"

    /// Where it listens.
    public let url: String
    /// The key that it takes.
    public let apiKey: String

    #if os(macOS) || os(Linux)
        /// `nil` if it runs elsewhere.
        private let process: Process?

        private init(url: String, apiKey: String, process: Process?) {
            self.url = url
            self.apiKey = apiKey
            self.process = process
        }
    #else
        private init(url: String, apiKey: String) {
            self.url = url
            self.apiKey = apiKey
        }
    #endif

    /// Finds the one that runs, or starts one at a free port. Blocks until it listens.
    ///
    /// - Parameters:
    ///   - apiKey: The key that it is to take, if it is started.
    ///   - environment: What says where it is: this process's variables.
    /// - Throws: ``EmulatorError``, if there is none and none can be started.
    public static func start(
        apiKey: String = defaultKey, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> Emulator {
        let running = environment["WORKOS_MFA_EMULATOR_URL"] ?? ""
        let itsKey = environment["WORKOS_MFA_EMULATOR_KEY"] ?? defaultKey
        #if os(macOS) || os(Linux)
            if !running.isEmpty { return Emulator(url: running, apiKey: itsKey, process: nil) }
            let process = Process()
            // It looks the program up on the path.
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [
                environment["WORKOS_MFA_PROGRAM"] ?? "workos-mfa", "emulator", "--port", "0", "--api-key", apiKey,
            ]
            process.environment = environment
            let output = Pipe()
            process.standardOutput = output
            do {
                try process.run()
            } catch {
                throw EmulatorError(description: "cannot start the emulator: \(error)")
            }
            var said = Data()
            while true {
                let more = output.fileHandleForReading.availableData
                said.append(more)
                // What comes after the last line's end is the beginning of another.
                let lines = String(decoding: said, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
                for line in lines.dropLast() {
                    let words = line.split(separator: " ")
                    if line.contains("URL:"), let url = words.last, url.hasPrefix("http") {
                        // Nobody reads what it says from now on, and it must not wait for a reader.
                        output.fileHandleForReading.readabilityHandler = { output in
                            if output.availableData.isEmpty { output.readabilityHandler = nil }
                        }
                        return Emulator(url: String(url), apiKey: apiKey, process: process)
                    }
                }
                if more.isEmpty {
                    end(process)
                    throw EmulatorError(
                        description: "workos-mfa ended before it said where it listens: install it, or set WORKOS_MFA_PROGRAM")
                }
            }
        #else
            if !running.isEmpty { return Emulator(url: running, apiKey: itsKey) }
            throw EmulatorError(
                description: "no program can be started here: run `workos-mfa emulator` and set WORKOS_MFA_EMULATOR_URL")
        #endif
    }

    /// A client of it.
    public func client(timeout: Duration? = nil, maxRetries: UInt? = nil, observer: (any Observer)? = nil) throws -> WorkOS {
        try WorkOS(
            apiKey: apiKey, baseURL: url, timeout: timeout, maxRetries: maxRetries, noProxy: true, observer: observer)
    }

    /// Ends it, if it was started here. Its factors are gone.
    public func stop() {
        #if os(macOS) || os(Linux)
            guard let process, process.isRunning else { return }
            end(process)
        #endif
    }

    deinit { stop() }
}

#if os(macOS) || os(Linux)
    /// Not `terminate()`: threads of Swift's block its signal, and on Linux what they start inherits that.
    private func end(_ process: Process) {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
#endif

/// Why there is no emulator.
public struct EmulatorError: Error, CustomStringConvertible {
    /// What to do about it, in English.
    public let description: String
}
