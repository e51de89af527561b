//! Counting what happened in the last ten seconds, without a lock.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// In seconds. The second that has just begun counts on top of them.
const LENGTH: u32 = 10;
/// One for each second of the window and the present one; the rest keeps a thread that was held up from meeting others in its slot.
const SLOTS: usize = 16;

/// A ring of counters, one for each second.
///
/// A slot holds its second in the upper half and the count in the lower one, so a count never gets to another second's. A thread
/// that is held up for sixteen seconds in the middle of [`add`](Self::add) counts for a later second: one too many there, at most.
#[derive(Debug, Default)]
pub(super) struct Window([AtomicU64; SLOTS]);

impl Window {
    /// Counts one. `now` is the time since some fixed moment.
    pub(super) fn add(&self, now: Duration) {
        let second = whole_seconds(now);
        let Some(slot) = self.0.get(second as usize % SLOTS) else { return };
        let mut seen = slot.load(Ordering::Relaxed);
        while second_of(seen) < second {
            let first = u64::from(second) << 32 | 1;
            match slot.compare_exchange_weak(seen, first, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return,
                Err(other) => seen = other,
            }
        }
        slot.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes back one that was added with the same `now`.
    pub(super) fn remove(&self, now: Duration) {
        let second = whole_seconds(now);
        let Some(slot) = self.0.get(second as usize % SLOTS) else { return };
        let _ = slot.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |seen| {
            (second_of(seen) == second && count_of(seen) > 0).then(|| seen - 1)
        });
    }

    /// How many there were in the last ten seconds, and up to one second more.
    pub(super) fn sum(&self, now: Duration) -> u64 {
        let oldest = whole_seconds(now).saturating_sub(LENGTH);
        self.0
            .iter()
            .map(|slot| slot.load(Ordering::Relaxed))
            .filter(|&seen| second_of(seen) >= oldest)
            .map(count_of)
            .sum()
    }
}

/// Enough for a century.
fn whole_seconds(now: Duration) -> u32 {
    u32::try_from(now.as_secs()).unwrap_or(u32::MAX)
}

fn second_of(slot: u64) -> u32 {
    (slot >> 32) as u32
}

fn count_of(slot: u64) -> u64 {
    slot & u64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Window;

    const fn at(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn counts_the_last_ten_seconds() {
        let window = Window::default();
        assert_eq!(window.sum(at(0)), 0);
        window.add(at(0));
        window.add(at(999));
        window.add(at(5_000));
        assert_eq!(window.sum(at(5_000)), 3);
        assert_eq!(window.sum(at(10_000)), 3);
        assert_eq!(window.sum(at(10_999)), 3);
        assert_eq!(window.sum(at(11_000)), 1);
        assert_eq!(window.sum(at(15_999)), 1);
        assert_eq!(window.sum(at(16_000)), 0);
    }

    #[test]
    fn takes_back_what_was_added() {
        let window = Window::default();
        window.add(at(5_000));
        window.add(at(5_000));
        window.remove(at(5_999));
        assert_eq!(window.sum(at(5_999)), 1);
        // Another second's, and one that is not there.
        window.remove(at(21_000));
        assert_eq!(window.sum(at(5_999)), 1);
        window.remove(at(5_000));
        window.remove(at(5_000));
        assert_eq!(window.sum(at(5_999)), 0);
    }

    #[test]
    fn a_slot_that_is_used_again_begins_anew() {
        let window = Window::default();
        for second in [3, 19, 35, 4_000_003] {
            window.add(at(second * 1_000));
            window.add(at(second * 1_000));
            assert_eq!(window.sum(at(second * 1_000)), 2, "second {second}");
        }
    }

    #[test]
    fn a_clock_that_was_read_late_still_counts() {
        let window = Window::default();
        window.add(at(20_000));
        window.add(at(19_900));
        window.add(at(4_000));
        assert_eq!(window.sum(at(19_900)), 3, "one too many, of a thread that was held up for 16 s");
    }

    #[test]
    fn threads_lose_no_count() {
        let window = Window::default();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..9_000).for_each(|number| window.add(at(number))));
            }
        });
        assert_eq!(window.sum(at(9_000)), 36_000);
    }
}
