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

    /// Does what a session asks for. The client lives as long as what comes with the report.
    pub async fn drive(&self, started: &Started) -> Result<(Report, Alive)> {
        match self {
            Self::Async { conformance } | Self::Blocking { conformance } if started.client.env.is_some() => {
                let (report, process) = subprocess::drive(conformance, self.language(), started).await?;
                Ok((report, Alive::Process(Box::new(process))))
            }
            Self::Async { .. } | Self::Blocking { .. } => {
                let (sender, receiver) = oneshot::channel();
                let (alive, over) = oneshot::channel::<()>();
                let (language, started) = (self.language(), started.clone());
                thread::spawn(move || {
                    let reported = |report| {
                        let _ = sender.send(report);
                        // It is over when the other end is dropped.
                        let _ = over.blocking_recv();
                    };
                    // An error drops the sender.
                    let _ = drive_here(language, &started, reported);
                });
                Ok((receiver.await.context("the thread ended without a report")?, Alive::Thread(alive)))
            }
            Self::Cli { program } => Ok((cli::drive(program, started).await?, Alive::Not)),
        }
    }
}

/// A client whose calls are over. It goes when this is dropped: a connection that only closes because its client goes has been open for
/// too long, and the server must see that.
#[derive(Debug)]
pub enum Alive {
    /// On a thread, which waits for the other end.
    Thread(oneshot::Sender<()>),
    /// In a process.
    Process(Box<subprocess::Process>),
    /// The program has ended.
    Not,
}

/// Drives one of the Rust clients in this process, whose environment is the session's, on this thread, which must not run async code.
/// The client lives until `reported` returns.
pub fn drive_here(language: &str, started: &Started, reported: impl FnOnce(Report)) -> Result<()> {
    logs::collect();
    match language {
        "rust" => rust_async::drive(started, reported),
        "rust-blocking" => {
            rust_blocking::drive(started, reported);
            Ok(())
        }
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
    let crashed = |why: String| (Report { crash: Some(why), ..Report::default() }, Alive::Not);
    let (report, alive) = match timeout(LONGEST, driver.drive(&started)).await {
        Ok(Ok(driven)) => driven,
        Ok(Err(error)) => crashed(format!("{error:#}")),
        Err(_) => crashed(format!("it was not over after {LONGEST:?}")),
    };
    let finished = session.finish().await;
    drop(alive);
    let verdict = finished.judge(&report, judgement);
    Ok(Run { group, name, finished, report, verdict })
}

/// The runs as a language's results.
pub fn results(server: &ScriptedServer, driver: &Driver, runs: &[Run]) -> LanguageResults {
    let verdicts: BTreeMap<_, _> =
        runs.iter().map(|run| ((run.group.clone(), run.name.clone()), run.verdict.clone())).collect();
    LanguageResults::new(server.suite(), driver.language(), &verdicts)
}
