//! Servers that tests of other languages call: the emulator, and the backend of an app in front of it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::command;

/// A server that runs until this is dropped.
pub(super) struct Server {
    /// Its address.
    pub(super) url: String,
    /// The key that it takes, if it takes keys.
    pub(super) key: String,
    process: Child,
}

impl Server {
    /// The emulator of the API.
    pub(super) fn emulator() -> Result<Self> {
        Self::start("workos-mfa-cli", "workos-mfa", |program| {
            program.args(["emulator", "--port", "0", "--api-key", "sk_test_default"]);
        })
    }

    /// The backend of `crates/app-backend`, which holds the emulator's key, and a token that it takes.
    pub(super) fn app_backend(emulator: &Self) -> Result<(Self, String)> {
        let (package, issuer, client) = ("workos-mfa-app-backend", "https://auth.example", "client_1");
        let jwks = command::target_dir()?.join("app-backend-jwks.json");
        let mut example =
            command::cargo(["run", "--quiet", "--package", package, "--example", "token", "--"]);
        example.arg(&jwks).args([issuer, client, "user_01E4ZCR3C56J083X43JQXF3JK5"]);
        let output = example.stderr(Stdio::inherit()).output().context("cannot start cargo")?;
        ensure!(output.status.success(), "there is no token for the backend");
        let token = String::from_utf8(output.stdout).context("the token is no text")?.trim().to_owned();
        let backend = Self::start(package, package, |program| {
            program.args(["--port", "0", "--client-id", client, "--issuer", issuer, "--jwks"]).arg(&jwks);
            program.env("WORKOS_API_KEY", &emulator.key).env("WORKOS_BASE_URL", &emulator.url);
        })?;
        Ok((backend, token))
    }

    /// Starts it, and waits until it says where it listens.
    fn start(package: &str, program: &str, arrange: impl FnOnce(&mut Command)) -> Result<Self> {
        let path = command::built(package, program, false)?;
        let mut command = Command::new(&path);
        arrange(&mut command);
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {program}"))?;
        let output = process.stdout.take().context("the output is not there")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).context("the output broke off")?;
        let url = line.split_whitespace().find(|word| word.starts_with("http://"));
        let url = url.with_context(|| format!("{program} did not say where it listens"))?.to_owned();
        Ok(Self { url, key: "sk_test_default".to_owned(), process })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, and then there is nothing to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
