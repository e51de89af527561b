//! How long to wait before a retry.

use std::time::Duration;

/// The longest first wait, unless the client has another.
pub(crate) const BASE: Duration = Duration::from_millis(500);
/// The longest wait without a `Retry-After`.
pub(crate) const CAP: Duration = Duration::from_secs(8);

/// The wait before a retry: exponential from `base` with full jitter, at least what the server asked for.
///
/// `retry` counts from 1. `jitter` is uniform in `0.0..1.0`: clients that failed together must not come back together, not
/// even where the server gave all of them the same `Retry-After`. `None` if the wait does not fit in `left`.
pub(crate) fn backoff(
    base: Duration,
    retry: u32,
    server_asks: Option<Duration>,
    left: Duration,
    jitter: f64,
) -> Option<Duration> {
    let ceiling =
        base.saturating_mul(1_u32.checked_shl(retry.saturating_sub(1)).unwrap_or(u32::MAX)).min(CAP);
    let jittered = ceiling.mul_f64(jitter.clamp(0.0, 1.0));
    match server_asks {
        // The server's wish is a minimum; the jitter on top of it takes only time that is there.
        Some(least) if least < left => Some(least + jittered.min((left - least) / 2)),
        Some(_) => None,
        None => (jittered < left).then_some(jittered),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::{BASE, CAP};

    const LONG: Duration = Duration::from_secs(3600);

    fn backoff(retry: u32, asks: Option<Duration>, left: Duration, jitter: f64) -> Option<Duration> {
        super::backoff(BASE, retry, asks, left, jitter)
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn doubles_up_to_the_cap() {
        let ceilings: Vec<_> =
            (1..=7).map(|retry| backoff(retry, None, LONG, 1.0).unwrap().as_millis()).collect();
        assert_eq!(ceilings, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
        assert_eq!(backoff(u32::MAX, None, LONG, 1.0), Some(CAP));
    }

    #[test]
    fn begins_with_the_base() {
        let first = |base| super::backoff(base, 2, None, LONG, 1.0);
        assert_eq!(first(Duration::from_millis(3)), Some(Duration::from_millis(6)));
        assert_eq!(first(Duration::ZERO), Some(Duration::ZERO));
        assert_eq!(first(CAP), Some(CAP));
    }

    #[test]
    fn jitter_reaches_down_to_nothing() {
        assert_eq!(backoff(3, None, LONG, 0.0), Some(Duration::ZERO));
        assert_eq!(backoff(3, None, LONG, 0.5), Some(seconds(1)));
    }

    #[test]
    fn retry_after_is_a_minimum() {
        assert_eq!(backoff(1, Some(seconds(7)), LONG, 0.0), Some(seconds(7)));
        assert_eq!(backoff(1, Some(seconds(7)), LONG, 1.0), Some(Duration::from_millis(7500)));
    }

    #[test]
    fn a_wait_that_does_not_fit_is_none() {
        assert_eq!(backoff(1, Some(seconds(3600)), seconds(3), 0.5), None);
        assert_eq!(backoff(1, Some(seconds(3)), seconds(3), 0.0), None);
        assert_eq!(backoff(5, None, seconds(3), 1.0), None);
        assert_eq!(backoff(1, None, Duration::ZERO, 0.0), None);
    }

    proptest! {
        #[test]
        fn stays_within_its_bounds(
            retry in any::<u32>(),
            asks in proptest::option::of(0_u64..10_000),
            left in 0_u64..10_000_000,
            jitter in 0.0_f64..1.0,
        ) {
            let (asks, left) = (asks.map(Duration::from_secs), Duration::from_millis(left));
            if let Some(wait) = backoff(retry, asks, left, jitter) {
                prop_assert!(wait < left);
                prop_assert!(wait >= asks.unwrap_or_default());
                prop_assert!(wait <= asks.unwrap_or_default() + CAP);
            } else if let Some(asks) = asks {
                prop_assert!(asks >= left);
            }
        }
    }
}
