//! What a version decides by, in one way of writing, so that its digest does not
//! change with comments, order or spacing.

use std::fmt::Write as _;

use domain::Digest;
use toml::de::{DeTable, DeValue};

/// Keys that decide nothing: reasons, examples, and the end of a version, which
/// may be written once it is known.
const LEFT_OUT: [&str; 3] = ["because", "example", "until"];

/// The digest of a version's table.
pub(super) fn digest(version: &DeTable<'_>) -> Digest {
    let mut text = String::new();
    table(&mut text, version, &LEFT_OUT);
    Digest::of(&text)
}

fn table(text: &mut String, entries: &DeTable<'_>, left_out: &[&str]) {
    let mut sorted: Vec<_> = entries
        .iter()
        .map(|(key, value)| (key.get_ref().as_ref(), value.get_ref()))
        .filter(|(key, _)| !left_out.contains(key))
        .collect();
    sorted.sort_by_key(|(key, _)| *key);
    text.push('{');
    for (key, entry) in sorted {
        string(text, key);
        text.push(':');
        value(text, entry);
        text.push(',');
    }
    text.push('}');
}

fn value(text: &mut String, entry: &DeValue<'_>) {
    match entry {
        DeValue::String(content) => string(text, content),
        DeValue::Integer(_) => match super::value::integer(entry) {
            Some(number) => put(text, number),
            None => text.push('?'),
        },
        DeValue::Float(number) => put(text, number.as_str()),
        DeValue::Boolean(flag) => put(text, flag),
        DeValue::Datetime(datetime) => put(text, datetime),
        DeValue::Array(items) => {
            text.push('[');
            for item in items {
                value(text, item.get_ref());
                text.push(',');
            }
            text.push(']');
        }
        // Below the version `until` is the end of the hours and decides.
        DeValue::Table(entries) => table(text, entries, &["because"]),
    }
}

/// With its length before it, so that no content can look like another's form.
fn string(text: &mut String, content: &str) {
    put(text, content.len());
    text.push(' ');
    text.push_str(content);
}

fn put(text: &mut String, shown: impl std::fmt::Display) {
    // Writing to a string cannot fail.
    let _written = write!(text, "{shown}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Digest {
        digest(DeTable::parse(text).unwrap().get_ref())
    }

    #[test]
    fn only_what_decides_is_digested() {
        let digest = of("from = 2024-04-01\n[limit]\nmost = 1_000\ncounts = \"uses\"");
        let same = "# why\nfrom=2024-04-01\nuntil = 2025-03-31\nexample = [{ name = \"a\" }]\n\
            [limit]\ncounts = 'uses'\nbecause.most = \"…\"\nmost = 1000";
        assert_eq!(of(same), digest);
        assert_ne!(
            of("from = 2024-04-01\n[limit]\nmost = 1_001\ncounts = \"uses\""),
            digest
        );
        assert_ne!(
            of("[hours]\nuntil = 19:00:00"),
            of("[hours]\nuntil = 18:00:00")
        );
        assert_ne!(of("a = [\"b\", \"c\"]"), of("a = [\"b,3 c\"]"));
    }
}
