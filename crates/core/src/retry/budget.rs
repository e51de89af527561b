//! Stops retry storms.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::window::Window;

/// The retries that a call which the server answered pays for.
const PER_CALL: f64 = 0.2;
/// As many retries as a client has in hand, at least, …
const RESERVE: u32 = 5;
/// … and how long one of them takes to come back.
const RESERVE_INTERVAL: Duration = Duration::from_secs(60);
/// Shares are kept as whole numbers: a fifth is 200,000.
const MILLION: f64 = 1e6;

/// How many retries the calls of a client and its clones may make together, whatever each one's `max_retries` allows.
///
/// A retry is made
/// - as long as the retries of the last ten seconds are fewer than a fifth ([`per_call`](Self::per_call)) of the calls that the
///   server answered in these ten seconds, or
/// - out of a reserve of five retries (as many as the call's `max_retries`, if that is more). Every retry takes one out of it, as
///   long as there are any; one comes back each minute.
///
/// Answered is a call that succeeded, or that was refused for good (404, 422 and the like). One that failed, or was limited
/// (429), pays for no retry: in an outage the retries end after a short time, and the server gets up again under its usual
/// load. First attempts are never held back. If a call fails because the budget was used up,
/// [`retry_budget_exhausted`](crate::Error::retry_budget_exhausted) says so, and so does the message.
///
/// ```
/// use workos_mfa::{Client, RetryBudget};
///
/// let client = Client::builder("sk_test_123").retry_budget(RetryBudget::per_call(0.5)).build()?;
/// # Ok::<(), workos_mfa::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetryBudget {
    per_call: f64,
}

impl RetryBudget {
    /// So many retries for each answered call of the last ten seconds: 0.2 by default. 0 leaves the reserve only; infinity is
    /// [`unlimited`](Self::unlimited). A negative number or NaN is an error when the client is built.
    #[must_use]
    pub const fn per_call(retries: f64) -> Self {
        Self { per_call: retries }
    }

    /// No limit but `max_retries`. In an outage every client then sends a multiple of its usual requests.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self { per_call: f64::INFINITY }
    }

    /// What is wrong with it.
    pub(crate) fn problem(self) -> Option<&'static str> {
        let valid = self.per_call >= 0.0;
        (!valid).then_some("retry_budget must be a number of retries per call, 0 or more")
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::per_call(PER_CALL)
    }
}

/// A client's account, shared with its clones. All times are since some fixed moment.
///
/// There is no lock in it: a child process may be forked at any moment, and would find it locked for good.
#[derive(Debug)]
pub(crate) struct Budget {
    /// Retries for a million answered calls; `None` without a limit.
    share: Option<u64>,
    answered: Window,
    retries: Window,
    /// When the reserve is full again, in microseconds.
    reserve_full_at: AtomicU64,
}

impl Budget {
    pub(crate) fn new(budget: RetryBudget) -> Self {
        Self {
            share: budget.per_call.is_finite().then_some((budget.per_call * MILLION).round() as u64),
            answered: Window::default(),
            retries: Window::default(),
            reserve_full_at: AtomicU64::new(0),
        }
    }

    /// Whether a call with this `max_retries` may make a retry; if so, it counts as made.
    pub(crate) fn withdraw(&self, now: Duration, max_retries: u32) -> bool {
        let Some(share) = self.share else { return true };
        // First counted, then judged: of several threads that want the last one, none sees fewer retries than there are.
        self.retries.add(now);
        if self.take_from_reserve(now, RESERVE.max(max_retries)) {
            return true;
        }
        let earned = u128::from(share) * u128::from(self.answered.sum(now));
        let spent = u128::from(self.retries.sum(now)) * MILLION as u128;
        if spent > earned {
            self.retries.remove(now);
            return false;
        }
        true
    }

    fn take_from_reserve(&self, now: Duration, size: u32) -> bool {
        let (now, interval) = (microseconds(now), microseconds(RESERVE_INTERVAL));
        let latest = now.saturating_add(interval.saturating_mul(u64::from(size)));
        self.reserve_full_at
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |full_at| {
                let full_at = full_at.max(now).saturating_add(interval);
                (full_at <= latest).then_some(full_at)
            })
            .is_ok()
    }

    /// The server answered a call.
    pub(crate) fn deposit(&self, now: Duration) {
        if self.share.is_some_and(|share| share > 0) {
            self.answered.add(now);
        }
    }
}

fn microseconds(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use proptest::prelude::*;

    use super::{Budget, RetryBudget};

    const NOW: Duration = Duration::from_secs(100);

    fn budget() -> Budget {
        Budget::new(RetryBudget::default())
    }

    fn after(milliseconds: u64) -> Duration {
        NOW + Duration::from_millis(milliseconds)
    }

    fn withdrawals(budget: &Budget, now: Duration, max_retries: u32) -> usize {
        std::iter::repeat_with(|| budget.withdraw(now, max_retries))
            .take(1_000)
            .take_while(|&done| done)
            .count()
    }

    #[test]
    fn a_fresh_client_has_five_retries_or_as_many_as_its_call_may_make() {
        assert_eq!(withdrawals(&budget(), Duration::ZERO, 0), 5);
        assert_eq!(withdrawals(&budget(), NOW, 2), 5);
        assert_eq!(withdrawals(&budget(), NOW, 10), 10);
        assert!(budget().withdraw(NOW, u32::MAX));
    }

    #[test]
    fn one_retry_comes_back_each_minute() {
        let budget = budget();
        assert_eq!(withdrawals(&budget, NOW, 2), 5);
        assert_eq!(withdrawals(&budget, after(59_999), 2), 0);
        assert_eq!(withdrawals(&budget, after(60_000), 2), 1);
        assert_eq!(withdrawals(&budget, after(3_600_000), 2), 5, "and never more than there were");
    }

    #[test]
    fn a_fifth_of_the_answered_calls_of_the_last_ten_seconds() {
        let budget = budget();
        (0..1_000).for_each(|_| budget.deposit(NOW));
        assert_eq!(withdrawals(&budget, after(10_000), 2), 200, "the reserve is in it, not on top");
        assert_eq!(withdrawals(&budget, after(10_500), 2), 0);
        (0..5).for_each(|_| budget.deposit(after(10_500)));
        assert_eq!(withdrawals(&budget, after(10_500), 2), 1);
    }

    #[test]
    fn what_is_older_does_not_count() {
        let budget = budget();
        (0..1_000).for_each(|_| budget.deposit(NOW));
        assert_eq!(withdrawals(&budget, after(11_000), 2), 5);
    }

    #[test]
    fn it_can_be_set() {
        let of = |per_call| Budget::new(RetryBudget::per_call(per_call));
        let whole = of(1.0);
        (0..7).for_each(|_| whole.deposit(NOW));
        assert_eq!(withdrawals(&whole, NOW, 2), 7);
        let nothing = of(0.0);
        (0..1_000).for_each(|_| nothing.deposit(NOW));
        assert_eq!(withdrawals(&nothing, NOW, 2), 5);
        for unlimited in [Budget::new(RetryBudget::unlimited()), of(f64::INFINITY)] {
            assert_eq!(withdrawals(&unlimited, NOW, 2), 1_000);
        }
        let vast = of(f64::MAX);
        vast.deposit(NOW);
        assert_eq!(withdrawals(&vast, NOW, 2), 1_000);
    }

    #[test]
    fn what_is_no_number_of_retries_is_refused() {
        for wrong in [f64::NAN, -0.1, f64::NEG_INFINITY] {
            assert!(RetryBudget::per_call(wrong).problem().is_some(), "{wrong}");
        }
        for right in [0.0, -0.0, 0.2, 1e9, f64::INFINITY] {
            assert!(RetryBudget::per_call(right).problem().is_none(), "{right}");
        }
    }

    #[test]
    fn threads_get_no_more_than_there_is() {
        let (budget, given) = (budget(), AtomicU32::new(0));
        (0..1_000).for_each(|_| budget.deposit(NOW));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let got = (0..200).filter(|_| budget.withdraw(NOW, 2)).count();
                    given.fetch_add(u32::try_from(got).unwrap_or(u32::MAX), Ordering::Relaxed);
                });
            }
        });
        // Two that want the last one at the same moment may both go without: it is still there then.
        let given = given.into_inner() as usize;
        assert_eq!(given + withdrawals(&budget, NOW, 2), 200);
    }

    #[test]
    fn threads_get_all_that_there_is() {
        let budget = budget();
        (0..1_000).for_each(|_| budget.deposit(NOW));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..50).for_each(|_| assert!(budget.withdraw(NOW, 2))));
            }
        });
        assert!(!budget.withdraw(NOW, 2));
    }

    proptest! {
        /// In any eleven seconds there are never more retries than the reserve and a fifth of the calls of twice that time.
        #[test]
        fn no_storm(events in proptest::collection::vec((0_u64..500, any::<bool>()), 1..300)) {
            let budget = budget();
            let (mut now, mut answered, mut retries) = (0, Vec::new(), Vec::new());
            for (step, answer) in events {
                now += step;
                if answer {
                    budget.deposit(Duration::from_millis(now));
                    answered.push(now);
                } else if budget.withdraw(Duration::from_millis(now), 2) {
                    retries.push(now);
                }
                let recent = |times: &[u64], span| times.iter().filter(|&&at| at + span > now).count();
                prop_assert!(recent(&retries, 10_000) <= 6 + recent(&answered, 22_000) / 5);
            }
        }
    }
}
