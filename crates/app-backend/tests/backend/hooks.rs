//! Step-up and revocation.

use std::future::ready;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use workos_mfa_app_backend::{
    BoxFuture, Change, DenyList, HookError, RecentLogin, Revocation, Session, StepUp,
};

use crate::world::{ALAN, World, claims, first, now};

const ENROLL: &str = "/auth/factors/enroll";
const FACTOR: &str = "/auth/factors/auth_factor_1";
const GENERIC: &str = r#"{"type": "generic_otp"}"#;

#[tokio::test]
async fn who_logged_in_long_ago_can_read_but_not_change() {
    let recent = RecentLogin::within(Duration::from_secs(600));
    let world = World::new().with(move |backend| backend.step_up(recent)).start().await;
    let token = |ago: Option<u64>| {
        let mut claims = claims(ALAN);
        if let Some(ago) = ago {
            claims["auth_time"] = (now() - ago).into();
        }
        first().sign(&claims)
    };
    for old in [Some(660), None] {
        for (method, path) in [("POST", ENROLL), ("DELETE", FACTOR)] {
            let reply = world.call(method, path, &token(old), GENERIC).await;
            assert_eq!(
                (reply.status, reply.json()["code"].as_str()),
                (403, Some("step_up_required")),
                "{old:?}"
            );
            let wanted = r#"Bearer error="insufficient_user_authentication", max_age="600""#;
            assert_eq!(reply.header("www-authenticate"), Some(wanted));
        }
    }
    assert_eq!(world.emulator.total_requests(), 0);
    assert_eq!(world.call("GET", FACTOR, &token(None), "").await.status, 404);
    assert_eq!(world.call("POST", ENROLL, &token(Some(10)), GENERIC).await.status, 201);
}

#[tokio::test]
async fn a_closure_decides_by_session_and_change() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    let step_up = move |session: &Session, change: Change| {
        seen.lock().unwrap().push((session.user_id.clone(), session.session_id.clone(), change));
        change == Change::Enroll
    };
    let world = World::new().with(|backend| backend.step_up(step_up)).start().await;
    let token = world.token(ALAN);
    assert_eq!(world.call("POST", ENROLL, &token, GENERIC).await.status, 201);
    assert_eq!(world.call("DELETE", FACTOR, &token, "").await.status, 403);
    let wanted =
        [Change::Enroll, Change::Delete].map(|change| (ALAN.to_owned(), "session_1".to_owned(), change));
    assert_eq!(*asked.lock().unwrap(), wanted);
}

#[tokio::test]
async fn a_revoked_session_or_token_is_a_401() {
    let list = Arc::new(DenyList::new(100));
    let own = Arc::clone(&list);
    let world = World::new().with(|backend| backend.revocation(own)).start().await;
    let token = |sid: &str, jti: &str| {
        let mut claims = claims(ALAN);
        claims["sid"] = sid.into();
        claims["jti"] = jti.into();
        first().sign(&claims)
    };
    let status = async |token: String| world.call("GET", FACTOR, &token, "").await.status;
    assert_eq!(status(token("session_1", "token_1")).await, 404);
    let later = SystemTime::now() + Duration::from_secs(300);
    list.revoke("session_1", later).unwrap();
    list.revoke("token_3", later).unwrap();
    assert_eq!(status(token("session_1", "token_1")).await, 401);
    assert_eq!(status(token("session_1", "token_2")).await, 401);
    assert_eq!(status(token("session_2", "token_3")).await, 401);
    assert_eq!(status(token("session_2", "token_4")).await, 404);
}

struct Down;

impl Revocation for Down {
    fn is_revoked<'a>(&'a self, _: &'a Session) -> BoxFuture<'a, Result<bool, HookError>> {
        Box::pin(ready(Err(HookError)))
    }
}

impl StepUp for Down {
    fn allows<'a>(&'a self, _: &'a Session, _: Change) -> BoxFuture<'a, Result<bool, HookError>> {
        Box::pin(ready(Err(HookError)))
    }
}

#[tokio::test]
async fn if_a_hook_cant_say_nothing_is_done() {
    for world in [
        World::new().with(|backend| backend.revocation(Down)).start().await,
        World::new().with(|backend| backend.step_up(Down)).start().await,
    ] {
        let reply = world.call("POST", ENROLL, &world.token(ALAN), GENERIC).await;
        assert_eq!((reply.status, world.emulator.total_requests()), (503, 0));
    }
}
