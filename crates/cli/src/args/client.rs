//! The options of the client.

use std::{path::PathBuf, time::Duration};

use clap::{Args, value_parser};

/// Options of all commands that make requests. What is not given is taken from the environment, then by default; that is
/// decided in the core. (Not by clap's `env`, which would take an empty variable for a value, and the emulator's keys from
/// the variable for the client's.)
#[derive(Args)]
#[command(next_help_heading = "Client options")]
pub(crate) struct ClientArgs {
    /// The secret key, sk_… Prefer --api-key-file or the variable: a command line can be seen by this machine's other users, and
    /// stays in the shell's history [env: WORKOS_API_KEY]
    #[arg(long, global = true, value_name = "KEY")]
    pub(crate) api_key: Option<String>,

    /// The file that the secret key is in, or - for standard input. A line end after the key is not a part of it
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        value_parser = value_parser!(PathBuf),
        conflicts_with = "api_key"
    )]
    pub(crate) api_key_file: Option<PathBuf>,

    /// Where the API is [env: WORKOS_BASE_URL] [default: https://api.workos.com]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,

    /// The time for the whole call, retries included [env: WORKOS_REQUEST_TIMEOUT] [default: 60]
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true)]
    pub(crate) timeout: Option<Duration>,

    /// The time for each attempt [default: 30]
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true)]
    pub(crate) attempt_timeout: Option<Duration>,

    /// The time for making a connection [default: 10]
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        value_parser = seconds,
        allow_negative_numbers = true,
        hide_short_help = true
    )]
    pub(crate) connect_timeout: Option<Duration>,

    /// How many times a call may be tried again; an enrolment only if it certainly has not happened [default: 2]
    #[arg(long, global = true, value_name = "N", allow_negative_numbers = true)]
    pub(crate) max_retries: Option<u32>,

    /// A further header for every request; may be repeated
    #[arg(long, global = true, value_name = "NAME:VALUE", hide_short_help = true)]
    pub(crate) header: Vec<String>,

    /// Added to the User-Agent
    #[arg(long, global = true, value_name = "TEXT", hide_short_help = true)]
    pub(crate) user_agent_suffix: Option<String>,

    /// Go through this proxy, instead of the one the environment names
    #[arg(long, global = true, value_name = "URL", hide_short_help = true)]
    pub(crate) proxy: Option<String>,

    /// Go straight to the server, whatever the environment says
    #[arg(long, global = true, conflicts_with = "proxy", hide_short_help = true)]
    pub(crate) no_proxy: bool,

    /// Trust the certificates in this PEM file, too; may be repeated
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        value_parser = value_parser!(PathBuf),
        hide_short_help = true
    )]
    pub(crate) root_certificate: Vec<PathBuf>,

    /// Show the server the certificate in this PEM file, followed there by those that lead to its CA
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        value_parser = value_parser!(PathBuf),
        hide_short_help = true
    )]
    pub(crate) client_certificate: Option<PathBuf>,

    /// The key of --client-certificate, in a PEM file
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        value_parser = value_parser!(PathBuf),
        hide_short_help = true
    )]
    pub(crate) client_key: Option<PathBuf>,

    /// Allow plain http to other machines, which sends the key in the clear [env: WORKOS_ALLOW_HTTP]
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) allow_http: bool,
}

/// The same as clap's own type, for asking about them one by one.
pub(super) fn arguments() -> Vec<clap::Arg> {
    ClientArgs::augment_args(clap::Command::new("")).get_arguments().cloned().collect()
}

/// A number of seconds. Whether it is a sensible one is for the core to say, so a negative one becomes zero and one that
/// overflows the longest: it refuses both.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.trim().parse().map_err(|_| "not a number of seconds".to_owned())?;
    Ok(Duration::try_from_secs_f64(seconds).unwrap_or(if seconds > 0.0 {
        Duration::MAX
    } else {
        Duration::ZERO
    }))
}

#[cfg(test)]
mod tests {
    use super::{Duration, seconds};

    #[test]
    fn seconds_may_have_a_fraction_and_nonsense_stays_nonsense() {
        assert_eq!(seconds("2.5"), Ok(Duration::from_millis(2500)));
        assert_eq!(seconds("1"), Ok(Duration::from_secs(1)));
        for text in ["-1", "NaN", "-inf", "0"] {
            assert_eq!(seconds(text), Ok(Duration::ZERO), "{text}");
        }
        for text in ["inf", "1e300"] {
            assert_eq!(seconds(text), Ok(Duration::MAX), "{text}");
        }
        assert!(seconds("5s").is_err());
    }
}
