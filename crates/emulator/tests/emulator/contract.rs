//! Every response that the emulator can give is one that the API's description allows, to the letter: what the description
//! does not name, the emulator does not say.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use workos_mfa_emulator::{Emulator, Fault, Operation};

use crate::http::{Connection, ENROLL, Response, call, factor_path};

struct Description(Value);

impl Description {
    fn load() -> Self {
        let text = include_str!("../../../../openapi/workos-mfa.yaml");
        let mut document: Value = serde_norway::from_str(text).unwrap();
        close(&mut document);
        Self(document)
    }

    /// Checks a response. Gives the operation and the status as the description has it.
    #[track_caller]
    fn check(&self, method: &str, path: &str, response: &Response) -> (String, String) {
        let operation = &self.0["paths"][path][method.to_lowercase()];
        let name = operation["operationId"].as_str().unwrap().to_owned();
        let exact = response.status.to_string();
        let range = format!("{}XX", response.status / 100);
        let status = [exact, range].into_iter().find(|status| operation["responses"].get(status).is_some());
        let status = status.unwrap_or_else(|| panic!("{name} does not declare {}", response.status));
        let declared = self.resolve(&operation["responses"][&status]);

        for header in declared["headers"].as_object().unwrap().keys() {
            // Only a server that knows when to come again says so.
            assert!(
                response.header(header).is_some() || header == "Retry-After",
                "{name} {status}: no {header}"
            );
        }
        match declared.get("content") {
            None => assert!(response.body.is_empty(), "{name} {status}: {}", response.text()),
            Some(content) => {
                let (media_type, content) = content.as_object().unwrap().iter().next().unwrap();
                assert!(response.header("content-type").unwrap().starts_with(media_type));
                self.check_body(&content["schema"], &response.json());
            }
        }
        (name, status)
    }

    #[track_caller]
    fn check_body(&self, schema: &Value, body: &Value) {
        // Within its limits an OpenAPI 3.0 schema is a JSON schema. The references lead into the document, so it comes along.
        let mut schema = schema.clone();
        schema["components"] = self.0["components"].clone();
        let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        let errors: Vec<_> = validator.iter_errors(body).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{body:#}: {errors:#?}");
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => self.0.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
            None => value,
        }
    }

    fn error_schema(&self) -> Value {
        json!({ "$ref": "#/components/schemas/Error" })
    }
}

/// Forbids what is not named.
fn close(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.contains_key("properties") && map.get("type") == Some(&json!("object")) {
                map.insert("additionalProperties".into(), false.into());
            }
            map.values_mut().for_each(close);
        }
        Value::Array(values) => values.iter_mut().for_each(close),
        _ => {}
    }
}

#[tokio::test]
async fn every_response_is_one_that_the_description_allows() {
    let description = Description::load();
    let emulator = Emulator::start().await.unwrap();
    let mut seen = BTreeSet::new();

    for body in [
        json!({"type": "totp", "totp_issuer": "Foo & Bar: Ünïcode", "totp_user": "alan", "user_id": "user_1"}),
        json!({"type": "totp", "totp_issuer": "Foo", "totp_user": "alan"}),
        json!({"type": "sms", "phone_number": "+15555555555", "user_id": "user_1"}),
        json!({"type": "sms", "phone_number": "+15555555555"}),
        json!({"type": "generic_otp", "user_id": "user_1"}),
        json!({"type": "generic_otp"}),
        json!({"type": "nonsense"}),
        json!({"type": "totp", "totp_issuer": 5, "user_id": "\n"}),
        json!({"type": "totp", "totp_issuer": "x".repeat(3000), "totp_user": "alan"}),
        json!([]),
        json!({"type": "x".repeat(2 * 1024 * 1024)}),
    ] {
        let response = call(&emulator, "POST", ENROLL, body.to_string()).await;
        seen.insert(description.check("POST", ENROLL, &response));
        if response.status == 201 {
            // The request is one that the description allows, too.
            let schema = json!({ "$ref": "#/components/schemas/EnrollFactorRequest" });
            description.check_body(&schema, &body);
            let id = response.id();
            let response = call(&emulator, "GET", &factor_path(&id), "").await;
            seen.insert(description.check("GET", "/auth/factors/{id}", &response));
            let response = call(&emulator, "DELETE", &factor_path(&id), "").await;
            seen.insert(description.check("DELETE", "/auth/factors/{id}", &response));
        }
    }
    seen.insert(description.check("POST", ENROLL, &call(&emulator, "POST", ENROLL, "{").await));
    for method in ["GET", "DELETE"] {
        let response = call(&emulator, method, "/auth/factors/auth_factor_none", "").await;
        seen.insert(description.check(method, "/auth/factors/{id}", &response));
    }
    for (method, path) in [("POST", ENROLL), ("GET", "/auth/factors/{id}"), ("DELETE", "/auth/factors/{id}")]
    {
        let mut connection = Connection::to(&emulator).await;
        connection.send(format!("{method} {path} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")).await;
        seen.insert(description.check(method, path, &connection.receive(method).await.unwrap()));
    }
    // All that the description declares can be had as a fault.
    for (operation, method, path) in [
        (Operation::EnrollFactor, "POST", ENROLL),
        (Operation::GetFactor, "GET", "/auth/factors/{id}"),
        (Operation::DeleteFactor, "DELETE", "/auth/factors/{id}"),
    ] {
        for status in [400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504, 599] {
            emulator.inject(operation, Fault::status(status), 1);
            let response = call(&emulator, method, path, "").await;
            assert_eq!(response.status, status);
            seen.insert(description.check(method, path, &response));
        }
    }

    // Without this, a response that is never given would never be looked at.
    let declared = |operation: &str, status: &str| (operation.to_owned(), status.to_owned());
    let mut all: BTreeSet<_> = ["201", "413"].map(|status| declared("enroll_factor", status)).into();
    all.extend([declared("get_factor", "200"), declared("delete_factor", "204")]);
    for operation in Operation::ALL {
        let errors = ["400", "401", "403", "404", "409", "422", "429", "5XX"];
        all.extend(errors.map(|status| declared(operation.as_str(), status)));
    }
    assert_eq!(seen, all);
}

#[tokio::test]
async fn errors_outside_of_the_operations_have_the_same_shape() {
    let description = Description::load();
    let emulator = Emulator::start().await.unwrap();
    for (method, path, status) in [("GET", "/", 404), ("PUT", ENROLL, 405), ("POST", "/auth/factors/x", 405)]
    {
        let response = call(&emulator, method, path, "").await;
        assert_eq!(response.status, status);
        description.check_body(&description.error_schema(), &response.json());
    }
}

#[tokio::test]
async fn the_object_and_the_types_are_those_that_the_description_knows() {
    let description = Description::load();
    let emulator = Emulator::start().await.unwrap();
    for body in [
        json!({"type": "totp", "totp_issuer": "Foo", "totp_user": "alan"}),
        json!({"type": "sms", "phone_number": "+15555555555"}),
        json!({"type": "generic_otp"}),
    ] {
        let factor = call(&emulator, "POST", ENROLL, body.to_string()).await.json();
        for (field, schema) in [("object", "ObjectName"), ("type", "FactorType")] {
            let known = description.0["components"]["schemas"][schema]["x-known-values"].as_array().unwrap();
            assert!(known.contains(&factor[field]), "{factor}");
        }
        assert_eq!(factor["type"], body["type"]);
    }
}
