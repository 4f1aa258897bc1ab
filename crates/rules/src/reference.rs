//! The reference of the file format as a page, made from the
//! [vocabulary](crate::vocabulary) and the codes of reasons.
//!
//! It says of each key what it holds and what for, not how to write a scheme:
//! that is told by example in the guide.

use std::fmt::Write as _;

use crate::vocabulary::{KeyShape, Shape, TableShape, Word, file_shape};
use crate::{CODES, RIDERS_MAX};

const HEAD: &str = "\
# 制度ファイルの項目 / Reference of scheme files

このページはプログラムから作られます（`mytaku scheme reference`）。書き方は
[scheme-writer.md](scheme-writer.md) にあります。
Made by the program; how to write a scheme is in [scheme-writer.md](scheme-writer.md).

金額は円単位の整数、日付と時刻は引用符なし、割合は引用符つきです。どの項目にも
`because.項目 = \"理由\"`、節や段には `because = \"理由\"` を添えられます。
Amounts are whole yen, dates and times stand without quotes, shares with quotes. Any
key may have a `because`.
";

/// The reference, as Markdown that ends in a newline.
pub fn markdown() -> String {
    let mut page = Page(HEAD.to_owned());
    for key in &file_shape().keys {
        page.section(key.name, key);
    }
    page.reasons();
    page.0
}

struct Page(String);

impl Page {
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _written = writeln!(self.0, "{line}");
    }

    /// A table of the file, then those below it.
    fn section(&mut self, path: &str, key: &KeyShape) {
        let Some((heading, table)) = heading(path, &key.shape) else {
            return;
        };
        let need = if key.required {
            "必要 / required"
        } else {
            "任意 / optional"
        };
        self.line(format_args!("\n## {heading}\n"));
        self.line(format_args!(
            "{}\n{}.\n\n{need}\n",
            key.doc.ja,
            capital(key.doc.en)
        ));
        self.keys(path, table);
        for below in &table.keys {
            self.section(&format!("{path}.{}", below.name), below);
        }
    }

    fn keys(&mut self, path: &str, table: &TableShape) {
        self.line(format_args!("| 項目 / key | 値 / value | 意味 / meaning |"));
        self.line(format_args!("|---|---|---|"));
        for key in &table.keys {
            let need = if key.required { "" } else { "（任意）" };
            let below = heading(&format!("{path}.{}", key.name), &key.shape);
            let value = match below {
                Some((heading, _)) => format!("{heading}（下 / below）"),
                None => holds(&key.shape),
            };
            let words = meanings(&key.shape);
            let (ja, en) = (key.doc.ja, key.doc.en);
            self.line(format_args!(
                "| `{}`{need} | {value} | {ja}<br>{en}{words} |",
                key.name
            ));
        }
    }

    fn reasons(&mut self) {
        self.line(format_args!("\n## 理由の符号 / Codes of reasons\n"));
        self.line(format_args!(
            "判定の `reasons` と計算例の `reasons` に出る符号です。意味は変わりません。\n\
             They stand in a decision and in an example, and never change their meaning.\n"
        ));
        self.line(format_args!("| 符号 / code | 意味 / meaning |"));
        self.line(format_args!("|---|---|"));
        for code in CODES {
            self.line(format_args!(
                "| `{}` | {}<br>{} |",
                code.code, code.ja, code.en
            ));
        }
        self.line(format_args!(
            "\n1回の乗車の登録者は{RIDERS_MAX}人までです。A trip has at most {RIDERS_MAX} registrants."
        ));
    }
}

/// The heading of a table with keys of its own, and these. Small tables that
/// stand for a single value are told where they stand.
fn heading<'t>(path: &str, shape: &'t Shape) -> Option<(String, &'t TableShape)> {
    match shape {
        Shape::Table(table) => Some((format!("`[{path}]`"), table)),
        Shape::Tables(table, _) => Some((format!("`[[{path}]]`"), table)),
        Shape::OneOf(either) => match either.as_slice() {
            [Shape::Table(table), Shape::Tables(..)] => {
                Some((format!("`[{path}]`, `[[{path}]]`"), table))
            }
            _ => None,
        },
        _ => None,
    }
    // A table of values only, such as a rounding, has no page of its own.
    .filter(|(_, table)| table.keys.len() > 2 || path.matches('.').count() < 2)
}

/// What a key holds, in a few words.
fn holds(shape: &Shape) -> String {
    match shape {
        Shape::Text { example, .. } => format!("\"{example}\""),
        Shape::Whole {
            least,
            most,
            yen: true,
        } => format!("{least}–{most} 円/yen"),
        Shape::Whole {
            least,
            most,
            yen: false,
        } if *most == i64::from(u32::MAX) => {
            format!("{least}以上")
        }
        Shape::Whole {
            least,
            most,
            yen: false,
        } => format!("{least}–{most}"),
        Shape::Flag => "`true` `false`".to_owned(),
        Shape::Date => "2024-04-01".to_owned(),
        Shape::Time => "07:00:00".to_owned(),
        Shape::Words(words) => {
            let names: Vec<String> = words
                .iter()
                .map(|it| format!("`\"{}\"`", it.word))
                .collect();
            names.join(" ")
        }
        Shape::List { of, .. } => format!("[ {}, … ]", holds(of)),
        Shape::Table(table) => inline(table),
        Shape::Tables(..) => "[ { … }, … ]".to_owned(),
        Shape::OneOf(either) => {
            let each: Vec<String> = either.iter().map(holds).collect();
            each.join(" / ")
        }
    }
}

fn inline(table: &TableShape) -> String {
    let keys: Vec<String> = table
        .keys
        .iter()
        .map(|key| format!("{} = {}", key.name, holds(&key.shape)))
        .collect();
    if keys.len() > 3 {
        return "{ … }".to_owned();
    }
    format!("{{ {} }}", keys.join(", "))
}

/// What the words of a key mean, a line each.
fn meanings(shape: &Shape) -> String {
    let words: &[Word] = match shape {
        Shape::Words(words) => words,
        Shape::List { of, .. } => return meanings(of),
        Shape::OneOf(either) => return either.iter().map(meanings).collect(),
        _ => &[],
    };
    words.iter().fold(String::new(), |mut lines, it| {
        let _written = write!(lines, "<br>`{}`: {} / {}", it.word, it.doc.ja, it.doc.en);
        lines
    })
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
