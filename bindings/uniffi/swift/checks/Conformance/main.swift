// Runs the conformance scenarios. It executes and reports; the server judges.
//
//     conformance run --language swift -- ConformanceRunner

import Foundation

let control = Control()
let proxies = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap { [$0, $0.lowercased()] }
// The control API is reached without one, and so is what scenarios don't name one for.
proxies.forEach { unsetenv($0) }

let scenarios = try await control.ask("GET", "/scenarios")["scenarios"]?.list ?? []
let needsEnvironment = { (scenario: JSON) in
    scenario["needs"]?.list.contains { $0.string == "option.env" } ?? false
}
var passed = try await together(scenarios.filter { !needsEnvironment($0) }, atOnce: 16)
// The environment belongs to the whole process: one at a time, and nothing besides.
passed = try await together(scenarios.filter(needsEnvironment), atOnce: 1) && passed
exit(passed && !scenarios.isEmpty ? 0 : 1)
