//! The JSON Schema and the reference that are checked in are those that the
//! reader gives, and an independent validator judges files by the schema as the
//! reader does.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::fs;
use std::path::PathBuf;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn is_current(file: &str, made: &str, command: &str) {
    let checked_in = fs::read_to_string(root().join(file)).unwrap_or_default();
    assert!(
        checked_in == made,
        "{file} is out of date; run: cargo run -p mytaku -- scheme {command} > {file}"
    );
}

#[test]
fn the_schema_that_is_checked_in_is_current() {
    let schema = rules::schema::json_schema();
    is_current("schemes/scheme.schema.json", &schema, "schema");
}

#[test]
fn the_reference_that_is_checked_in_is_current() {
    let reference = rules::reference::markdown();
    is_current("docs/scheme-reference.md", &reference, "reference");
}

/// What a TOML editor hands to a validator: dates and times as strings.
fn as_json(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(datetime) => Value::String(datetime.to_string()),
        toml::Value::Array(items) => items.into_iter().map(as_json).collect(),
        toml::Value::Table(table) => {
            let entries = table.into_iter();
            Value::Object(entries.map(|(key, value)| (key, as_json(value))).collect())
        }
        plain => serde_json::to_value(plain).unwrap(),
    }
}

/// The independent validator. It takes longer to make one than to ask it.
struct Validator {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Validator {
    fn new() -> Self {
        let schema: Value = serde_json::from_str(&rules::schema::json_schema()).unwrap();
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("scheme.schema.json", schema).unwrap();
        let index = compiler
            .compile("scheme.schema.json", &mut schemas)
            .unwrap();
        Self { schemas, index }
    }

    /// Whether it takes `text`.
    fn validate(&self, text: &str) -> Result<(), String> {
        let file = as_json(toml::Value::Table(toml::from_str(text).unwrap()));
        let judged = self.schemas.validate(&file, self.index);
        judged.map_err(|error| format!("{error:#}"))
    }
}

#[test]
fn every_file_that_loads_validates() {
    let shapes = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/shapes");
    let folders = [root().join("schemes"), shapes];
    let files = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap());
    let validator = Validator::new();
    let mut count = 0;
    for path in files.map(|file| file.unwrap().path()) {
        if path.extension().is_some_and(|ending| ending == "toml") {
            let text = fs::read_to_string(&path).unwrap();
            let judged = validator.validate(&text);
            judged.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            count += 1;
        }
    }
    assert!(count >= 7, "only {count} files");
}

#[test]
fn what_the_reader_refuses_by_its_keys_and_words_does_not_validate() {
    let validator = Validator::new();
    for (from, to) in [
        ("until = 18:00:00", "untill = 18:00:00"),
        ("most = 2", "most = \"2\""),
        ("\"either_end\" ", "\"anywhere\" "),
        ("at_most_yen = 1_000", "at_most_yen = 999.5"),
        ("at_most_yen = 1_000", "at_most_yen = -1"),
        ("period = \"day\"", "period = \"week\""),
        ("[version.sharing]", "[version.shared]"),
        ("municipalities = [\"102016\"]", "municipalities = []"),
        ("because.within", "because.withing"),
        ("id = \"age75\"", "id = \"75歳\""),
        ("from = 2016-01-23", "from = \"soon\""),
    ] {
        let text = rules::shipped::MAEBASHI;
        assert!(text.contains(from), "{from}");
        let changed = text.replacen(from, to, 1);
        assert!(validator.validate(&changed).is_err(), "{to} validates");
        assert!(
            rules::Scheme::parse("changed.toml", &changed).is_err(),
            "{to} loads"
        );
    }
}
