//! The API's description says what there is, all of it and nothing else.

use std::collections::BTreeSet;

use serde_json::Value;

fn document() -> Value {
    serde_json::from_str(server::OPENAPI).unwrap()
}

/// Fails unless `value` has the members that the description's `schema` says,
/// no other ones, and so on inside. Of the values themselves only enumerations
/// are looked at.
pub fn assert_described(schema: &str, value: &Value) {
    let document = document();
    let schema = &document["components"]["schemas"][schema];
    follow(&document, schema, value, "");
}

fn follow(document: &Value, schema: &Value, value: &Value, place: &str) {
    if let Some(target) = schema["$ref"].as_str() {
        let schema = document.pointer(target.trim_start_matches('#')).unwrap();
        return follow(document, schema, value, place);
    }
    if let Some(allowed) = schema["enum"].as_array() {
        assert!(allowed.contains(value), "{place} is {value}");
    }
    if let Some(items) = value.as_array() {
        for (index, item) in items.iter().enumerate() {
            follow(
                document,
                &schema["items"],
                item,
                &format!("{place}/{index}"),
            );
        }
    }
    let (Some(properties), Some(members)) = (schema["properties"].as_object(), value.as_object())
    else {
        return;
    };
    for required in schema["required"].as_array().unwrap() {
        let required = required.as_str().unwrap();
        assert!(
            members.contains_key(required),
            "{place}/{required} is missing"
        );
    }
    for (name, member) in members {
        let place = format!("{place}/{name}");
        let schema = properties.get(name);
        assert!(schema.is_some(), "{place} is not described");
        follow(document, schema.unwrap(), member, &place);
    }
}

#[test]
fn every_route_is_described_and_every_description_is_a_route() {
    let there: BTreeSet<(String, String)> = server::routes()
        .into_iter()
        .map(|(method, path)| (path.to_owned(), method.as_str().to_lowercase()))
        .collect();
    let document = document();
    let described: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, operations)| {
            let methods = operations.as_object().unwrap().keys();
            methods.map(move |method| (path.clone(), method.clone()))
        })
        .collect();
    assert_eq!(there, described);
}

#[test]
fn every_operation_has_a_name_of_its_own_a_success_and_no_default() {
    let document = document();
    let mut names = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} twice");
            assert!(operation["responses"]["200"].is_object(), "{method} {path}");
            // It would allow every answer that nobody thought of.
            let default = &operation["responses"]["default"];
            assert!(default.is_null(), "{method} {path} has a default");
            let open = operation["security"].as_array().unwrap().is_empty();
            assert_eq!(
                open,
                !path.starts_with("/v1")
                    || path == "/v1/terminal/enrolment"
                    || path == "/v1/terminal/rotation"
                    || name == "beginSession",
                "{method} {path}"
            );
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn look(value: &Value, document: &Value) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(target)) = members.get("$ref") {
                    let pointer = target.strip_prefix('#').unwrap();
                    assert!(document.pointer(pointer).is_some(), "{target}");
                }
                members.values().for_each(|member| look(member, document));
            }
            Value::Array(items) => items.iter().for_each(|item| look(item, document)),
            _ => {}
        }
    }
    let document = document();
    look(&document, &document);
}
