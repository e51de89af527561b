//! Logging in, and the tokens that come of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use data_encoding::BASE64URL_NOPAD;
use ring::digest::{SHA256, digest};
use ring::error::Unspecified;
use ring::rand::{SecureRandom as _, SystemRandom};
use subtle::ConstantTimeEq as _;

use crate::Account;

/// 256 bits: not to be guessed.
const TOKEN_BYTES: usize = 32;

type Hash = Vec<u8>;

/// Who can log in, and who has.
pub(crate) struct Sessions {
    logins: Vec<Login>,
    pub(crate) lifetime: Duration,
    /// By the tokens' hashes: whoever gets to read the memory, or the database that a real backend has here, finds no token in it.
    open: Mutex<HashMap<Hash, Session>>,
    random: SystemRandom,
}

/// A stand-in for your own login. There, a password is kept as a salted, slow hash (Argon2), and tries are limited.
struct Login {
    user: Hash,
    password: Hash,
    workos_user_id: Arc<str>,
}

struct Session {
    workos_user_id: Arc<str>,
    expires: Instant,
}

impl Sessions {
    pub(crate) fn new(accounts: impl IntoIterator<Item = Account>, lifetime: Duration) -> Self {
        let logins = accounts.into_iter().map(|account| Login {
            user: hash(&account.user),
            password: hash(&account.password),
            workos_user_id: account.workos_user_id.into(),
        });
        Self { logins: logins.collect(), lifetime, open: Mutex::default(), random: SystemRandom::new() }
    }

    /// The WorkOS user with this name and password. It takes as long for a wrong name as for a wrong password.
    pub(crate) fn check(&self, user: &str, password: &str) -> Option<Arc<str>> {
        let (user, password) = (hash(user), hash(password));
        self.logins.iter().fold(None, |found, login| {
            let right = login.user.ct_eq(&user) & login.password.ct_eq(&password);
            if right.into() { Some(Arc::clone(&login.workos_user_id)) } else { found }
        })
    }

    /// A new token for this user.
    pub(crate) fn open(&self, workos_user_id: Arc<str>) -> Result<String, Unspecified> {
        let mut bytes = [0; TOKEN_BYTES];
        self.random.fill(&mut bytes)?;
        let token = BASE64URL_NOPAD.encode(&bytes);
        let now = Instant::now();
        let mut sessions = self.sessions();
        sessions.retain(|_, session| session.expires > now);
        sessions.insert(hash(&token), Session { workos_user_id, expires: now + self.lifetime });
        Ok(token)
    }

    /// The user this token was given to, while it is valid.
    ///
    /// It is looked up by its hash, so the time this takes says nothing about the token: nobody can choose a hash, or get from a
    /// part of it to what it is of.
    pub(crate) fn user_of(&self, token: &str) -> Option<Arc<str>> {
        let sessions = self.sessions();
        let session = sessions.get(&hash(token))?;
        (session.expires > Instant::now()).then(|| Arc::clone(&session.workos_user_id))
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<Hash, Session>> {
        // Nothing panics in the middle of a change.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hash(text: &str) -> Hash {
    digest(&SHA256, text.as_bytes()).as_ref().to_vec()
}
