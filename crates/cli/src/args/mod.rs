//! The command line.

#![expect(clippy::doc_markdown, reason = "these are help texts, and a terminal shows the backticks")]

mod client;
mod emulator;
mod enroll;
mod examples;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, error::ErrorKind, parser::ValueSource};

pub(crate) use client::ClientArgs;
pub(crate) use emulator::EmulatorArgs;
pub(crate) use enroll::{EnrollKind, TotpArgs};

/// Multi-factor authentication with WorkOS: enrol, read and delete authentication factors.
#[derive(Parser)]
#[command(name = "workos-mfa", version, max_term_width = 100, after_help = examples::ALL)]
pub(crate) struct Cli {
    /// Print the API's JSON on stdout, and errors as {"error": {"kind": …}} on stderr
    #[arg(long, global = true)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) client: ClientArgs,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// See it work: enrol a factor, show its QR code and the current code, read it back, delete it
    ///
    /// Without an API key this runs against an emulator inside this program and sends nothing to anyone. With a key it runs
    /// against the real API. Whatever happens after the enrolment, the factor is deleted.
    #[command(after_help = examples::DEMO)]
    Demo,
    /// Enrol a factor
    #[command(subcommand, after_help = examples::ENROLL)]
    Enroll(EnrollKind),
    /// Read a factor (without its secret, which is shown at enrolment only)
    #[command(after_help = examples::GET)]
    Get {
        /// The factor's id, auth_factor_…
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Delete a factor, permanently
    #[command(after_help = examples::DELETE)]
    Delete {
        /// The factor's id, auth_factor_…
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Run the API on this machine, in memory, for tests
    ///
    /// Prints the URL and the API key when it is ready, each in a line. Ctrl-C or SIGTERM ends it, and it forgets everything.
    #[command(after_help = examples::EMULATOR)]
    Emulator(EmulatorArgs),
    /// Print a script that completes this program's commands and options in a shell
    #[command(after_help = examples::COMPLETIONS)]
    Completions {
        /// The shell
        #[arg(value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
}

/// The commands that make no request, so that the client's options mean nothing to them.
const WITHOUT_CLIENT: [&str; 2] = ["emulator", "completions"];

/// The definition of the command line.
pub(crate) fn definition() -> clap::Command {
    let mut definition = Cli::command();
    for name in WITHOUT_CLIENT {
        // Global options are copied into every subcommand that has none of that name; so this hides them from its help.
        definition = definition.mut_subcommand(name, |subcommand| {
            let own: Vec<_> = subcommand.get_arguments().map(|argument| argument.get_id().clone()).collect();
            let hidden = client::arguments().into_iter().filter(|argument| !own.contains(argument.get_id()));
            subcommand.args(hidden.map(|argument| argument.hide(true)))
        });
    }
    definition
}

/// Reads the command line. Help and version are errors here, as clap has it.
pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut definition = definition();
    let matches = definition.try_get_matches_from_mut(arguments)?;
    if let Some((name, subcommand)) = matches.subcommand().filter(|(name, _)| WITHOUT_CLIENT.contains(name)) {
        let given = client::arguments().into_iter().find(|argument| {
            let id = argument.get_id().as_str();
            // The emulator has an option of this name itself.
            !(name == "emulator" && id == "api_key")
                && subcommand.value_source(id) == Some(ValueSource::CommandLine)
        });
        if let Some(option) = given.as_ref().and_then(clap::Arg::get_long) {
            let message =
                format!("--{option} means nothing to `{name}`, which makes no request; leave it out");
            return Err(definition.error(ErrorKind::ArgumentConflict, message));
        }
    }
    Cli::from_arg_matches(&matches)
}

#[cfg(test)]
mod tests {
    use super::{Command, definition, parse};

    fn parsed(line: &str) -> Result<super::Cli, clap::Error> {
        parse(line.split(' ').map(Into::into))
    }

    #[test]
    fn the_definition_is_sound() {
        definition().debug_assert();
    }

    #[test]
    fn global_options_may_stand_before_and_after_the_command() {
        for line in ["workos-mfa --json --max-retries 7 get x", "workos-mfa get x --max-retries 7 --json"] {
            let cli = parsed(line).unwrap();
            assert!(cli.json && cli.client.max_retries == Some(7), "{line}");
        }
    }

    #[test]
    fn the_emulator_takes_several_keys_in_either_place() {
        for (line, keys) in [
            ("workos-mfa emulator", vec![]),
            ("workos-mfa emulator --api-key sk_a --api-key sk_b", vec!["sk_a", "sk_b"]),
            ("workos-mfa --api-key sk_a emulator", vec!["sk_a"]),
        ] {
            let Command::Emulator(arguments) = parsed(line).unwrap().command else { panic!("{line}") };
            assert_eq!(arguments.api_key, keys, "{line}");
        }
    }

    #[test]
    fn options_that_would_be_ignored_are_refused() {
        for line in [
            "workos-mfa emulator --timeout 5",
            "workos-mfa --base-url http://localhost:1 emulator",
            "workos-mfa completions bash --api-key sk_a",
        ] {
            let message = parsed(line).err().unwrap().to_string();
            assert!(message.contains("means nothing to") && !message.contains("sk_a"), "{message}");
        }
    }

    #[test]
    fn the_help_of_the_emulator_does_not_offer_them() {
        let help = parsed("workos-mfa emulator --help").err().unwrap().to_string();
        assert!(help.contains("--port") && help.contains("--api-key"), "{help}");
        assert!(!help.contains("--timeout") && !help.contains("--base-url"), "{help}");
    }

    #[test]
    fn every_command_s_help_has_an_example() {
        fn check(command: &clap::Command) {
            let help = command.clone().render_long_help().to_string();
            assert!(help.contains("Examples:\n  ") || help.contains("Example:\n  "), "{help}");
            command.get_subcommands().for_each(check);
        }
        check(&definition());
    }
}
