//! Running the program and reading what it says.

use std::process::{Command, Output, Stdio};

use serde_json::Value;
use workos_mfa_emulator::{Emulator, blocking};

/// What came of a run.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// What a command that must succeed printed.
    #[track_caller]
    pub(crate) fn success(self) -> String {
        assert_eq!((self.status, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }

    /// The same as the one line of JSON that it must be.
    #[track_caller]
    pub(crate) fn json(self) -> Value {
        one_line_of_json(&self.success())
    }

    /// The error of a command that must fail, with nothing on stdout and one line of JSON on stderr.
    #[track_caller]
    pub(crate) fn error(&self) -> Value {
        assert_ne!(self.status, 0);
        assert_eq!(self.out, "");
        one_line_of_json(&self.err)["error"].clone()
    }
}

#[track_caller]
pub(crate) fn one_line_of_json(text: &str) -> Value {
    assert_eq!(text.matches('\n').count(), 1, "{text:?}");
    serde_json::from_str(text).unwrap_or_else(|problem| panic!("{problem}: {text}"))
}

/// The program with these arguments, and nothing in the environment that could change what it does.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workos-mfa"));
    command.args(arguments).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let upper = name.to_string_lossy().to_uppercase();
        if upper.starts_with("WORKOS_") || upper.ends_with("_PROXY") || upper.contains("COLOR") {
            command.env_remove(name);
        }
    }
    command
}

/// The same, set up for this emulator.
pub(crate) fn program_for(emulator: &Emulator, arguments: &[&str]) -> Command {
    let mut command = program(arguments);
    command.env("WORKOS_API_KEY", emulator.api_key()).env("WORKOS_BASE_URL", emulator.url());
    command
}

pub(crate) fn run(command: &mut Command) -> Run {
    let Output { status, stdout, stderr } = command.output().unwrap();
    Run {
        status: status.code().unwrap(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// Runs the program against this emulator.
pub(crate) fn run_for(emulator: &Emulator, arguments: &[&str]) -> Run {
    run(&mut program_for(emulator, arguments))
}

pub(crate) fn emulator() -> blocking::Emulator {
    Emulator::start_on_thread().unwrap()
}

/// Enrols a factor of type `totp`, and returns its id.
pub(crate) fn enrolled(emulator: &Emulator) -> String {
    let factor =
        run_for(emulator, &["enroll", "totp", "--issuer", "Foo Corp", "--user", "alan", "--json"]).json();
    factor["id"].as_str().unwrap().to_owned()
}

/// The value after a name in output for people.
#[track_caller]
pub(crate) fn value<'a>(text: &'a str, name: &str) -> &'a str {
    let mut values = text.lines().filter_map(|line| line.strip_prefix(&format!("{name:<14}")));
    values.next().unwrap_or_else(|| panic!("no {name} in {text}"))
}

/// What the QR code that is drawn in this text says.
#[track_caller]
pub(crate) fn scanned(text: &str) -> String {
    let blocks = |line: &&str| !line.is_empty() && line.chars().all(|c| "█▀▄ ".contains(c));
    let lines: Vec<Vec<char>> = text.lines().filter(blocks).map(|line| line.chars().collect()).collect();
    let (width, height) = (lines[0].len(), lines.len() * 2);
    // As many pixels for each module as a camera would see.
    const SCALE: usize = 4;
    let light = |x: usize, y: usize| match lines[y / 2][x] {
        '█' => true,
        '▀' => y.is_multiple_of(2),
        '▄' => !y.is_multiple_of(2),
        _ => false,
    };
    decoded(width * SCALE, height * SCALE, |x, y| if light(x / SCALE, y / SCALE) { 255 } else { 0 })
}

/// What the one QR code in this image says.
#[track_caller]
pub(crate) fn decoded(width: usize, height: usize, pixel: impl FnMut(usize, usize) -> u8) -> String {
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, pixel);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}
