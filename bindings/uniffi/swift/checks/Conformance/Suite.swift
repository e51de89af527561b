import WorkOSMFA

func together(_ scenarios: [JSON], atOnce limit: Int) async throws -> Bool {
    try await withThrowingTaskGroup(of: Bool.self) { group in
        var passed = true
        for (number, scenario) in scenarios.enumerated() {
            if number >= limit { passed = try await group.next() ?? true && passed }
            group.addTask { try await run(scenario) }
        }
        for try await each in group { passed = each && passed }
        return passed
    }
}

func run(_ scenario: JSON) async throws -> Bool {
    let group = scenario["group"]?.string ?? ""
    let name = scenario["name"]?.string ?? ""
    let started = try await control.ask("POST", "/scenarios/\(group)/\(name)/start")
    var report = JSON.null
    // Kept until the server has judged: a connection that only closes because its client goes has been open for too long.
    var session: Session?
    defer { withExtendedLifetime(session) {} }
    do {
        var made = try Session(started)
        session = made
        report = await made.report()
    } catch let error as WorkOSError {
        var debug = Debug()
        debug.show(error)
        report = .object(["construct_error": wire(error), "calls": .list([]), "debug": .string(debug.text)])
    } catch {
        report = .object(["crash": .string(String(reflecting: error))])
    }
    let judged = try await control.ask("POST", "/sessions/\(started["session"]?.string ?? "")/finish", report)
    if judged["passed"]?.bool == true { return true }
    print("\(group)/\(name): \(judged["diff"]?.string ?? "failed")")
    return false
}
