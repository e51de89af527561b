//! Kotlin.

use anyhow::Result;
use uniffi_bindgen::bindings::TargetLanguage;

use super::Language;

pub(super) const LANGUAGE: Language = Language {
    target: TargetLanguage::Kotlin,
    files: &[("dev/workosmfa/workos_mfa.kt", "kotlin/generated/dev/workosmfa/Native.kt")],
    adapt,
    comment: "//",
};

fn adapt(_file: &str, code: &str) -> Result<String> {
    Ok(code.to_owned())
}
