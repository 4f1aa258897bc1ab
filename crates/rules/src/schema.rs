//! A JSON Schema of the file format, by which editors complete and check a
//! scheme file while it is written.
//!
//! Made from the [vocabulary](crate::vocabulary), which the reader itself
//! gives. It knows keys, types, words and ranges; what must hold between keys,
//! and the worked examples, only [`Scheme::parse`](crate::Scheme::parse) knows.
//! Dates and times are strings to it, as TOML tools hand them over.

use serde_json::{Map, Value, json};

use crate::vocabulary::{Doc, KeyShape, Shape, TableShape, Word, file_shape};

/// The schema (draft 7, which TOML editors understand), as pretty JSON that ends
/// in a newline.
pub fn json_schema() -> String {
    let mut schema = table(&file_shape());
    let head = [
        ("$schema", json!("http://json-schema.org/draft-07/schema#")),
        ("title", json!("mytaku scheme file / マイタク 制度ファイル")),
    ];
    for (key, value) in head {
        schema.insert(key.to_owned(), value);
    }
    format!("{:#}\n", Value::Object(schema))
}

fn table(table: &TableShape) -> Map<String, Value> {
    let keys = table.keys.iter();
    let mut properties: Map<String, Value> = keys
        .clone()
        .map(|key| (key.name.to_owned(), property(key)))
        .collect();
    properties.insert("because".to_owned(), because(table));
    let required: Vec<&str> = keys
        .filter(|key| key.required)
        .map(|key| key.name)
        .collect();
    let mut schema = object(json!({
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    }));
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    schema
}

/// Why: for the table as a whole, or key by key.
fn because(table: &TableShape) -> Value {
    let text = json!({ "type": "string", "pattern": r"\S" });
    let each: Map<String, Value> = table
        .keys
        .iter()
        .map(|key| (key.name.to_owned(), text.clone()))
        .collect();
    json!({
        "description": "その値にした理由。because.項目 = \"…\" とも書ける\n\nWhy it is so; also because.KEY = \"…\"",
        "anyOf": [
            text,
            { "type": "object", "additionalProperties": false, "properties": each },
        ],
    })
}

fn property(key: &KeyShape) -> Value {
    let mut schema = shape(&key.shape);
    schema.insert("description".to_owned(), json!(both(key.doc)));
    Value::Object(schema)
}

fn both(doc: Doc) -> String {
    format!("{}\n\n{}", doc.ja, doc.en)
}

fn shape(of: &Shape) -> Map<String, Value> {
    match of {
        Shape::Text { pattern, example } => {
            let mut schema = object(json!({ "type": "string", "examples": [example] }));
            if let Some(pattern) = pattern {
                schema.insert("pattern".to_owned(), json!(pattern));
            }
            schema
        }
        Shape::Whole { least, most, .. } => {
            object(json!({ "type": "integer", "minimum": least, "maximum": most }))
        }
        Shape::Flag => object(json!({ "type": "boolean" })),
        Shape::Date => object(json!({ "type": "string", "format": "date" })),
        Shape::Time => object(json!({ "type": "string", "format": "partial-time" })),
        Shape::Words(words) => choice(words),
        Shape::List { of, least, most } => {
            let mut schema = object(json!({ "type": "array", "items": shape(of) }));
            schema.insert("minItems".to_owned(), json!(least));
            if let Some(most) = most {
                schema.insert("maxItems".to_owned(), json!(most));
            }
            schema
        }
        Shape::Table(of) => table(of),
        Shape::Tables(of, least) => {
            object(json!({ "type": "array", "items": table(of), "minItems": least }))
        }
        Shape::OneOf(shapes) => {
            let each: Vec<_> = shapes.iter().map(shape).collect();
            object(json!({ "anyOf": each }))
        }
    }
}

fn choice(words: &[Word]) -> Map<String, Value> {
    let names: Vec<&str> = words.iter().map(|word| word.word).collect();
    let meanings: Vec<String> = words.iter().map(|word| both(word.doc)).collect();
    object(json!({
        "type": "string",
        "enum": names,
        // What the words mean, where an editor shows it.
        "x-taplo": { "docs": { "enumValues": meanings } },
    }))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
