//! A version as a page that a citizen can read: Markdown (`CommonMark`), in Japanese.
//!
//! What it says comes from `facts`; here it is only laid out. Words of the
//! scheme file are escaped, so that no name or reason can become markup, and
//! none can become HTML when the page does. Deliberately absent: HTML itself.

mod examples;
mod markdown;

use std::fmt::Write as _;

use domain::ServiceDate;

use crate::facts::words::date;
use crate::facts::{Fact, Group, facts_with_history, is_below};
use crate::{Scheme, Treatment, Version};
use markdown::{Cell, escape, table};

/// The page of `version`, which is one of `scheme`'s.
pub fn citizen_page(scheme: &Scheme, version: &Version) -> String {
    let mut page = String::new();
    put(&mut page, &format!("# {}\n\n", escape(scheme.name_ja())));
    put(&mut page, &validity(scheme, version));
    let facts = facts_with_history(scheme, version);
    for group in Group::ALL {
        put(&mut page, &format!("## {}\n\n", group.ja()));
        let of_group: Vec<&Fact> = facts.iter().filter(|fact| fact.group == group).collect();
        put(&mut page, &list(&of_group));
    }
    put(&mut page, &examples::section(version));
    put(&mut page, &treatments());
    put(&mut page, &origin(scheme, version));
    page
}

/// The last day of `version`: as the file says, or the day before the next.
pub fn last_day(scheme: &Scheme, version: &Version) -> Option<ServiceDate> {
    let next = scheme
        .versions()
        .iter()
        .find(|next| next.from() > version.from());
    let before_next = next.and_then(|next| next.from().date().pred_opt());
    version.until().or(before_next.map(ServiceDate::from_date))
}

fn validity(scheme: &Scheme, version: &Version) -> String {
    let from = date(version.from());
    let (until, note) = match last_day(scheme, version) {
        Some(until) => (format!("{}まで", date(until)), ""),
        None => (String::new(), "次に改めるまで続きます。"),
    };
    let mut said = format!("**{from}から{until}の乗車**についての、助成の決まりです。{note}\n");
    let because = version
        .because()
        .iter()
        .filter(|it| it.key == "version.from");
    for because in because {
        put(&mut said, &format!("\n*理由: {}*\n", escape(&because.text)));
    }
    said.push('\n');
    said
}

/// Facts as a list, each below the one whose key it continues. Steps of an
/// amount are numbered, as they refer to each other.
fn list(facts: &[&Fact]) -> String {
    let mut text = String::new();
    let mut above: Vec<&Fact> = Vec::new();
    let mut step = 0_u32;
    for fact in facts {
        while above
            .last()
            .is_some_and(|last| !is_below(&fact.key, &last.key))
        {
            above.pop();
        }
        let marker = if is_step(fact) {
            step += 1;
            format!("{step}.")
        } else {
            step = 0;
            "-".to_owned()
        };
        let indent = "  ".repeat(above.len());
        put(&mut text, &format!("{indent}{marker} {}", escape(&fact.ja)));
        if let Some(because) = &fact.because {
            let indent = " ".repeat(indent.len() + marker.len() + 1);
            put(
                &mut text,
                &format!("\\\n{indent}*理由: {}*", escape(because)),
            );
        }
        text.push('\n');
        above.push(fact);
    }
    text.push('\n');
    text
}

fn is_step(fact: &Fact) -> bool {
    fact.group == Group::Amount && fact.key.rsplit('.').nth(1) == Some("steps")
}

fn treatments() -> String {
    let row = |treatment: Treatment| {
        let (word, _) = treatment.words();
        vec![
            Cell::Text(escape(word)),
            Cell::Text(escape(treatment.meaning_ja())),
        ]
    };
    format!(
        "## ことばの意味\n\nカードの確認の強さ（A0からA3）と、後からの申請についてのことばです。\n\n{}\n",
        table(&["ことば", "意味"], &Treatment::ALL.map(row)),
    )
}

fn origin(scheme: &Scheme, version: &Version) -> String {
    format!(
        "## このページのもと\n\n\
        このページは規則のファイルから作られています。車内でも、精算でも、検査でも、同じファイルで計算します。\n\n\
        - 事業: {} （{}）\n\
        - 版: {}\n\
        - ファイルのSHA-256: `{}`\n\
        - 版のダイジェスト: `{}`\n",
        escape(scheme.id().as_str()),
        escape(scheme.name_en()),
        version.name(),
        scheme.digest(),
        version.digest(),
    )
}

fn put(text: &mut String, more: &str) {
    // Writing to a string cannot fail.
    let _written = text.write_str(more);
}
