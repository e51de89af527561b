//! The runners for Rust: the async client, the blocking client, and the command line program.

mod cli;
mod convert;
mod logs;
mod rust_async;
mod rust_blocking;
mod subprocess;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use anyhow::{Context, Result, bail};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::judge::Judgement;
use crate::report::{Report, Verdict};
use crate::results::LanguageResults;
use crate::scenario::Scenario;
use crate::server::{Finished, ScriptedServer, Started};

/// No scenario may take longer; one that does hangs.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(60);

/// One of the clients that this repository's Rust code can drive.
#[derive(Debug, Clone)]
pub enum Driver {
    /// `workos_mfa::Client`
    Async {
        /// The `conformance` program, for scenarios that need an environment of their own.
        conformance: PathBuf,
    },
    /// `workos_mfa::blocking::Client`
    Blocking {
        /// The `conformance` program.
        conformance: PathBuf,
    },
    /// The program `workos-mfa`.
    Cli {
        /// Where it is.
        program: PathBuf,
    },
}

impl Driver {
    /// The language's name in results and in `languages.json`.
    pub fn language(&self) -> &'static str {
        match self {
            Self::Async { .. } => "rust",
            Self::Blocking { .. } => "rust-blocking",
            Self::Cli { .. } => "cli",
        }
    }

    /// Does what a session asks for.
    pub async fn drive(&self, started: &Started) -> Result<Report> {
        match self {
            Self::Async { conformance } | Self::Blocking { conformance } if started.client.env.is_some() => {
                subprocess::drive(conformance, self.language(), started).await
            }
            Self::Async { .. } | Self::Blocking { .. } => {
                let (sender, receiver) = oneshot::channel();
                let (language, started) = (self.language(), started.clone());
                thread::spawn(move || {
                    let _ = sender.send(drive_here(language, &started));
                });
                receiver.await.context("the thread panicked")?
            }
            Self::Cli { program } => cli::drive(program, started).await,
        }
    }
}

/// Drives one of the Rust clients in this process, whose environment is the session's, on this thread, which must not run async code.
pub fn drive_here(language: &str, started: &Started) -> Result<Report> {
    logs::collect();
    match language {
        "rust" => rust_async::drive(started),
        "rust-blocking" => Ok(rust_blocking::drive(started)),
        other => bail!("{other} is not driven in this process"),
    }
}

/// What one scenario's run left behind.
#[derive(Debug)]
pub struct Run {
    /// The group.
    pub group: String,
    /// The scenario.
    pub name: String,
    /// What the server saw.
    pub finished: Finished,
    /// What the runner reported.
    pub report: Report,
    /// The verdict.
    pub verdict: Verdict,
}

/// Runs every scenario that the language can express, some at a time, and tells of each as it ends.
pub async fn run_all(
    server: &ScriptedServer,
    driver: &Driver,
    jobs: usize,
    mut ended: impl FnMut(&Run),
) -> Result<Vec<Run>> {
    let judgement = Judgement::of(&server.suite().languages, driver.language());
    let permits = Arc::new(Semaphore::new(jobs.max(1)));
    let mut tasks = JoinSet::new();
    for (group, scenario) in runnable(server, driver) {
        let (server, driver, permits) = (server.clone(), driver.clone(), Arc::clone(&permits));
        tasks.spawn(async move {
            let _permit = permits.acquire_owned().await;
            run_one(&server, &driver, group, scenario.name, judgement).await
        });
    }
    let mut runs = Vec::new();
    while let Some(run) = tasks.join_next().await {
        let run = run??;
        ended(&run);
        runs.push(run);
    }
    Ok(runs)
}

fn runnable(server: &ScriptedServer, driver: &Driver) -> Vec<(String, Scenario)> {
    let suite = server.suite();
    let language = driver.language();
    let can = |scenario: &Scenario| suite.languages.excuse(language, scenario).is_none();
    suite
        .scenarios()
        .filter(|(_, scenario)| can(scenario))
        .map(|(group, scenario)| (group.to_owned(), scenario.clone()))
        .collect()
}

async fn run_one(
    server: &ScriptedServer,
    driver: &Driver,
    group: String,
    name: String,
    judgement: Judgement,
) -> Result<Run> {
    let session = server.start(&group, &name)?;
    let started = session.started();
    let report = match timeout(LONGEST, driver.drive(&started)).await {
        Ok(Ok(report)) => report,
        Ok(Err(error)) => Report { crash: Some(format!("{error:#}")), ..Report::default() },
        Err(_) => Report { crash: Some(format!("it was not over after {LONGEST:?}")), ..Report::default() },
    };
    let finished = session.finish().await;
    let verdict = finished.judge(&report, judgement);
    Ok(Run { group, name, finished, report, verdict })
}

/// The runs as a language's results.
pub fn results(server: &ScriptedServer, driver: &Driver, runs: &[Run]) -> LanguageResults {
    let verdicts: BTreeMap<_, _> =
        runs.iter().map(|run| ((run.group.clone(), run.name.clone()), run.verdict.clone())).collect();
    LanguageResults::new(server.suite(), driver.language(), &verdicts)
}
