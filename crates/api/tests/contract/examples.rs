//! Examples are what people copy, so they have to be true.

use serde_json::{Value, json};

use crate::document::{Document, texts};

/// An example, where it is, and the schema it has to follow.
struct Example<'a> {
    place: String,
    schema: &'a Value,
    value: &'a Value,
}

fn collect<'a>(place: &str, value: &'a Value, found: &mut Vec<Example<'a>>) {
    let Value::Object(map) = value else {
        if let Value::Array(values) = value {
            values
                .iter()
                .enumerate()
                .for_each(|(index, value)| collect(&format!("{place}/{index}"), value, found));
        }
        return;
    };
    // A parameter, a header or a media type has its schema beside its examples; a schema is its own. In a list of properties
    // `type` and `schema` are names like any other, and lead to a map.
    let schema = map.get("schema").or_else(|| map.get("type").filter(|kind| kind.is_string()).map(|_| value));
    if let Some(schema) = schema {
        if let Some(value) = map.get("example") {
            found.push(Example { place: format!("{place}/example"), schema, value });
        }
        for (name, example) in map.get("examples").and_then(Value::as_object).into_iter().flatten() {
            found.push(Example {
                place: format!("{place}/examples/{name}"),
                schema,
                value: &example["value"],
            });
        }
    }
    for (name, value) in map.iter().filter(|(name, _)| !matches!(name.as_str(), "example" | "examples")) {
        collect(&format!("{place}/{}", name.replace('/', "~1")), value, found);
    }
}

/// Forbids what a schema does not name: a misspelt field of an example is a mistake.
fn close(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.get("type") == Some(&json!("object")) && map.contains_key("properties") {
                map.insert("additionalProperties".into(), false.into());
            }
            map.values_mut().for_each(close);
        }
        Value::Array(values) => values.iter_mut().for_each(close),
        _ => {}
    }
}

/// Turns what is known of an open string into what is allowed.
fn restrict(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(known) = map.get("x-known-values").cloned() {
                map.insert("enum".into(), known);
            }
            map.values_mut().for_each(restrict);
        }
        Value::Array(values) => values.iter_mut().for_each(restrict),
        _ => {}
    }
}

#[test]
fn every_example_follows_its_schema() {
    let mut document = Document::load();
    close(&mut document.0);
    restrict(&mut document.0);
    let mut examples = Vec::new();
    collect("", &document.0, &mut examples);
    for Example { place, schema, value } in &examples {
        // An OpenAPI 3.0 schema is, as far as this description goes, a JSON schema. The references lead into the document.
        let mut schema = (*schema).clone();
        schema["components"] = document.0["components"].clone();
        let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        let errors: Vec<_> = validator.iter_errors(value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{place}: {errors:#?}");
    }

    // None was overlooked: as many are found as there are in the text.
    let text = include_str!("../../../../openapi/workos-mfa.yaml");
    let single = text.lines().filter(|line| line.trim_start().starts_with("example:")).count();
    let named = text.lines().filter(|line| line.trim() == "value:").count();
    assert_eq!(examples.len(), single + named);
    assert!(single > 20 && named > 5, "{single} and {named}");
}

#[test]
fn every_body_has_an_example() {
    let document = Document::load();
    let mut media_types = 0;
    let mut look = |place: &str, content: &Value| {
        for (name, media_type) in content["content"].as_object().into_iter().flatten() {
            media_types += 1;
            assert!(media_type.get("example").or(media_type.get("examples")).is_some(), "{place} {name}");
        }
    };
    for (path, methods) in document.0["paths"].as_object().unwrap() {
        for (method, operation) in
            methods.as_object().unwrap().iter().filter(|(name, _)| *name != "parameters")
        {
            look(&format!("{method} {path}"), &operation["requestBody"]);
            for (status, response) in operation["responses"].as_object().unwrap() {
                look(&format!("{method} {path} {status}"), document.resolve(response));
            }
        }
    }
    assert!(media_types > 20, "{media_types}");
}

#[test]
fn only_what_is_promised_can_be_said_to_be_missing_at_times() {
    let document = Document::load();
    let mut seen = 0;
    for (name, schema) in document.0["components"]["schemas"].as_object().unwrap() {
        for field in texts(&schema["x-may-be-missing"]) {
            seen += 1;
            assert!(texts(&schema["required"]).contains(&field), "{name}.{field}");
        }
        for field in texts(&schema["x-may-be-malformed"]) {
            seen += 1;
            // The generator knows these by their format.
            assert_eq!(schema["properties"][field]["type"], "string", "{name}.{field}");
        }
    }
    assert_eq!(seen, 11);
}
