//! Rounds of calls, one client after the other against the same server, and the ratios between them.

use anyhow::{Context as _, Result};

use crate::client::{Call, Kind};
use crate::protocol::Protocol;
use crate::report::{Report, Row, Unit};
use crate::server;
use crate::stats::Sample;
use crate::subprocess::Subprocess;

/// A call through this client may cost this much of what it costs by hand.
const MOST: f64 = 1.05;

const CONCURRENCIES: [usize; 2] = [1, 32];

/// Where a process's memory and code happen to lie makes a few per cent for as long as it lives, so processes are started anew.
const STARTS: u32 = 5;

/// What is set against what, and whether there is a target.
const COMPARISONS: [(&str, Kind, Kind, Option<f64>); 3] = [
    ("async", Kind::Core, Kind::Reqwest, Some(MOST)),
    ("blocking", Kind::CoreBlocking, Kind::ReqwestBlocking, Some(MOST)),
    // What blocking costs at all. Nothing to reach: threads have a price.
    ("blocking/async", Kind::CoreBlocking, Kind::Reqwest, None),
];

/// How much is measured.
pub(crate) struct Effort {
    pub(crate) rounds: u32,
    pub(crate) calls: u32,
}

pub(crate) fn run(effort: &Effort, wanted: impl Fn(&str) -> bool, report: &mut Report) -> Result<()> {
    for protocol in Protocol::ALL {
        for call in [Call::Get, Call::Enroll, Call::Delete] {
            for concurrency in CONCURRENCIES {
                compare(effort, protocol, call, concurrency, &wanted, report)?;
            }
        }
    }
    Ok(())
}

fn compare(
    effort: &Effort,
    protocol: Protocol,
    call: Call,
    concurrency: usize,
    wanted: impl Fn(&str) -> bool,
    report: &mut Report,
) -> Result<()> {
    let plain = protocol == Protocol::Plain;
    let over = if plain { String::new() } else { format!("{} ", name(&protocol)) };
    let rows: Vec<_> = COMPARISONS
        .iter()
        // What blocking costs has nothing to do with what the calls go over.
        .filter(|(_, _, _, most)| plain || most.is_some())
        .map(|comparison| (format!("{over}{} c{concurrency} {}", name(&call), comparison.0), comparison))
        .filter(|(name, _)| wanted(name))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let kinds = rows.iter().flat_map(|(_, (_, ours, theirs, _))| [*ours, *theirs]);
    let measured = measure(effort, protocol, call, concurrency, kinds)?;
    for (name, (_, ours, theirs, most)) in rows {
        report.add(row(name, measured.of(*ours)?, measured.of(*theirs)?, *most)?);
    }
    Ok(())
}

pub(crate) fn name(value: &impl clap::ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

pub(crate) fn row(name: String, ours: &[f64], theirs: &[f64], most: Option<f64>) -> Result<Row> {
    let sample = |values| Sample::new(values).context("no rounds");
    // Within a round: what disturbs the machine disturbs both.
    let ratios = sample(ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect())?;
    let (ours, theirs) = (sample(ours.to_vec())?.median(), sample(theirs.to_vec())?.median());
    Ok(Row {
        name,
        value: ratios.median(),
        spread: Some(ratios.quartiles()),
        unit: Unit::Ratio,
        at_most: most,
        at_least: None,
        note: format!("{ours:.1} against {theirs:.1} us of CPU per call"),
    })
}

/// The microseconds of CPU per call of each client, round by round.
struct Measured(Vec<(Kind, Vec<f64>)>);

impl Measured {
    fn of(&self, kind: Kind) -> Result<&[f64]> {
        let found = self.0.iter().find(|(measured, _)| *measured == kind);
        found.map(|(_, rounds)| rounds.as_slice()).context("not measured")
    }
}

fn measure(
    effort: &Effort,
    protocol: Protocol,
    call: Call,
    concurrency: usize,
    kinds: impl Iterator<Item = Kind>,
) -> Result<Measured> {
    let mut costs: Vec<(Kind, Vec<f64>)> = Vec::new();
    for kind in kinds {
        if costs.iter().all(|(known, _)| *known != kind) {
            costs.push((kind, Vec::new()));
        }
    }
    for start in 0..STARTS.min(effort.rounds) {
        // As many rounds as there are, spread over the starts.
        let rounds = (effort.rounds + start) / STARTS.min(effort.rounds);
        take_turns(rounds, effort.calls, protocol, call, concurrency, &mut costs)?;
    }
    Ok(Measured(costs))
}

/// Starts the server and the clients, and adds what so many rounds cost.
fn take_turns(
    rounds: u32,
    calls: u32,
    protocol: Protocol,
    call: Call,
    concurrency: usize,
    costs: &mut [(Kind, Vec<f64>)],
) -> Result<()> {
    // See there for why.
    let place: &[&str] = if concurrency == 1 { &["--one-processor"] } else { &[] };
    let (_server, address) = server::start(place, protocol)?;
    // Many at a time are quick, and starting so many threads must not count.
    let calls = if concurrency == 1 { calls } else { calls * 10 };
    let (call, concurrency) = (name(&call), concurrency.to_string());
    let mut workers = Vec::new();
    for (kind, costs) in costs {
        let kind = name(kind);
        let arguments = ["work", "--client", &kind, "--call", &call, "--concurrency", &concurrency];
        let mut worker = Subprocess::start(&[place, &arguments, &address.arguments()].concat())?;
        // Connections are made and memory is where it will stay.
        make(&mut worker, calls)?;
        workers.push((worker, costs));
    }
    for _ in 0..rounds {
        for (worker, costs) in &mut workers {
            costs.push(make(worker, calls)?);
        }
        // Who comes first changes, so that going first is nobody's advantage.
        workers.rotate_left(1);
    }
    Ok(())
}

/// The microseconds of CPU per call.
pub(crate) fn make(worker: &mut Subprocess, calls: u32) -> Result<f64> {
    worker.send(&calls.to_string())?;
    let nanoseconds: f64 = worker.receive()?.parse().context("a number of nanoseconds")?;
    Ok(nanoseconds / 1000.0 / f64::from(calls))
}
