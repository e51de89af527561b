//! A process that makes calls and says what they cost it.

use std::io::BufRead as _;

use anyhow::{Context as _, Result};
use cpu_time::ProcessTime;

use crate::client::{Call, Caller, Kind};
use crate::server::Address;
use crate::subprocess::say;

/// Reads a number of calls from each line, makes them, and answers with the nanoseconds of CPU time that they took.
pub(crate) fn run(kind: Kind, call: Call, concurrency: usize, address: &Address) -> Result<()> {
    let caller = Caller::new(kind, address)?;
    for line in std::io::stdin().lock().lines() {
        let calls: usize = line?.parse().context("a number of calls")?;
        let started = ProcessTime::try_now()?;
        caller.make(call, calls, concurrency)?;
        say(&started.try_elapsed()?.as_nanos().to_string())?;
    }
    Ok(())
}
