//! One attempt: a request out, and a value or an error made of what came back.

use tokio::time::{Instant, timeout_at};
use workos_mfa_api::{Answer, Client as Api, Exchange, Limits, Seen};

use super::classify::{self, Told};
use super::operation::Operation;
use super::plan::Plan;
use crate::client::{Inner, Pool};
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
    pool: &Pool,
    plan: &Plan,
    operation: &O,
    began: Instant,
) -> Result<Success<O::Output>, Error> {
    let deadline = plan.attempt_deadline(began);
    let provided;
    let authorization: &Authorization = match &client.authorization {
        Ok(authorization) => authorization,
        Err(provider) => {
            let asked = timeout_at(deadline, Authorization::from_provider(provider.as_ref()));
            provided = asked.await.unwrap_or_else(|_| {
                Err(Error::new(
                    ErrorKind::Timeout,
                    Outcome::NotSent,
                    "the token provider did not answer within the timeout",
                ))
            })?;
            &provided
        }
    };
    let told = Told { plan, key: authorization.key.expose(), creates: O::CREATES };

    let exchange = Exchange::new(Limits {
        authorization: authorization.header.clone(),
        headers: plan.headers.clone(),
        deadline,
        most_bytes: MOST_BYTES,
    });
    let api = Api::new_with_client(client.address.clone(), pool.http.clone(), exchange.clone());
    pool.catch_up(deadline, O::REPEATABLE).await;
    let sent = operation.send(&api).await;

    let seen = exchange.take();
    if matches!(seen, Some(Seen::Answer(_))) {
        pool.heard_something();
    }
    match seen {
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
