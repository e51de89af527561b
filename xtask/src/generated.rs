//! What is changed in generated code before it is committed.

use anyhow::{Result, ensure};

/// Replaces a text that must be there so many times: a generator that writes it differently is noticed.
///
/// # Errors
///
/// If it is there more often, or less.
pub fn replace(code: &str, found: &str, wanted: &str, times: usize) -> Result<String> {
    ensure!(
        code.matches(found).count() == times,
        "the generated code no longer holds this {times} times; look at who adapts it in xtask/src/bin:\n{found}"
    );
    Ok(code.replace(found, wanted))
}
