//! The type of every string that the description says may be malformed.

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, IgnoredAny, IntoDeserializer as _};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};

/// A string of which a `T` may be made; whatever else stands in its place is no error, and nothing.
///
/// It is for what is not worth losing the rest of a reply for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lenient<T>(Option<T>);

impl<T> Lenient<T> {
    /// The value, if it could be read.
    #[must_use]
    pub fn into_inner(self) -> Option<T> {
        self.0
    }
}

impl<T> From<Option<T>> for Lenient<T> {
    fn from(value: Option<T>) -> Self {
        Self(value)
    }
}

impl<T: Serialize> Serialize for Lenient<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Text(std::marker::PhantomData)).map(Self)
    }
}

struct Text<T>(std::marker::PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for Text<T> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("anything")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<T>, E> {
        let text: serde::de::value::StrDeserializer<'_, serde::de::value::Error> = text.into_deserializer();
        Ok(T::deserialize(text).ok())
    }

    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Option<T>, E> {
        Ok(None)
    }

    // What is in them is read over, or the reply would end here.
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Option<T>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Option<T>, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::Lenient;

    fn time(json: &str) -> Option<String> {
        let read: Vec<Lenient<jiff::Timestamp>> = serde_json::from_str(&format!("[{json}, null]")).unwrap();
        read.into_iter().next().unwrap().into_inner().map(|time| time.to_string())
    }

    #[test]
    fn reads_what_can_be_read() {
        assert_eq!(time(r#""2026-01-15T12:00:00Z""#).as_deref(), Some("2026-01-15T12:00:00Z"));
        let text: Lenient<String> = serde_json::from_str(r#""a\u00e9""#).unwrap();
        assert_eq!(text.into_inner().as_deref(), Some("aé"));
        let secret: Lenient<crate::SecretText> = serde_json::from_str(r#""JBSW""#).unwrap();
        assert_eq!(format!("{secret:?}"), "Lenient(Some([redacted]))");
    }

    #[test]
    fn anything_else_is_nothing_and_costs_nothing_else() {
        for json in [
            r#""soon""#,
            r#""""#,
            "null",
            "true",
            "7",
            "-7",
            "1.5",
            "[]",
            "{}",
            r#"["a",{"b":[1]}]"#,
            r#"{"a":{"b":"c"}}"#,
        ] {
            assert_eq!(time(json), None, "{json}");
        }
    }

    #[test]
    fn is_written_as_it_was_read() {
        let texts = r#"["a",null]"#;
        let read: Vec<Lenient<String>> = serde_json::from_str(texts).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), texts);
    }
}
