//! The thread that all calls of the process run on.

use std::sync::OnceLock;

use napi::{Error, Result};
use tokio::runtime::{Builder, Handle};

static RUNTIME: OnceLock<std::result::Result<Handle, String>> = OnceLock::new();

/// The runtime, started when it is first asked for.
///
/// One thread serves the main thread and all workers: a call costs microseconds here, and waking a second thread costs more than it
/// brings. It lives as long as the process and never keeps it alive.
pub(crate) fn handle() -> Result<&'static Handle> {
    RUNTIME.get_or_init(start).as_ref().map_err(|problem| Error::from_reason(problem.clone()))
}

fn start() -> std::result::Result<Handle, String> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        // For DNS only.
        .max_blocking_threads(4)
        .thread_name("workos-mfa-dns")
        .build()
        .map_err(|error| format!("cannot start the runtime: {error}"))?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name("workos-mfa".to_owned())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))
        .map_err(|error| format!("cannot start the runtime's thread: {error}"))?;
    Ok(handle)
}
