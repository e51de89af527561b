use proptest::prelude::*;
use serde_json::Value;

use super::{Json, MAX_DEPTH};

fn read(text: &str) -> Json {
    Json::read(text.as_bytes())
}

fn string(text: &str) -> Json {
    Json::String(text.to_owned())
}

fn object(name: &str, value: Json) -> Json {
    Json::Object(vec![(name.to_owned(), value)])
}

#[test]
fn reads_what_no_type_of_ours_holds() {
    let long = "1".repeat(400);
    for number in ["1e999", "-1e-999", "0", long.as_str()] {
        let text = format!(r#"{{"n":{number}}}"#);
        assert_eq!(read(&text), object("n", Json::Number(number.to_owned())));
    }
    assert_eq!(read(r#""a\ud800b""#), string("a\u{fffd}b"));
    assert_eq!(read(r#""a\udc00\ud83d\ude42\ud800\ud83d\ude42""#), string("a\u{fffd}🙂\u{fffd}🙂"));
    assert_eq!(Json::read(b"\xef\xbb\xbf {\"a\":\"\xff\"} trailing"), object("a", string("\u{fffd}")));
    assert_eq!(read(r#""a\x\u12zz""#), string("ax\u{fffd}12zz"));
}

#[test]
fn a_value_that_breaks_off_is_known_as_one() {
    for text in [r#"{"a":"b"#, r#"{"a":"b\"#, r#"{"a":"b\u"#, r#"{"a":"b\u12"#] {
        assert_eq!(read(text), object("a", Json::Broken("b".to_owned())), "{text}");
    }
    assert_eq!(read(r#"{"a":12"#), object("a", Json::Other));
    assert_eq!(read(r#"{"a"#), Json::Object(vec![]));
}

#[test]
fn what_does_not_belong_there_is_skipped() {
    for text in [r#"{"x" "a":"b"}"#, r#"{,,"a":"b",}"#, r#"{x: 1, "a":"b"}"#, r#"{"a":"b""#, r#"{"a":"b"}}}"#]
    {
        assert_eq!(read(text), object("a", string("b")), "{text}");
    }
    assert_eq!(
        read(r#"{"a":[NaN,undefined,"b",]}"#),
        object("a", Json::List(vec![Json::Other, Json::Other, string("b")]))
    );
}

#[test]
fn what_is_nested_deep_is_skipped_and_what_follows_is_read() {
    for (open, close) in [("[", "]"), (r#"{"x":"#, "}")] {
        let deep = format!("{}\"]}}{{[\\\"\"{}", open.repeat(50_000), close.repeat(50_000));
        let text = format!(r#"{{"deep":{deep},"a":"b"}}"#);
        assert_eq!(read(&text).members("a").next(), Some(&string("b")), "{open}");
    }
}

fn expected(value: &Value, depth: usize) -> Json {
    match value {
        Value::String(text) => string(text),
        Value::Number(number) => Json::Number(number.to_string()),
        Value::Array(items) if depth < MAX_DEPTH => {
            Json::List(items.iter().map(|item| expected(item, depth + 1)).collect())
        }
        Value::Object(members) if depth < MAX_DEPTH => Json::Object(
            members.iter().map(|(name, value)| (name.clone(), expected(value, depth + 1))).collect(),
        ),
        _ => Json::Other,
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(7, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn reads_json_as_json(value in any_json()) {
        // In a list, because a number at the end of a text may go on.
        let text = serde_json::to_string_pretty(&[&value]).unwrap();
        prop_assert_eq!(Json::read(text.as_bytes()), Json::List(vec![expected(&value, 1)]));
    }

    #[test]
    fn takes_any_bytes_and_any_part_of_json(bytes in prop::collection::vec(any::<u8>(), 0..200), value in any_json(), cut in any::<prop::sample::Index>()) {
        Json::read(&bytes);
        let text = value.to_string();
        Json::read(&text.as_bytes()[..cut.index(text.len() + 1)]);
        Json::read(&[&text.as_bytes()[..cut.index(text.len() + 1)], &bytes].concat());
    }
}
