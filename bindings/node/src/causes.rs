//! What was below an error, with the codes that Node.js has for it.

use std::error::Error as StdError;
use std::io::{self, ErrorKind};

use serde::Serialize;
use workos_mfa::Error;

/// One source of an error, as JavaScript gets it: an array of the text and the code.
#[derive(Serialize)]
pub(crate) struct Cause(String, Option<&'static str>);

/// The sources of an error from the outermost in. Each has the code of the failed system call below it, as people look for
/// `error.cause.code`.
pub(crate) fn causes(error: &Error) -> Vec<Cause> {
    let mut causes = Vec::new();
    let mut source = error.source();
    while let Some(cause) = source {
        source = cause.source();
        causes.push(Cause(cause.to_string(), code_below(cause)));
    }
    causes
}

fn code_below(cause: &(dyn StdError + 'static)) -> Option<&'static str> {
    let mut below = Some(cause);
    while let Some(cause) = below {
        if let Some(code) = cause.downcast_ref().and_then(code) {
            return Some(code);
        }
        below = cause.source();
    }
    None
}

fn code(error: &io::Error) -> Option<&'static str> {
    Some(match error.kind() {
        ErrorKind::ConnectionRefused => "ECONNREFUSED",
        ErrorKind::ConnectionReset => "ECONNRESET",
        ErrorKind::ConnectionAborted => "ECONNABORTED",
        ErrorKind::BrokenPipe => "EPIPE",
        ErrorKind::NotConnected => "ENOTCONN",
        ErrorKind::TimedOut => "ETIMEDOUT",
        ErrorKind::HostUnreachable => "EHOSTUNREACH",
        ErrorKind::NetworkUnreachable => "ENETUNREACH",
        ErrorKind::NetworkDown => "ENETDOWN",
        ErrorKind::AddrNotAvailable => "EADDRNOTAVAIL",
        ErrorKind::PermissionDenied => "EACCES",
        _ => match error.raw_os_error() {
            // The same numbers on Linux and macOS.
            Some(23) if cfg!(unix) => "ENFILE",
            Some(24) if cfg!(unix) => "EMFILE",
            // WSAHOST_NOT_FOUND and WSANO_DATA; WSATRY_AGAIN.
            Some(11001 | 11004) if cfg!(windows) => "ENOTFOUND",
            Some(11002) if cfg!(windows) => "EAI_AGAIN",
            _ => return name_not_found(&error.to_string()),
        },
    })
}

/// The standard library has only a text for a name that was not found.
fn name_not_found(text: &str) -> Option<&'static str> {
    let resolver_says = text.strip_prefix("failed to lookup address information: ")?;
    Some(if resolver_says.contains("emporary failure") { "EAI_AGAIN" } else { "ENOTFOUND" })
}
