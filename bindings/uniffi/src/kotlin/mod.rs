//! Calls from the JVM, where each structure that crosses the border costs microseconds: a request goes and a reply comes as one block of
//! bytes, in the form that uniffi gives records, and nothing but numbers crosses besides.
//!
//! The functions in [`border`] are called by `bindings/uniffi/kotlin/src/main/kotlin/dev/workosmfa/internal/Library.kt`.

mod asynchronous;
mod blocking;
mod border;
mod reply;
mod request;

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use workos_mfa::{Client, ClientBuilder};

use crate::driver::Driver;
use crate::error::{ErrorKind, Failure};
use crate::observer::{ForeignObserver, Observer};
use crate::options::{ClientOptions, client_builder};
use crate::token::{ForeignTokens, TokenProvider};
use asynchronous::Running;

/// The client below `dev.workosmfa.WorkOS`.
#[derive(uniffi::Object)]
#[uniffi::export(Display)]
pub struct KotlinClient {
    number: u64,
    parts: Arc<Parts>,
}

/// What calls need. Those that run keep it.
struct Parts {
    client: Client,
    /// For calls that block. Made when it is first needed, with connections of its own.
    driver: Mutex<Option<Arc<Driver>>>,
    running: Running,
}

/// By the numbers under which the JVM knows them. No number is used twice, so that of a closed client leads nowhere.
static CLIENTS: LazyLock<Mutex<HashMap<u64, Arc<Parts>>>> = LazyLock::new(Mutex::default);

#[uniffi::export]
impl KotlinClient {
    /// What the options leave out, the environment says.
    #[uniffi::constructor]
    pub fn new(
        options: ClientOptions,
        token_provider: Option<Arc<dyn TokenProvider>>,
    ) -> Result<Self, Failure> {
        Self::built(client_builder(options, token_provider.map(ForeignTokens))?)
    }

    /// With an observer.
    #[uniffi::constructor]
    pub fn observed(
        options: ClientOptions,
        token_provider: Option<Arc<dyn TokenProvider>>,
        observer: Arc<dyn Observer>,
    ) -> Result<Self, Failure> {
        let builder = client_builder(options, token_provider.map(ForeignTokens))?;
        Self::built(builder.observer(Arc::new(ForeignObserver(observer))))
    }

    /// What the functions of the border know the client by.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The address that requests go to, without a slash at its end.
    pub fn base_url(&self) -> String {
        self.parts.client.base_url().to_owned()
    }
}

impl KotlinClient {
    fn built(builder: ClientBuilder) -> Result<Self, Failure> {
        let client = builder.user_agent_product("workos-mfa-kotlin").build()?;
        let parts = Arc::new(Parts { client, driver: Mutex::new(None), running: Running::default() });
        let number = next_number();
        lock(&CLIENTS).insert(number, Arc::clone(&parts));
        Ok(Self { number, parts })
    }
}

/// Calls that have begun go on.
impl Drop for KotlinClient {
    fn drop(&mut self) {
        lock(&CLIENTS).remove(&self.number);
    }
}

impl fmt::Display for KotlinClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.parts.client, f)
    }
}

impl Parts {
    fn of(client: u64) -> Result<Arc<Self>, Failure> {
        let closed = || {
            Failure::refused(ErrorKind::Config, "client", "the client is closed; make a new one".to_owned())
        };
        lock(&CLIENTS).get(&client).cloned().ok_or_else(closed)
    }

    fn driver(&self) -> Result<Arc<Driver>, Failure> {
        let mut driver = lock(&self.driver);
        if let Some(driver) = &*driver {
            return Ok(Arc::clone(driver));
        }
        let made = Arc::new(Driver::beside(self.client.clone())?);
        *driver = Some(Arc::clone(&made));
        Ok(made)
    }
}

fn next_number() -> u64 {
    static NUMBERS: AtomicU64 = AtomicU64::new(1);
    NUMBERS.fetch_add(1, Ordering::Relaxed)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
