//! Our description, and how to find one's way in it.

use serde_json::Value;

pub(crate) struct Document(pub(crate) Value);

impl Document {
    pub(crate) fn load() -> Self {
        Self(serde_norway::from_str(include_str!("../../../../openapi/workos-mfa.yaml")).unwrap())
    }

    /// Follows a `$ref`, if there is one.
    pub(crate) fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => self.0.pointer(reference.strip_prefix('#').unwrap()).expect(reference),
            None => value,
        }
    }

    pub(crate) fn schema(&self, name: &str) -> &Value {
        let schema = &self.0["components"]["schemas"][name];
        assert!(schema.is_object(), "no schema {name}");
        schema
    }
}

/// The texts of an array that may be missing.
pub(crate) fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap()).collect()
}
