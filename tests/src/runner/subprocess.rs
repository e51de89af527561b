//! Running a session in a process of its own, for scenarios that set environment variables: a process has only one environment.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, Command};

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

/// A process whose client is alive. It is killed when this is dropped.
#[derive(Debug)]
pub struct Process {
    _child: Child,
    /// When this closes, the process drops its client.
    _stdin: ChildStdin,
}

/// Runs `conformance drive` with the session as a line on its standard input; its report comes as one on standard output.
pub(super) async fn drive(program: &Path, language: &str, started: &Started) -> Result<(Report, Process)> {
    let mut command = Command::new(program);
    command
        .args(["drive", "--language", language])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    set_environment(&mut command, &started.client);
    let mut child = command.spawn().with_context(|| format!("can't start {}", program.display()))?;
    let mut stdin = child.stdin.take().context("no standard input")?;
    let mut session = serde_json::to_vec(started)?;
    session.push(b'\n');
    stdin.write_all(&session).await?;
    let mut report = String::new();
    BufReader::new(child.stdout.take().context("no standard output")?).read_line(&mut report).await?;
    if report.is_empty() {
        bail!("conformance drive ended with {} and no report", child.wait().await?);
    }
    Ok((serde_json::from_str(&report)?, Process { _child: child, _stdin: stdin }))
}
