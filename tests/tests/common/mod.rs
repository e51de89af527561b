//! Suites that are made for one test.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use workos_mfa_conformance::scenario::{Suite, load};

/// Reads a group as it would be read from its file, `g.json`.
pub(crate) fn loads(group: &Value) -> Result<Suite, String> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("g.json"), group.to_string()).unwrap();
    std::fs::write(
        folder.join("languages.json"),
        r#"{"dumb": {"cannot_express": {"shared_client": "it forgets"}}}"#,
    )
    .unwrap();
    let suite = load(&folder).map_err(|error| format!("{error:#}"));
    std::fs::remove_dir_all(&folder).unwrap();
    suite
}
