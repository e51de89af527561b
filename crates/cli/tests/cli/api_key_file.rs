use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;

use crate::{
    server::{Server, reply},
    support::{Run, program, run},
};

const KEY: &str = "sk_live_HIDDENHIDDENHIDDEN";

/// A file that is gone when it is no longer needed.
struct KeyFile(PathBuf);

impl KeyFile {
    fn new(name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = std::env::temp_dir().join(format!("workos-mfa-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for KeyFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn not_found() -> Server {
    Server::start(|_| reply("404 Not Found", "{}"))
}

#[track_caller]
fn assert_sends_the_key(server: Server, run: &Run) {
    assert_eq!(run.status, 3, "{}", run.err);
    let request = server.request();
    assert!(request.contains(&format!("\r\nauthorization: Bearer {KEY}\r\n")), "{request}");
}

#[test]
fn the_key_comes_from_a_file_whatever_its_line_end_and_the_environment() {
    for (name, end) in [("none", ""), ("unix", "\n"), ("windows", "\r\n"), ("two", "\n\n")] {
        let file = KeyFile::new(name, format!("{KEY}{end}"));
        let server = not_found();
        let run = run(program(&["get", "x", "--base-url", &server.url, "--api-key-file", file.path()])
            .env("WORKOS_API_KEY", "sk_environment"));
        assert_sends_the_key(server, &run);
    }
}

#[test]
fn or_from_standard_input() {
    let server = not_found();
    let mut command = program(&["--api-key-file", "-", "get", "x", "--base-url", &server.url]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{KEY}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let run = Run {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    };
    assert_sends_the_key(server, &run);
}

#[test]
fn what_is_no_key_is_a_usage_error_that_names_the_file_and_quotes_nothing_of_it() {
    let two_lines = KeyFile::new("two-lines", format!("{KEY}\n{KEY}\n"));
    let spaces = KeyFile::new("spaces", format!(" {KEY}"));
    let empty = KeyFile::new("empty", "\n");
    let binary = KeyFile::new("binary", [b"HIDDEN", &[0xff, 0xfe][..]].concat());
    let large = KeyFile::new("large", "HIDDEN".repeat(100_000));
    let missing = std::env::temp_dir().join("workos-mfa-no-such-file");
    for path in [
        two_lines.path(),
        spaces.path(),
        empty.path(),
        binary.path(),
        large.path(),
        missing.to_str().unwrap(),
    ] {
        // Port 9 of this machine: nothing may be sent.
        let arguments = ["get", "x", "--base-url", "http://127.0.0.1:9", "--api-key-file", path, "--json"];
        let run = run(&mut program(&arguments));
        assert_eq!(run.status, 2, "{}", run.err);
        let error = run.error();
        assert_eq!((&error["kind"], &error["outcome"]), (&"config".into(), &"not_sent".into()));
        assert_eq!(error["field_errors"][0]["field"], "api_key_file");
        assert!(error["message"].as_str().unwrap().contains(path), "{}", run.err);
        assert!(!run.err.contains("HIDDEN"), "{}", run.err);
    }
    let from_nothing = run(&mut program(&["get", "x", "--api-key-file", "-"]));
    assert_eq!(from_nothing.status, 2);
    assert!(from_nothing.err.contains("standard input"), "{}", from_nothing.err);
}

#[test]
fn it_goes_with_no_other_key_and_with_no_command_that_needs_none() {
    let file = KeyFile::new("conflict", KEY);
    for arguments in [
        vec!["get", "x", "--api-key", "sk_a", "--api-key-file", file.path()],
        vec!["completions", "bash", "--api-key-file", file.path()],
        vec!["emulator", "--api-key-file", file.path()],
    ] {
        let run = run(&mut program(&arguments));
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{}", run.err);
        assert!(run.err.contains("--api-key-file"), "{}", run.err);
    }
}

#[test]
fn a_demonstration_with_a_key_in_a_file_is_about_the_real_api() {
    let file = KeyFile::new("demo", KEY);
    let server = Server::start(|_| reply("401 Unauthorized", "{}"));
    let run = run(&mut program(&["demo", "--base-url", &server.url, "--api-key-file", file.path()]));
    assert_eq!(run.status, 4, "{}", run.err);
    assert!(server.request().contains(KEY));
}
