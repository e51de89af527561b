//! What is counted.

use std::time::Duration;

use crate::client::Call;
use crate::world::Setup;

const SLICES_PER_SECOND: usize = 10;
/// A load is back to normal when it is within this much of the load in the same part of a second before the outage.
const TOLERANCE: f64 = 0.01;

/// What was counted in a run.
#[derive(Clone, Debug)]
pub struct Figures {
    before: Duration,
    recovery: Duration,
    /// Requests that reached the server, by tenths of a second.
    requests: Vec<u32>,
    calls_in_outage: u64,
    requests_of_those: u64,
    first_second: Ended,
    ended: Ended,
}

/// How calls ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Well.
    pub well: u64,
    /// Well, with the first attempt.
    pub at_once: u64,
    /// With an error.
    pub badly: u64,
}

impl Figures {
    pub(crate) fn new(setup: &Setup) -> Self {
        Self {
            before: setup.before,
            recovery: setup.recovery(),
            requests: Vec::new(),
            calls_in_outage: 0,
            requests_of_those: 0,
            first_second: Ended::default(),
            ended: Ended::default(),
        }
    }

    pub(crate) fn call_starts(&mut self, now: Duration) {
        self.calls_in_outage += u64::from(self.is_in_outage(now));
    }

    pub(crate) fn request_arrives(&mut self, now: Duration, call: Call) {
        let slice = slice(now);
        if self.requests.len() <= slice {
            self.requests.resize(slice + 1, 0);
        }
        if let Some(requests) = self.requests.get_mut(slice) {
            *requests += 1;
        }
        self.requests_of_those += u64::from(self.is_in_outage(call.started));
    }

    pub(crate) fn call_ends(&mut self, call: Call, well: bool) {
        let count = |ended: &mut Ended| {
            ended.well += u64::from(well);
            ended.at_once += u64::from(well && call.attempts == 1);
            ended.badly += u64::from(!well);
        };
        count(&mut self.ended);
        if call.started >= self.recovery && call.started < self.recovery + Duration::from_secs(1) {
            count(&mut self.first_second);
        }
    }

    fn is_in_outage(&self, now: Duration) -> bool {
        now >= self.before && now < self.recovery
    }

    /// Requests for each call that was started during the outage; 1 is the least there can be.
    #[must_use]
    pub fn amplification(&self) -> f64 {
        self.requests_of_those as f64 / self.calls_in_outage as f64
    }

    /// Requests that reached the server in each second, the first being 0.
    #[must_use]
    pub fn per_second(&self) -> Vec<u32> {
        self.requests.chunks(SLICES_PER_SECOND).map(|second| second.iter().sum()).collect()
    }

    /// The largest number of requests in a second.
    #[must_use]
    pub fn peak(&self) -> u32 {
        self.per_second().into_iter().max().unwrap_or_default()
    }

    /// How the calls ended that were started in the first second after the outage.
    #[must_use]
    pub fn first_second_after(&self) -> Ended {
        self.first_second
    }

    /// How all calls ended.
    #[must_use]
    pub fn ended(&self) -> Ended {
        self.ended
    }

    /// How long after the outage the load is last above what it was before, in steps of 0.1 s. It is compared with the same
    /// tenth of a second before the outage, because the clients' rhythm is not quite even.
    #[must_use]
    pub fn back_to_normal(&self) -> Duration {
        let (before, recovery) = (slice(self.before), slice(self.recovery));
        let usual = self.requests.get(..before).unwrap_or_default();
        let usual = usual.get(usual.len().saturating_sub(SLICES_PER_SECOND)..).unwrap_or_default();
        let after = self.requests.get(recovery..).unwrap_or_default();
        let above = |(at, &requests): (usize, &u32)| {
            let usual = usual.get(at % SLICES_PER_SECOND).copied().unwrap_or_default();
            (f64::from(requests) > f64::from(usual) * (1.0 + TOLERANCE)).then_some(at + 1)
        };
        let slices = after.iter().enumerate().filter_map(above).next_back().unwrap_or_default();
        Duration::from_millis(100) * u32::try_from(slices).unwrap_or(u32::MAX)
    }
}

fn slice(at: Duration) -> usize {
    usize::try_from(at.as_millis()).unwrap_or(usize::MAX) / (1000 / SLICES_PER_SECOND)
}
