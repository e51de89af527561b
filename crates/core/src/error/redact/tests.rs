use super::{MAX_BODY, MAX_CHARACTERS, Redactor};

const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const KEY: &str = "sk_live_a2V5XzAxSFlHQlQ2TjhKNzBTNkZFN1E1QkFZOUpOLzAxSFl";

fn redact(text: &str, key: &str) -> String {
    Redactor::new(key).hide(text, false)
}

/// The longest part of the key that can be seen in a text.
fn seen_of_key(text: &str) -> usize {
    (1..=KEY.len())
        .rev()
        .find(|length| (0..=KEY.len() - length).any(|at| text.contains(&KEY[at..at + length])))
        .unwrap_or(0)
}

#[test]
fn hides_every_place_a_secret_takes_in_a_reply() {
    let grouped: Vec<String> = SECRET
        .to_lowercase()
        .as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group).into())
        .collect();
    for text in [
        format!(r#"{{"id":"a","totp":{{"secret":"{SECRET}","x":1}}}}"#),
        format!(r#"{{"id":"a","totp":{{"secret" : "{SECRET}"#),
        format!(r#"{{"id":"a","totp":{{"secret":"{}"#, &SECRET[..9]),
        format!(r#"{{"id":"a","uri":"otpauth:\/\/totp\/a?secret={SECRET}"}}"#),
        format!("<p>otpauth://totp/a?secret={SECRET}&issuer=b</p>"),
        format!(r#""{{\"secret\":\"{SECRET}\"}}""#),
        format!("the secret is {SECRET}."),
        format!(r#"{{"secret":{{"value":"{SECRET}"}}}}"#),
        format!(r#"{{"secret":["a","{}"]}}"#, &SECRET[..9]),
        format!("SECRET={SECRET}"),
        format!("{{'secret': '{}'}}", &SECRET[..9]),
        format!("{{'secret' => '{}'}}", &SECRET[..9]),
        format!("<secret>{}</secret>", &SECRET[..9]),
        format!("{{&quot;secret&quot;:&quot;{}&quot;}}", &SECRET[..9]),
        format!("?secret%3D{}%26x%3D1", &SECRET[..9]),
        format!("otpauth%3A%2F%2Ftotp%2FFoo%2520Corp%3Fsecret%3D{SECRET}"),
        format!("totp_secret_key: {}", &SECRET[..9]),
        format!("the secret is {}.", SECRET.to_lowercase()),
        format!("the secret key is {}.", grouped.join(" ")),
        format!("the secret key, {}, is shown once", grouped.join("-")),
        format!("enter {} by hand", grouped.join(" ").to_uppercase()),
        format!("%20{SECRET}%20"),
        format!("%2520{SECRET}"),
        format!(r"line\n{SECRET}\n"),
        format!(r"\u0020{SECRET}"),
    ] {
        let shown = redact(&text, "");
        let shown_lower = shown.to_lowercase();
        for visible in [&SECRET[..9], &SECRET[..8], &SECRET[4..12], "JBSW-Y3DP", "JBSW Y3DP"] {
            assert!(!shown_lower.contains(&visible.to_lowercase()), "{text} -> {shown}");
        }
        assert!(shown.contains("[redacted]"), "{text} -> {shown}");
    }
}

#[test]
fn keeps_what_is_needed_to_understand_a_failure() {
    for text in [
        r#"{"id":"auth_factor_01FVYZ5QM8N98T9ME5BCB2BBMJ","type":"totp","created_at":"2026-01-15T12:00:00.000Z"}"#,
        "<html><title>502 Bad Gateway</title></html>",
        r#"{"secret":null,"message":"no secret here"}"#,
        "Basic authentication is required; Basic realm=\"a\"",
        "the secret could not be stored, because the database is read only",
        "AUTHENTICATION_FACTOR_NOT_FOUND",
        "the key begins with sk_",
        "",
    ] {
        assert_eq!(redact(text, "sk_live"), text);
    }
    let shown = redact(r#"{"secret":"short","issuer":"Foo","qr_code":"data:image/png;base64,AA=="}"#, "");
    assert_eq!(shown, r#"{"secret":[redacted],"issuer":"Foo","qr_code":[redacted]}"#);
    // Once more changes nothing.
    assert_eq!(redact(&shown, ""), shown);
}

#[test]
fn a_quote_within_a_secret_does_not_end_it() {
    assert_eq!(redact(r#"{"secret":"a\"bcdef","x":"y"}"#, ""), r#"{"secret":[redacted],"x":"y"}"#);
    assert_eq!(
        redact(r#"{"body":"{\"secret\":\"a\\\"bcdef\",\"x\":1}"}"#, ""),
        r#"{"body":"{\"secret\":[redacted],\"x\":1}"}"#
    );
}

#[test]
fn hides_the_key_wherever_a_proxy_quotes_it() {
    assert_eq!(redact("Authorization: Bearer sk_live_1", "sk_live_1"), "Authorization: [redacted]");
    assert_eq!(redact("you sent sk_live_1!", "sk_live_1"), "you sent [redacted]!");
}

#[test]
fn hides_the_key_in_every_form_it_is_written_in() {
    let key = "tok/en+1\"23%4&5<6";
    for form in [
        key.to_owned(),
        serde_json::to_string(key).unwrap(),
        serde_json::to_string(&serde_json::to_string(key).unwrap()).unwrap(),
        serde_json::to_string(key).unwrap().replace('/', r"\/"),
        key.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect(),
        key.bytes().map(|c| format!("%{c:02X}")).collect(),
        key.bytes().map(|c| format!("%25{c:02x}")).collect(),
        key.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
        key.chars().map(|c| format!("&#x{:06X};", u32::from(c))).collect(),
        key.replace('&', "&AMP;").replace('/', "&sol;").replace('+', "&plus;").replace('%', "&percnt;"),
        // UTF-16, which some error pages are written in.
        key.chars().map(|c| format!("{c}\0")).collect(),
        key.chars().map(|c| format!("\0{c}")).collect(),
    ] {
        let shown = redact(&format!("you sent <{form}> to us"), key);
        assert!(shown.starts_with("you sent <"), "{form} -> {shown}");
        assert!(shown.ends_with("> to us"), "{form} -> {shown}");
        assert!(!shown.contains("en+1") && !shown.contains("006b"), "{form} -> {shown}");
        assert!(!shown.contains("e\0n"), "{form} -> {shown}");
        assert!(shown.len() < 40, "{form} -> {shown}");
    }
}

#[test]
fn hides_credentials_in_base64() {
    use data_encoding::{BASE64, BASE64URL_NOPAD};
    for text in
        [KEY.to_owned(), format!("{KEY}:"), format!("u:{KEY}"), format!("us:{KEY}"), format!("x{KEY}yz")]
    {
        for encoded in [BASE64.encode(text.as_bytes()), BASE64URL_NOPAD.encode(text.as_bytes())] {
            let shown = redact(&format!("got {encoded}."), KEY);
            let left = shown.replace("[redacted]", "");
            // The ends that also depend on what is around the key are left.
            assert!(left.len() <= "got .".len() + 8, "{text} -> {shown}");
        }
    }
    let shown = redact("Proxy said: Basic YWdlbnQ6cHJveHktcGFzc3dvcmQ= is wrong", KEY);
    assert_eq!(shown, "Proxy said: Basic [redacted] is wrong");
    let redactor = Redactor::new(KEY).with_password("proxy-password");
    assert_eq!(redactor.text("proxy-password is wrong"), "[redacted] is wrong");
}

#[test]
fn hides_the_values_of_headers_and_their_words() {
    let redactor = Redactor::new(KEY).with_headers(["Gateway token-9c1b-4411", "7", "a b"]);
    assert_eq!(redactor.text("x: Gateway token-9c1b-4411"), "x: [redacted]");
    assert_eq!(redactor.text("token-9c1b-4411 is wrong, 7 times; a b"), "[redacted] is wrong, 7 times; a b");
    assert_eq!(redactor.text("it was token-9c1"), "it was [redacted]");
}

#[test]
fn a_secret_of_the_reply_is_one_wherever_else_it_stands() {
    let body = br#"{"totp":{"secret":"not-base-32!"},"message":"can't store not-base-32!"}"#;
    let redactor = Redactor::new(KEY).with_reply(body, false);
    assert_eq!(redactor.text("can't store not-base-32!"), "can't store [redacted]");
    assert_eq!(
        redactor.excerpt(body).unwrap(),
        r#"{"totp":{"secret":[redacted]},"message":"can't store [redacted]"}"#
    );
}

#[test]
fn no_part_of_the_key_is_seen_wherever_the_text_ends() {
    let redactor = Redactor::new(KEY);
    for length in 8..=KEY.len() {
        for text in [
            format!("Invalid key {}", &KEY[..length]),
            format!("Invalid key {}… ", &KEY[..length]),
            format!(r#"{{"message":"Invalid key {}"}}"#, &KEY[..length]),
        ] {
            // `sk_live_` alone gives nothing away, and is hidden at the end only.
            let most = if text.ends_with(&KEY[..length]) { 7 } else { 8 };
            for shown in [redactor.text(&text), redactor.excerpt(text.as_bytes()).unwrap()] {
                assert!(seen_of_key(&shown) <= most, "{text} -> {shown}");
            }
        }
    }
    for before in MAX_CHARACTERS - KEY.len() - 12..=MAX_CHARACTERS {
        let shown = redactor.text(&format!("{} {KEY} {}", "é".repeat(before), "x".repeat(50)));
        assert!(seen_of_key(&shown) <= 7 && shown.chars().count() <= MAX_CHARACTERS, "{shown}");
    }
    for before in (MAX_BODY - KEY.len() - 12..=MAX_BODY).rev().step_by(5) {
        for end in [8, 9, 20, KEY.len()] {
            let body = format!("{}{} {}", ".".repeat(before), &KEY[..end], ".".repeat(50));
            let shown = redactor.excerpt(body.as_bytes()).unwrap();
            assert!(seen_of_key(&shown) <= 8 && shown.len() <= MAX_BODY);
            assert!(!shown.ends_with("sk_live_"));
        }
    }
}

#[test]
fn an_excerpt_is_bounded_and_cut_between_characters() {
    let text = "é".repeat(10_000);
    let redactor = Redactor::new("");
    assert_eq!(redactor.excerpt(text.as_bytes()).unwrap().len(), MAX_BODY);
    assert_eq!(redactor.excerpt(b""), None);
    assert_eq!(redactor.excerpt(&[0xff, b'a']).unwrap(), "\u{fffd}a");
}

#[test]
fn a_text_is_cut_with_a_sign_and_stays_on_its_line() {
    let redactor = Redactor::new("");
    assert_eq!(redactor.text(&"é".repeat(1000)), "é".repeat(1000));
    assert_eq!(redactor.text(&"é".repeat(1001)), format!("{}…", "é".repeat(999)));
    assert_eq!(redactor.broken_text(&"é".repeat(1000)).chars().count(), 1000);
    assert_eq!(redactor.broken_text("It went"), "It went…");
    assert_eq!(redactor.text("a\nERROR b\x1b[2J\u{202e}"), "a ERROR b\u{fffd}[2J\u{fffd}");
}

#[test]
fn its_time_is_linear() {
    // Each of these takes minutes if it is not.
    for part in [
        "secret ",
        "secret_",
        "secret:null,",
        "ABCD ",
        "ABC2 ",
        "%25",
        "\\",
        "&",
        "uri=",
        "sk_live_a2V5XzA",
        "basic aaaa",
        "seed-",
        "'",
        "\"secret\":\"a",
    ] {
        let body = part.repeat(200_000 / part.len());
        let redactor = Redactor::new(KEY).with_reply(body.as_bytes(), true);
        assert!(redactor.excerpt(body.as_bytes()).unwrap().len() <= MAX_BODY);
    }
}

mod ids {
    use proptest::prelude::*;

    use super::super::Redactor;
    use super::KEY;

    const SENTENCES: [&str; 12] = [
        "Authentication factor not found: '@'.",
        "@",
        "Could not find @",
        r#"{"message":"@ not found","code":"entity_not_found"}"#,
        r#"{"id":"@","type":"totp","totp":{"issuer":"Foo"}}"#,
        "<html><body><h1>404</h1>@</body></html>",
        "<a href=\"/auth/factors/@\">@</a>",
        "https://api.workos.com/auth/factors/@/challenge?a=b",
        "GET%20/auth/factors/@%20failed",
        "[@], (@); <@>",
        "line\\n@\\nline",
        "a=@&b=@",
    ];

    fn ulid() -> impl Strategy<Value = String> {
        // Since 2015 and until 2039 they begin so.
        ("01[A-HJKM]", "[0-9A-HJKMNP-TV-Z]{23}").prop_map(|(time, rest)| time + &rest)
    }

    fn id() -> impl Strategy<Value = String> {
        let prefix =
            prop::sample::select(vec!["auth_factor_", "auth_challenge_", "user_", "org_", "req_", ""]);
        let uuid = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
        prop_oneof![
            9 => (prefix, ulid()).prop_map(|(prefix, ulid)| format!("{prefix}{ulid}")),
            1 => uuid.prop_map(|uuid| uuid),
            1 => uuid.prop_map(|uuid| uuid.to_uppercase()),
        ]
    }

    fn secret() -> impl Strategy<Value = String> {
        prop_oneof!["[A-Z2-7]{16}", "[A-Z2-7]{26}", "[A-Z2-7]{32}", "[A-Z2-7]{52}"]
    }

    /// Eight letters in a row: 40 bits.
    fn shows_part_of(shown: &str, secret: &str) -> bool {
        (0..=secret.len() - 8).any(|at| shown.contains(&secret[at..at + 8]))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn every_id_survives(id in id(), sentence in prop::sample::select(&SENTENCES[..])) {
            let text = sentence.replace('@', &id);
            let redactor = Redactor::new(KEY).with_reply(text.as_bytes(), false);
            prop_assert_eq!(redactor.text(&text), text.as_str());
            prop_assert_eq!(redactor.excerpt(text.as_bytes()).unwrap(), text);
        }

        #[test]
        fn no_secret_does(secret in secret(), sentence in prop::sample::select(&SENTENCES[..]), cut in any::<prop::sample::Index>()) {
            let text = sentence.replace('@', &secret);
            let redactor = Redactor::new(KEY).with_reply(text.as_bytes(), false);
            prop_assert!(!shows_part_of(&redactor.text(&text), &secret));
            let half = &text[..cut.index(text.len() + 1)];
            let redactor = Redactor::new(KEY).with_reply(half.as_bytes(), true);
            prop_assert!(!shows_part_of(&redactor.broken_text(half), &secret), "{}", half);
            prop_assert!(redactor.excerpt(half.as_bytes()).is_none_or(|shown| !shows_part_of(&shown, &secret)), "{}", half);
        }

        #[test]
        fn nor_in_lower_case_or_in_groups_after_its_name(
            secret in secret(),
            name in prop::sample::select(vec!["secret: ", "Secret=", "the secret is ", "its secret key, ", "seed \"", "secret\": \"", "'secret': '"]),
            size in 3..=8_usize,
            separator in prop::sample::select(vec![" ", "-", ""]),
            lower in any::<bool>(),
            cut in any::<prop::sample::Index>(),
        ) {
            let secret = if lower { secret.to_lowercase() } else { secret };
            let groups: Vec<&str> = secret.as_bytes().chunks(size).map(|group| std::str::from_utf8(group).unwrap()).collect();
            let text = format!("We stored {name}{}", groups.join(separator));
            let seen = |shown: &str| shown.chars().skip("We stored ".len()).filter(char::is_ascii_alphanumeric).collect::<String>();
            let whole = Redactor::new(KEY).text(&text);
            prop_assert!(!shows_part_of(&seen(&whole), &secret), "{} -> {}", text, whole);
            let half = &text[..cut.index(text.len() + 1)];
            let shown = Redactor::new(KEY).broken_text(half);
            prop_assert!(!shows_part_of(&seen(&shown), &secret), "{} -> {}", half, shown);
        }

        #[test]
        fn any_text_is_taken(text in any::<String>(), key in "[!-~]{0,60}", cut in any::<bool>()) {
            let redactor = Redactor::new(&key).with_headers([text.as_str()]).with_reply(text.as_bytes(), cut);
            prop_assert!(redactor.text(&text).chars().count() <= 1000);
            redactor.excerpt(text.as_bytes());
        }
    }
}
