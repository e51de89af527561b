//! One session: a scenario on sockets of its own, from its start to its verdict.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustls::ServerConfig;
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::listener::{self, Pause, Refusing};
use super::seen::{RequestContent, Seen, SeenRequest};
use super::template::Words;
use super::tls::Authority;
use crate::judge::{Judgement, judge};
use crate::report::{Report, Verdict};
use crate::scenario::{CallOptions, ClientOptions, Exchange, Listen, Listener, Operation, Scenario};

/// How long stray requests have to arrive after the runner's report.
const GRACE: Duration = Duration::from_millis(20);
/// How long a client has to close a connection that it has given up.
const CLOSES_WITHIN: Duration = Duration::from_secs(2);

/// What a runner needs to know of a session: what to do, and nothing of what is expected.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Started {
    /// The session's name, for `finish`.
    pub session: String,
    /// The client's options, with all addresses filled in.
    pub client: ClientOptions,
    /// The calls.
    pub calls: Vec<StartedCall>,
    /// Whether the calls are made at the same time.
    pub parallel: bool,
}

/// A call as a runner is told of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StartedCall {
    /// Which operation.
    pub operation: Operation,
    /// Its arguments under the wire's names.
    pub args: BTreeMap<String, String>,
    /// Options of this call alone.
    pub options: CallOptions,
    /// Seconds to wait before the call.
    pub wait_before: Option<f64>,
    /// Seconds after which to cancel it.
    pub cancel_after: Option<f64>,
    /// Whether to cancel it before it begins.
    pub cancel_before: bool,
}

/// A running session. Dropping it closes its sockets.
#[derive(Debug)]
pub struct Session {
    number: u64,
    stage: Arc<Stage>,
    tasks: JoinSet<std::io::Result<()>>,
    /// Ports that must stay taken, so that they go on refusing.
    _refusing: Vec<Refusing>,
}

/// What a session's connections share.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) scenario: Scenario,
    pub(super) tls: Option<Arc<ServerConfig>>,
    state: Mutex<State>,
    pauses: mpsc::Sender<Pause>,
}

#[derive(Debug)]
struct State {
    seen: Seen,
    resets_left: u32,
    silences_left: u32,
}

impl Session {
    pub(super) fn start(number: u64, scenario: &Scenario, authority: &Authority) -> Result<Self> {
        let (origin, proxy, refused) = (Refusing::new()?, Refusing::new()?, Refusing::new()?);
        let scheme = if scenario.server.tls.is_some() { "https" } else { "http" };
        let words = Words::new(
            &format!("{scheme}://{}", origin.address),
            &format!("http://{}", proxy.address),
            &format!("http://{}", refused.address),
            format!("sk_test_conformance_{number:06}"),
            authority,
        );
        let mut scenario = scenario.clone();
        if !scenario.client.from_env() {
            let client = &mut scenario.client;
            client.base_url.get_or_insert_with(|| "{base}".to_owned());
            if client.token_provider.is_none() {
                client.api_key.get_or_insert_with(|| "{key}".to_owned());
            }
        }
        let scenario = words.fill_in(&scenario).context("can't fill in the scenario's words")?;
        let tls = scenario.server.tls.map(|certificate| authority.config(certificate)).transpose()?;
        let (pauses, pause_requests) = mpsc::channel(1);
        let state = State {
            seen: Seen::new(),
            resets_left: scenario.server.reset_connections,
            silences_left: scenario.server.silent_connections,
        };
        let stage = Arc::new(Stage { scenario, tls, state: Mutex::new(state), pauses });

        let mut tasks = JoinSet::new();
        let mut refusing = vec![refused];
        let (_, no_pauses) = mpsc::channel(1);
        tasks.spawn(listener::accept(Arc::clone(&stage), proxy.listen()?, Listener::Proxy, no_pauses));
        if stage.scenario.server.listen == Listen::Refuse {
            refusing.push(origin);
        } else {
            tasks.spawn(listener::accept(
                Arc::clone(&stage),
                origin.listen()?,
                Listener::Origin,
                pause_requests,
            ));
        }
        Ok(Self { number, stage, tasks, _refusing: refusing })
    }

    /// What the runner is told.
    pub fn started(&self) -> Started {
        let scenario = &self.stage.scenario;
        let calls = scenario.calls.iter().map(|call| StartedCall {
            operation: call.operation,
            args: call.args.iter().map(|(name, value)| (name.clone(), value.resolved())).collect(),
            options: call.options.clone().unwrap_or_default(),
            wait_before: call.wait_before,
            cancel_after: call.cancel_after,
            cancel_before: call.cancel_before,
        });
        Started {
            session: self.number.to_string(),
            client: scenario.client.clone(),
            calls: calls.collect(),
            parallel: scenario.parallel,
        }
    }

    /// The scenario with everything filled in.
    pub fn scenario(&self) -> &Scenario {
        &self.stage.scenario
    }

    /// Ends the session: what the server saw of the client that the runner's report is about.
    pub async fn finish(mut self) -> Finished {
        let since = Instant::now();
        sleep(GRACE).await;
        while self.stage.awaits_a_close() && since.elapsed() < CLOSES_WITHIN {
            sleep(Duration::from_millis(10)).await;
        }
        self.tasks.shutdown().await;
        let seen = self.stage.lock().seen.clone();
        Finished { scenario: self.stage.scenario.clone(), seen }
    }
}

/// A session that is over, ready to be judged.
#[derive(Debug, Clone)]
pub struct Finished {
    /// The scenario with everything filled in.
    pub scenario: Scenario,
    /// What the server saw.
    pub seen: Seen,
}

impl Finished {
    /// Compares what the server saw and what the runner reports with what the scenario wants.
    pub fn judge(&self, report: &Report, judgement: Judgement) -> Verdict {
        judge(&self.scenario, &self.seen, report, judgement)
    }
}

impl Stage {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn request(&self, request: usize, change: impl FnOnce(&mut SeenRequest)) {
        if let Some(request) = self.lock().seen.requests.get_mut(request) {
            change(request);
        }
    }

    /// Counts a connection and gives it its number.
    pub(super) fn connected(&self) -> u32 {
        let mut state = self.lock();
        state.seen.connections += 1;
        state.seen.connections
    }

    /// Whether a connection that was just made is one of those to be reset.
    pub(super) fn resets_this_connection(&self) -> bool {
        let mut state = self.lock();
        let resets = state.resets_left > 0;
        state.resets_left = state.resets_left.saturating_sub(1);
        resets
    }

    /// Whether nothing is ever said on a connection that was just made.
    pub(super) fn is_silent_on_this_connection(&self) -> bool {
        let mut state = self.lock();
        let silent = state.silences_left > 0;
        state.silences_left = state.silences_left.saturating_sub(1);
        silent || self.scenario.server.listen == Listen::Silent
    }

    /// A request begins to arrive: gives its place in the record, and the exchange it is taken for.
    pub(super) fn claim(&self, connection: u32, at: Listener) -> (usize, Option<&Exchange>) {
        let mut state = self.lock();
        let index = state.seen.requests.len();
        let exchange = self.scenario.exchanges.get(index);
        state.seen.requests.push(SeenRequest {
            exchange: exchange.map(|_| index),
            connection,
            at,
            arrived: Instant::now(),
            ended: None,
            client_closed: None,
            content: None,
        });
        (index, exchange)
    }

    pub(super) fn read(&self, request: usize, content: RequestContent) {
        self.request(request, |seen| seen.content = Some(content));
    }

    pub(super) fn ended(&self, request: usize) {
        self.request(request, |seen| seen.ended = Some(Instant::now()));
    }

    pub(super) fn client_closed(&self, request: usize) {
        let now = Instant::now();
        self.request(request, |seen| {
            seen.ended.get_or_insert(now);
            seen.client_closed = Some(now);
        });
    }

    pub(super) fn note(&self, note: String) {
        self.lock().seen.notes.push(note);
    }

    pub(super) fn protocol_error(&self, error: String) {
        self.lock().seen.protocol_errors.push(error);
    }

    /// Returns when the origin refuses connections, which it then does for this long.
    pub(super) async fn refuse_for(&self, duration: Duration) {
        let (sender, refusing) = oneshot::channel();
        if self.pauses.send((duration, sender)).await.is_ok() {
            let _ = refusing.await;
        }
    }

    fn awaits_a_close(&self) -> bool {
        let state = self.lock();
        state.seen.requests.iter().any(|request| {
            let exchange = request.exchange.and_then(|index| self.scenario.exchanges.get(index));
            exchange.is_some_and(|exchange| exchange.client_closes) && request.client_closed.is_none()
        })
    }
}
