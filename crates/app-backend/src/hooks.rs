//! What a team decides for itself: whether a session may change factors now, and whether it still counts.

use std::collections::HashMap;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::Session;

/// What hooks return: they may ask a store.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A hook could not find out. The app gets a 503, and nothing is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HookError;

/// What an app asks to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// A new factor.
    Enroll,
    /// One factor less.
    Delete,
}

/// Whether a session may change factors now, or whether the user has to prove once more who they are ("step-up"): a stolen token alone
/// should not be enough to replace the second factor.
///
/// A closure will do: `|session: &Session, change: Change| …`.
pub trait StepUp: Send + Sync {
    /// Whether it may.
    fn allows<'a>(&'a self, session: &'a Session, change: Change) -> BoxFuture<'a, Result<bool, HookError>>;

    /// How long ago the proof may be, if that is what it is about: for the app, which has to get a newer one.
    fn max_age(&self) -> Option<Duration> {
        None
    }
}

impl<F: Fn(&Session, Change) -> bool + Send + Sync> StepUp for F {
    fn allows<'a>(&'a self, session: &'a Session, change: Change) -> BoxFuture<'a, Result<bool, HookError>> {
        Box::pin(ready(Ok(self(session, change))))
    }
}

/// Allows changes to who logged in a short while ago, by the token's `auth_time`. A token without one is not enough.
#[derive(Clone, Copy, Debug)]
pub struct RecentLogin {
    max_age: Duration,
}

impl RecentLogin {
    /// At most so long ago.
    pub fn within(max_age: Duration) -> Self {
        Self { max_age }
    }
}

impl StepUp for RecentLogin {
    fn allows<'a>(&'a self, session: &'a Session, _: Change) -> BoxFuture<'a, Result<bool, HookError>> {
        // In the future by this clock: it has only just been.
        let recent =
            session.authenticated_at.is_some_and(|at| at.elapsed().unwrap_or_default() <= self.max_age);
        Box::pin(ready(Ok(recent)))
    }

    fn max_age(&self) -> Option<Duration> {
        Some(self.max_age)
    }
}

/// Whether a session was ended before its tokens expire.
pub trait Revocation: Send + Sync {
    /// Whether it was. Asked about each token that is valid otherwise, by its `sid` and `jti`.
    fn is_revoked<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<bool, HookError>>;
}

/// There is no room for another entry, so nothing was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListIsFull;

/// Sessions and tokens that no longer count, in the memory of this process: keep it in an [`Arc`](std::sync::Arc), of which the backend has one copy.
///
/// Other processes don't know of it, and it is gone when this one ends. Where that matters, implement [`Revocation`] on a store of yours.
#[derive(Debug)]
pub struct DenyList {
    max_entries: usize,
    /// By `sid` or `jti`: until when.
    entries: Mutex<HashMap<String, SystemTime>>,
}

impl DenyList {
    /// At most so many at once.
    pub fn new(max_entries: usize) -> Self {
        Self { max_entries, entries: Mutex::default() }
    }

    /// Ends a session, by its `sid`, or a token, by its `jti`. Give the moment when the last of its tokens expires: then it is forgotten.
    ///
    /// # Errors
    ///
    /// The list is full. An older entry is never dropped for a new one.
    pub fn revoke(&self, id: impl Into<String>, until: SystemTime) -> Result<(), ListIsFull> {
        let (id, mut entries) = (id.into(), self.entries());
        if entries.len() >= self.max_entries && !entries.contains_key(&id) {
            let now = SystemTime::now();
            entries.retain(|_, until| *until > now);
            if entries.len() >= self.max_entries {
                return Err(ListIsFull);
            }
        }
        let entry = entries.entry(id).or_insert(until);
        *entry = until.max(*entry);
        Ok(())
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<String, SystemTime>> {
        // Nothing panics in the middle of a change.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Revocation for std::sync::Arc<DenyList> {
    fn is_revoked<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<bool, HookError>> {
        let entries = self.entries();
        let revoked = entries.contains_key(&session.session_id)
            || session.token_id.as_ref().is_some_and(|id| entries.contains_key(id));
        Box::pin(ready(Ok(revoked)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{DenyList, ListIsFull};

    #[test]
    fn a_full_list_says_so_and_forgets_what_has_expired() {
        let list = DenyList::new(2);
        let (past, future) = (SystemTime::UNIX_EPOCH, SystemTime::now() + Duration::from_secs(3600));
        assert_eq!(list.revoke("session_1", future), Ok(()));
        assert_eq!(list.revoke("session_2", past), Ok(()));
        assert_eq!(list.revoke("session_3", future), Ok(()));
        assert_eq!(list.revoke("session_4", future), Err(ListIsFull));
        assert_eq!(list.revoke("session_3", past), Ok(()));
        assert_eq!(*list.entries().get("session_3").unwrap(), future);
    }
}
