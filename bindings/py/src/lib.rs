//! `workos_mfa._native`: the Rust core for Python.
//!
//! This layer converts values and keeps to Python's rules (the GIL, signals, `fork()`, event loops). Everything that is decided
//! about a call is decided in the core; what users see is in `python/workos_mfa/`.

#![deny(unsafe_code)]

mod async_client;
mod background;
mod call;
mod driver;
mod drivers;
mod emulator;
mod errors;
mod forks;
mod interpreter;
mod interrupts;
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
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    // Before any class is made: those are kept for the whole process.
    interpreter::refuse_others(module.py())?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<async_client::AsyncClient>()?;
    module.add_class::<emulator::Emulator>()?;
    module.add_class::<emulator::Fault>()?;
    module.add_class::<mailbox::Mailbox>()?;
    module.add_class::<models::EnrolledFactor>()?;
    module.add_class::<models::EnrolledTotp>()?;
    module.add_class::<models::Factor>()?;
    module.add_class::<models::Metadata>()?;
    module.add_class::<models::Sms>()?;
    module.add_class::<models::Totp>()?;
    module.add_class::<sync_client::Client>()?;
    module.add_class::<token::TokenAnswer>()?;
    module.add_function(wrap_pyfunction!(emulator::totp_code, module)?)?;
    module.add_function(wrap_pyfunction!(lifecycle::after_fork, module)?)?;
    module.add_function(wrap_pyfunction!(lifecycle::at_exit, module)?)
}
