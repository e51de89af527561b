// Makes as many calls as each line of standard input says, and prints the nanoseconds of CPU time that they took.
//
//     Bench --call get|enroll|delete --concurrency N --url URL

import Foundation
import WorkOSMFA

#if canImport(Glibc)
    import Glibc
#endif

func argument(_ name: String) -> String {
    let arguments = CommandLine.arguments
    guard let index = arguments.firstIndex(of: "--\(name)"), index + 1 < arguments.count else {
        fatalError("--\(name) is missing")
    }
    return arguments[index + 1]
}

func cpuTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

func make(_ calls: Int, of call: String, with mfa: MFA) async throws {
    for _ in 0..<calls {
        switch call {
        case "get": _ = try await mfa.getFactor("auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ")
        case "enroll": _ = try await mfa.enrollFactor(.totp(issuer: "Foo Corp", user: "alan.turing@example.com"))
        default: try await mfa.deleteFactor("auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ")
        }
    }
}

let call = argument("call")
let concurrency = Int(argument("concurrency")) ?? 1
let mfa = try WorkOS(apiKey: "sk_test_bench", baseURL: argument("url")).mfa
while let line = readLine(), let calls = Int(line) {
    let before = cpuTime()
    try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<concurrency {
            group.addTask { try await make(calls / concurrency, of: call, with: mfa) }
        }
        try await group.waitForAll()
    }
    print(cpuTime() - before)
    fflush(nil)
}
