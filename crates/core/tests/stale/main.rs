//! Connections that the server closed while nobody looked: an enrolment must not be written to one.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "code of tests")]

mod server;
#[path = "../support/mod.rs"]
mod support;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use server::{ENDS, End, Server};
use support::{ID, KEY};
use tokio::runtime::{Builder, Runtime};
use workos_mfa::{Client, EnrollFactor};

const ROUNDS: usize = 50;
/// How many connections are idle when the server closes them, where HTTP/1.1 needs one for each request.
const WIDTH: usize = 4;
/// How long the process is stopped. The servers' patience is a minute and more; it is the time in which nobody looks that counts.
const FROZEN: Duration = Duration::from_millis(30);

/// How the client's process is built.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// One thread.
    CurrentThread,
    /// Two, and a third that waits for the call.
    MultiThread,
    /// The same; the call is made by one of the two.
    Worker,
}

fn runtime(kind: Kind) -> Runtime {
    let mut builder = match kind {
        Kind::CurrentThread => Builder::new_current_thread(),
        Kind::MultiThread | Kind::Worker => Builder::new_multi_thread(),
    };
    builder.worker_threads(2).enable_all().build().unwrap()
}

fn client(url: &str, pem: &str) -> Client {
    let builder = Client::builder(KEY).base_url(url).max_retries(0);
    if pem.is_empty() { builder } else { builder.root_certificate_pem(pem) }.build().unwrap()
}

/// Makes some connections, all of which are idle afterwards.
async fn warm(client: &Client) {
    let calls: Vec<_> = (0..WIDTH)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.get_factor(ID).await.unwrap() })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
}

async fn enroll(client: &Client) -> String {
    match client.enroll_factor(EnrollFactor::totp("Foo", "alan")).await {
        Ok(_) => "enrolled".to_owned(),
        Err(error) => format!("{error:?}"),
    }
}

/// The process that is stopped: this test binary, which runs this one test.
#[test]
fn stopped_process() {
    let Ok(kind) = std::env::var("STALE_KIND") else { return };
    let kind = match kind.as_str() {
        "CurrentThread" => Kind::CurrentThread,
        "MultiThread" => Kind::MultiThread,
        _ => Kind::Worker,
    };
    let client = client(&std::env::var("STALE_URL").unwrap(), &std::env::var("STALE_PEM").unwrap());
    let runtime = runtime(kind);
    for line in std::io::stdin().lines() {
        let said = match (line.unwrap().as_str(), kind) {
            ("warm", _) => {
                runtime.block_on(warm(&client));
                "warm".to_owned()
            }
            (_, Kind::Worker) => {
                let client = client.clone();
                runtime.block_on(runtime.spawn(async move { enroll(&client).await })).unwrap()
            }
            _ => runtime.block_on(enroll(&client)),
        };
        // In one line, and not by `println!`, which the test harness keeps to itself.
        writeln!(std::io::stderr(), "said: {}", said.replace('\n', " ")).unwrap();
    }
}

struct Stoppable {
    child: Child,
    stdin: ChildStdin,
    lines: std::io::Lines<BufReader<std::process::ChildStderr>>,
    _stdout: ChildStdout,
}

impl Stoppable {
    fn start(kind: Kind, server: &Server) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "stopped_process", "--nocapture", "--test-threads=1"])
            .env("STALE_KIND", format!("{kind:?}"))
            .env("STALE_URL", &server.url)
            .env("STALE_PEM", &server.pem)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (stdin, stderr) = (child.stdin.take().unwrap(), child.stderr.take().unwrap());
        let stdout = child.stdout.take().unwrap();
        Self { child, stdin, lines: BufReader::new(stderr).lines(), _stdout: stdout }
    }

    fn say(&mut self, line: &str) {
        writeln!(self.stdin, "{line}").unwrap();
    }

    fn said(&mut self) -> String {
        loop {
            let line = self.lines.next().unwrap().unwrap();
            if let Some(said) = line.strip_prefix("said: ") {
                return said.to_owned();
            }
        }
    }

    fn signal(&self, signal: i32) {
        let id = i32::try_from(self.child.id()).unwrap();
        // SAFETY: it takes two numbers; the process is this one's child and has not been waited for.
        assert_eq!(unsafe { libc::kill(id, signal) }, 0);
    }

    /// Returns when it does not run any more.
    fn stop(&self) {
        self.signal(libc::SIGSTOP);
        let id = i32::try_from(self.child.id()).unwrap();
        let mut status = 0;
        // SAFETY: the status is written to a number of this function's.
        assert_eq!(unsafe { libc::waitpid(id, &raw mut status, libc::WUNTRACED) }, id);
        assert!(libc::WIFSTOPPED(status), "it has ended");
    }
}

impl Drop for Stoppable {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn enrols_after_each_freeze(kind: Kind, end: End) {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(Server::start(end));
    let mut process = Stoppable::start(kind, &server);
    let mut failed = Vec::new();
    for _ in 0..ROUNDS {
        process.say("warm");
        assert_eq!(process.said(), "warm");
        process.stop();
        runtime.block_on(server.close_all());
        std::thread::sleep(FROZEN);
        process.say("enroll");
        process.signal(libc::SIGCONT);
        failed.extend(Some(process.said()).filter(|said| said != "enrolled"));
    }
    assert!(failed.is_empty(), "{kind:?}, {end:?}: {} of {ROUNDS}, {}", failed.len(), failed[0]);
    assert_eq!(server.posts(), ROUNDS, "{kind:?}, {end:?}");
}

#[test]
fn a_process_of_one_thread_enrols_after_a_freeze() {
    ENDS.into_iter().for_each(|end| enrols_after_each_freeze(Kind::CurrentThread, end));
}

#[test]
fn a_process_of_several_threads_enrols_after_a_freeze() {
    ENDS.into_iter().for_each(|end| enrols_after_each_freeze(Kind::MultiThread, end));
}

#[test]
fn one_of_several_threads_enrols_after_a_freeze() {
    ENDS.into_iter().for_each(|end| enrols_after_each_freeze(Kind::Worker, end));
}

#[test]
fn a_connection_that_was_closed_between_two_block_on_is_not_written_to() {
    for end in ENDS {
        let servers = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let server = servers.block_on(Server::start(end));
        let client = client(&server.url, &server.pem);
        let runtime = runtime(Kind::CurrentThread);
        for round in 1..=ROUNDS {
            runtime.block_on(warm(&client));
            servers.block_on(server.close_all());
            // Not a matter of waiting for something: it is what a program does between two calls.
            std::thread::sleep(Duration::from_millis(1));
            assert_eq!(runtime.block_on(enroll(&client)), "enrolled", "{end:?}, round {round}");
            assert_eq!(server.posts(), round);
        }
    }
}
