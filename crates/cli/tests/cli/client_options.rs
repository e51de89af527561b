//! Each option of the client reaches the client.

use workos_mfa_emulator::{Fault, Operation};

use crate::{
    server::{Server, reply},
    support::{emulator, enrolled, program, program_for, run, run_for},
};

fn not_found() -> Server {
    Server::start(|_| reply("404 Not Found", "{}"))
}

#[test]
fn what_is_sent_is_as_the_options_say() {
    let server = not_found();
    let base = format!("{}/prefix/", server.url);
    let run = run(program(&["get", "x", "--api-key", "sk_option", "--base-url", &base])
        .args(["--header", "x-one: 1", "--header", "X-Two:a:b", "--user-agent-suffix", "shop/2.1"])
        .env("WORKOS_API_KEY", "sk_environment")
        .env("WORKOS_BASE_URL", "https://unused.example"));
    assert_eq!(run.status, 3, "{}", run.err);
    let request = server.request().to_lowercase();
    for line in [
        "get /prefix/auth/factors/x http/1.1\r\n",
        "\r\nauthorization: bearer sk_option\r\n",
        "\r\nx-one: 1\r\n",
        "\r\nx-two: a:b\r\n",
        concat!("\r\nuser-agent: workos-mfa-cli/", env!("CARGO_PKG_VERSION"), " shop/2.1\r\n"),
    ] {
        assert!(request.contains(line), "{line:?} in {request}");
    }
}

#[test]
fn a_proxy_is_used_and_plain_http_to_other_hosts_needs_permission() {
    let proxy = not_found();
    let arguments = ["get", "x", "--api-key", "sk_a", "--base-url", "http://workos.example"];
    let without = run(program(&arguments).args(["--proxy", &proxy.url]));
    assert_eq!(without.status, 2);
    assert!(without.err.contains("plain http"), "{}", without.err);
    let with = run(program(&arguments).args(["--proxy", &proxy.url, "--allow-http"]));
    assert_eq!(with.status, 3, "{}", with.err);
    assert!(proxy.request().starts_with("GET http://workos.example/auth/factors/x HTTP/1.1\r\n"));
}

#[test]
fn the_environment_s_proxy_is_used_unless_told_otherwise() {
    // Its name does not exist (RFC 6761, 6.4), so nothing leaves this machine.
    let arguments = ["get", "x", "--api-key", "sk_a", "--allow-http", "--base-url", "http://workos.invalid"];
    let proxy = not_found();
    let through = run(program(&arguments).env("http_proxy", &proxy.url));
    assert_eq!(through.status, 3, "{}", through.err);
    proxy.request();
    let direct = run(program(&arguments)
        .args(["--no-proxy", "--max-retries", "0", "--json"])
        .env("http_proxy", "http://127.0.0.1:9"));
    assert_eq!(direct.error()["kind"], "connect");
    let both = run(program(&arguments).args(["--no-proxy", "--proxy", "http://127.0.0.1:9"]));
    assert_eq!(both.status, 2);
}

#[test]
fn retries_are_as_many_as_asked_for() {
    let emulator = emulator();
    let id = enrolled(&emulator);
    for (retries, requests) in [("0", 1), ("1", 2), ("3", 4)] {
        let before = emulator.requests(Operation::GetFactor);
        emulator.inject(Operation::GetFactor, Fault::status(503).header("retry-after", "0"), requests);
        let run = run_for(&emulator, &["get", &id, "--max-retries", retries]);
        assert_eq!(run.status, 1);
        assert_eq!(emulator.requests(Operation::GetFactor) - before, requests);
    }
}

#[test]
fn the_timeout_of_the_environment_holds_unless_an_option_says_otherwise() {
    let emulator = emulator();
    let id = enrolled(&emulator);
    emulator.inject(Operation::GetFactor, Fault::hang(), 1);
    let run_with = |arguments: &[&str], timeout: &str| {
        run(program_for(&emulator, &[&["get", &id, "--json"], arguments].concat())
            .env("WORKOS_REQUEST_TIMEOUT", timeout))
    };
    assert_eq!(run_with(&[], "0.2").error()["kind"], "timeout");
    assert_eq!(run_with(&[], "0").error()["kind"], "config");
    assert_eq!(run_with(&["--timeout", "60"], "0").status, 0);
}
