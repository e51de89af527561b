//! `conformance run --language …`, `conformance matrix FILE…`, `conformance schema`.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use clap::{Parser, Subcommand};
use tokio::runtime::Runtime;
use workos_mfa_conformance::results::{LanguageResults, State, matrix};
use workos_mfa_conformance::runner::{Driver, drive_here, results, run_all};
use workos_mfa_conformance::scenario::{self, Group, Suite};
use workos_mfa_conformance::server::{Control, ScriptedServer};

/// The conformance suite: the same scenarios for every language's client.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// The folder of scenario files.
    #[arg(long, global = true, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/conformance"))]
    scenarios: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs every scenario in one language. The last line says how many passed and failed; a scenario that was not run has failed.
    Run {
        /// `rust`, `rust-blocking`, `cli`, or the name of the language that RUNNER is for.
        #[arg(long)]
        language: String,
        /// Writes the results to this file.
        #[arg(long)]
        json: Option<PathBuf>,
        /// How many scenarios run at the same time.
        #[arg(long, default_value_t = 32)]
        jobs: usize,
        /// Runs only scenarios with this text in `group/name`.
        #[arg(long)]
        only: Option<String>,
        /// The program `workos-mfa`, for the language `cli`. It is looked for beside this program.
        #[arg(long)]
        cli: Option<PathBuf>,
        /// The command that runs another language's runner; `WORKOS_MFA_CONFORMANCE` is the control API's URL there.
        #[arg(last = true)]
        runner: Vec<String>,
    },
    /// Puts the results of several languages into one table, in Markdown. Fails if a scenario failed in any.
    Matrix {
        /// Files that `run --json` wrote.
        #[arg(required = true)]
        results: Vec<PathBuf>,
        /// Writes the table to this file, too.
        #[arg(long)]
        markdown: Option<PathBuf>,
        /// Writes all results to this file.
        #[arg(long)]
        json: Option<PathBuf>,
    },
    /// Prints the JSON Schema of the scenario files. `--write` puts it in its place.
    Schema {
        /// Writes `schema.json` instead.
        #[arg(long)]
        write: bool,
    },
    /// Runs one session in this process, for `run`.
    #[command(hide = true)]
    Drive {
        #[arg(long)]
        language: String,
    },
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let all_passed = match arguments.command {
        Command::Run { language, json, jobs, only, cli, runner } => {
            let suite = selected(&arguments.scenarios, only.as_deref())?;
            let results = if runner.is_empty() {
                let driver = driver(&language, cli)?;
                Runtime::new()?.block_on(run(suite, &driver, jobs))?
            } else {
                Runtime::new()?.block_on(run_other(suite, &language, &runner))?
            };
            if let Some(path) = json {
                std::fs::write(&path, serde_json::to_string_pretty(&results)?)
                    .with_context(|| format!("can't write {}", path.display()))?;
            }
            print(&results.summary());
            results.count(State::Failed) == 0
        }
        Command::Matrix { results, markdown, json } => {
            show_matrix(&results, markdown.as_deref(), json.as_deref())?
        }
        Command::Schema { write } => {
            let schema = format!("{}\n", serde_json::to_string_pretty(&schemars::schema_for!(Group))?);
            if write {
                std::fs::write(arguments.scenarios.join("schema.json"), schema)?;
            } else {
                print(&schema);
            }
            true
        }
        Command::Drive { language } => {
            let mut session = String::new();
            std::io::stdin().read_line(&mut session)?;
            let started = serde_json::from_str(&session)?;
            // The client lives until standard input ends.
            drive_here(&language, &started, |report| {
                // A report without values that JSON can't hold is always written.
                print(&format!("{}\n", serde_json::to_string(&report).unwrap_or_default()));
                let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
            })?;
            true
        }
    };
    Ok(if all_passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn selected(scenarios: &Path, only: Option<&str>) -> Result<Suite> {
    let mut suite = scenario::load(scenarios)?;
    if let Some(only) = only {
        for group in &mut suite.groups {
            let Group { group, scenarios, .. } = group;
            scenarios.retain(|scenario| format!("{group}/{}", scenario.name).contains(only));
        }
        suite.groups.retain(|group| !group.scenarios.is_empty());
        ensure!(!suite.groups.is_empty(), "no scenario has {only:?} in its name");
    }
    Ok(suite)
}

fn driver(language: &str, cli: Option<PathBuf>) -> Result<Driver> {
    let conformance = std::env::current_exe()?;
    match language {
        "rust" => Ok(Driver::Async { conformance }),
        "rust-blocking" => Ok(Driver::Blocking { conformance }),
        "cli" => {
            let program = cli.unwrap_or_else(|| {
                conformance.with_file_name(format!("workos-mfa{}", std::env::consts::EXE_SUFFIX))
            });
            ensure!(
                program.is_file(),
                "there is no {}; build it: cargo build -p workos-mfa-cli",
                program.display()
            );
            Ok(Driver::Cli { program })
        }
        other => anyhow::bail!("for {other:?}, give the command of its runner after --"),
    }
}

async fn run(suite: Suite, driver: &Driver, jobs: usize) -> Result<LanguageResults> {
    let server = ScriptedServer::new(suite)?;
    let began = Instant::now();
    let (mut done, mut failed) = (0, 0);
    let runs = run_all(&server, driver, jobs, |run| {
        done += 1;
        failed += usize::from(!run.verdict.passed);
        progress(&format!(
            "\r{}: {done} done, {failed} failed, {:.0} s ",
            driver.language(),
            began.elapsed().as_secs_f64()
        ));
    })
    .await?;
    progress("\n");
    Ok(results(&server, driver, &runs))
}

async fn run_other(suite: Suite, language: &str, runner: &[String]) -> Result<LanguageResults> {
    let control = Control::listen(ScriptedServer::new(suite)?, 0).await?;
    let (program, arguments) = runner.split_first().context("there is no command")?;
    let mut command = tokio::process::Command::new(program);
    command.args(arguments).env("WORKOS_MFA_CONFORMANCE", control.url());
    let status = command.status().await.with_context(|| format!("can't start {program}"))?;
    // How the runner ended says nothing that the verdicts don't, except if it crashed.
    if !status.success() {
        complain(&format!("{language}: the runner ended with {status}\n"));
    }
    Ok(control.results(language))
}

fn show_matrix(paths: &[PathBuf], markdown: Option<&Path>, json: Option<&Path>) -> Result<bool> {
    let read = |path: &PathBuf| -> Result<LanguageResults> {
        let text = std::fs::read_to_string(path).with_context(|| format!("can't read {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} holds no results", path.display()))
    };
    let all = paths.iter().map(read).collect::<Result<Vec<_>>>()?;
    let table = matrix(&all);
    print(&table);
    if let Some(path) = markdown {
        std::fs::write(path, &table)?;
    }
    if let Some(path) = json {
        std::fs::write(path, serde_json::to_string_pretty(&all)?)?;
    }
    let sum = |state| all.iter().map(|results| results.count(state)).sum::<usize>();
    print(&format!("{} passed, {} failed\n", sum(State::Passed), sum(State::Failed)));
    Ok(sum(State::Failed) == 0)
}

/// The program's output. A reader that has gone away is no error of the suite's.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn complain(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// For somebody who watches; a log has no use for it.
fn progress(text: &str) {
    if !std::io::stderr().is_terminal() {
        return;
    }
    complain(text);
}
