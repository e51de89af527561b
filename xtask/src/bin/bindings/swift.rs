//! Swift.

use anyhow::Result;
use uniffi_bindgen::bindings::TargetLanguage;

use super::Language;

pub(super) const LANGUAGE: Language = Language {
    target: TargetLanguage::Swift,
    files: &[
        ("WorkOSMFA.swift", "swift/Sources/WorkOSMFA/Generated/Native.swift"),
        ("WorkOSMFAFFI.h", "swift/Sources/WorkOSMFAFFI/include/WorkOSMFAFFI.h"),
        ("WorkOSMFAFFI.modulemap", "swift/Sources/WorkOSMFAFFI/include/module.modulemap"),
    ],
    adapt,
    comment: "//",
};

fn adapt(_file: &str, code: &str) -> Result<String> {
    Ok(code.to_owned())
}
