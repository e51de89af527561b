//! The keys as they were last read, and when to read them again.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jsonwebtoken::DecodingKey;

use super::keys::Keys;
use super::source::Source;
use crate::ConfigError;

/// A key that was taken away is accepted for at most so long.
const FRESH: Duration = Duration::from_secs(600);
/// So long the old keys serve if the document can't be read.
const USABLE: Duration = Duration::from_secs(24 * 3600);
/// However many tokens name keys that nobody knows, the document is read no more often.
const BETWEEN_READS: Duration = Duration::from_secs(30);
/// Nor more often than this if it could not be read.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// A JWKS document: the public keys of whoever issues the tokens.
///
/// It is read when the first token comes, again after ten minutes, and when a token names a key that is not in it, as after a change of keys; but
/// not twice within thirty seconds (two, after a failure). Requests that come meanwhile wait for the same read. Where it can't be read, the keys from
/// before serve for a day.
pub struct Jwks {
    source: Source,
    between_reads: Duration,
    known: Mutex<Known>,
    reading: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Known {
    keys: Arc<Keys>,
    read: Option<Instant>,
    tried: Option<Instant>,
    failed: bool,
}

/// Why there is no key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoKey {
    Unknown,
    Unavailable,
}

impl Jwks {
    /// The document at this path or address.
    ///
    /// # Errors
    ///
    /// The address is malformed, or neither `https` nor on this machine. The document itself is read later.
    pub fn at(location: &str) -> Result<Self, ConfigError> {
        Ok(Self {
            source: Source::parse(location)?,
            between_reads: BETWEEN_READS,
            known: Mutex::default(),
            reading: tokio::sync::Mutex::default(),
        })
    }

    /// How long to wait before the document is read once more for the sake of an unknown key: thirty seconds, if nothing is said.
    #[must_use]
    pub fn between_reads(mut self, pause: Duration) -> Self {
        self.between_reads = pause;
        self
    }

    pub(super) async fn key(&self, id: &str) -> Result<DecodingKey, NoKey> {
        if let Some(key) = self.known_for(id, FRESH) {
            return Ok(key);
        }
        let stale = self.known_for(id, USABLE);
        let _reading = match (self.reading.try_lock(), stale) {
            (Ok(guard), _) => guard,
            // Somebody reads it already, and this key will do until then.
            (Err(_), Some(key)) => return Ok(key),
            (Err(_), None) => self.reading.lock().await,
        };
        // It may have been read while this waited.
        if let Some(key) = self.known_for(id, FRESH) {
            return Ok(key);
        }
        if self.may_read() {
            let read = self.source.read().await;
            self.note(read);
        }
        self.known_for(id, USABLE)
            .ok_or_else(|| if self.known().failed { NoKey::Unavailable } else { NoKey::Unknown })
    }

    fn known_for(&self, id: &str, age: Duration) -> Option<DecodingKey> {
        let known = self.known();
        known.read.filter(|read| read.elapsed() < age)?;
        known.keys.get(id).cloned()
    }

    fn may_read(&self) -> bool {
        let known = self.known();
        let pause = if known.failed { self.between_reads.min(AFTER_FAILURE) } else { self.between_reads };
        known.tried.is_none_or(|tried| tried.elapsed() >= pause)
    }

    fn note(&self, read: Result<Keys, String>) {
        if let Err(reason) = &read {
            log(reason);
        }
        let (mut known, now) = (self.known(), Instant::now());
        known.tried = Some(now);
        known.failed = read.is_err();
        if let Ok(keys) = read {
            known.keys = Arc::new(keys);
            known.read = Some(now);
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // Nothing panics in the middle of a change.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Jwks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwks").finish_non_exhaustive()
    }
}

#[expect(clippy::print_stderr, reason = "the one log of this program")]
fn log(reason: &str) {
    eprintln!("JWKS: can't be read: {reason}");
}
