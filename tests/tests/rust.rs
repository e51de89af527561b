//! Every scenario with the async and the blocking client, and then the same sessions with reports and requests that are wrong: each
//! of those must be refused, or an assertion of the suite could not fail.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod wrong;

use std::path::{Path, PathBuf};

use workos_mfa_conformance::judge::Judgement;
use workos_mfa_conformance::runner::{Driver, Run, results, run_all};
use workos_mfa_conformance::scenario::load;
use workos_mfa_conformance::server::ScriptedServer;

fn server() -> ScriptedServer {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance");
    ScriptedServer::new(load(&folder).unwrap()).unwrap()
}

fn conformance() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_conformance"))
}

struct Ended {
    runs: Vec<Run>,
    summary: String,
}

async fn run(driver: &Driver) -> Ended {
    let server = server();
    let runs = run_all(&server, driver, 32, |_| {}).await.unwrap();
    let summary = results(&server, driver, &runs).summary();
    Ended { runs, summary }
}

impl Ended {
    fn assert_all_passed(&self) {
        assert!(self.runs.iter().all(|run| run.verdict.passed), "\n{}", self.summary);
        assert!(self.runs.len() > 500, "only {} scenarios were run", self.runs.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_async_client_passes_and_anything_else_fails() {
    let ended = run(&Driver::Async { conformance: conformance() }).await;
    let judgement = Judgement { metadata: true, debug: true };
    let mut tried = 0;
    for run in ended.runs.iter().filter(|run| run.verdict.passed) {
        for (what, finished, report) in wrong::variations(run) {
            let verdict = finished.judge(&report, judgement);
            assert!(!verdict.passed, "{}/{} passes although {what}", run.group, run.name);
            tried += 1;
        }
    }
    assert!(tried > 10 * ended.runs.len(), "only {tried} variations");
    ended.assert_all_passed();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_blocking_client_passes() {
    run(&Driver::Blocking { conformance: conformance() }).await.assert_all_passed();
}
