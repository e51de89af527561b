//! `workos_mfa._native`: the Rust core for Python.
//!
//! This layer converts values and keeps to Python's rules (the GIL, signals, `fork()`, event loops). Everything that is decided
//! about a call is decided in the core; what users see is in `python/workos_mfa/`.

mod async_client;
mod background;
mod call;
mod driver;
mod drivers;
mod emulator;
mod errors;
mod forks;
mod lifecycle;
mod logging;
mod mailbox;
mod models;
mod named;
mod settings;
mod sync_client;
mod token;

use pyo3::prelude::*;

/// The native part of `workos_mfa`. Import from `workos_mfa` instead.
#[pymodule(gil_used = true)]
mod _native {
    #[pymodule_export]
    use crate::async_client::AsyncClient;
    #[pymodule_export]
    use crate::emulator::{Emulator, Fault, totp_code};
    #[pymodule_export]
    use crate::lifecycle::{after_fork, at_exit};
    #[pymodule_export]
    use crate::mailbox::Mailbox;
    #[pymodule_export]
    use crate::models::{EnrolledFactor, EnrolledTotp, Factor, Metadata, Sms, Totp};
    #[pymodule_export]
    use crate::sync_client::Client;
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
