//! Tokens that are kept as long as they are valid.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{Shared, WeakShared};
use tokio::time::Instant;

use super::{TokenFuture, TokenProvider, TokenRequest};
use crate::Secret;

type BoxError = Box<dyn StdError + Send + Sync>;
type FetchFuture = Pin<Box<dyn Future<Output = Result<FreshToken, BoxError>> + Send>>;
type Fetched = Result<Secret, Failure>;
type Flight = Pin<Box<dyn Future<Output = Fetched> + Send>>;

/// How long before its end a token is no longer used.
const LEEWAY: Duration = Duration::from_secs(30);
/// A fetch that has taken this long is not joined any more: it may hang for good.
const MAX_JOINED: Duration = Duration::from_secs(30);

/// A token that has just been fetched. `Debug` does not show it.
#[derive(Clone, Debug)]
pub struct FreshToken {
    token: Secret,
    expires_in: Option<Duration>,
}

impl FreshToken {
    /// A token that is used until the server refuses it.
    pub fn new(token: impl Into<String>) -> Self {
        Self { token: token.into().into(), expires_in: None }
    }

    /// For how long it is valid. It counts from the moment at which the fetch began.
    #[must_use]
    pub fn expires_in(mut self, time: Duration) -> Self {
        self.expires_in = Some(time);
        self
    }
}

/// A [`TokenProvider`] that fetches a token when it needs one and keeps it as long as it is valid.
///
/// - However many calls need a token at the same time, there is one fetch, and all of them get what it brings. It goes on as long
///   as one of them waits; each one's own deadline holds.
/// - A token is used until 30 s ([`leeway`](Self::leeway)) before it expires, but for half of its time at least.
/// - A token that the server refuses with 401 is dropped, and the call that met the 401 fetches another one.
/// - A fetch that fails, fails for the calls that wait for it; the next call tries again.
/// - The token is wiped from memory when it is dropped. Clones share it.
///
/// ```
/// use std::time::Duration;
/// use workos_mfa::{CachedTokens, Client, FreshToken};
///
/// let tokens = CachedTokens::new(|| async {
///     // Ask your own backend here.
///     Ok(FreshToken::new("short-lived token").expires_in(Duration::from_secs(300)))
/// });
/// let client = Client::builder_with_token_provider(tokens).build()?;
/// # Ok::<(), workos_mfa::Error>(())
/// ```
#[derive(Clone)]
pub struct CachedTokens {
    fetch: Arc<dyn Fn() -> FetchFuture + Send + Sync>,
    leeway: Duration,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    under_way: Option<UnderWay>,
    /// The last fetch's number.
    fetches: u64,
}

struct Held {
    token: Secret,
    /// `None` for one that is used until it is refused.
    until: Option<Instant>,
}

struct UnderWay {
    number: u64,
    began: Instant,
    /// In a child of this process, whoever drives the fetch is not there.
    process: u32,
    flight: WeakShared<Flight>,
}

impl CachedTokens {
    /// Fetches tokens by this.
    pub fn new<F, Fut>(fetch: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<FreshToken, BoxError>> + Send + 'static,
    {
        Self { fetch: Arc::new(move || Box::pin(fetch())), leeway: LEEWAY, state: Arc::default() }
    }

    /// How long before it expires a token is no longer used: 30 s by default, and never more than half of its time.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// The token that is there, or the fetch that brings one.
    fn token_or_fetch(&self, request: &TokenRequest, now: Instant) -> Result<Secret, Shared<Flight>> {
        let mut state = lock(&self.state);
        if let Some(held) = &state.held {
            let expired = held.until.is_some_and(|until| until <= now);
            // A call may learn late that its token was refused: another call may have seen to a new one meanwhile.
            if !expired && request.refused_token() != Some(&held.token) {
                return Ok(held.token.clone());
            }
            state.held = None;
        }
        if let Some(UnderWay { began, process, flight, .. }) = &state.under_way
            && *process == std::process::id()
            && now.saturating_duration_since(*began) < MAX_JOINED
            && let Some(flight) = flight.upgrade()
        {
            return Err(flight);
        }
        state.fetches += 1;
        let number = state.fetches;
        let flight = self.begin(number, now);
        state.under_way = flight.downgrade().map(|flight| UnderWay {
            number,
            began: now,
            process: std::process::id(),
            flight,
        });
        Err(flight)
    }

    fn begin(&self, number: u64, began: Instant) -> Shared<Flight> {
        let (fetch, shared, leeway) = (Arc::clone(&self.fetch), Arc::clone(&self.state), self.leeway);
        let flight: Flight = Box::pin(async move {
            // A panic would reach the waiting calls one by one, and as long as one of them waits no other fetch could begin.
            let fetched = AssertUnwindSafe(async { fetch().await })
                .catch_unwind()
                .await
                .unwrap_or_else(|_| Err("fetching the token panicked".into()));
            let mut state = lock(&shared);
            if state.under_way.as_ref().is_some_and(|under_way| under_way.number == number) {
                state.under_way = None;
            }
            let FreshToken { token, expires_in } = fetched.map_err(|error| Failure(error.into()))?;
            // What is beyond the clock's range is for ever.
            let until =
                expires_in.and_then(|time| began.checked_add(time.saturating_sub(leeway).max(time / 2)));
            // One that came late, when a later fetch had been begun in its place, does not take the place of what that brought.
            if number == state.fetches || state.held.is_none() {
                state.held = Some(Held { token: token.clone(), until });
            }
            Ok(token)
        });
        flight.shared()
    }
}

impl TokenProvider for CachedTokens {
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        Box::pin(async move {
            let token = match self.token_or_fetch(&request, Instant::now()) {
                Ok(token) => token,
                Err(flight) => flight.await?,
            };
            Ok(token.expose().to_owned())
        })
    }
}

impl fmt::Debug for CachedTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedTokens").field("leeway", &self.leeway).finish_non_exhaustive()
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An error that several calls get.
#[derive(Clone, Debug)]
struct Failure(Arc<dyn StdError + Send + Sync>);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Failure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// Tokens `token-1`, `token-2`, …
    fn counted(expires_in: Option<Duration>) -> CachedTokens {
        let fetches = AtomicU32::new(0);
        CachedTokens::new(move || {
            let number = fetches.fetch_add(1, Ordering::SeqCst) + 1;
            async move {
                let token = FreshToken::new(format!("token-{number}"));
                Ok(expires_in.into_iter().fold(token, FreshToken::expires_in))
            }
        })
    }

    async fn at(tokens: &CachedTokens, now: Instant, request: TokenRequest) -> String {
        let token = match tokens.token_or_fetch(&request, now) {
            Ok(token) => token,
            Err(flight) => flight.await.unwrap(),
        };
        token.expose().to_owned()
    }

    fn refused(token: &str) -> TokenRequest {
        TokenRequest::after_refusal_of(token.to_owned())
    }

    #[tokio::test]
    async fn a_token_is_used_until_shortly_before_it_expires() {
        for (time, leeway, used) in
            [(300, None, 270), (40, None, 20), (300, Some(1), 299), (300, Some(0), 300)]
        {
            let tokens = counted(Some(Duration::from_secs(time)));
            let tokens = leeway.map(Duration::from_secs).into_iter().fold(tokens, CachedTokens::leeway);
            let now = Instant::now();
            let later = now + Duration::from_secs(used);
            assert_eq!(at(&tokens, now, TokenRequest::default()).await, "token-1");
            let last = later - Duration::from_millis(1);
            assert_eq!(at(&tokens, last, TokenRequest::default()).await, "token-1", "{time} {leeway:?}");
            assert_eq!(at(&tokens, later, TokenRequest::default()).await, "token-2", "{time} {leeway:?}");
        }
    }

    #[tokio::test]
    async fn without_an_end_it_is_used_until_it_is_refused() {
        let tokens = counted(None);
        let now = Instant::now();
        assert_eq!(at(&tokens, now, TokenRequest::default()).await, "token-1");
        let later = now + Duration::from_secs(1_000_000);
        assert_eq!(at(&tokens, later, TokenRequest::default()).await, "token-1");
        assert_eq!(at(&tokens, later, refused("token-1")).await, "token-2");
        assert_eq!(at(&tokens, later, refused("token-1")).await, "token-2", "it was replaced already");
        assert_eq!(at(&tokens, later, TokenRequest::default()).await, "token-2");
    }

    #[tokio::test]
    async fn a_fetch_that_hangs_is_not_joined_for_ever() {
        let tokens = CachedTokens::new(std::future::pending);
        let now = Instant::now();
        let first = tokens.token_or_fetch(&TokenRequest::default(), now).unwrap_err();
        let joins = |after| {
            let flight = tokens.token_or_fetch(&TokenRequest::default(), now + after).unwrap_err();
            flight.ptr_eq(&first)
        };
        assert!(joins(Duration::from_secs(29)));
        assert!(!joins(Duration::from_secs(30)));
    }

    #[tokio::test]
    async fn clones_share_the_token() {
        let tokens = counted(None);
        let now = Instant::now();
        for provider in [&tokens.clone(), &tokens] {
            assert_eq!(at(provider, now, TokenRequest::default()).await, "token-1");
        }
    }

    #[tokio::test]
    async fn a_fetch_that_comes_late_does_not_replace_a_newer_token() {
        let tokens = counted(None);
        let now = Instant::now();
        let late = tokens.token_or_fetch(&TokenRequest::default(), now).unwrap_err();
        let next = tokens.token_or_fetch(&TokenRequest::default(), now + MAX_JOINED).unwrap_err();
        // Fetches begin when they are first polled.
        assert_eq!(next.await.unwrap().expose(), "token-1");
        assert_eq!(late.await.unwrap().expose(), "token-2");
        assert_eq!(at(&tokens, now, TokenRequest::default()).await, "token-1");
    }

    #[tokio::test]
    async fn a_panic_is_an_error() {
        #[allow(clippy::panic, reason = "what is tested")]
        let tokens = CachedTokens::new(|| async { panic!("no backend") });
        for _ in 0..2 {
            let error = tokens.token(TokenRequest::default()).await.unwrap_err();
            assert_eq!(error.to_string(), "fetching the token panicked");
        }
    }

    #[tokio::test]
    async fn a_token_may_be_valid_for_ever() {
        let tokens = counted(Some(Duration::MAX));
        let now = Instant::now();
        for _ in 0..2 {
            assert_eq!(at(&tokens, now, TokenRequest::default()).await, "token-1");
        }
    }

    #[tokio::test]
    async fn a_child_process_does_not_wait_for_what_its_parent_fetches() {
        let tokens = CachedTokens::new(std::future::pending);
        let now = Instant::now();
        let parents = tokens.token_or_fetch(&TokenRequest::default(), now).unwrap_err();
        // As after a fork: the parent's thread that drives the fetch is not there.
        lock(&tokens.state).under_way.as_mut().unwrap().process += 1;
        let childs = tokens.token_or_fetch(&TokenRequest::default(), now).unwrap_err();
        assert!(!childs.ptr_eq(&parents));
    }

    #[test]
    fn debug_shows_no_token() {
        let token = FreshToken::new("token-1").expires_in(Duration::from_secs(3));
        let shown = format!("{token:?} {:?} {:?}", refused("token-1"), counted(None));
        assert!(!shown.contains("token-1"), "{shown}");
    }
}
