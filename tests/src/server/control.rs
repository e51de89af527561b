//! The control API: plain HTTP and JSON, for runners in any language. `tests/conformance/README.md` describes it.

use std::collections::{BTreeMap, HashMap};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, anyhow};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::request::Incoming;
use super::seen::RequestContent;
use super::{ScriptedServer, Session};
use crate::judge::Judgement;
use crate::report::{Report, Verdict};
use crate::results::LanguageResults;

/// The control API, listening. Dropping it ends it and every session started through it.
#[derive(Debug)]
pub struct Control {
    address: SocketAddr,
    state: Arc<State>,
    _task: JoinSet<()>,
}

#[derive(Debug)]
struct State {
    server: ScriptedServer,
    open: Mutex<HashMap<String, Open>>,
    verdicts: Mutex<BTreeMap<String, Verdicts>>,
}

type Verdicts = BTreeMap<(String, String), Verdict>;

#[derive(Debug)]
struct Open {
    session: Session,
    language: String,
    group: String,
    name: String,
}

impl Control {
    /// Listens on a loopback port; 0 takes a free one.
    pub async fn listen(server: ScriptedServer, port: u16) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.context("can't listen")?;
        let address = listener.local_addr()?;
        let state = Arc::new(State { server, open: Mutex::default(), verdicts: Mutex::default() });
        let mut task = JoinSet::new();
        task.spawn(accept(listener, Arc::clone(&state)));
        Ok(Self { address, state, _task: task })
    }

    /// Where the control API is.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How a language has done so far.
    pub fn results(&self, language: &str) -> LanguageResults {
        self.state.results(language)
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((tcp, _)) = accepted {
                    connections.spawn(serve(tcp, Arc::clone(&state)));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(tcp: TcpStream, state: Arc<State>) {
    let mut incoming = Incoming::new(tcp);
    while let Ok(request) = incoming.request().await {
        let (status, body) = match state.answer(&request).await {
            Ok(body) => ("200 OK", body),
            Err(error) => ("400 Bad Request", json!({ "error": format!("{error:#}") })),
        };
        let body = body.to_string();
        let length = body.len();
        let response = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        if incoming.stream.write_all(response.as_bytes()).await.is_err() {
            return;
        }
    }
}

impl State {
    async fn answer(&self, request: &RequestContent) -> Result<Value> {
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let language = query.strip_prefix("language=").context("add ?language=<the language of your runner>");
        match (request.method.as_str(), parts.as_slice()) {
            ("GET", ["scenarios"]) => Ok(self.scenarios(language?)),
            ("POST", ["scenarios", group, name, "start"]) => self.start(language?, group, name),
            ("POST", ["sessions", session, "finish"]) => {
                let report = serde_json::from_slice(&request.body).context("this is not a report");
                // A report that can't be read still ends the session, with that as its diff.
                let report = report.unwrap_or_else(|error| Report {
                    crash: Some(format!("{error:#}")),
                    ..Report::default()
                });
                self.finish(session, &report).await
            }
            ("GET", ["results", language]) => Ok(serde_json::to_value(self.results(language))?),
            (method, _) => Err(anyhow!("there is no {method} {path}")),
        }
    }

    fn scenarios(&self, language: &str) -> Value {
        let suite = self.server.suite();
        let runnable =
            suite.scenarios().filter(|(_, scenario)| suite.languages.excuse(language, scenario).is_none());
        let list = runnable.map(|(group, scenario)| {
            json!({ "group": group, "name": scenario.name, "why": scenario.why, "needs": scenario.needs() })
        });
        json!({ "scenarios": list.collect::<Vec<_>>() })
    }

    fn start(&self, language: &str, group: &str, name: &str) -> Result<Value> {
        let session = self.server.start(group, name)?;
        let started = session.started();
        let open =
            Open { session, language: language.to_owned(), group: group.to_owned(), name: name.to_owned() };
        lock(&self.open).insert(started.session.clone(), open);
        Ok(serde_json::to_value(started)?)
    }

    async fn finish(&self, session: &str, report: &Report) -> Result<Value> {
        let open =
            lock(&self.open).remove(session).with_context(|| format!("there is no session {session}"))?;
        let judgement = Judgement::of(&self.server.suite().languages, &open.language);
        let verdict = open.session.finish().await.judge(report, judgement);
        let mut verdicts = lock(&self.verdicts);
        verdicts.entry(open.language).or_default().insert((open.group, open.name), verdict.clone());
        Ok(serde_json::to_value(verdict)?)
    }

    fn results(&self, language: &str) -> LanguageResults {
        let verdicts = lock(&self.verdicts);
        LanguageResults::new(
            self.server.suite(),
            language,
            verdicts.get(language).unwrap_or(&BTreeMap::new()),
        )
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
