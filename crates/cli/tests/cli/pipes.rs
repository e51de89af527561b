//! Readers that go away, and disks that are full.

use std::{io, process::Command};

use crate::support::{emulator, enrolled, program, program_for, run};

/// A pipe that nobody reads.
fn broken() -> io::PipeWriter {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    writer
}

fn into_broken(command: &mut Command) -> (i32, String) {
    let run = run(command.stdout(broken()));
    (run.status, run.err)
}

#[test]
fn a_reader_that_goes_away_is_no_failure_where_nothing_is_lost() {
    let emulator = emulator();
    let (read, deleted) = (enrolled(&emulator), enrolled(&emulator));
    let quiet = (0, String::new());
    assert_eq!(into_broken(&mut program_for(&emulator, &["get", &read])), quiet);
    assert_eq!(into_broken(&mut program_for(&emulator, &["get", &read, "--json"])), quiet);
    assert_eq!(into_broken(&mut program_for(&emulator, &["delete", &deleted])), quiet);
    assert_eq!(into_broken(&mut program(&["completions", "zsh"])), quiet);
    assert_eq!(into_broken(&mut program(&["--help"])), quiet);
    assert_eq!(into_broken(&mut program(&["--version"])), quiet);
}

#[test]
fn a_secret_that_nobody_read_is_told_of() {
    let emulator = emulator();
    let (status, err) =
        into_broken(&mut program_for(&emulator, &["enroll", "totp", "--issuer", "Foo", "--user", "alan"]));
    let factor = &emulator.factors()[0];
    assert_eq!(status, 1);
    assert!(err.contains(&format!("`workos-mfa delete {}`", factor.id)), "{err}");
    assert!(!err.contains("otpauth"), "{err}");
}

#[test]
fn a_demonstration_that_nobody_watches_still_deletes_its_factor() {
    let emulator = emulator();
    assert_eq!(into_broken(&mut program_for(&emulator, &["demo"])), (0, String::new()));
    assert_eq!(emulator.total_requests(), 3);
    assert!(emulator.factors().is_empty());
}

#[test]
fn errors_that_nobody_reads_keep_their_exit_status() {
    let command = &mut program(&["get", ".."]);
    assert_eq!(run(command.env("WORKOS_API_KEY", "sk_a").stderr(broken())).status, 2);
    assert_eq!(run(program(&["nonsense"]).stderr(broken())).status, 2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    let emulator = emulator();
    let id = enrolled(&emulator);
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let get = run(program_for(&emulator, &["get", &id]).stdout(full()));
    assert_eq!(get.status, 1);
    assert!(get.err.contains("the output can't be written"), "{}", get.err);
    let enroll = run(program_for(&emulator, &["enroll", "generic-otp", "--json"]).stdout(full()));
    let error = enroll.error();
    assert_eq!(
        (&error["kind"], &error["factor_id"]),
        (&"output".into(), &emulator.factors()[1].id.as_str().into())
    );
}
