//! That a false description is found out: a check that cannot fail checks nothing.
//!
//! Each lie is about an operation that reads something and was seen to succeed under the
//! true description, so that the lie alone can be what is found.

use std::fs;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use crate::ask::{Schemathesis, is_good};
use crate::callers::Caller;

/// Requests of each lie; one would do if it succeeds.
const REQUESTS: &str = "5";

/// A lie, and what Schemathesis calls what is wrong with it.
struct Lie {
    what: &'static str,
    tell: fn(&mut Value, &Told) -> Option<()>,
    found: &'static str,
}

const LIES: [Lie; 2] = [
    Lie {
        what: "状態コードがない / a status is missing",
        tell: without_status,
        found: "Undocumented status code",
    },
    Lie {
        what: "項目の型が違う / a field has another type",
        tell: with_another_type,
        found: "Response violates schema",
    },
];

/// What the lies are about.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    path: String,
    operation: String,
    /// Of the answer's schema among the components.
    schema: String,
    /// One that must be there, and is a text.
    field: String,
}

/// Tells each lie; fails unless all are found out. `document` is the true description.
pub fn are_found(schemathesis: &Schemathesis<'_>, caller: &Caller, document: &Value) -> Result<()> {
    let answers = fs::read_to_string(schemathesis.answers())?;
    let told = told(document, &answers).context("no operation that could be lied about")?;
    for lie in LIES {
        let mut false_document = document.clone();
        (lie.tell)(&mut false_document, &told).context("a lie that could not be told")?;
        let path = schemathesis.folder.join("lie.json");
        fs::write(&path, false_document.to_string())?;
        let output = schemathesis
            .command(caller, &path)?
            .args(["--include-operation-id", &told.operation])
            .args(["--max-examples", REQUESTS])
            .output()
            .context("cannot run Schemathesis")?;
        let said = String::from_utf8_lossy(&output.stdout);
        if is_good(output.status)? || !said.contains(lie.found) {
            bail!(
                "{}: {} 見つかりません / was not found out:\n{said}",
                told.operation,
                lie.what
            );
        }
        println!("  {}: {}: 見つかりました / found", told.operation, lie.what);
    }
    Ok(())
}

/// The first operation that only reads, succeeded, and answers with an object.
fn told(document: &Value, answers: &str) -> Option<Told> {
    let paths = document.get("paths")?.as_object()?;
    paths.iter().find_map(|(path, methods)| {
        let operation = methods.get("get")?;
        let name = operation.get("operationId")?.as_str()?;
        if operation.get("security")?.as_array()?.is_empty()
            || !answers
                .lines()
                .any(|answer| answer == format!("{name} 200"))
        {
            return None;
        }
        let answer = operation.pointer("/responses/200/content/application~1json/schema/$ref")?;
        let schema = answer.as_str()?.strip_prefix("#/components/schemas/")?;
        Some(Told {
            path: path.clone(),
            operation: name.to_owned(),
            schema: schema.to_owned(),
            field: field(document.get("components")?.get("schemas")?.get(schema)?)?,
        })
    })
}

fn field(schema: &Value) -> Option<String> {
    let required = schema.get("required")?.as_array()?;
    let mut names = required.iter().filter_map(Value::as_str);
    let is_text = |name: &&str| {
        schema
            .get("properties")
            .and_then(|it| it.get(name)?.get("type"))
            == Some(&json!("string"))
    };
    names.find(is_text).map(str::to_owned)
}

fn without_status(document: &mut Value, told: &Told) -> Option<()> {
    let operation = document
        .get_mut("paths")?
        .get_mut(&told.path)?
        .get_mut("get")?;
    let statuses = operation.get_mut("responses")?.as_object_mut()?;
    statuses.remove("200").map(|_removed| ())
}

fn with_another_type(document: &mut Value, told: &Told) -> Option<()> {
    let schemas = document.get_mut("components")?.get_mut("schemas")?;
    let fields = schemas.get_mut(&told.schema)?.get_mut("properties")?;
    *fields.get_mut(&told.field)? = json!({ "type": "integer" });
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        let answer = |schema: &str| {
            let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
            json!({ "200": { "content": { "application/json": { "schema": schema } } }, "404": {} })
        };
        let operation = |name: &str, schema: &str| {
            json!({ "get": {
                "operationId": name, "security": [{ "city": [] }], "responses": answer(schema),
            } })
        };
        json!({
            "paths": { "/a": operation("refused", "Thing"), "/b": operation("good", "Thing") },
            "components": { "schemas": { "Thing": {
                "required": ["count", "name"],
                "properties": { "count": { "type": "integer" }, "name": { "type": "string" } },
            } } },
        })
    }

    #[test]
    fn a_lie_is_about_what_succeeded_and_about_nothing_else() {
        let document = document();
        let about = told(&document, "refused 403\ngood 200\n").unwrap();
        assert_eq!((about.path.as_str(), about.field.as_str()), ("/b", "name"));
        let lies = LIES.map(|lie| {
            let mut changed = document.clone();
            (lie.tell)(&mut changed, &about).unwrap();
            changed
        });
        let statuses = "/paths/~1b/get/responses";
        assert_eq!(lies[0].pointer(statuses), Some(&json!({ "404": {} })));
        assert_eq!(lies[0]["components"], document["components"]);
        let name = "/components/schemas/Thing/properties/name/type";
        assert_eq!(lies[1].pointer(name), Some(&json!("integer")));
        assert_eq!(lies[1]["paths"], document["paths"]);
    }

    #[test]
    fn without_a_success_there_is_nothing_to_lie_about() {
        assert_eq!(told(&document(), "refused 403\ngood 404\n"), None);
    }
}
