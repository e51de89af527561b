//! What comes of an enrolment.

use std::{
    collections::HashSet,
    io::Cursor,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use data_encoding::{BASE32_NOPAD, BASE64};
use serde_json::{Value, json};
use workos_mfa::{Timestamp, otpauth::KeyUri};
use workos_mfa_emulator::{Emulator, totp};

use crate::http::{ENROLL, call, enroll, factor_path};

fn app(issuer: &str, user: &str) -> Value {
    json!({"type": "totp", "totp_issuer": issuer, "totp_user": user})
}

/// Reads a QR code as a phone would: from the image's pixels.
fn scan(data_url: &str) -> String {
    let image = BASE64.decode(data_url.strip_prefix("data:image/png;base64,").unwrap().as_bytes()).unwrap();
    let mut decoder = png::Decoder::new(Cursor::new(image));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().unwrap();
    assert_eq!(reader.info().bit_depth, png::BitDepth::One);
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    let (width, height) = (frame.width as usize, frame.height as usize);
    assert!((240..=380).contains(&width) && width == height, "{width} x {height} pixels");
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * frame.line_size + x]);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

#[tokio::test]
async fn the_qr_code_says_exactly_the_uri_and_the_uri_all_that_was_asked_for() {
    let emulator = Emulator::start().await.unwrap();
    for (issuer, user) in [
        ("Foo Corp", "alan.turing@example.com"),
        ("Foo & Bar: Ünïcode", "a+b?c=d#e/f%20@x"),
        ("日本: 🔐", "ü:ü"),
        ("\"quoted\" \\ 'x'", "<b>&amp;</b>"),
        ("x", "y"),
        (&"long name ".repeat(25), &"u".repeat(250)),
    ] {
        let response = enroll(&emulator, app(issuer, user)).await;
        assert_eq!(response.status, 201, "{}", response.text());
        let factor = response.json();
        let uri = factor["totp"]["uri"].as_str().unwrap();
        assert_eq!(scan(factor["totp"]["qr_code"].as_str().unwrap()), uri);
        let key = KeyUri::parse(uri).unwrap();
        assert_eq!((key.issuer.as_str(), key.user.as_str()), (issuer, user));
        assert_eq!(factor["totp"]["secret"], key.secret.expose());
        assert_eq!(factor["totp"]["issuer"], issuer);
        assert_eq!(factor["totp"]["user"], user);
    }
}

#[tokio::test]
async fn a_colon_in_the_issuer_is_encoded_in_the_label() {
    let emulator = Emulator::start().await.unwrap();
    let factor = enroll(&emulator, app("Foo: Bar", "alan@example.com")).await.json();
    let uri = factor["totp"]["uri"].as_str().unwrap();
    assert!(uri.starts_with("otpauth://totp/Foo%3A%20Bar:alan@example.com?secret="), "{uri}");
    assert!(uri.ends_with("&issuer=Foo%3A%20Bar"), "{uri}");
}

#[tokio::test]
async fn the_secret_is_160_bits_of_base32_and_makes_the_codes() {
    let emulator = Emulator::start().await.unwrap();
    let factor = enroll(&emulator, app("Foo", "alan")).await.json();
    let secret = factor["totp"]["secret"].as_str().unwrap();
    assert_eq!(BASE32_NOPAD.decode(secret.as_bytes()).unwrap().len(), 20);
    let stored = emulator.factors().remove(0).totp.unwrap().secret;
    assert_eq!(totp::code(stored.expose(), 59), totp::code(secret, 59));
}

#[tokio::test]
async fn ids_and_timestamps_look_as_the_vendors_do() {
    let emulator = Emulator::start().await.unwrap();
    let milliseconds = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;
    let before = milliseconds();
    let response = enroll(&emulator, json!({"type": "generic_otp"})).await;
    let after = milliseconds();
    let factor = response.json();
    let ulid = |text: &str, prefix: &str| {
        let ulid = text.strip_prefix(prefix).unwrap();
        ulid.len() == 26 && ulid.bytes().all(|byte| b"0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains(&byte))
    };
    assert!(ulid(factor["id"].as_str().unwrap(), "auth_factor_"));
    assert!(ulid(response.header("x-request-id").unwrap(), "req_"));

    let created = factor["created_at"].as_str().unwrap();
    assert_eq!(created.len(), "2026-01-15T12:00:00.000Z".len());
    assert!(created.ends_with('Z'));
    assert!((before..=after).contains(&created.parse::<Timestamp>().unwrap().as_millisecond()));
    assert_eq!(factor["updated_at"], created);
    assert_eq!(emulator.factors()[0].created_at, created.parse().unwrap());
}

#[tokio::test]
async fn what_is_read_back_is_what_was_enrolled_without_the_secrets() {
    let emulator = Emulator::start().await.unwrap();
    let mut request = app("Foo", "alan");
    request["user_id"] = "user_1".into();
    let enrolled = enroll(&emulator, request).await.json();
    let response = call(&emulator, "GET", &factor_path(enrolled["id"].as_str().unwrap()), "").await;
    let mut expected = enrolled.clone();
    for secret in ["secret", "qr_code", "uri"] {
        expected["totp"].as_object_mut().unwrap().remove(secret).unwrap();
    }
    assert_eq!(response.json(), expected);

    let secret = enrolled["totp"]["secret"].as_str().unwrap();
    let shown =
        format!("{emulator:?} {:?} {:?} {}", emulator.factors(), emulator.factors()[0].totp, response.text());
    assert!(shown.contains("alan") && !shown.contains(secret) && !shown.contains("otpauth"), "{shown}");
    assert!(!shown.contains(emulator.api_key()), "{shown}");
}

#[tokio::test]
async fn absent_fields_are_left_out() {
    let emulator = Emulator::start().await.unwrap();
    let factor = enroll(&emulator, json!({"type": "generic_otp", "user_id": null})).await.json();
    let fields: HashSet<_> = factor.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["object", "id", "type", "created_at", "updated_at"].into());
}

#[tokio::test]
async fn deleting_is_for_good_and_a_second_time_there_is_nothing() {
    let emulator = Emulator::start().await.unwrap();
    let id = enroll(&emulator, json!({"type": "sms", "phone_number": "+15555555555"})).await.id();
    let other = enroll(&emulator, json!({"type": "generic_otp"})).await.id();
    let path = factor_path(&id);
    assert_eq!(call(&emulator, "DELETE", &path, "").await.status, 204);
    assert_eq!(call(&emulator, "DELETE", &path, "").await.status, 404);
    assert_eq!(call(&emulator, "GET", &path, "").await.status, 404);
    let left: Vec<_> = emulator.factors().into_iter().map(|factor| factor.id).collect();
    assert_eq!(left, [other]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_enrolments_at_once_are_two_hundred_factors() {
    let emulator = Arc::new(Emulator::start().await.unwrap());
    let tasks: Vec<_> = (0..200)
        .map(|number| {
            let emulator = Arc::clone(&emulator);
            tokio::spawn(async move {
                let response =
                    call(&emulator, "POST", ENROLL, app("Foo", &format!("user {number}")).to_string()).await;
                assert_eq!(response.status, 201);
                let factor = response.json();
                let secret = factor["totp"]["secret"].as_str().unwrap().to_owned();
                (response.id(), response.header("x-request-id").unwrap().to_owned(), secret)
            })
        })
        .collect();
    let (mut ids, mut requests, mut secrets) = (HashSet::new(), HashSet::new(), HashSet::new());
    for task in tasks {
        let (id, request, secret) = task.await.unwrap();
        ids.insert(id);
        requests.insert(request);
        secrets.insert(secret);
    }
    assert_eq!((ids.len(), requests.len(), secrets.len()), (200, 200, 200));
    assert_eq!(emulator.factors().into_iter().map(|factor| factor.id).collect::<HashSet<_>>(), ids);
}
