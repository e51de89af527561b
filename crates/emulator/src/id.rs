//! Ids: a prefix and a ULID, as the vendor has them.

use std::{
    sync::{Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use ring::{
    error::Unspecified,
    rand::{SecureRandom, SystemRandom},
};

/// Crockford's Base32, which has no I, L, O and U.
const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M',
    'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];
const RANDOM_BITS: u32 = 80;

/// Makes ULIDs: 48 bits of milliseconds, 80 random bits, and each greater than the one before, also within a millisecond.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    last: Mutex<u128>,
}

impl Ids {
    /// The next id with this prefix.
    pub(crate) fn next(&self, prefix: &str, random: &SystemRandom) -> Result<String, Unspecified> {
        let milliseconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let mut bytes = [0; 16];
        let (_, low) = bytes.split_at_mut(6);
        random.fill(low)?;
        let fresh = (milliseconds << RANDOM_BITS) | u128::from_be_bytes(bytes);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = following(*last, fresh);
        Ok(encode(prefix, *last))
    }
}

/// A new millisecond takes the fresh random bits; within the old one, or if the clock was set back, the last id is counted up.
fn following(last: u128, fresh: u128) -> u128 {
    if fresh >> RANDOM_BITS > last >> RANDOM_BITS { fresh } else { last + 1 }
}

fn encode(prefix: &str, ulid: u128) -> String {
    let mut id = String::with_capacity(prefix.len() + 26);
    id.push_str(prefix);
    id.extend((0..26).rev().filter_map(|place| ALPHABET.get((ulid >> (5 * place)) as usize & 31)));
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_as_the_ulid_specification_does() {
        assert_eq!(encode("", 0), "00000000000000000000000000");
        assert_eq!(encode("", u128::MAX), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
        // The specification's example of a time stamp: 1469918176385 is 01ARYZ6S41.
        assert_eq!(encode("x_", 1_469_918_176_385 << 80), "x_01ARYZ6S410000000000000000");
    }

    #[test]
    fn ids_ascend_within_a_millisecond_and_when_the_clock_is_set_back() {
        let at = |ms: u128, random: u128| (ms << 80) | random;
        assert_eq!(following(at(5, 9), at(6, 1)), at(6, 1));
        assert_eq!(following(at(5, 9), at(5, 1)), at(5, 10));
        assert_eq!(following(at(5, 9), at(3, 1)), at(5, 10));
        assert_eq!(following(at(5, (1 << 80) - 1), at(5, 1)), at(6, 0));
    }

    #[test]
    fn ten_thousand_ids_in_a_row_are_sorted_and_distinct() {
        let (ids, random) = (Ids::default(), SystemRandom::new());
        let made: Vec<_> = (0..10_000).map(|_| ids.next("auth_factor_", &random).unwrap()).collect();
        assert!(made.is_sorted_by(|a, b| a < b));
        assert!(made.iter().all(|id| id.len() == "auth_factor_".len() + 26));
    }
}
