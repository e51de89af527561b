//! Ruby.

use anyhow::Result;
use uniffi_bindgen::bindings::TargetLanguage;

use super::{Language, replace};

pub(super) const LANGUAGE: Language = Language {
    target: TargetLanguage::Ruby,
    files: &[("workos_mfa.rb", "ruby/lib/workos_mfa/native.rb")],
    adapt,
    comment: "#",
};

/// Lets other threads run while a call waits: without `blocking`, the whole interpreter stands still.
fn adapt(_file: &str, code: &str) -> Result<String> {
    const WAIT: &str = "  attach_function :uniffi_workos_mfa_uniffi_fn_method_blockingcall_wait,
    [:uint64, :uint32, RustCallStatus.by_ref],
    RustBuffer.by_value
";
    replace(code, WAIT, &format!("{},\n    blocking: true\n", WAIT.trim_end()), 1)
}
