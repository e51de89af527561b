//! What the emulator remembers.

use std::{
    collections::{HashMap, VecDeque},
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use ring::{error::Unspecified, rand::SystemRandom};
use workos_mfa::{Secret, Timestamp};

use crate::{Fault, Operation, id::Ids};

/// A factor that the emulator holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredFactor {
    /// `auth_factor_` and a ULID.
    pub id: String,
    /// `totp`, `sms` or `generic_otp`.
    pub factor_type: String,
    /// The user it was enrolled for, if any.
    pub user_id: Option<String>,
    /// What a `totp` factor is made of.
    pub totp: Option<StoredTotp>,
    /// The number of an `sms` factor.
    pub phone_number: Option<String>,
    /// When it was enrolled, to the millisecond. Nothing changes a factor afterwards.
    pub created_at: Timestamp,
}

/// What a `totp` factor is made of.
///
/// The secret makes the codes that an authenticator app would show:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use workos_mfa_emulator::{Emulator, totp};
///
/// let emulator = Emulator::start().await?;
/// for factor in emulator.factors() {
///     if let Some(app) = factor.totp {
///         println!("{}", totp::code(app.secret.expose(), 1_768_478_400)?);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredTotp {
    /// Whose service it is.
    pub issuer: String,
    /// Whose account it is.
    pub user: String,
    /// The shared secret in Base32.
    pub secret: Secret,
}

pub(crate) struct State {
    api_keys: Vec<String>,
    pub(crate) random: SystemRandom,
    ids: Ids,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    factors: HashMap<String, StoredFactor>,
    faults: HashMap<Operation, VecDeque<(Fault, usize)>>,
    requests: HashMap<Operation, usize>,
    total_requests: usize,
}

impl State {
    pub(crate) fn new(api_keys: Vec<String>) -> Self {
        Self { api_keys, random: SystemRandom::new(), ids: Ids::default(), memory: Mutex::default() }
    }

    pub(crate) fn api_key(&self) -> &str {
        self.api_keys.first().map_or("", String::as_str)
    }

    pub(crate) fn knows(&self, api_key: &[u8]) -> bool {
        self.api_keys.iter().any(|known| known.as_bytes() == api_key)
    }

    pub(crate) fn new_id(&self, prefix: &str) -> Result<String, Unspecified> {
        self.ids.next(prefix, &self.random)
    }

    pub(crate) fn count(&self) {
        self.memory().total_requests += 1;
    }

    /// Counts a request of this operation, and tells what is to go wrong with it.
    pub(crate) fn begin(&self, operation: Operation) -> Option<Fault> {
        let mut memory = self.memory();
        *memory.requests.entry(operation).or_default() += 1;
        let queue = memory.faults.get_mut(&operation)?;
        let (fault, times) = queue.front_mut()?;
        let fault = fault.clone();
        *times -= 1;
        if *times == 0 {
            queue.pop_front();
        }
        Some(fault)
    }

    pub(crate) fn inject(&self, operation: Operation, fault: Fault, times: usize) {
        if times > 0 {
            self.memory().faults.entry(operation).or_default().push_back((fault, times));
        }
    }

    pub(crate) fn insert(&self, factor: StoredFactor) {
        self.memory().factors.insert(factor.id.clone(), factor);
    }

    pub(crate) fn get(&self, id: &str) -> Option<StoredFactor> {
        self.memory().factors.get(id).cloned()
    }

    pub(crate) fn remove(&self, id: &str) -> bool {
        self.memory().factors.remove(id).is_some()
    }

    pub(crate) fn requests(&self, operation: Operation) -> usize {
        self.memory().requests.get(&operation).copied().unwrap_or_default()
    }

    pub(crate) fn total_requests(&self) -> usize {
        self.memory().total_requests
    }

    pub(crate) fn factors(&self) -> Vec<StoredFactor> {
        let mut factors: Vec<_> = self.memory().factors.values().cloned().collect();
        // Ids ascend, so this is the order in which they were made.
        factors.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        factors
    }

    pub(crate) fn reset(&self) {
        *self.memory() = Memory::default();
    }

    /// Nothing that holds the lock can panic half-way, so a poisoned one is still in order.
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Kind;

    #[test]
    fn faults_come_in_the_order_and_number_they_were_injected_for_their_operation_alone() {
        let state = State::new(Vec::new());
        state.inject(Operation::GetFactor, Fault::status(500), 2);
        state.inject(Operation::GetFactor, Fault::garbage(), 0);
        state.inject(Operation::GetFactor, Fault::hang(), 1);
        let next = |operation| state.begin(operation).map(|fault| fault.kind);
        assert_eq!(next(Operation::EnrollFactor), None);
        assert_eq!(next(Operation::GetFactor), Some(Kind::Status(500)));
        assert_eq!(next(Operation::GetFactor), Some(Kind::Status(500)));
        assert_eq!(next(Operation::GetFactor), Some(Kind::Hang));
        assert_eq!(next(Operation::GetFactor), None);
        assert_eq!(state.requests(Operation::GetFactor), 4);
        assert_eq!(state.requests(Operation::DeleteFactor), 0);
    }

    #[test]
    fn reset_forgets_all_but_the_keys() {
        let state = State::new(vec!["sk".to_owned()]);
        state.count();
        state.begin(Operation::GetFactor);
        state.inject(Operation::GetFactor, Fault::hang(), 1);
        state.reset();
        assert_eq!((state.total_requests(), state.requests(Operation::GetFactor)), (0, 0));
        assert!(state.begin(Operation::GetFactor).is_none());
        assert!(state.knows(b"sk") && !state.knows(b"s") && !state.knows(b""));
    }
}
