//! Our description agrees with the vendor's wherever both speak. Where it differs it does so on purpose, and is listed here.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::document::{Document, texts};

/// What we say otherwise than the vendor, and why.
const ON_PURPOSE: &[&str] = &[
    // The vendor lists the values. A closed list would make today's clients fail on tomorrow's values, so ours is open; that
    // it knows the same values is part of the comparison.
    "EnrolledFactor.object: open",
    "EnrolledFactor.type: open",
    "Factor.object: open",
    "Factor.type: open",
    // These reveal the shared secret. The format makes them redact and wipe themselves.
    "EnrolledFactor.totp.secret: format password",
    "EnrolledFactor.totp.qr_code: format password",
    "EnrolledFactor.totp.uri: format password",
    // The vendor describes one shape of errors. In practice there are several, and none of the fields can be relied on.
    "Error.code: ours alone",
    "Error.error: ours alone",
    "Error.error_description: ours alone",
    "Error.errors: ours alone",
    "Error.message: optional",
    // These occur all the same.
    "post /auth/factors/enroll 400: ours alone",
    "post /auth/factors/enroll 401: ours alone",
    "post /auth/factors/enroll 403: ours alone",
    "post /auth/factors/enroll 404: ours alone",
    "post /auth/factors/enroll 409: ours alone",
    "post /auth/factors/enroll 413: ours alone",
    "post /auth/factors/enroll 429: ours alone",
    "post /auth/factors/enroll 5XX: ours alone",
    "get /auth/factors/{id} 400: ours alone",
    "get /auth/factors/{id} 401: ours alone",
    "get /auth/factors/{id} 403: ours alone",
    "get /auth/factors/{id} 409: ours alone",
    "get /auth/factors/{id} 422: ours alone",
    "get /auth/factors/{id} 429: ours alone",
    "get /auth/factors/{id} 5XX: ours alone",
    "delete /auth/factors/{id} 400: ours alone",
    "delete /auth/factors/{id} 401: ours alone",
    "delete /auth/factors/{id} 403: ours alone",
    "delete /auth/factors/{id} 409: ours alone",
    "delete /auth/factors/{id} 422: ours alone",
    "delete /auth/factors/{id} 429: ours alone",
    "delete /auth/factors/{id} 5XX: ours alone",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Contract {
    server: String,
    security: String,
    operations: Vec<Operation>,
    schemas: BTreeMap<String, Fields>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Operation {
    method: String,
    path: String,
    parameters: Vec<String>,
    request: Option<String>,
    responses: BTreeMap<String, Option<String>>,
}

type Fields = BTreeMap<String, Field>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    r#type: String,
    #[serde(default)]
    required: bool,
    format: Option<String>,
    r#enum: Option<Vec<String>>,
    r#const: Option<String>,
    #[serde(default)]
    fields: Fields,
}

/// Goes through both and notes where they differ.
struct Comparison<'a> {
    ours: &'a Document,
    vendors: &'a Contract,
    differences: BTreeSet<String>,
}

impl Comparison<'_> {
    fn note(&mut self, difference: String) {
        self.differences.insert(difference);
    }

    fn operation(&mut self, vendors: &Operation) {
        let Operation { method, path, .. } = vendors;
        let place = format!("{method} {path}");
        let ours = self.ours;
        let operation = &ours.0["paths"][path][method];
        if operation.is_null() {
            return self.note(format!("{place}: the vendor's alone"));
        }
        let lists = [&ours.0["paths"][path]["parameters"], &operation["parameters"]];
        let parameters =
            lists.into_iter().filter_map(Value::as_array).flatten().map(|parameter| ours.resolve(parameter));
        let mut names = Vec::new();
        for parameter in parameters {
            let name = parameter["name"].as_str().unwrap();
            names.push(name);
            if (&parameter["in"], &parameter["required"]) != (&"path".into(), &true.into()) {
                self.note(format!("{place} parameter {name}: not a required part of the path"));
            }
            if parameter["schema"]["type"] != "string" {
                self.note(format!("{place} parameter {name}: type {}", parameter["schema"]["type"]));
            }
        }
        if names != vendors.parameters {
            self.note(format!("{place}: parameters {names:?}"));
        }

        let request = &operation["requestBody"];
        match &vendors.request {
            None if request.is_null() => {}
            Some(name) if request["required"] == true => {
                self.body(&format!("{place} request"), request, name);
            }
            _ => self.note(format!("{place}: request {request}")),
        }
        let responses = operation["responses"].as_object().unwrap();
        for status in responses.keys().filter(|status| !vendors.responses.contains_key(*status)) {
            self.note(format!("{place} {status}: ours alone"));
        }
        for (status, schema) in &vendors.responses {
            let place = format!("{place} {status}");
            match (responses.get(status).map(|response| ours.resolve(response)), schema) {
                (None, _) => self.note(format!("{place}: the vendor's alone")),
                (Some(response), Some(name)) => self.body(&place, response, name),
                (Some(response), None) if response.get("content").is_none() => {}
                (Some(_), None) => self.note(format!("{place}: has a body")),
            }
        }
    }

    /// A request or response body: JSON alone, of the schema with this name in both.
    fn body(&mut self, place: &str, holder: &Value, name: &str) {
        let media_types: Vec<_> =
            holder["content"].as_object().into_iter().flatten().map(|(name, _)| name).collect();
        if media_types != ["application/json"] {
            return self.note(format!("{place}: media types {media_types:?}"));
        }
        let reference = &holder["content"]["application/json"]["schema"]["$ref"];
        if *reference != format!("#/components/schemas/{name}") {
            return self.note(format!("{place}: schema {reference}"));
        }
        let vendors = self.vendors;
        self.fields(name, self.ours.schema(name), &vendors.schemas[name]);
    }

    fn fields(&mut self, place: &str, schema: &Value, vendors: &Fields) {
        let ours = schema["properties"].as_object().unwrap();
        for name in ours.keys().filter(|name| !vendors.contains_key(*name)) {
            self.note(format!("{place}.{name}: ours alone"));
        }
        let required = texts(&schema["required"]);
        for (name, vendors) in vendors {
            let place = format!("{place}.{name}");
            match ours.get(name) {
                Some(field) => {
                    self.field(&place, self.ours.resolve(field), required.contains(&name.as_str()), vendors);
                }
                None => self.note(format!("{place}: the vendor's alone")),
            }
        }
    }

    fn field(&mut self, place: &str, ours: &Value, required: bool, vendors: &Field) {
        if ours["type"] != *vendors.r#type {
            self.note(format!("{place}: type {}", ours["type"]));
        }
        if required != vendors.required {
            self.note(format!("{place}: {}", if required { "required" } else { "optional" }));
        }
        if ours["format"].as_str() != vendors.format.as_deref() {
            self.note(format!("{place}: format {}", ours["format"].as_str().unwrap_or("none")));
        }
        let values: Vec<_> =
            vendors.r#enum.iter().flatten().chain(&vendors.r#const).map(String::as_str).collect();
        let (closed, open) = (texts(&ours["enum"]), texts(&ours["x-known-values"]));
        if !open.is_empty() {
            self.note(format!("{place}: open"));
        }
        let known: BTreeSet<_> = closed.into_iter().chain(open).collect();
        if known != values.into_iter().collect() {
            self.note(format!("{place}: values {known:?}"));
        }
        if vendors.r#type == "object" {
            self.fields(place, ours, &vendors.fields);
        }
    }
}

#[test]
fn the_description_agrees_with_the_vendors_but_for_what_is_listed() {
    let ours = Document::load();
    let vendors: Contract = serde_norway::from_str(include_str!("../fixtures/vendor-contract.yaml")).unwrap();
    let mut comparison = Comparison { ours: &ours, vendors: &vendors, differences: BTreeSet::new() };
    for operation in &vendors.operations {
        comparison.operation(operation);
    }
    let found: BTreeSet<_> = comparison.differences.iter().map(String::as_str).collect();
    let listed: BTreeSet<_> = ON_PURPOSE.iter().copied().collect();
    let new: Vec<_> = found.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "differences that are not on purpose: {new:#?}; no longer there: {gone:#?}"
    );
}

#[test]
fn the_description_has_no_operations_but_the_vendors() {
    let ours = Document::load();
    let vendors: Contract = serde_norway::from_str(include_str!("../fixtures/vendor-contract.yaml")).unwrap();
    let mut operations = BTreeSet::new();
    for (path, methods) in ours.0["paths"].as_object().unwrap() {
        let methods = methods.as_object().unwrap().keys().filter(|name| *name != "parameters");
        operations.extend(methods.map(|method| (method.clone(), path.clone())));
    }
    let expected =
        vendors.operations.into_iter().map(|operation| (operation.method, operation.path)).collect();
    assert_eq!(operations, expected);
}

#[test]
fn the_server_and_the_way_to_sign_in_are_the_vendors() {
    let ours = Document::load();
    let vendors: Contract = serde_norway::from_str(include_str!("../fixtures/vendor-contract.yaml")).unwrap();
    assert_eq!(ours.0["servers"][0]["url"], *vendors.server);
    let names: Vec<_> = ours.0["security"][0].as_object().unwrap().keys().collect();
    let scheme = &ours.0["components"]["securitySchemes"][names[0]];
    assert_eq!((&scheme["type"], &scheme["scheme"]), (&"http".into(), &vendors.security.into()));
}
