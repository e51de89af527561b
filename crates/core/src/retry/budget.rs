//! Stops retry storms.

use std::sync::atomic::{AtomicU32, Ordering};

/// A retry costs this much, …
const RETRY: u32 = 10;
/// … and a call that the server answers properly earns this much: in the long run one retry for ten good calls.
const ANSWER: u32 = 1;
/// As many retries as a client has in hand, at least.
const LEAST_RETRIES: u32 = 5;

/// A token bucket that a client shares with its clones.
///
/// A client that mostly succeeds can retry every failure. One that mostly fails soon only makes first attempts: it keeps
/// probing, so recovery is noticed at once, but adds no load to a server that is already down.
#[derive(Debug)]
pub(crate) struct Budget {
    tokens: AtomicU32,
    capacity: u32,
}

impl Budget {
    /// Large enough for two calls that use up all of `max_retries`.
    pub(crate) fn new(max_retries: u32) -> Self {
        let capacity = max_retries.saturating_mul(2).max(LEAST_RETRIES).saturating_mul(RETRY);
        Self { tokens: AtomicU32::new(capacity), capacity }
    }

    /// Takes the price of a retry, if it is there.
    pub(crate) fn withdraw(&self) -> bool {
        self.tokens
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |tokens| tokens.checked_sub(RETRY))
            .is_ok()
    }

    /// The server answered properly.
    pub(crate) fn deposit(&self) {
        // On the way of every call: most find the bucket full and write nothing.
        if self.tokens.load(Ordering::Relaxed) < self.capacity {
            let _ = self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |tokens| {
                (tokens < self.capacity).then(|| tokens.saturating_add(ANSWER).min(self.capacity))
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;

    fn withdrawals(budget: &Budget) -> usize {
        std::iter::repeat_with(|| budget.withdraw()).take_while(|&done| done).count()
    }

    #[test]
    fn holds_five_retries_or_twice_what_a_call_may_use() {
        assert_eq!(withdrawals(&Budget::new(0)), 5);
        assert_eq!(withdrawals(&Budget::new(2)), 5);
        assert_eq!(withdrawals(&Budget::new(10)), 20);
        assert!(Budget::new(u32::MAX).withdraw());
    }

    #[test]
    fn ten_good_calls_earn_a_retry() {
        let budget = Budget::new(2);
        assert_eq!(withdrawals(&budget), 5);
        (0..9).for_each(|_| budget.deposit());
        assert!(!budget.withdraw());
        budget.deposit();
        assert_eq!(withdrawals(&budget), 1);
    }

    #[test]
    fn never_holds_more_than_its_capacity() {
        let budget = Budget::new(2);
        (0..1000).for_each(|_| budget.deposit());
        assert_eq!(withdrawals(&budget), 5);
    }
}
