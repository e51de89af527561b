//! One limit's counts, of bounded size.

use std::collections::HashMap;
use std::mem;
use std::time::{Duration, Instant};

use super::Rate;

/// Of each half.
const MAX_KEYS: usize = 50_000;

/// For each key, when it will be as if it had never tried ("generic cell rate algorithm": one moment says it all).
///
/// When the younger half is full it becomes the older one, and what was in that is forgotten: a flood of keys can't fill the memory, and
/// each limit has a table of its own, so that no flood makes another limit forget.
pub(super) struct Table {
    rate: Rate,
    young: HashMap<String, Instant>,
    old: HashMap<String, Instant>,
    max_keys: usize,
}

impl Table {
    pub(super) fn new(rate: Rate) -> Self {
        Self { rate, young: HashMap::new(), old: HashMap::new(), max_keys: MAX_KEYS }
    }

    /// When this key will be clear after one more; or how long to wait, if that is too many.
    pub(super) fn after_one_more(&self, key: &str, now: Instant) -> Result<Instant, Duration> {
        let Some(step) = self.rate.per.checked_div(self.rate.count) else { return Err(self.rate.per) };
        let clear = self.young.get(key).or_else(|| self.old.get(key)).copied().unwrap_or(now).max(now) + step;
        // Rounding must not make the last of the count one too many.
        let room = step.saturating_mul(self.rate.count);
        match (clear - now).checked_sub(room) {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => Ok(clear),
        }
    }

    pub(super) fn note(&mut self, key: &str, clear: Instant) {
        self.old.remove(key);
        if self.young.len() >= self.max_keys && !self.young.contains_key(key) {
            self.old = mem::take(&mut self.young);
        }
        self.young.insert(key.to_owned(), clear);
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Rate, Table};

    fn take(table: &mut Table, key: &str, now: Instant) -> Result<(), Duration> {
        let clear = table.after_one_more(key, now)?;
        table.note(key, clear);
        Ok(())
    }

    #[test]
    fn gives_back_evenly_what_was_taken() {
        let mut table = Table::new(Rate::new(3, Duration::from_secs(30)));
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(take(&mut table, "a", start), Ok(()));
        }
        assert_eq!(take(&mut table, "a", start), Err(Duration::from_secs(10)));
        assert_eq!(take(&mut table, "b", start), Ok(()));
        let later = start + Duration::from_secs(10);
        assert_eq!(take(&mut table, "a", later), Ok(()));
        assert_eq!(take(&mut table, "a", later), Err(Duration::from_secs(10)));
        let tomorrow = start + Duration::from_secs(86_400);
        let taken = (0..5).filter(|_| take(&mut table, "a", tomorrow).is_ok()).count();
        assert_eq!(taken, 3);
    }

    #[test]
    fn none_means_none_and_any_count_can_be_had_in_full() {
        let now = Instant::now();
        assert!(take(&mut Table::new(Rate::new(0, Duration::from_secs(60))), "a", now).is_err());
        // A third of a second is no whole number of nanoseconds.
        let mut table = Table::new(Rate::new(3, Duration::from_secs(1)));
        assert_eq!((0..5).filter(|_| take(&mut table, "a", now).is_ok()).count(), 3);
    }

    #[test]
    fn its_size_has_a_bound_and_the_youngest_are_remembered() {
        let mut table = Table::new(Rate::new(1, Duration::from_secs(60)));
        table.max_keys = 10;
        let now = Instant::now();
        for key in 0..1000 {
            assert_eq!(take(&mut table, &key.to_string(), now), Ok(()));
            assert!(table.young.len() + table.old.len() <= 20);
        }
        for key in 990..1000 {
            assert!(take(&mut table, &key.to_string(), now).is_err(), "{key}");
        }
    }
}
