//! Counting in this process.

use std::future::ready;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::table::Table;
use super::{Charge, Limit, Limited, Limiter, Limits};
use crate::hooks::BoxFuture;

/// Counts in the memory of this process, in some ten megabytes per limit at the most.
///
/// Each process counts for itself, and from nothing when it starts: three of them allow three times as much.
#[derive(Debug)]
pub struct MemoryLimiter(Mutex<Tables>);

struct Tables {
    failed_tokens: Table,
    of_user: Table,
    of_phone: Table,
    of_country: Table,
    of_phones: Table,
}

impl MemoryLimiter {
    /// Nothing is counted yet.
    pub fn new(limits: &Limits) -> Self {
        Self(Mutex::new(Tables {
            failed_tokens: Table::new(limits.failed_tokens),
            of_user: Table::new(limits.enrolments_of_user),
            of_phone: Table::new(limits.enrolments_of_phone),
            of_country: Table::new(limits.enrolments_of_country),
            of_phones: Table::new(limits.enrolments_of_phones),
        }))
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        // Nothing panics in the middle of a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tables {
    fn of(&mut self, limit: Limit) -> &mut Table {
        match limit {
            Limit::FailedTokens => &mut self.failed_tokens,
            Limit::EnrolmentsOfUser => &mut self.of_user,
            Limit::EnrolmentsOfPhone => &mut self.of_phone,
            Limit::EnrolmentsOfCountry => &mut self.of_country,
            Limit::EnrolmentsOfPhones => &mut self.of_phones,
        }
    }

    fn take(&mut self, charges: &[Charge], now: Instant) -> Result<(), Limited> {
        let mut clear = Vec::with_capacity(charges.len());
        for charge in charges {
            clear.push(self.of(charge.limit).after_one_more(&charge.key, now).map_err(Limited::TooMany)?);
        }
        for (charge, clear) in charges.iter().zip(clear) {
            self.of(charge.limit).note(&charge.key, clear);
        }
        Ok(())
    }
}

impl std::fmt::Debug for Tables {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // There are phone numbers in it.
        f.debug_struct("Tables").finish_non_exhaustive()
    }
}

impl Limiter for MemoryLimiter {
    fn take<'a>(&'a self, charges: &'a [Charge]) -> BoxFuture<'a, Result<(), Limited>> {
        Box::pin(ready(self.tables().take(charges, Instant::now())))
    }

    fn check<'a>(&'a self, charge: &'a Charge) -> BoxFuture<'a, Result<(), Limited>> {
        let room = self.tables().of(charge.limit).after_one_more(&charge.key, Instant::now());
        Box::pin(ready(room.map(drop).map_err(Limited::TooMany)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Charge, Limits, MemoryLimiter};
    use crate::Rate;

    #[test]
    fn counts_all_or_none() {
        let limits =
            Limits { enrolments_of_user: Rate::new(2, Duration::from_secs(60)), ..Limits::default() };
        let limiter = MemoryLimiter::new(&limits);
        let mut tables = limiter.tables();
        let now = Instant::now();
        let phone = Some("+15555555555");
        for _ in 0..2 {
            assert_eq!(tables.take(&Charge::enrolment("user_1", phone), now), Ok(()));
        }
        // What the user may not do does not count against the phone: 5 are allowed.
        for _ in 0..10 {
            assert!(tables.take(&Charge::enrolment("user_1", phone), now).is_err());
        }
        for user in ["user_2", "user_2", "user_3"] {
            assert_eq!(tables.take(&Charge::enrolment(user, phone), now), Ok(()));
        }
        assert!(tables.take(&Charge::enrolment("user_4", phone), now).is_err());
        assert_eq!(tables.take(&Charge::enrolment("user_4", None), now), Ok(()));
    }

    #[test]
    fn an_address_of_ipv6_is_its_network() {
        let key = |address: &str| Charge::failed_token(address.parse().unwrap()).key;
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::1"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
        assert_ne!(key("192.0.2.2"), key("192.0.2.1"));
    }
}
