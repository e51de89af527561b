//! How often somebody may try.

mod memory;
mod phone;
mod table;

use std::net::IpAddr;
use std::time::Duration;

use crate::hooks::BoxFuture;

pub use memory::MemoryLimiter;
pub(crate) use phone::calling_code;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// Tokens that were refused, by the address they came from. Expired ones don't count: those were good once.
    FailedTokens,
    /// Enrolments of any type, by user.
    EnrolmentsOfUser,
    /// Enrolments of a phone, by its number, whoever the user is.
    EnrolmentsOfPhone,
    /// Enrolments of phones, by country calling code: those who earn by text messages do so at few of them.
    EnrolmentsOfCountry,
    /// Enrolments of phones, all of them.
    EnrolmentsOfPhones,
}

/// One thing to count: against which limit, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Charge {
    /// Which limit.
    pub limit: Limit,
    /// For whom: an address, a user id, a phone number, a calling code, or nothing where all are counted together.
    pub key: String,
}

/// Why it may not be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limited {
    /// Too often. It may be done again after this time.
    TooMany(Duration),
    /// The shared store can't be asked. The app gets a 503 and nothing is changed.
    Unavailable,
}

/// Where is counted. [`MemoryLimiter`] counts in this process; where there are several of them, implement this on a store they share.
pub trait Limiter: Send + Sync {
    /// Counts all of these, or none of them if one is over its limit.
    fn take<'a>(&'a self, charges: &'a [Charge]) -> BoxFuture<'a, Result<(), Limited>>;

    /// Whether there is room for this, without counting it.
    fn check<'a>(&'a self, charge: &'a Charge) -> BoxFuture<'a, Result<(), Limited>>;
}

/// So many, in such a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub(crate) count: u32,
    pub(crate) per: Duration,
}

impl Rate {
    /// At most `count` at once, which come back evenly over the time: of 10 an hour, one every six minutes. A count of 0 forbids it.
    pub const fn new(count: u32, per: Duration) -> Self {
        Self { count, per }
    }
}

/// The rates of a [`MemoryLimiter`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// See [`Limit::FailedTokens`]: 30 in 5 minutes.
    pub failed_tokens: Rate,
    /// See [`Limit::EnrolmentsOfUser`]: 10 an hour.
    pub enrolments_of_user: Rate,
    /// See [`Limit::EnrolmentsOfPhone`]: 5 a day.
    pub enrolments_of_phone: Rate,
    /// See [`Limit::EnrolmentsOfCountry`]: 200 an hour.
    pub enrolments_of_country: Rate,
    /// See [`Limit::EnrolmentsOfPhones`]: 500 an hour.
    pub enrolments_of_phones: Rate,
}

impl Default for Limits {
    fn default() -> Self {
        const HOUR: Duration = Duration::from_secs(3600);
        Self {
            failed_tokens: Rate::new(30, Duration::from_secs(300)),
            enrolments_of_user: Rate::new(10, HOUR),
            enrolments_of_phone: Rate::new(5, HOUR.saturating_mul(24)),
            enrolments_of_country: Rate::new(200, HOUR),
            enrolments_of_phones: Rate::new(500, HOUR),
        }
    }
}

impl Charge {
    fn new(limit: Limit, key: impl Into<String>) -> Self {
        Self { limit, key: key.into() }
    }

    /// By the address; of IPv6 by its first 64 bits, since the other half is free to choose.
    pub(crate) fn failed_token(from: IpAddr) -> Self {
        let key = match from.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("{:x}", u128::from(address) >> 64),
        };
        Self::new(Limit::FailedTokens, key)
    }

    pub(crate) fn enrolment(user_id: &str, phone_number: Option<&str>) -> Vec<Self> {
        let mut charges = vec![Self::new(Limit::EnrolmentsOfUser, user_id)];
        if let Some(number) = phone_number {
            charges.push(Self::new(Limit::EnrolmentsOfPhone, number));
            charges.push(Self::new(Limit::EnrolmentsOfCountry, calling_code(number)));
            charges.push(Self::new(Limit::EnrolmentsOfPhones, ""));
        }
        charges
    }
}
