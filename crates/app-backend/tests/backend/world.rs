//! An issuer, an emulator, the backend between them, and apps.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use workos_mfa::Client;
use workos_mfa_app_backend::{Backend, Jwks, Verifier, serve};
use workos_mfa_emulator::Emulator;

use crate::contract;
use crate::issuer::Issuer;
use crate::jwks::KeyServer;

pub const ALAN: &str = "user_01E4ZCR3C56J083X43JQXF3JK5";
pub const GRACE: &str = "user_01F4ZCR3C56J083X43JQXF3JK6";
pub const ISSUER: &str = "https://auth.example/user_management/client_1";
pub const CLIENT: &str = "client_1";

/// The issuer of the first key.
pub fn first() -> Issuer {
    Issuer::new("first", include_bytes!("../keys/first.pk8"))
}

/// Another one, or the next key of the same one.
pub fn second() -> Issuer {
    Issuer::new("second", include_bytes!("../keys/second.pk8"))
}

pub fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

/// What AuthKit says in a token.
pub fn claims(user_id: &str) -> Value {
    json!({
        "iss": ISSUER, "sub": user_id, "sid": "session_1", "jti": "token_1", "org_id": "org_1", "role": "member",
        "iat": now(), "exp": now() + 300,
    })
}

type Arrange = Box<dyn FnOnce(Backend) -> Backend + Send>;

/// How a world shall be.
pub struct Plan {
    timeout: Duration,
    max_retries: u32,
    arrange: Arrange,
    between_reads: Duration,
}

pub struct World {
    pub emulator: Emulator,
    pub keys: KeyServer,
    pub backend: String,
}

impl World {
    #[allow(clippy::new_ret_no_self, reason = "it has to be started")]
    pub fn new() -> Plan {
        let timeout = Duration::from_secs(20);
        Plan {
            timeout,
            max_retries: 2,
            arrange: Box::new(|backend| backend),
            between_reads: Duration::from_secs(30),
        }
    }

    /// A plain request. Its answer has been held against the contract.
    pub async fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> Reply {
        let host = self.backend.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).await.unwrap();
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(!answer.contains(self.emulator.api_key()));
        let mut reply = Reply::parse(&answer);
        reply.checked = contract::check(method, path, &reply);
        reply
    }

    /// A request with a token, as an app sends it.
    pub async fn call(&self, method: &str, path: &str, token: &str, body: &str) -> Reply {
        let headers = format!("authorization: Bearer {token}\r\ncontent-type: application/json\r\n");
        self.ask(method, path, &headers, body).await
    }

    pub fn token(&self, user_id: &str) -> String {
        first().sign(&claims(user_id))
    }

    /// A client as an app has it.
    pub fn app(&self, user_id: &str) -> Client {
        self.app_with(self.token(user_id))
    }

    pub fn app_with(&self, token: String) -> Client {
        let provider = move || {
            let token = token.clone();
            async { Ok(token) }
        };
        Client::builder_with_token_provider(provider).base_url(&self.backend).build().unwrap()
    }
}

impl Plan {
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    pub fn between_reads(mut self, pause: Duration) -> Self {
        self.between_reads = pause;
        self
    }

    pub fn with(mut self, arrange: impl FnOnce(Backend) -> Backend + Send + 'static) -> Self {
        self.arrange = Box::new(arrange);
        self
    }

    pub async fn start(self) -> World {
        let emulator = Emulator::start().await.unwrap();
        let workos = emulator.url().to_owned();
        self.start_with(emulator, &workos).await
    }

    /// Where WorkOS should be, nobody listens.
    pub async fn without_workos(self) -> World {
        let emulator = Emulator::start().await.unwrap();
        let gone = Emulator::start().await.unwrap();
        let workos = gone.url().to_owned();
        gone.stop().await;
        self.start_with(emulator, &workos).await
    }

    async fn start_with(self, emulator: Emulator, workos: &str) -> World {
        let keys = KeyServer::start(json!({ "keys": [first().jwk()] })).await;
        let workos = Client::builder(emulator.api_key()).base_url(workos).timeout(self.timeout);
        let workos = workos.max_retries(self.max_retries).build().unwrap();
        let jwks = Jwks::at(&keys.url).unwrap().between_reads(self.between_reads);
        let backend = Backend::new(workos, Verifier::new(jwks, [ISSUER], CLIENT).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(serve(listener, (self.arrange)(backend)));
        World { emulator, keys, backend: url }
    }
}

/// An answer, taken apart.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// Which operation and status of the contract it is.
    pub checked: Option<(String, u16)>,
}

impl Reply {
    fn parse(answer: &str) -> Self {
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.map(|line| line.split_once(": ").unwrap());
        // The date may be another one a moment later.
        let headers = headers.filter(|(name, _)| *name != "date");
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        Self { status, headers, body: body.to_owned(), checked: None }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// What an own hook or limiter has been asked.
pub type Asked<T> = Arc<std::sync::Mutex<Vec<T>>>;
