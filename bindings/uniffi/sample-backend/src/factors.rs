//! Whose factors there are.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use workos_mfa::FactorId;

/// Which WorkOS user each factor was enrolled for.
///
/// A real backend keeps this in its database, in a table of factor ids beside its users: this one forgets with every restart, and
/// nobody can read or delete a factor from before.
#[derive(Default)]
pub(crate) struct Factors(Mutex<HashMap<String, String>>);

impl Factors {
    pub(crate) fn add(&self, id: &FactorId, user_id: &str) {
        self.owners().insert(id.to_string(), user_id.to_owned());
    }

    pub(crate) fn belongs_to(&self, id: &str, user_id: &str) -> bool {
        self.owners().get(id).is_some_and(|owner| owner == user_id)
    }

    pub(crate) fn remove(&self, id: &str) {
        self.owners().remove(id);
    }

    fn owners(&self) -> MutexGuard<'_, HashMap<String, String>> {
        // Nothing panics in the middle of a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
