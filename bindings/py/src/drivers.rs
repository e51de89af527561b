//! A driver for each call that is being made.
//!
//! Threads that share a runtime wake each other for every call, and pass on who drives it: measured at 32 threads, that was six futex
//! calls and two wake-ups of the event queue per call, a third of its CPU time. So each call that is being made has a runtime, and with
//! it connections, to itself. HTTP clients for threads keep a connection per call at a time, too.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use pyo3::prelude::*;
use workos_mfa::Client;

use crate::driver::Driver;
use crate::errors;
use crate::forks::lock;

/// Beyond this many calls at a time, they share: a driver takes three file descriptors, and its connection one more.
const MOST: usize = 32;
/// Nobody drives an idle driver, so nobody would notice that the server has closed its connections: it goes after this time.
const IDLE: Duration = Duration::from_secs(60);

/// Those of one client in one process.
pub(crate) struct Drivers {
    /// What the further ones are made after.
    client: Client,
    /// In the order in which they are taken, so that as few as possible are in use and the last become idle.
    drivers: Mutex<Vec<Arc<Lane>>>,
}

/// A driver with the client whose connections it drives.
pub(crate) struct Lane {
    pub(crate) client: Client,
    pub(crate) driver: Driver,
    calls: AtomicUsize,
    /// When the last call ended.
    last: Mutex<Instant>,
}

/// A driver that a call is using.
pub(crate) struct Taken(Arc<Lane>);

impl Drivers {
    pub(crate) fn new(py: Python<'_>, client: Client) -> PyResult<Self> {
        let first = Lane::new(client.clone()).map_err(|problem| errors::no_connection(py, &problem))?;
        Ok(Self { client, drivers: Mutex::new(vec![Arc::new(first)]) })
    }

    /// An idle driver, or a new one.
    pub(crate) fn take(&self, py: Python<'_>) -> PyResult<Taken> {
        let mut drivers = lock(&self.drivers);
        while drivers.len() > 1 && drivers.last().is_some_and(|driver| driver.is_stale()) {
            drivers.pop();
        }
        let least = drivers.iter().min_by_key(|driver| driver.calls());
        if let Some(driver) = least.filter(|driver| driver.calls() == 0 || drivers.len() >= MOST) {
            return Ok(Taken::new(driver));
        }
        match (self.further(), least) {
            (Ok(driver), _) => {
                let driver = Arc::new(driver);
                let taken = Taken::new(&driver);
                drivers.push(driver);
                Ok(taken)
            }
            // There may be no descriptors left for another one, and yet one for a connection.
            (Err(_), Some(shared)) => Ok(Taken::new(shared)),
            (Err(problem), None) => Err(errors::no_connection(py, &problem)),
        }
    }

    fn further(&self) -> std::io::Result<Lane> {
        Lane::new(self.client.with_own_connections().map_err(std::io::Error::other)?)
    }
}

impl Lane {
    fn new(client: Client) -> std::io::Result<Self> {
        Ok(Self {
            client,
            driver: Driver::new()?,
            calls: AtomicUsize::new(0),
            last: Mutex::new(Instant::now()),
        })
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }

    fn is_stale(&self) -> bool {
        self.calls() == 0 && lock(&self.last).elapsed() > IDLE
    }
}

impl Taken {
    fn new(driver: &Arc<Lane>) -> Self {
        driver.calls.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(driver))
    }
}

impl std::ops::Deref for Taken {
    type Target = Lane;

    fn deref(&self) -> &Lane {
        &self.0
    }
}

impl Drop for Taken {
    /// Happens while holding the GIL, as all that locks does.
    fn drop(&mut self) {
        *lock(&self.0.last) = Instant::now();
        self.0.calls.fetch_sub(1, Ordering::Relaxed);
    }
}
