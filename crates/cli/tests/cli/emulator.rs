//! The command `emulator`.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Child, Command, Stdio},
};

use crate::support::{one_line_of_json, program, run};

/// A running `workos-mfa emulator`, killed if a test fails.
struct Running {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut command = program(&["emulator", "--port", "0"]);
        let mut child =
            command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line
    }

    /// Sends a signal; returns the exit status and what else was printed.
    fn end(mut self, signal: &str) -> (Option<i32>, String) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &pid]).status().unwrap().success());
        let status = self.child.wait().unwrap().code();
        let rest = std::io::read_to_string(&mut self.out).unwrap();
        let errors = std::io::read_to_string(self.child.stderr.take().unwrap()).unwrap();
        (status, rest + &errors)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn enroll(url: &str, key: &str) -> i32 {
    run(program(&["enroll", "generic-otp"]).env("WORKOS_BASE_URL", url).env("WORKOS_API_KEY", key)).status
}

#[test]
fn it_says_where_it_is_serves_and_ends_cleanly() {
    for signal in ["INT", "TERM"] {
        let mut emulator = Running::start(&[]);
        let url = emulator.line();
        let url = url.strip_prefix("URL: ").unwrap().trim_end();
        assert_eq!(emulator.line(), "API key: sk_test_default\n");
        assert_eq!((enroll(url, "sk_test_default"), enroll(url, "sk_other")), (0, 4));
        assert_eq!(emulator.end(signal), (Some(0), String::new()), "{signal}");
        // The port is free again.
        TcpListener::bind(url.strip_prefix("http://").unwrap()).unwrap();
    }
}

#[test]
fn it_says_so_as_one_line_of_json_too() {
    let mut emulator = Running::start(&["--json", "--api-key", "sk_one", "--api-key", "sk_two"]);
    let ready = one_line_of_json(&emulator.line());
    assert_eq!(
        (&ready["api_key"], &ready["api_keys"]),
        (&"sk_one".into(), &serde_json::json!(["sk_one", "sk_two"]))
    );
    let url = ready["url"].as_str().unwrap();
    assert_eq!([enroll(url, "sk_one"), enroll(url, "sk_two"), enroll(url, "sk_test_default")], [0, 0, 4]);
    assert_eq!(emulator.end("TERM"), (Some(0), String::new()));
}

#[test]
fn the_client_s_key_in_the_environment_is_not_the_emulator_s() {
    let mut command = program(&["emulator", "--port", "0", "--json"]);
    command.env("WORKOS_API_KEY", "sk_live_hidden").env("WORKOS_REQUEST_TIMEOUT", "nonsense");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let mut emulator = Running { child, out };
    assert_eq!(one_line_of_json(&emulator.line())["api_key"], "sk_test_default");
}

#[test]
fn it_goes_on_if_nobody_reads_its_lines() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let mut command = program(&["emulator", "--host", "0.0.0.0", "--allow-remote", "--port", &port]);
    let mut child = command.stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
    // This note comes after it has tried to print the lines.
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    let mut note = String::new();
    errors.read_line(&mut note).unwrap();
    assert!(note.starts_with("Other machines may be able to reach this."), "{note}");
    let served = enroll(&format!("http://127.0.0.1:{port}"), "sk_test_default");
    assert!(Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status().unwrap().success());
    assert_eq!((served, child.wait().unwrap().code()), (0, Some(0)));
}

#[test]
fn what_it_can_not_do_is_told_with_the_option_that_mends_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (arguments, field, words) in [
        (vec!["--port", port.as_str()], "port", "choose another --port"),
        (vec!["--port", "0", "--host", "0.0.0.0"], "host", "--allow-remote"),
        (vec!["--port", "0", "--host", "nonsense"], "host", "IP address"),
        (vec!["--port", "0", "--api-key", ""], "api_key", "empty"),
    ] {
        let run = run(program(&["emulator", "--json"]).args(&arguments));
        let error = run.error();
        assert_eq!((run.status, &error["kind"]), (2, &"config".into()), "{arguments:?}");
        assert_eq!(error["field_errors"][0]["field"], field, "{arguments:?}");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    }
}
