//! Running a session in a process of its own, for scenarios that set environment variables: a process has only one environment.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::report::Report;
use crate::scenario::ClientOptions;
use crate::server::Started;

/// Variables that would change what a client does.
const CLEARED: [&str; 12] = [
    "WORKOS_API_KEY",
    "WORKOS_BASE_URL",
    "WORKOS_REQUEST_TIMEOUT",
    "WORKOS_ALLOW_HTTP",
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
];

/// Gives the process the scenario's environment and nothing of this one's that matters.
pub(super) fn set_environment(command: &mut Command, options: &ClientOptions) {
    for name in CLEARED {
        command.env_remove(name);
    }
    command.envs(options.env.iter().flatten());
}

/// Runs `conformance drive` with the session on its standard input; its report comes on standard output.
pub(super) async fn drive(program: &Path, language: &str, started: &Started) -> Result<Report> {
    let mut command = Command::new(program);
    command
        .args(["drive", "--language", language])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    set_environment(&mut command, &started.client);
    let mut child = command.spawn().with_context(|| format!("can't start {}", program.display()))?;
    let mut stdin = child.stdin.take().context("no standard input")?;
    stdin.write_all(&serde_json::to_vec(started)?).await?;
    drop(stdin);
    let output = child.wait_with_output().await?;
    ensure!(output.status.success(), "conformance drive ended with {}", output.status);
    Ok(serde_json::from_slice(&output.stdout)?)
}
