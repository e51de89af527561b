//! The program: what it says, and what it must not say.

#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(unreachable_pub, dead_code, reason = "`issuer` is shared with an example")]

#[path = "support/issuer.rs"]
mod issuer;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::SystemTime;

use workos_mfa_emulator::{Emulator, Fault, Operation};

const KEY: &str = "sk_test_ONLY_THE_BACKEND_KNOWS";

/// Ends the program also where a test fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn issuer() -> issuer::Issuer {
    issuer::Issuer::new("first", include_bytes!("keys/first.pk8"))
}

/// A file with its document.
fn jwks() -> String {
    let file = format!("{}/app-backend-jwks.json", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(&file, serde_json::json!({ "keys": [issuer().jwk()] }).to_string()).unwrap();
    file
}

fn program(port: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workos-mfa-app-backend"));
    for name in
        ["WORKOS_API_KEY", "WORKOS_BASE_URL", "WORKOS_CLIENT_ID", "APP_BACKEND_JWKS", "APP_BACKEND_ISSUER"]
    {
        command.env_remove(name);
    }
    command.args([
        "--port",
        port,
        "--client-id",
        "client_1",
        "--jwks",
        &jwks(),
        "--issuer",
        "https://auth.example",
    ]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn post(url: &str, path: &str, token: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    let length = body.len();
    let head =
        format!("POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n");
    let headers = format!("content-type: application/json\r\nauthorization: Bearer {token}\r\n\r\n");
    stream.write_all(format!("{head}{headers}{body}").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn says_where_it_listens_and_logs_no_secret() {
    let emulator = Emulator::builder().api_key(KEY).start_on_thread().unwrap();
    let mut command = program("0");
    command.env("WORKOS_API_KEY", KEY).env("WORKOS_BASE_URL", emulator.url());
    let mut backend = Running(command.spawn().unwrap());
    let mut line = String::new();
    BufReader::new(backend.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.strip_prefix("URL: ").unwrap().trim_end();
    assert!(url.starts_with("http://127.0.0.1:"), "{line}");

    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let token = issuer().sign(&serde_json::json!({
        "iss": "https://auth.example", "client_id": "client_1", "sub": "user_1", "sid": "session_1", "exp": now + 300,
    }));
    let token = token.as_str();

    for fault in [401, 422, 500] {
        let body = format!(r#"{{"message": "INSIDE {KEY}"}}"#);
        let fault = Fault::status(fault).body(body).header("x-request-id", "req_1");
        emulator.inject(Operation::EnrollFactor, fault, 1);
    }
    for body in [r#"{"type": "generic_otp"}"#; 4] {
        let answer = post(url, "/auth/factors/enroll", token, body);
        assert!(!answer.contains(KEY), "{answer}");
    }
    assert_eq!(emulator.factors().len(), 1);
    // The caller's mistake, which WorkOS never sees.
    let answer = post(url, "/auth/factors/enroll", token, r#"{"type": "sms"}"#);
    assert!(answer.starts_with("HTTP/1.1 422") && answer.contains(r#""field":"phone_number""#), "{answer}");

    backend.0.kill().unwrap();
    let mut log = String::new();
    backend.0.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(
        lines,
        [
            "WorkOS: authentication, outcome rejected, status 401, request id req_1",
            "WorkOS: unprocessable, outcome rejected, status 422, request id req_1",
            "WorkOS: server, outcome unknown, status 500, request id req_1",
        ]
    );
}

#[test]
fn says_what_is_missing() {
    let output = program("0").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("WORKOS_API_KEY"), "{said}");

    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = program(&port).env("WORKOS_API_KEY", KEY).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains(&format!("port {port}")), "{said}");
}
