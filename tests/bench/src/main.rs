//! What a call costs. `cargo xtask bench` runs it; README.md says how it measures.
#![forbid(unsafe_code)]

mod client;
mod compare;
mod emulator;
mod foreign;
mod processor;
mod program;
mod protocol;
mod raw_http;
mod report;
mod server;
mod stats;
mod subprocess;
mod worker;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use client::{Call, Kind};
use report::Report;

/// Measures on loopback, in one run, what a call costs: this client against hand-written reqwest doing the same.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    role: Option<Role>,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// Fail if a target is missed.
    #[arg(long)]
    check: bool,
    /// A quick look: fewer rounds, wider spread.
    #[arg(long)]
    quick: bool,
    /// Measure only what contains this text, such as `get`, `c32`, `tls`, `h2`, `blocking` or `cli`.
    #[arg(long)]
    only: Option<String>,
    /// Rounds per comparison.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: Option<u32>,
    /// Calls per round.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    calls: Option<u32>,
    /// Stay on one processor.
    #[arg(long, hide = true)]
    one_processor: bool,
    /// The command line program to measure, instead of building it.
    #[arg(long)]
    cli: Option<PathBuf>,
}

/// What this program does when it starts itself, so that each process's CPU time is its own.
#[derive(Debug, Subcommand)]
enum Role {
    /// Answer calls from memory.
    #[command(hide = true)]
    Serve {
        /// What it speaks.
        #[arg(long, default_value = "plain")]
        protocol: protocol::Protocol,
    },
    /// Run an emulator.
    #[command(hide = true)]
    Emulate,
    /// Set another language's client against the core's.
    #[command(hide = true)]
    Foreign(foreign::Foreign),
    /// Make as many calls as standard input asks for, and say what they cost.
    #[command(hide = true)]
    Work {
        /// Who makes the calls.
        #[arg(long)]
        client: Kind,
        /// Which call.
        #[arg(long)]
        call: Call,
        /// How many at a time.
        #[arg(long)]
        concurrency: usize,
        #[command(flatten)]
        address: server::Address,
    },
}

fn main() -> Result<ExitCode> {
    let mut arguments = Arguments::parse();
    if arguments.one_processor {
        processor::keep_to_one()?;
    }
    match arguments.role.take() {
        Some(Role::Serve { protocol }) => server::run(protocol).map(|()| ExitCode::SUCCESS),
        Some(Role::Emulate) => emulator::run().map(|()| ExitCode::SUCCESS),
        Some(Role::Work { client, call, concurrency, address }) => {
            worker::run(client, call, concurrency, &address).map(|()| ExitCode::SUCCESS)
        }
        Some(Role::Foreign(foreign)) => measure(&arguments, Some(&foreign)),
        None => measure(&arguments, None),
    }
}

fn measure(arguments: &Arguments, foreign: Option<&foreign::Foreign>) -> Result<ExitCode> {
    let wanted = |name: &str| arguments.only.as_deref().is_none_or(|only| name.contains(only));
    let effort = compare::Effort {
        rounds: arguments.rounds.unwrap_or(if arguments.quick { 15 } else { 100 }),
        calls: arguments.calls.unwrap_or(if arguments.quick { 200 } else { 400 }),
    };
    let mut report = Report::new(!arguments.json);
    match foreign {
        Some(foreign) => foreign::run(foreign, &effort, wanted, &mut report)?,
        None => {
            compare::run(&effort, wanted, &mut report)?;
            if wanted("cli") {
                program::run(arguments.cli.as_deref(), &mut report)?;
            }
            if wanted("emulator") {
                emulator::measure(&mut report)?;
            }
        }
    }
    report.finish()?;
    Ok(if arguments.check && !report.all_met() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
