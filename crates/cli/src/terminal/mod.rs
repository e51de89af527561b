//! What people and scripts see.

mod console;
mod factor;
mod printable;
mod qr;
mod spinner;

pub(crate) use console::{Console, ERROR, HEADING, HELP};
pub(crate) use factor::{describe, line};
pub(crate) use printable::{is_active, printable};
pub(crate) use qr::drawn;
pub(crate) use spinner::watched;
