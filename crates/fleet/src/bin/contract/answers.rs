//! Which operations succeeded: the others were held against their refusals only.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use serde_json::Value;

/// Operations of `document` that were never answered with 2xx in `answers`, where each
/// line has an operation and the status of one answer.
pub fn never_succeeded(document: &Value, answers: &str) -> Result<BTreeSet<String>> {
    let mut silent = operations(document)?;
    for answer in answers.lines() {
        let (operation, status) = answer.split_once(' ').context("a line of an answer")?;
        if status.starts_with('2') {
            silent.remove(operation);
        }
    }
    Ok(silent)
}

fn operations(document: &Value) -> Result<BTreeSet<String>> {
    let paths = document.get("paths").and_then(Value::as_object);
    let operations = paths
        .context("the description has no paths")?
        .values()
        .filter_map(Value::as_object)
        .flat_map(|methods| methods.values());
    operations
        .map(|operation| {
            let name = operation.get("operationId").and_then(Value::as_str);
            Ok(name.context("an operation has no name")?.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_only_refused_or_not_asked_at_all_is_named() {
        let document = json!({ "paths": {
            "/a": { "get": { "operationId": "good" }, "post": { "operationId": "refused" } },
            "/b": { "get": { "operationId": "made" }, "put": { "operationId": "unasked" } },
        } });
        let answers = "good 404\ngood 200\nrefused 422\nrefused 304\nmade 201\n";
        let silent = never_succeeded(&document, answers).unwrap();
        assert_eq!(silent, ["refused", "unasked"].map(String::from).into());
    }

    #[test]
    fn what_is_no_answer_is_an_error() {
        assert!(never_succeeded(&json!({}), "").is_err());
        assert!(never_succeeded(&json!({ "paths": {} }), "good").is_err());
    }
}
