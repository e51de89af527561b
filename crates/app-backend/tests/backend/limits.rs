//! How often somebody may try.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use workos_mfa_app_backend::{BoxFuture, Charge, Limit, Limited, Limiter, Limits, MemoryLimiter, Rate};
use workos_mfa_emulator::Operation;

use crate::world::{ALAN, Asked, GRACE, World, claims, first, now};

const ENROLL: &str = "/auth/factors/enroll";
const GENERIC: &str = r#"{"type": "generic_otp"}"#;
const HOUR: Duration = Duration::from_secs(3600);

async fn world(change: impl FnOnce(&mut Limits)) -> World {
    let mut limits = Limits::default();
    change(&mut limits);
    World::new().with(move |backend| backend.limiter(MemoryLimiter::new(&limits))).start().await
}

async fn enroll(world: &World, user: &str, body: &str) -> (u16, Option<u64>) {
    let reply = world.call("POST", ENROLL, &world.token(user), body).await;
    (reply.status, reply.header("retry-after").map(|seconds| seconds.parse().unwrap()))
}

fn sms(number: &str) -> String {
    format!(r#"{{"type": "sms", "phone_number": "{number}"}}"#)
}

#[tokio::test]
async fn a_user_can_enrol_so_often() {
    let world = world(|limits| limits.enrolments_of_user = Rate::new(2, HOUR)).await;
    for _ in 0..2 {
        assert_eq!(enroll(&world, ALAN, GENERIC).await, (201, None));
    }
    let (status, wait) = enroll(&world, ALAN, GENERIC).await;
    assert_eq!(status, 429);
    assert!((1700..=1800).contains(&wait.unwrap()), "{wait:?}");
    assert_eq!(enroll(&world, GRACE, GENERIC).await.0, 201);
    assert_eq!(world.emulator.requests(Operation::EnrollFactor), 3);
}

#[tokio::test]
async fn what_workos_never_sees_does_not_count() {
    let world = world(|limits| limits.enrolments_of_user = Rate::new(1, HOUR)).await;
    for _ in 0..3 {
        assert_eq!(enroll(&world, ALAN, &sms("555")).await.0, 422);
        assert_eq!(enroll(&world, ALAN, "{").await.0, 400);
    }
    assert_eq!(enroll(&world, ALAN, GENERIC).await.0, 201);
}

#[tokio::test]
async fn a_phone_can_be_enrolled_so_often_whoever_asks() {
    let world = world(|limits| limits.enrolments_of_phone = Rate::new(1, HOUR)).await;
    assert_eq!(enroll(&world, ALAN, &sms("+15555555555")).await.0, 201);
    assert_eq!(enroll(&world, GRACE, &sms("+15555555555")).await.0, 429);
    assert_eq!(enroll(&world, GRACE, &sms("+15555555556")).await.0, 201);
}

#[tokio::test]
async fn so_can_phones_of_a_country_and_phones_at_all() {
    let world = world(|limits| {
        limits.enrolments_of_country = Rate::new(2, HOUR);
        limits.enrolments_of_phones = Rate::new(3, HOUR);
    })
    .await;
    for (number, status) in [
        ("+3725550001", 201),
        ("+3725550002", 201),
        ("+3725550003", 429),
        ("+447700900001", 201),
        ("+33199000001", 429),
    ] {
        assert_eq!(enroll(&world, ALAN, &sms(number)).await.0, status, "{number}");
    }
    // This is about phones only.
    assert_eq!(enroll(&world, ALAN, GENERIC).await.0, 201);
}

#[tokio::test]
async fn so_many_wrong_tokens_may_come_from_an_address() {
    let mut limits = Limits::default();
    limits.failed_tokens = Rate::new(3, HOUR);
    let plan =
        World::new().with(move |backend| backend.limiter(MemoryLimiter::new(&limits)).trusted_proxies(1));
    let world = plan.start().await;
    let ask = async |token: &str, from: &str| {
        let headers = format!("authorization: Bearer {token}\r\nx-forwarded-for: 192.0.2.99, {from}\r\n");
        world.ask("GET", "/auth/factors/auth_factor_1", &headers, "").await
    };
    let mut expired = claims(ALAN);
    expired["exp"] = (now() - 60).into();
    let (expired, good) = (first().sign(&expired), world.token(ALAN));
    // These are no attempts to get in.
    for _ in 0..5 {
        assert_eq!(ask(&expired, "192.0.2.1").await.status, 401);
        assert_eq!(
            world
                .ask("GET", "/auth/factors/auth_factor_1", "x-forwarded-for: 192.0.2.1\r\n", "")
                .await
                .status,
            401
        );
    }
    for _ in 0..3 {
        assert_eq!(ask("made.up.token", "192.0.2.1").await.status, 401);
    }
    let refused = ask("made.up.token", "192.0.2.1").await;
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").is_some());
    // The right one is no longer looked at, so that nobody can tell by trying.
    assert_eq!(ask(&good, "192.0.2.1").await.status, 429);
    assert_eq!(ask(&good, "192.0.2.2").await.status, 404);
    assert_eq!(world.emulator.total_requests(), 1);
}

/// A store that several processes share, or that can't be reached.
#[derive(Clone, Default)]
struct Shared {
    asked: Asked<Charge>,
    down: bool,
}

impl Limiter for Shared {
    fn take<'a>(&'a self, charges: &'a [Charge]) -> BoxFuture<'a, Result<(), Limited>> {
        self.asked.lock().unwrap().extend_from_slice(charges);
        Box::pin(ready(if self.down { Err(Limited::Unavailable) } else { Ok(()) }))
    }

    fn check<'a>(&'a self, _: &'a Charge) -> BoxFuture<'a, Result<(), Limited>> {
        Box::pin(ready(Ok(())))
    }
}

#[tokio::test]
async fn another_store_can_count() {
    let shared = Shared::default();
    let asked = Arc::clone(&shared.asked);
    let world = World::new().with(|backend| backend.limiter(shared)).start().await;
    assert_eq!(enroll(&world, ALAN, &sms("+3725550001")).await.0, 201);
    let asked: Vec<_> =
        asked.lock().unwrap().iter().map(|charge| (charge.limit, charge.key.clone())).collect();
    let wanted = [
        (Limit::EnrolmentsOfUser, ALAN),
        (Limit::EnrolmentsOfPhone, "+3725550001"),
        (Limit::EnrolmentsOfCountry, "372"),
        (Limit::EnrolmentsOfPhones, ""),
    ];
    assert_eq!(asked, wanted.map(|(limit, key)| (limit, key.to_owned())));
}

#[tokio::test]
async fn if_nobody_can_count_nothing_is_done() {
    let shared = Shared { down: true, ..Shared::default() };
    let world = World::new().with(|backend| backend.limiter(shared)).start().await;
    assert_eq!(enroll(&world, ALAN, GENERIC).await.0, 503);
    assert_eq!(world.call("POST", ENROLL, "made.up.token", GENERIC).await.status, 503);
    assert_eq!(world.emulator.total_requests(), 0);
}
