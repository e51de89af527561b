//! Another language's client against the core's, in the same rounds.

use anyhow::{Context as _, Result};

use crate::client::{Call, Kind};
use crate::compare::{Effort, make, name, row};
use crate::protocol::Protocol;
use crate::report::Report;
use crate::server;
use crate::subprocess::Subprocess;

/// A program that makes calls as this one's `work` does: it gets `--call`, `--concurrency` and `--url`, reads a number of calls from each line, and
/// answers with the nanoseconds of CPU time that they took.
#[derive(Debug, clap::Args)]
pub(crate) struct Foreign {
    /// What to call it.
    #[arg(long)]
    name: String,
    /// A call may cost so many times what it costs in Rust.
    #[arg(long)]
    most: f64,
    /// Who makes the calls in Rust.
    #[arg(long, default_value = "core")]
    against: Kind,
    /// The program and its arguments.
    #[arg(last = true, required = true)]
    command: Vec<String>,
}

/// One call at a time, as the target has it: the first calls warm up whatever has to be.
pub(crate) fn run(
    foreign: &Foreign,
    effort: &Effort,
    wanted: impl Fn(&str) -> bool,
    report: &mut Report,
) -> Result<()> {
    // The processes that this one starts stay there, too.
    crate::processor::keep_to_one()?;
    for call in [Call::Get, Call::Enroll, Call::Delete] {
        let title = format!("{} c1 {}/{}", name(&call), foreign.name, name(&foreign.against));
        if wanted(&title) {
            let (theirs, ours) = measure(foreign, effort, &name(&call))?;
            report.add(row(title, &theirs, &ours, Some(foreign.most))?);
        }
    }
    Ok(())
}

fn measure(foreign: &Foreign, effort: &Effort, call: &str) -> Result<(Vec<f64>, Vec<f64>)> {
    let (_server, address) = server::start(&[], Protocol::Plain)?;
    let work = ["--call", call, "--concurrency", "1", "--url", &address.url];
    let kind = name(&foreign.against);
    let mut core = Subprocess::start(&[&["work", "--client", &kind], &work[..]].concat())?;
    let (program, arguments) = foreign.command.split_first().context("there is no command")?;
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).chain(work).collect();
    let mut other = Subprocess::start_program(program.as_ref(), &arguments)?;
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    make(&mut core, effort.calls)?;
    // What is compiled while it runs is compiled by then.
    make(&mut other, effort.calls * 5)?;
    for round in 0..effort.rounds {
        // Who comes first changes, so that going first is nobody's advantage.
        if round % 2 == 0 {
            theirs.push(make(&mut other, effort.calls)?);
            ours.push(make(&mut core, effort.calls)?);
        } else {
            ours.push(make(&mut core, effort.calls)?);
            theirs.push(make(&mut other, effort.calls)?);
        }
    }
    Ok((theirs, ours))
}
