//! Command lines that can't be understood, and help, which clap counts among them.

use std::ffi::OsStr;
use std::io::Write;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use workos_mfa::ErrorKind as Kind;

use crate::failure::own_json;
use crate::terminal::printable;

/// Prints clap's message in the form that is asked for.
pub(crate) fn report(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        // Help or version. Whoever closed the pipe has read enough.
        let _ = write!(anstream::stdout(), "{}", error.render().ansi());
        return ExitCode::SUCCESS;
    }
    let text = if wants_json() {
        format!("{}\n", to_json(error))
    } else {
        without_keys(&error.render().ansi().to_string())
    };
    let _ = write!(anstream::stderr(), "{text}");
    ExitCode::from(2)
}

/// The command line was not understood, so this can't be asked of clap.
fn wants_json() -> bool {
    let mut options = std::env::args_os().skip(1).take_while(|argument| argument != OsStr::new("--"));
    options.any(|argument| argument == OsStr::new("--json"))
}

fn to_json(error: &clap::Error) -> String {
    let rendered = without_keys(&error.render().to_string());
    // What follows the first paragraph is about the usage.
    let first = rendered.trim_start_matches("error: ").split("\n\n").next().unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            "a command is missing; see --help".to_owned()
        }
        _ => first.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    own_json(Kind::InvalidRequest.as_str(), field(error).as_deref(), &printable(&message), None)
}

/// The argument at fault, under its name on the wire.
fn field(error: &clap::Error) -> Option<String> {
    let argument = match error.get(ContextKind::InvalidArg)? {
        ContextValue::String(argument) => argument,
        ContextValue::Strings(arguments) => arguments.first()?,
        _ => return None,
    };
    let name = argument.trim_matches(['<', '>']).trim_start_matches('-').split([' ', '=']).next()?;
    match name {
        "issuer" => Some("totp_issuer".to_owned()),
        "user" => Some("totp_user".to_owned()),
        "ID" => Some("id".to_owned()),
        // Anything may stand where an option was not recognised.
        _ if error.kind() == ErrorKind::UnknownArgument => None,
        _ => Some(name.replace('-', "_")),
    }
}

/// clap quotes what it does not understand, and that may be a key in the wrong place. Whether a word begins there is not
/// asked: colours stand in front of words, and end in a letter.
fn without_keys(text: &str) -> String {
    const PREFIX: &str = "sk_";
    let mut pieces = text.split(PREFIX);
    let mut shown = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let rest = piece.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        shown.push_str(PREFIX);
        if rest.len() < piece.len() {
            shown.push_str("[redacted]");
        }
        shown.push_str(rest);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{to_json, without_keys};

    fn json(line: &str) -> serde_json::Value {
        let error = crate::args::parse(line.split(' ').map(Into::into)).err().unwrap();
        let mut json: serde_json::Value = serde_json::from_str(&to_json(&error)).unwrap();
        json["error"].take()
    }

    #[test]
    fn keys_in_the_wrong_place_are_not_repeated() {
        assert_eq!(without_keys("unexpected 'sk_live_a1-B' found"), "unexpected 'sk_[redacted]' found");
        assert_eq!(without_keys("sk_a =sk_b task_x sk_"), "sk_[redacted] =sk_[redacted] task_[redacted] sk_");
        assert_eq!(without_keys("nothing here"), "nothing here");
    }

    #[test]
    fn names_the_argument_as_the_wire_does() {
        for (line, field) in [
            ("workos-mfa enroll sms", "phone_number"),
            ("workos-mfa enroll totp --user alan", "totp_issuer"),
            ("workos-mfa enroll totp --issuer Foo", "totp_user"),
            ("workos-mfa get", "id"),
            ("workos-mfa get x --timeout soon", "timeout"),
            ("workos-mfa get x --max-retries -1", "max_retries"),
        ] {
            let error = json(line);
            assert_eq!(error["field_errors"][0]["field"], field, "{line}: {error}");
            assert_eq!(error["kind"], "invalid_request");
        }
    }

    #[test]
    fn the_message_is_one_line_without_the_usage() {
        assert_eq!(json("workos-mfa nonsense")["message"], "unrecognized subcommand 'nonsense'");
        assert_eq!(json("workos-mfa")["message"], "a command is missing; see --help");
        assert_eq!(json("workos-mfa enroll")["message"], "a command is missing; see --help");
    }
}
