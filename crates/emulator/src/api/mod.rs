//! The API: what comes of a request.

mod enroll;
mod reply;
mod request;
mod route;
mod validate;
mod wire;

use hyper::{Request, body::Incoming};

pub(crate) use self::reply::{Answer, Raw, Then};
use self::{
    reply::Reply,
    request::{Body, Context},
    route::Route,
};
use crate::{Operation, fault::Kind, state::State};

/// Answers a request, or says how to misbehave.
pub(crate) async fn answer(state: &State, request: Request<Incoming>) -> Answer {
    state.count();
    let context = Context::of(state, &request);
    let (operation, id) = match route::find(request.method(), request.uri().path()) {
        Route::Operation(operation, id) => (operation, id),
        Route::Options(allow) => return context.plain(Reply::options(allow)),
        Route::WrongMethod(allow) => return context.plain(Reply::method_not_allowed(allow)),
        Route::Unknown => return context.plain(Reply::unknown_path()),
    };
    let fault = state.begin(operation);
    if let Some(fault) = &fault {
        // The timer ticks in milliseconds, and rounds up: a wait of nothing would be one of a millisecond.
        if !fault.delay.is_zero() {
            tokio::time::sleep(fault.delay).await;
        }
        if fault.kind == Kind::ResetBeforeReading {
            if fault.takes_effect {
                let body = request::read(request.into_body()).await;
                carry_out(state, &context, operation, &id, &body);
            }
            return Answer::Raw(Raw::reset());
        }
    }
    let body = request::read(request.into_body()).await;
    match fault {
        Some(fault) if !fault.only_waits() => {
            let reply = fault.takes_effect.then(|| carry_out(state, &context, operation, &id, &body));
            context.faulty(reply, &fault, &body)
        }
        _ => context.answer(carry_out(state, &context, operation, &id, &body), &body),
    }
}

fn carry_out(state: &State, context: &Context, operation: Operation, id: &str, body: &Body) -> Reply {
    if !context.authorized {
        return Reply::unauthorized();
    }
    let body = match body {
        Body::Whole(bytes) => bytes,
        Body::TooLarge => return Reply::too_large(),
        Body::Broken => return Reply::broken_body(),
    };
    match operation {
        Operation::EnrollFactor => enroll::enroll(state, body),
        Operation::GetFactor => match state.get(id) {
            Some(factor) => Reply::ok(wire::factor(&factor)),
            None => Reply::no_such_factor(id),
        },
        Operation::DeleteFactor if state.remove(id) => Reply::deleted(),
        Operation::DeleteFactor => Reply::no_such_factor(id),
    }
}
