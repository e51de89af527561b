//! Rounds of calls, one client after the other against the same server, and the ratios between them.

use anyhow::{Context as _, Result};

use crate::client::{Call, Kind};
use crate::report::{Report, Row, Unit};
use crate::stats::Sample;
use crate::subprocess::Subprocess;

/// A call through this client may cost this much of what it costs by hand.
const MOST: f64 = 1.05;

const CONCURRENCIES: [usize; 2] = [1, 32];

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
    for call in [Call::Get, Call::Enroll, Call::Delete] {
        for concurrency in CONCURRENCIES {
            let rows: Vec<_> = COMPARISONS
                .iter()
                .map(|comparison| (format!("{} c{concurrency} {}", name(&call), comparison.0), comparison))
                .filter(|(name, _)| wanted(name))
                .collect();
            if rows.is_empty() {
                continue;
            }
            let kinds = rows.iter().flat_map(|(_, (_, ours, theirs, _))| [*ours, *theirs]);
            let measured = measure(effort, call, concurrency, kinds)?;
            for (name, (_, ours, theirs, most)) in rows {
                report.add(row(name, measured.of(*ours)?, measured.of(*theirs)?, *most)?);
            }
        }
    }
    Ok(())
}

fn name(value: &impl clap::ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

fn row(name: String, ours: &[f64], theirs: &[f64], most: Option<f64>) -> Result<Row> {
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
    call: Call,
    concurrency: usize,
    kinds: impl Iterator<Item = Kind>,
) -> Result<Measured> {
    let mut server = Subprocess::start(&["serve"])?;
    let url = server.receive()?;
    // Many at a time are quick, and starting so many threads must not count.
    let calls = if concurrency == 1 { effort.calls } else { effort.calls * 4 };
    let (call, concurrency) = (name(&call), concurrency.to_string());
    let mut workers: Vec<(Kind, Subprocess, Vec<f64>)> = Vec::new();
    for kind in kinds {
        if workers.iter().any(|(started, ..)| *started == kind) {
            continue;
        }
        let arguments =
            ["work", "--client", &name(&kind), "--call", &call, "--concurrency", &concurrency, "--url", &url];
        let mut worker = Subprocess::start(&arguments)?;
        // Connections are made and memory is where it will stay.
        make(&mut worker, calls)?;
        workers.push((kind, worker, Vec::new()));
    }
    for _ in 0..effort.rounds {
        for (_, worker, costs) in &mut workers {
            costs.push(make(worker, calls)?);
        }
        // Who comes first changes, so that going first is nobody's advantage.
        workers.rotate_left(1);
    }
    Ok(Measured(workers.into_iter().map(|(kind, _, costs)| (kind, costs)).collect()))
}

/// The microseconds of CPU per call.
fn make(worker: &mut Subprocess, calls: u32) -> Result<f64> {
    worker.send(&calls.to_string())?;
    let nanoseconds: f64 = worker.receive()?.parse().context("a number of nanoseconds")?;
    Ok(nanoseconds / 1000.0 / f64::from(calls))
}
