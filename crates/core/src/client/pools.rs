//! The connections of a client: a pool for each runtime that it is used on.

use std::panic::catch_unwind;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use tokio::runtime::{Handle, Id, RuntimeFlavor};
use tokio::time::{Instant, sleep, timeout_at};

use super::http::{Connections, POOL_IDLE_TIMEOUT};
use crate::driving;
use crate::error::Error;
use crate::per_process::PerProcess;

/// More runtimes than that share a client at the expense of those that have not used it for the longest time: they connect anew.
const MAX_POOLS: usize = 256;

/// A client that heard something in the last so many microseconds, on this runtime, has heard of everything that matters: no server
/// closes an idle connection so soon. The time is short beside that which a suspended process misses, and long beside the time
/// between two calls of a busy one, which then pays nothing.
const FRESH: u64 = 20_000;

/// A runtime of one thread hears nothing between two `block_on`, and to look costs two microseconds, a tenth of a call. This is longer
/// than a task takes from one reply to its next call, and shorter than anything takes in which something else happens.
const JUST_NOW: u64 = 20;

/// A connection is bound to the runtime that made it, and to the process.
pub(crate) struct Pools {
    /// How connections are made.
    connections: Connections,
    of_process: PerProcess<OfProcess>,
}

struct OfProcess {
    connections: Connections,
    /// Made when the client was built, so that its options are checked; the first runtime gets it.
    unused: Mutex<Option<reqwest::Client>>,
    by_runtime: RwLock<Vec<Arc<Pool>>>,
}

/// The connections that live on one runtime.
pub(crate) struct Pool {
    pub(crate) http: reqwest::Client,
    runtime: Id,
    one_thread: bool,
    heard: Heard,
}

impl Pools {
    pub(super) fn new(connections: Connections) -> Result<Self, Error> {
        let first = OfProcess::new(connections.clone(), Some(connections.open()?));
        Ok(Self { connections, of_process: PerProcess::new(first) })
    }

    fn here(&self) -> Result<&OfProcess, Error> {
        self.of_process
            .get_or_try_make(|| Ok(OfProcess::new(self.connections.with_own_sessions(), None)))?
            .ok_or_else(|| Error::config("runtime", "the client is being shut down"))
    }

    /// Others that are made in the same way.
    pub(super) fn beside(&self) -> Result<Self, Error> {
        Self::new(self.here()?.connections.clone())
    }

    /// Those of this runtime.
    pub(crate) fn of(&self, runtime: &Handle) -> Result<Arc<Pool>, Error> {
        let id = runtime.id();
        let pools = self.here()?;
        let known = pools.by_runtime.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(pool) = known.iter().find(|pool| pool.runtime == id) {
            return Ok(Arc::clone(pool));
        }
        drop(known);
        if self.of_process.inherited().any(|pools| pools.has(id)) {
            return Err(Error::config(
                "runtime",
                "this runtime was made before a fork, by the parent of this process: it has no threads here; make one in the child",
            ));
        }
        check(runtime)?;
        pools.add(runtime)
    }
}

impl OfProcess {
    fn new(connections: Connections, unused: Option<reqwest::Client>) -> Self {
        Self { connections, unused: Mutex::new(unused), by_runtime: RwLock::default() }
    }

    fn add(&self, runtime: &Handle) -> Result<Arc<Pool>, Error> {
        let unused = self.unused.lock().unwrap_or_else(PoisonError::into_inner).take();
        let http = match unused {
            Some(http) => http,
            None => self.connections.open()?,
        };
        let pool = Arc::new(Pool {
            http,
            runtime: runtime.id(),
            one_thread: runtime.runtime_flavor() == RuntimeFlavor::CurrentThread,
            heard: Heard::default(),
        });
        let mut known = self.by_runtime.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(other) = known.iter().find(|other| other.runtime == pool.runtime) {
            return Ok(Arc::clone(other));
        }
        // Of a runtime that is gone, or has not called for so long, no connection is left.
        let idle = u64::try_from(POOL_IDLE_TIMEOUT.as_micros()).unwrap_or(u64::MAX);
        let now = Instant::now();
        known.retain(|pool| pool.heard.ago(now) <= idle);
        if known.len() >= MAX_POOLS
            && let Some((oldest, _)) = known.iter().enumerate().min_by_key(|(_, pool)| pool.heard.when())
        {
            known.swap_remove(oldest);
        }
        known.push(Arc::clone(&pool));
        Ok(pool)
    }

    /// Whether it has a pool for this runtime, as far as can be said without waiting: a thread of the parent's might have held the
    /// lock at the moment of the fork.
    fn has(&self, id: Id) -> bool {
        self.by_runtime.try_read().is_ok_and(|pools| pools.iter().any(|pool| pool.runtime == id))
    }
}

/// Tokio has no other way of asking than to try. Once for each runtime: if something is missing, the panic hook hears of it.
fn check(runtime: &Handle) -> Result<(), Error> {
    let _entered = runtime.enter();
    if catch_unwind(|| drop(sleep(Duration::ZERO))).is_err() {
        return Err(Error::config(
            "runtime",
            "this Tokio runtime has no timers; build it with enable_time()",
        ));
    }
    if catch_unwind(|| drop(driving::newcomer())).is_err() {
        return Err(Error::config("runtime", "this Tokio runtime has no sockets; build it with enable_io()"));
    }
    Ok(())
}

impl Pool {
    /// Before an attempt: takes in what the connections have heard from the server.
    ///
    /// Nobody drove the runtime while the process was stopped, or between two `block_on`. A connection that the server closed
    /// meanwhile still looks open, and an enrolment written to it would end `unknown`.
    pub(crate) async fn catch_up(&self, now: Instant, deadline: Instant, repeatable: bool) {
        let ago = self.heard.ago(now);
        if ago > FRESH {
            // If that takes too long, the attempt has no time left either, and says so.
            // Boxed: most calls don't need it, and all would carry it along.
            let hear_all = driving::hear_all(self.one_thread, repeatable);
            let _ = Box::pin(timeout_at(deadline, hear_all)).await;
        } else if self.one_thread && ago > JUST_NOW {
            driving::catch_up().await;
        }
    }

    /// A reply came: whoever drives the runtime has just looked at its connections.
    pub(crate) fn heard_something(&self, now: Instant) {
        self.heard.now(now);
    }
}

/// When a runtime's connections were last heard of, by two clocks, in microseconds: the monotonic one stands still while a machine
/// is suspended, and the wall's can be set back.
struct Heard {
    began: Instant,
    monotonic: AtomicU64,
    wall: AtomicU64,
}

impl Default for Heard {
    fn default() -> Self {
        let heard = Self { began: Instant::now(), monotonic: AtomicU64::new(0), wall: AtomicU64::new(0) };
        // A new pool has no connections, so there is nothing to hear.
        heard.now(heard.began);
        heard
    }
}

impl Heard {
    /// `now` is what the monotonic clock says.
    fn clocks(&self, now: Instant) -> (u64, u64) {
        let microseconds = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let wall = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        (microseconds(now.saturating_duration_since(self.began)), microseconds(wall))
    }

    fn now(&self, now: Instant) {
        let (monotonic, wall) = self.clocks(now);
        self.monotonic.store(monotonic, Ordering::Relaxed);
        self.wall.store(wall, Ordering::Relaxed);
    }

    /// How long ago that is. If the wall clock was set back, it can't be said, and counts as long.
    fn ago(&self, now: Instant) -> u64 {
        let (monotonic, wall) = self.clocks(now);
        let ago = |now: u64, then: &AtomicU64| {
            let then = then.load(Ordering::Relaxed);
            match now.checked_sub(then) {
                Some(ago) => ago,
                // Another thread has heard something since this one looked at the clock.
                None if then - now <= FRESH => 0,
                None => u64::MAX,
            }
        };
        ago(monotonic, &self.monotonic).max(ago(wall, &self.wall))
    }

    /// For comparing those of one process.
    fn when(&self) -> Instant {
        self.began + Duration::from_micros(self.monotonic.load(Ordering::Relaxed))
    }
}
