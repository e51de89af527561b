//! One attempt: a request out, and a value or an error made of what came back.

use tokio::time::Instant;
use workos_mfa_api::{Answer, Client as Api, Exchange, Limits, Seen};

use super::classify::{self, Told};
use super::operation::Operation;
use super::plan::Plan;
use super::report::Report;
use crate::Secret;
use crate::client::{Inner, Pool};
use crate::error::{Error, ErrorKind, Outcome};
use crate::response::ReplyHeaders;
use crate::token::Authorization;

/// The largest reply that is read. A factor with its QR code is some ten kilobytes.
const MOST_BYTES: usize = 1024 * 1024;

/// What an attempt brought.
pub(super) struct Success<T> {
    pub(super) value: T,
    pub(super) status: u16,
    pub(super) request_id: Option<String>,
    pub(super) headers: ReplyHeaders,
    /// The body, if the caller wants it.
    pub(super) reply: Option<Secret>,
}

/// Where the call stands when an attempt is made.
pub(super) struct Standing {
    /// When the attempt began, without the wait for a token.
    pub(super) began: Instant,
    pub(super) deadline: Instant,
    /// Whether an earlier attempt of the same call may have been carried out.
    pub(super) may_be_applied: bool,
}

/// Also says when the exchange was over.
pub(super) async fn attempt<O: Operation>(
    client: &Inner,
    pool: &Pool,
    plan: &Plan,
    operation: &O,
    authorization: &Authorization,
    report: &Report<'_>,
    standing: Standing,
) -> (Result<Success<O::Output>, Error>, Instant) {
    let Standing { began, deadline, may_be_applied } = standing;
    let told = Told {
        plan,
        key: authorization.key.expose(),
        proxy_password: client.proxy_password.as_ref(),
        creates: O::CREATES,
        deletes: O::value_if_gone().is_some(),
    };

    let exchange = Exchange::new(Limits {
        authorization: authorization.header.clone(),
        headers: plan.headers.clone(),
        deadline,
        most_bytes: MOST_BYTES,
    });
    let api = Api::new_with_client(client.address.clone(), pool.http.clone(), exchange.clone());
    pool.catch_up(began, deadline, O::REPEATABLE).await;
    report.request_begins(&exchange);
    let sent = operation.send(&api).await;

    let seen = exchange.take();
    let ended = Instant::now();
    if matches!(seen, Some(Seen::Answer(_))) {
        pool.heard_something(ended);
    }
    let result = match seen {
        Some(Seen::Failed(failed)) => Err(told.no_answer(failed)),
        Some(Seen::Answer(answer)) => match sent {
            Ok(reply) => match operation.read(reply.into_inner(), &answer) {
                Ok(value) => Ok(success(value, answer, &told)),
                Err(problem) => Err(told.unreadable(&answer, &problem)),
            },
            Err(problem) => {
                let gone = || may_be_applied && classify::says_gone(&answer);
                // It is gone, and one of this call's own requests may have removed it: that is what the caller wanted.
                let value = O::value_if_gone().filter(|_| gone()).or_else(|| operation.read_damaged(&answer));
                match value {
                    Some(value) => Ok(success(value, answer, &told)),
                    None => Err(told.unusable(answer, &problem)),
                }
            }
        },
        None => {
            Err(Error::new(ErrorKind::Config, Outcome::NotSent, "no request can be built for this base_url"))
        }
    };
    (result, ended)
}

fn success<T>(value: T, answer: Answer, told: &Told<'_>) -> Success<T> {
    let (request_id, headers) = told.headers_of_success(answer.headers);
    Success {
        value,
        status: answer.status.as_u16(),
        request_id,
        headers,
        reply: told.plan.keeps_reply.then(|| String::from_utf8_lossy(&answer.body).into_owned().into()),
    }
}
