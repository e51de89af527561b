//! One attempt: a request out, and a value or an error made of what came back.

use tokio::time::Instant;
use workos_mfa_api::{Answer, Client as Api, Exchange, Limits, Seen};

use super::classify::{self, Told};
use super::operation::Operation;
use super::plan::Plan;
use super::progress::CallProgress;
use crate::client::Inner;
use crate::error::{Error, ErrorKind, Outcome};
use crate::token::Authorization;

/// The largest reply that is read. A factor with its QR code is some ten kilobytes.
const MOST_BYTES: usize = 1024 * 1024;

/// What an attempt brought.
pub(super) struct Success<T> {
    pub(super) value: T,
    pub(super) status: u16,
    pub(super) request_id: Option<String>,
}

pub(super) async fn attempt<O: Operation>(
    client: &Inner,
    plan: &Plan,
    operation: &O,
    authorization: &Authorization,
    deadline: Instant,
    progress: &CallProgress,
) -> Result<Success<O::Output>, Error> {
    let told = Told { plan, key: authorization.key.expose(), creates: O::CREATES };

    let exchange = Exchange::new(Limits {
        authorization: authorization.header.clone(),
        headers: plan.headers.clone(),
        deadline,
        most_bytes: MOST_BYTES,
    });
    progress.request_begins(&exchange);
    let api = Api::new_with_client(client.address.clone(), client.http.clone(), exchange.clone());
    let sent = operation.send(&api).await;

    match exchange.take() {
        Some(Seen::Failed(failed)) => Err(told.no_answer(failed)),
        Some(Seen::Answer(answer)) => match sent {
            Ok(reply) => match O::read(reply.into_inner()) {
                Ok(value) => Ok(success(value, &answer)),
                Err(problem) => Err(told.unreadable(&answer, problem.message())),
            },
            Err(problem) => Err(told.unusable(answer, &problem)),
        },
        None => {
            Err(Error::new(ErrorKind::Config, Outcome::NotSent, "no request can be built for this base_url"))
        }
    }
}

fn success<T>(value: T, answer: &Answer) -> Success<T> {
    Success { value, status: answer.status.as_u16(), request_id: classify::request_id(&answer.headers) }
}
