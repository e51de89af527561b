//! Where processes run.

use anyhow::Result;

/// Keeps this process, and the threads it will start, on the first processor it may use.
///
/// With one call at a time, client and server take turns. Whether they share a processor is the scheduler's whim, and being woken
/// by another processor more than doubles what a call costs: the ratio would tell who was luckier.
#[cfg(target_os = "linux")]
pub(crate) fn keep_to_one() -> Result<()> {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    let allowed = sched_getaffinity(None)?;
    let mut one = CpuSet::new();
    if let Some(first) = (0..CpuSet::MAX_CPU).find(|&processor| allowed.is_set(processor)) {
        one.set(first);
        sched_setaffinity(None, &one)?;
    }
    Ok(())
}

/// Other systems have no such call; there, take more rounds.
#[cfg(not(target_os = "linux"))]
pub(crate) fn keep_to_one() -> Result<()> {
    Ok(())
}
