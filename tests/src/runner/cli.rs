//! The program `workos-mfa`, with `--json`.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::Value;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};
use workos_mfa::Timestamp;
use workos_mfa::models::timestamp_to_wire;

use super::subprocess::set_environment;
use crate::report::{CallReport, ErrorReport, Report};
use crate::scenario::{ClientOptions, Operation};
use crate::server::{Started, StartedCall};

pub(super) async fn drive(program: &Path, started: &Started) -> Result<Report> {
    let files = PemFiles::write(started)?;
    // Where building the client must fail there is no call, but a command line is always one.
    let (call, expects_calls) = match started.calls.as_slice() {
        [] => (any_call(), false),
        [call] => (call.clone(), true),
        _ => bail!("a command is one call"),
    };
    let mut command = Command::new(program);
    command.arg("--json").args(client_arguments(&started.client, &files)).args(call_arguments(&call));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    set_environment(&mut command, &started.client);
    if let Some(seconds) = call.wait_before {
        sleep(Duration::from_secs_f64(seconds)).await;
    }
    let began = Instant::now();
    let child = command.spawn().with_context(|| format!("can't start {}", program.display()))?;
    let output = output(child, call.cancel_after).await?;
    report(&output, began.elapsed(), expects_calls)
}

/// A process needs a moment before it makes its call, and more of it on a busy machine.
const START: Duration = Duration::from_secs(2);

/// Ctrl-C is how a command is cancelled.
async fn output(child: Child, cancel_after: Option<f64>) -> Result<Output> {
    let id = child.id().context("it has no process id")?;
    let ended = child.wait_with_output();
    let Some(seconds) = cancel_after else { return Ok(ended.await?) };
    tokio::pin!(ended);
    if let Ok(output) = timeout(START + Duration::from_secs_f64(seconds), &mut ended).await {
        return Ok(output?);
    }
    let status = Command::new("kill").args(["-INT", &id.to_string()]).status().await?;
    ensure!(status.success(), "kill -INT ended with {status}");
    Ok(ended.await?)
}

fn report(output: &Output, elapsed: Duration, expects_calls: bool) -> Result<Report> {
    #[derive(Deserialize)]
    struct Failed {
        error: Value,
    }
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let mut report = Report { debug: stderr.clone().into_owned(), ..Report::default() };
    let mut call = CallReport { elapsed_ms: elapsed.as_secs_f64() * 1000.0, ..CallReport::default() };
    if output.status.success() {
        let text = if stdout.trim().is_empty() { "null" } else { stdout.trim() };
        let printed: Value =
            serde_json::from_str(text).with_context(|| format!("standard output is not JSON: {stdout}"))?;
        call.result = reported(printed);
    } else {
        let failed: Failed =
            serde_json::from_str(&stderr).with_context(|| format!("{}: {stderr}", output.status))?;
        let mut error = failed.error;
        if let Some(members) = error.as_object_mut() {
            // The program's own errors, about the command line, have made no attempts.
            members.entry("attempts").or_insert(0.into());
        }
        let error: ErrorReport = serde_json::from_value(error).with_context(|| format!("in {stderr}"))?;
        if error.kind == "config" || !expects_calls {
            report.construct_error = Some(error);
            return Ok(report);
        }
        call.error = Some(error);
    }
    report.calls.push(call);
    Ok(report)
}

/// `--json` prints all that the server sent, as it came; what is compared has the members that every language knows, and times
/// in milliseconds.
fn reported(printed: Value) -> Value {
    let Value::Object(mut factor) = printed else { return printed };
    for name in ["totp", "sms"] {
        if let Some(Value::Object(members)) = factor.get_mut(name) {
            members.retain(|name, value| {
                !value.is_null()
                    && ["issuer", "user", "secret", "qr_code", "uri", "phone_number"].contains(&name.as_str())
            });
        }
    }
    factor.retain(|name, value| {
        let known = ["object", "id", "type", "user_id", "totp", "sms", "created_at", "updated_at"]
            .contains(&name.as_str());
        known && !value.is_null()
    });
    for name in ["created_at", "updated_at"] {
        if let Some(time) = factor.get(name).and_then(|time| time.as_str()?.parse::<Timestamp>().ok()) {
            factor.insert(name.to_owned(), timestamp_to_wire(time).into());
        }
    }
    Value::Object(factor)
}

fn any_call() -> StartedCall {
    StartedCall {
        operation: Operation::GetFactor,
        args: [("id".to_owned(), "auth_factor_1".to_owned())].into(),
        options: crate::scenario::CallOptions::default(),
        wait_before: None,
        cancel_after: None,
        cancel_before: false,
    }
}

fn client_arguments(options: &ClientOptions, files: &PemFiles) -> Vec<String> {
    let mut arguments = Vec::new();
    let mut option = |name: &str, value: Option<String>| {
        arguments.extend(value.map(|value| format!("--{name}={value}")));
    };
    option("api-key", options.api_key.clone());
    option("base-url", options.base_url.clone());
    option("timeout", options.timeout.map(|seconds| seconds.to_string()));
    option("attempt-timeout", options.attempt_timeout.map(|seconds| seconds.to_string()));
    option("connect-timeout", options.connect_timeout.map(|seconds| seconds.to_string()));
    option("max-retries", options.max_retries.map(|retries| retries.to_string()));
    option("user-agent-suffix", options.user_agent_suffix.clone());
    option("proxy", options.proxy.clone());
    for (name, path) in &files.0 {
        option(name, Some(path.display().to_string()));
    }
    for (name, value) in options.headers.iter().flatten() {
        option("header", Some(format!("{name}:{value}")));
    }
    arguments.extend((options.allow_http == Some(true)).then(|| "--allow-http".to_owned()));
    arguments.extend((options.no_proxy == Some(true)).then(|| "--no-proxy".to_owned()));
    arguments
}

fn call_arguments(call: &StartedCall) -> Vec<String> {
    let id = || call.args.get("id").cloned().unwrap_or_default();
    match call.operation {
        // The two dashes: an id may begin with one.
        Operation::GetFactor => return vec!["get".to_owned(), "--".to_owned(), id()],
        Operation::DeleteFactor => return vec!["delete".to_owned(), "--".to_owned(), id()],
        Operation::EnrollFactor => {}
    }
    let mut arguments = vec!["enroll".to_owned()];
    for (name, value) in &call.args {
        match name.as_str() {
            "type" => arguments.insert(1, value.replace('_', "-")),
            name => {
                arguments.push(format!("--{}={value}", name.trim_start_matches("totp_").replace('_', "-")));
            }
        }
    }
    arguments
}

/// The texts that the program takes from files, by its options. Gone when they are no longer needed.
struct PemFiles(Vec<(&'static str, PathBuf)>);

impl PemFiles {
    fn write(started: &Started) -> Result<Self> {
        let mut files = Self(Vec::new());
        let client = &started.client;
        for (option, pem) in [
            ("root-certificate", &client.root_certificate),
            ("client-certificate", &client.client_certificate),
            ("client-key", &client.client_key),
        ] {
            let Some(pem) = pem else { continue };
            let name =
                format!("workos-mfa-conformance-{}-{}-{option}.pem", std::process::id(), started.session);
            let path = std::env::temp_dir().join(name);
            std::fs::write(&path, pem)?;
            files.0.push((option, path));
        }
        Ok(files)
    }
}

impl Drop for PemFiles {
    fn drop(&mut self) {
        for (_, path) in &self.0 {
            let _ = std::fs::remove_file(path);
        }
    }
}
