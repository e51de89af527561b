//! Which tokens are taken.

use ring::hmac;
use serde_json::{Value, json};
use workos_mfa::{EnrollFactor, ErrorKind};

use crate::issuer::{Issuer, encode, message};
use crate::world::{ALAN, CLIENT, ISSUER, World, claims, first, now, second};

const FACTOR: &str = "/auth/factors/auth_factor_1";

fn with(name: &str, value: impl Into<Value>) -> Value {
    let mut claims = claims(ALAN);
    claims[name] = value.into();
    claims
}

fn without(name: &str) -> Value {
    let mut claims = claims(ALAN);
    claims.as_object_mut().unwrap().remove(name);
    claims
}

/// An HMAC with the public key as its secret: for who takes the algorithm from the token, and whatever key there is.
fn confused(secret: &[u8]) -> String {
    let message = message(&json!({ "alg": "HS256", "kid": "first" }), &claims(ALAN));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
    format!("{message}.{}", encode(tag.as_ref()))
}

/// What is no valid token, and why not.
fn wrong() -> Vec<(&'static str, String)> {
    let (issuer, good) = (first(), first().sign(&claims(ALAN)));
    let header = |name: &str, value: Value| {
        let mut header = issuer.header();
        header[name] = value;
        header
    };
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let others = second().sign(&claims(ALAN));
    let (_, others_signature) = others.rsplit_once('.').unwrap();
    let (n, _) = issuer.components();
    let mut no_kid = issuer.header();
    no_kid.as_object_mut().unwrap().remove("kid");
    vec![
        ("nothing", String::new()),
        ("no token", "sk_test_default".to_owned()),
        ("two parts", signed.to_owned()),
        ("four parts", format!("{good}.{signature}")),
        ("no signature", format!("{signed}.")),
        ("another's signature", format!("{signed}.{others_signature}")),
        (
            "another's key under this name",
            Issuer::new("first", include_bytes!("../keys/second.pk8")).sign(&claims(ALAN)),
        ),
        ("an unknown key", Issuer::new("third", include_bytes!("../keys/first.pk8")).sign(&claims(ALAN))),
        ("no key named", issuer.sign_with(&no_kid, &claims(ALAN))),
        (
            "a key of its own",
            second().sign_with(&json!({ "alg": "RS256", "jwk": second().jwk() }), &claims(ALAN)),
        ),
        ("alg none", format!("{}.", message(&header("alg", "none".into()), &claims(ALAN)))),
        ("alg none, signed", issuer.sign_with(&header("alg", "none".into()), &claims(ALAN))),
        ("alg of another kind", issuer.sign_with(&header("alg", "RS512".into()), &claims(ALAN))),
        ("hmac of the modulus", confused(&n)),
        ("hmac of the document", confused(first().jwk().to_string().as_bytes())),
        ("critical extension", issuer.sign_with(&header("crit", json!(["b64"])), &claims(ALAN))),
        ("changed claims", format!("{}.{signature}", message(&issuer.header(), &with("sub", "user_2")))),
        ("expired", issuer.sign(&with("exp", now() - 60))),
        ("no end", issuer.sign(&without("exp"))),
        ("an end that is no time", issuer.sign(&with("exp", "tomorrow"))),
        ("not valid yet", issuer.sign(&with("nbf", now() + 300))),
        ("another issuer", issuer.sign(&with("iss", "https://evil.example/user_management/client_1"))),
        ("several issuers", issuer.sign(&with("iss", json!([ISSUER, "https://evil.example"])))),
        ("no issuer", issuer.sign(&without("iss"))),
        ("another audience", issuer.sign(&with("aud", "client_2"))),
        ("other audiences", issuer.sign(&with("aud", json!(["client_2", "client_11"])))),
        ("no audience in the list", issuer.sign(&with("aud", json!([])))),
        ("an audience of another type", issuer.sign(&with("aud", 1))),
        ("another client", issuer.sign(&with("client_id", "client_2"))),
        ("nobody", issuer.sign(&without("sub"))),
        ("nobody's name", issuer.sign(&with("sub", ""))),
        ("a user of another type", issuer.sign(&with("sub", 1))),
        ("no session", issuer.sign(&without("sid"))),
        ("a huge one", issuer.sign(&with("padding", "x".repeat(20_000)))),
    ]
}

#[tokio::test]
async fn a_wrong_token_is_a_401_and_nothing_reaches_workos() {
    for (what, token) in wrong() {
        // A world each: there is a limit to how many are answered like this.
        let world = World::new().start().await;
        for (method, path) in [("POST", "/auth/factors/enroll"), ("GET", FACTOR), ("DELETE", FACTOR)] {
            let reply = world.call(method, path, &token, r#"{"type": "generic_otp"}"#).await;
            assert_eq!(
                (reply.status, reply.json()["message"].as_str()),
                (401, Some("Unauthorized")),
                "{what}"
            );
        }
        assert_eq!(world.emulator.total_requests(), 0, "{what}");
    }
}

#[tokio::test]
async fn a_right_one_is_taken_in_each_of_its_forms() {
    let world = World::new().start().await;
    let issuer = first();
    for (what, token) in [
        ("AuthKit's", issuer.sign(&claims(ALAN))),
        ("with an audience", issuer.sign(&with("aud", CLIENT))),
        ("with several", issuer.sign(&with("aud", json!(["other", CLIENT])))),
        ("with its client", issuer.sign(&with("client_id", CLIENT))),
        ("valid since now", issuer.sign(&with("nbf", now()))),
        ("just expired, by another clock", issuer.sign(&with("exp", now() - 5))),
        ("with a fraction", issuer.sign(&with("exp", now() as f64 + 300.5))),
        ("without an id", issuer.sign(&without("jti"))),
    ] {
        assert_eq!(world.call("GET", FACTOR, &token, "").await.status, 404, "{what}");
    }
}

#[tokio::test]
async fn a_token_is_for_this_client_by_what_it_says_and_not_by_its_issuer_alone() {
    use tokio::net::TcpListener;
    use workos_mfa::Client;
    use workos_mfa_app_backend::{Backend, Jwks, Verifier, serve};

    let mut world = World::new().start().await;
    // Says nothing of any client.
    let general = "https://auth.example";
    let token = first().sign(&with("iss", general));
    for (optional, status) in [(false, 401), (true, 404)] {
        let jwks = Jwks::at(&world.keys.url).unwrap();
        let verifier = Verifier::new(jwks, [general, ISSUER], CLIENT).unwrap().audience_optional(optional);
        let workos =
            Client::builder(world.emulator.api_key()).base_url(world.emulator.url()).build().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        world.backend = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(serve(listener, Backend::new(workos, verifier)));
        assert_eq!(world.call("GET", FACTOR, &token, "").await.status, status);
        // What it does say counts.
        let mut others = with("iss", general);
        others["aud"] = "client_2".into();
        assert_eq!(world.call("GET", FACTOR, &first().sign(&others), "").await.status, 401);
    }
}

#[tokio::test]
async fn the_apps_client_says_that_it_must_log_in() {
    let world = World::new().start().await;
    for token in [first().sign(&with("exp", now() - 60)), world.emulator.api_key().to_owned()] {
        let error = world.app_with(token).enroll_factor(EnrollFactor::generic_otp()).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Authentication, Some(401)));
    }
    let reply = world.ask("GET", FACTOR, "", "").await;
    assert_eq!(reply.status, 401);
    assert_eq!(world.emulator.total_requests(), 0);
}
