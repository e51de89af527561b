//! Swift.

use anyhow::{Result, ensure};
use uniffi_bindgen::bindings::TargetLanguage;
use xtask::generated::replace;

use super::Language;

pub(super) const LANGUAGE: Language = Language {
    target: TargetLanguage::Swift,
    files: &[
        (SOURCE, "swift/Sources/WorkOSMFA/Generated/Native.swift"),
        ("WorkOSMFAFFI.h", "swift/Sources/WorkOSMFAFFI/include/WorkOSMFAFFI.h"),
        ("WorkOSMFAFFI.modulemap", "swift/Sources/WorkOSMFAFFI/include/module.modulemap"),
    ],
    adapt,
    comment: "//",
};

const SOURCE: &str = "WorkOSMFA.swift";

/// What users of the package see of the generated code. The rest is below the code that is written by hand.
const PUBLIC: &[&str] = &[
    "EnrollFactor",
    "EnrolledFactor",
    "EnrolledTotp",
    "ErrorKind",
    "Factor",
    "FactorType",
    "FieldError",
    "Metadata",
    "Outcome",
    "Sms",
    "TokenRequest",
    "Totp",
];

/// The generator has no setting for the following.
fn adapt(file: &str, code: &str) -> Result<String> {
    // The generator gives the new name to one of the library's functions, too, which knows nothing of it.
    let code = code.replace("callback_vtable_nativeobserver", "callback_vtable_observer");
    if file != SOURCE {
        return Ok(code);
    }
    let code = read_in_place(&sendable(&pass_cancellation_on(&code)?)?)?;
    hide(&code.replace("\npublic\nenum ", "\npublic enum "))
}

/// A task that is cancelled ends its call: the future is told so, and dropped, which closes the connection.
fn pass_cancellation_on(code: &str) -> Result<String> {
    const WAIT: &str = "    var pollResult: Int8;
    repeat {
        pollResult = await withUnsafeContinuation {
            pollFunc(
                rustFuture,
                { handle, pollResult in
                    uniffiFutureContinuationCallback(handle: handle, pollResult: pollResult)
                },
                uniffiContinuationHandleMap.insert(obj: $0)
            )
        }
    } while pollResult != UNIFFI_RUST_FUTURE_POLL_READY
";
    let cancellable = format!(
        "    await withTaskCancellationHandler {{\n{}    }} onCancel: {{\n        {}(rustFuture)\n    }}\n",
        WAIT.lines().map(|line| format!("    {line}\n")).collect::<String>(),
        // Every call returns a record.
        "ffi_workos_mfa_uniffi_rust_future_cancel_rust_buffer"
    );
    let code = replace(code, WAIT, &cancellable, 1)?;
    let code =
        replace(&code, "fatalError(\"Cancellation not supported yet\")", "throw CancellationError()", 1)?;
    let uncancellable =
        code.matches("_rust_future_poll_").count() - code.matches("_rust_future_poll_rust_buffer").count();
    ensure!(uncancellable == 0, "an async call returns no record; look at `pass_cancellation_on`");
    Ok(code)
}

/// What a task runs has to be sendable in Swift 6. (The compiler 6.0 does not say so here: it crashes.)
fn sendable(code: &str) -> Result<String> {
    let mut code = code.to_owned();
    for (found, wanted, times) in [
        ("uniffiTraitInterfaceCallAsync<T>(", "uniffiTraitInterfaceCallAsync<T: Sendable>(", 1),
        (
            "uniffiTraitInterfaceCallAsyncWithError<T, E>(",
            "uniffiTraitInterfaceCallAsyncWithError<T: Sendable, E>(",
            1,
        ),
        ("makeCall: @escaping () async", "makeCall: @escaping @Sendable () async", 2),
        ("handleSuccess: @escaping (T)", "handleSuccess: @escaping @Sendable (T)", 2),
        ("handleError: @escaping (Int8", "handleError: @escaping @Sendable (Int8", 2),
        (
            "let makeCall = {\n                () async",
            "let makeCall = {\n                @Sendable () async",
            1,
        ),
        ("let uniffiHandleSuccess = { (", "let uniffiHandleSuccess = { @Sendable (", 1),
        (
            "let uniffiHandleError = { (statusCode, errorBuf) in",
            "let uniffiHandleError = { @Sendable (statusCode: Int8, errorBuf: RustBuffer) in",
            1,
        ),
        ("lowerError: @escaping (E)", "lowerError: @escaping @Sendable (E)", 1),
        // What a token provider is asked for is read in the task that runs it, and by nothing else.
        (
            "fileprivate extension RustBuffer {",
            "extension RustBuffer: @retroactive @unchecked Sendable {}\n\nfileprivate extension RustBuffer {",
            1,
        ),
    ] {
        code = replace(&code, found, wanted, times)?;
    }
    Ok(code)
}

/// A reply is read where it lies. `Data`, which is Foundation's, copies every text once more, and every number through generic code: for an
/// enrolment, with its QR code, that is a fifth of what the whole call costs.
fn read_in_place(code: &str) -> Result<String> {
    const MEMORY: &str = "UnsafeBufferPointer<UInt8>";
    const READ_INT: &str = "    if T.self == UInt8.self {
        let value = reader.data[reader.offset]
        reader.offset += 1
        return value as! T
    }
    var value: T = 0
    let _ = withUnsafeMutableBytes(of: &value, { reader.data.copyBytes(to: $0, from: range)})
";
    const READ_BYTES: &str = "    var value = [UInt8](repeating: 0, count: count)
    value.withUnsafeMutableBufferPointer({ buffer in
        reader.data.copyBytes(to: buffer, from: range)
    })
";
    const FROM_BUFFER: &str = "fileprivate extension Data {
    init(rustBuffer: RustBuffer) {
        self.init(
            bytesNoCopy: rustBuffer.data!,
            count: Int(rustBuffer.len),
            deallocator: .none
        )
    }
}
";
    let mut code = code.to_owned();
    for (found, wanted) in [
        ("createReader(data: Data)", format!("createReader(data: {MEMORY})")),
        ("Data(rustBuffer: buf)", format!("{MEMORY}(start: buf.data, count: Int(buf.len))")),
        (FROM_BUFFER, String::new()),
        (
            READ_INT,
            "    var value: T = 0
    withUnsafeMutableBytes(of: &value) {
        $0.copyMemory(from: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: reader.data[range])))
    }
"
            .to_owned(),
        ),
        (READ_BYTES, "    let value = UnsafeBufferPointer(rebasing: reader.data[range])\n".to_owned()),
        ("count: Int) throws -> Array<UInt8> {", format!("count: Int) throws -> {MEMORY} {{")),
    ] {
        code = replace(&code, found, &wanted, 1)?;
    }
    let code = code.replace("(data: Data, offset: Data.Index)", &format!("(data: {MEMORY}, offset: Int)"));
    ensure!(!code.contains("Data.Index"), "the generated code reads `Data` somewhere else, too");
    Ok(code)
}

/// Takes `public` and `open` from every declaration but those of [`PUBLIC`].
fn hide(code: &str) -> Result<String> {
    let mut hidden = String::with_capacity(code.len());
    let mut depth = 0_i64;
    let mut keep = false;
    for line in code.lines() {
        if depth == 0
            && let Some(name) = declared(line)
        {
            keep = PUBLIC.contains(&name);
        }
        let text = line.trim_start();
        let shown = ["public convenience ", "public ", "open "].into_iter().find_map(|modifier| {
            let rest = text.strip_prefix(modifier)?;
            Some(if modifier == "public convenience " {
                format!("convenience {rest}")
            } else {
                rest.to_owned()
            })
        });
        match shown {
            Some(rest) if !keep => {
                hidden.push_str(line.get(..line.len() - text.len()).unwrap_or_default());
                hidden.push_str(&rest);
            }
            _ => hidden.push_str(line),
        }
        hidden.push('\n');
        for character in line.chars() {
            depth += match character {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
        }
    }
    ensure!(depth == 0, "the braces of the generated Swift don't match");
    Ok(hidden)
}

/// The name of the type or function that a line declares.
fn declared(line: &str) -> Option<&str> {
    let mut words = line.split([' ', ':', '<', '(', '{']);
    words.find(|word| matches!(*word, "struct" | "class" | "enum" | "protocol" | "func" | "extension"))?;
    words.next()
}
