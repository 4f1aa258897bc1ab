//! `mytaku scheme diff`: what changes from one version to another, and for whom.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use domain::ServiceDate;
use rules::diff::{Change, Direction, Effect, Named, Sentence, Span};
use rules::facts::Group;
use serde::Serialize;

use super::in_force;
use crate::output::{self, Table};

/// 2つの版で変わることを出力 / Print what changes from one version to another, and for whom; needs no database.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku scheme diff schemes/maebashi.toml@2022-04-01 schemes/maebashi.toml@2024-04-01"
)]
pub(crate) struct Diff {
    /// 前の版。ファイルか、ファイル@日付 / The version before: FILE (its last), or FILE@DATE (in force on that day)
    #[arg(value_name = "A")]
    before: Edition,
    /// 後の版 / The version after, the same way
    #[arg(value_name = "B")]
    after: Edition,
    /// JSONで出力 / Print one JSON object, on one line, instead of text
    #[arg(long)]
    json: bool,
}

/// `FILE` or `FILE@DATE`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edition {
    file: PathBuf,
    on: Option<ServiceDate>,
}

impl FromStr for Edition {
    type Err = domain::TimeError;

    /// What follows an `@` is a date if it begins with a digit and has no `/`;
    /// otherwise it is part of the file's name.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let looks_like_a_date =
            |date: &str| date.starts_with(|c: char| c.is_ascii_digit()) && !date.contains('/');
        Ok(match text.rsplit_once('@') {
            Some((file, date)) if looks_like_a_date(date) => Self {
                file: file.into(),
                on: Some(date.parse()?),
            },
            _ => Self {
                file: text.into(),
                on: None,
            },
        })
    }
}

/// What is compared, and what comes of it.
#[derive(Serialize)]
struct Compared {
    before: Side,
    after: Side,
    #[serde(flatten)]
    diff: rules::diff::Diff,
}

#[derive(Serialize)]
struct Side {
    file: String,
    name: String,
    version: String,
}

impl Diff {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let (a, b) = (
            super::read(&self.before.file)?,
            super::read(&self.after.file)?,
        );
        let before = in_force(&self.before.file, &a, self.before.on)?;
        let after = in_force(&self.after.file, &b, self.after.on)?;
        let home = a
            .municipality()
            .filter(|home| b.municipality() == Some(*home));
        let side = |edition: &Edition, scheme: &rules::Scheme, version: &rules::Version| Side {
            file: edition.file.display().to_string(),
            name: scheme.name_ja().to_owned(),
            version: version.name().to_owned(),
        };
        let compared = Compared {
            before: side(&self.before, &a, before),
            after: side(&self.after, &b, after),
            diff: rules::diff::diff(before, after, home),
        };
        output::show(self.json, &compared, || compared.in_words())
    }
}

impl Compared {
    fn in_words(&self) -> String {
        let side = |side: &Side| format!("{} {} ({})", side.name, side.version, side.file);
        let mut text = format!(
            "前 / before: {}\n後 / after:  {}\n",
            side(&self.before),
            side(&self.after),
        );
        let diff = &self.diff;
        if diff.changes.is_empty() {
            text.push_str("\n変わる決まりはありません / No rule changes\n");
        } else {
            text.push_str("\n■ 変わる決まり / What changes\n");
            for group in Group::ALL {
                text.push_str(&changes_of(group, &diff.changes));
            }
        }
        text.push_str(&grounds(
            "新たに対象になる要件 / Newly admitted",
            &diff.admitted,
        ));
        text.push_str(&grounds(
            "対象でなくなる要件 / No longer admitted",
            &diff.no_longer_admitted,
        ));
        let all_are_known = diff.admitted.is_empty() && diff.no_longer_admitted.is_empty();
        let everybody = if all_are_known {
            "全員 all"
        } else {
            "両方の対象者 both"
        };
        text.push_str(&effects(diff, everybody));
        text
    }
}

fn changes_of(group: Group, changes: &[Change]) -> String {
    let of_group: Vec<String> = changes
        .iter()
        .filter(|change| change.group == group)
        .map(in_words)
        .collect();
    if of_group.is_empty() {
        return String::new();
    }
    format!("\n  {} / {}\n{}", group.ja(), group.en(), of_group.concat())
}

fn in_words(change: &Change) -> String {
    let said = |sentence: &Option<Sentence>| {
        let words = sentence
            .as_ref()
            .map(|it| format!("{}\n        {}", it.ja, it.en));
        words.unwrap_or_else(|| "―".to_owned())
    };
    let because = change
        .because
        .as_ref()
        .map(|why| format!("    理由  {why}\n"));
    format!(
        "    [{}]\n    前  {}\n    後  {}\n{}",
        change.key,
        said(&change.before),
        said(&change.after),
        because.unwrap_or_default(),
    )
}

fn grounds(heading: &str, grounds: &[Named]) -> String {
    if grounds.is_empty() {
        return String::new();
    }
    let each: Vec<String> = grounds
        .iter()
        .map(|ground| format!("  {} / {} ({})\n", ground.ja, ground.en, ground.id))
        .collect();
    format!("\n■ {heading}\n{}", each.concat())
}

/// A table for each circumstance; `everybody` is whom a row without grounds is
/// about.
fn effects(diff: &rules::diff::Diff, everybody: &str) -> String {
    let heading = "\n■ 誰にどう変わるか / For whom";
    let (tried, effects) = (&diff.tried, &diff.effects);
    let tried = format!("  試した範囲: {}\n  Tried: {}\n", tried.ja, tried.en);
    if effects.is_empty() {
        return format!(
            "{heading}\n  試した範囲では、助成も支払も変わりません / Within what was tried, neither subsidy nor payment changes\n{tried}"
        );
    }
    let explained = format!(
        "{heading}\n  次の範囲の乗車を両方の版で計算し、変わるものだけを示します。乗客が最も多く助成を受けるときの、全員の合計です。\n  \
        Decided by both versions; only what changes, at the most that the passengers can get together.\n{tried}",
    );
    let alike = |one: &Effect, other: &Effect| one.circumstance == other.circumstance;
    let part = |same: &[Effect]| {
        let circumstance = same.first().and_then(|effect| effect.circumstance.as_ref());
        let (ja, en) = circumstance.map_or(("ふだんの乗車", "an ordinary trip"), |it| {
            (it.ja.as_str(), it.en.as_str())
        });
        format!("\n  ● {ja} / {en}\n{}", indented(&table(same, everybody)))
    };
    let parts: Vec<String> = effects.chunk_by(alike).map(part).collect();
    format!("{explained}{}", parts.concat())
}

fn table(effects: &[Effect], everybody: &str) -> String {
    let mut table = Table::new(&[
        "対象 who",
        ">登録者 aboard",
        "変化 change",
        ">運賃 fare",
        ">助成: 前 subsidy before",
        ">助成: 後 after",
        ">支払: 前 passengers before",
        ">支払: 後 after",
        ">回数 uses",
    ]);
    for effect in effects {
        table.row(vec![
            who(effect, everybody),
            format!("{}人", effect.registrants),
            direction(effect.change).to_owned(),
            span(effect.fare_yen),
            span(effect.subsidy_before_yen),
            span(effect.subsidy_after_yen),
            span(effect.passengers_before_yen),
            span(effect.passengers_after_yen),
            uses(effect),
        ]);
    }
    table.to_string()
}

fn who(effect: &Effect, everybody: &str) -> String {
    let grounds = effect.who.as_ref().map(|grounds| {
        let names: Vec<&str> = grounds.iter().map(|ground| ground.ja.as_str()).collect();
        names.join("、")
    });
    let who = grounds.unwrap_or_else(|| everybody.to_owned());
    match &effect.instrument {
        Some(instrument) => format!("{who}（{}）", instrument.ja),
        None => who,
    }
}

const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::MoreSubsidy => "助成が増える more",
        Direction::LessSubsidy => "助成が減る less",
        Direction::MoreUses => "回数が増える more uses",
        Direction::FewerUses => "回数が減る fewer uses",
        Direction::PassengersPayMore => "支払が増える pay more",
        Direction::PassengersPayLess => "支払が減る pay less",
    }
}

fn span(span: Span) -> String {
    if span.from == span.to {
        span.from.to_string()
    } else {
        format!("{}–{}", span.from, span.to)
    }
}

fn uses(effect: &Effect) -> String {
    if effect.uses_before == effect.uses_after {
        effect.uses_after.to_string()
    } else {
        format!("{} → {}", effect.uses_before, effect.uses_after)
    }
}

fn indented(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("    {line}\n")).collect();
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_is_a_file_and_perhaps_a_date() {
        let edition = |text: &str| text.parse::<Edition>();
        let of = |file: &str, on: Option<&str>| Edition {
            file: file.into(),
            on: on.map(|date| date.parse().unwrap()),
        };
        assert_eq!(edition("a.toml").unwrap(), of("a.toml", None));
        assert_eq!(edition("a@b.toml").unwrap(), of("a@b.toml", None));
        assert_eq!(edition("1@2/a.toml").unwrap(), of("1@2/a.toml", None));
        assert_eq!(
            edition("a@b.toml@2024-04-01").unwrap(),
            of("a@b.toml", Some("2024-04-01"))
        );
        assert!(edition("a.toml@2024-04-31").is_err());
    }
}
