//! What the backend answers, against `openapi.yaml`: what is not in there, it does not answer.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::Value;

use crate::world::Reply;

static CONTRACT: LazyLock<Contract> =
    LazyLock::new(|| Contract(serde_norway::from_str(include_str!("../../openapi.yaml")).unwrap()));

struct Contract(Value);

/// Checks a response, if its path is one of the contract's. Gives the operation and the status.
#[track_caller]
pub fn check(method: &str, path: &str, reply: &Reply) -> Option<(String, u16)> {
    CONTRACT.check(method, path, reply)
}

impl Contract {
    #[track_caller]
    fn check(&self, method: &str, path: &str, reply: &Reply) -> Option<(String, u16)> {
        let path = match path {
            "/auth/factors/enroll" => path,
            _ if path.strip_prefix("/auth/factors/").is_some_and(|id| !id.contains('/')) => {
                "/auth/factors/{id}"
            }
            _ => {
                assert_eq!(reply.status, 404, "{path} is not in the contract");
                return None;
            }
        };
        let item = &self.0["paths"][path];
        // Another method is answered as the first operation of the path says.
        let operation = item.get(method.to_lowercase()).or(item.get("post")).or(item.get("get")).unwrap();
        let name = format!("{method} {path}");
        let declared = operation["responses"].get(reply.status.to_string());
        let declared =
            self.resolve(declared.unwrap_or_else(|| panic!("{name} does not declare {}", reply.status)));
        for (header, rule) in declared["headers"].as_object().unwrap() {
            let rule = self.resolve(rule);
            let value =
                reply.header(header).unwrap_or_else(|| panic!("{name} {}: no {header}", reply.status));
            self.check_value(&rule["schema"], &value.into());
        }
        for header in reply.headers.iter().map(|(header, _)| header) {
            assert!(!header.starts_with("access-control-"), "{name}: {header}");
        }
        match declared.get("content") {
            None => assert_eq!(reply.body, ""),
            Some(content) => {
                assert!(reply.header("content-type").unwrap().starts_with("application/json"));
                self.check_value(&content["application/json"]["schema"], &reply.json());
            }
        }
        Some((name, reply.status))
    }

    #[track_caller]
    fn check_value(&self, schema: &Value, value: &Value) {
        // Within its limits an OpenAPI 3.0 schema is a JSON schema. The references lead into the document, so it comes along.
        let mut schema = schema.clone();
        schema["components"] = self.0["components"].clone();
        let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        let errors: Vec<_> = validator.iter_errors(value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{value:#}: {errors:#?}");
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => self.0.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
            None => value,
        }
    }

    /// All operations and their statuses.
    fn declared(&self) -> BTreeSet<(String, u16)> {
        let mut all = BTreeSet::new();
        for (path, item) in self.0["paths"].as_object().unwrap() {
            for (method, operation) in
                item.as_object().unwrap().iter().filter(|(name, _)| *name != "parameters")
            {
                for status in operation["responses"].as_object().unwrap().keys() {
                    all.insert((format!("{} {path}", method.to_uppercase()), status.parse().unwrap()));
                }
            }
        }
        all
    }
}

mod coverage {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use workos_mfa_app_backend::Session;
    use workos_mfa_emulator::{Fault, Operation};

    use super::CONTRACT;
    use crate::world::{ALAN, GRACE, World};

    const ENROLL: &str = "/auth/factors/enroll";
    const GENERIC: &str = r#"{"type": "generic_otp"}"#;

    #[tokio::test]
    async fn every_response_that_is_declared_is_given() {
        let mut seen = BTreeSet::new();
        let world = World::new().max_retries(0).start().await;
        let (alan, grace) = (world.token(ALAN), world.token(GRACE));
        let totp = r#"{"type": "totp", "totp_issuer": "Foo", "totp_user": "alan"}"#;
        let enrolled = world.call("POST", ENROLL, &alan, totp).await;
        let path = format!("/auth/factors/{}", enrolled.json()["id"].as_str().unwrap());
        seen.extend(enrolled.checked);
        for (method, path, operation) in operations(&path) {
            for status in [400, 404, 409, 422, 429, 500] {
                let fault = Fault::status(status).header("retry-after", "86400");
                world.emulator.inject(operation, fault, 1);
                seen.extend(world.call(method, path, &alan, GENERIC).await.checked);
            }
            seen.extend(world.call(method, path, "made.up.token", GENERIC).await.checked);
            if method != "POST" {
                seen.extend(world.call(method, path, &grace, GENERIC).await.checked);
            }
        }
        seen.extend(world.call("POST", ENROLL, &alan, "{").await.checked);
        seen.extend(world.call("POST", ENROLL, &alan, &"x".repeat(20_000)).await.checked);
        let text = format!("authorization: Bearer {alan}\r\ncontent-type: text/plain\r\n");
        seen.extend(world.ask("POST", ENROLL, &text, "{}").await.checked);
        let sms = r#"{"type": "sms", "phone_number": "+15555555555"}"#;
        seen.extend(world.call("POST", ENROLL, &alan, sms).await.checked);
        seen.extend(world.call("GET", &path, &alan, "").await.checked);
        seen.extend(world.call("DELETE", &path, &alan, "").await.checked);

        let world = World::new().timeout(Duration::from_millis(300)).max_retries(0).start().await;
        for (method, path, operation) in operations("/auth/factors/auth_factor_1") {
            // A deletion looks first.
            let operation = if method == "DELETE" { Operation::GetFactor } else { operation };
            world.emulator.inject(operation, Fault::hang(), 1);
            seen.extend(world.call(method, path, &world.token(ALAN), GENERIC).await.checked);
        }
        let world = World::new().without_workos().await;
        for (method, path, _) in operations("/auth/factors/auth_factor_1") {
            seen.extend(world.call(method, path, &world.token(ALAN), GENERIC).await.checked);
        }
        let world = World::new().with(|backend| backend.step_up(|_: &Session, _| false)).start().await;
        for (method, path, _) in operations("/auth/factors/auth_factor_1") {
            seen.extend(world.call(method, path, &world.token(ALAN), GENERIC).await.checked);
        }
        let mut declared = CONTRACT.declared();
        // It takes ten seconds to get a 408, and another method's 405 is seen elsewhere.
        declared.retain(|(_, status)| ![405, 408].contains(status));
        let missing: Vec<_> = declared.difference(&seen).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    fn operations(factor: &str) -> [(&str, &str, Operation); 3] {
        [
            ("POST", ENROLL, Operation::EnrollFactor),
            ("GET", factor, Operation::GetFactor),
            ("DELETE", factor, Operation::DeleteFactor),
        ]
    }
}
