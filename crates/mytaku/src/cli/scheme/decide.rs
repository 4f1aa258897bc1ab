//! `mytaku scheme decide`: trips as JSON lines in, decisions as JSON lines out.

use std::io::{self, BufRead, BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use clap::Args;
use rules::Scheme;
use rules::lines::LineDecider;

use crate::failure::Usage;
use crate::files;

/// 乗車を判定 / Decide trips, one JSON object a line, from stdin to stdout; needs no database.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku scheme decide --scheme schemes/maebashi.toml < trips.jsonl > decisions.jsonl"
)]
pub(crate) struct Decide {
    /// 規則ファイル / The scheme file
    #[arg(long, value_name = "FILE", required = true)]
    scheme: Vec<PathBuf>,
}

/// The longest line that is read, in bytes: far above any trip.
const LINE_MAX: u64 = 1 << 20;

impl Decide {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let [path] = self.scheme.as_slice() else {
            return Err(Usage(
                "規則ファイルは一つだけ指定してください / give one --scheme FILE: trips do not say yet which of several schemes they are for"
                    .into(),
            )
            .into());
        };
        let scheme = super::parse(path, &files::read_text(path)?)?;
        let mut answers = BufWriter::new(io::stdout().lock());
        let decided = decide(&scheme, &mut io::stdin().lock(), &mut answers);
        // What was decided before a bad line is given out all the same.
        let given_out = answers
            .flush()
            .context("標準出力に書き込めません / stdout cannot be written");
        decided.and(given_out)
    }
}

/// Decides line after line; stops at the first that cannot be decided.
fn decide(
    scheme: &Scheme,
    trips: &mut impl BufRead,
    answers: &mut impl Write,
) -> anyhow::Result<()> {
    let mut decider = LineDecider::new(scheme);
    let mut line = String::new();
    for number in 1_u64.. {
        line.clear();
        let length = io::Read::take(&mut *trips, LINE_MAX)
            .read_line(&mut line)
            .with_context(|| bad_line(number))?;
        if length == 0 {
            break;
        }
        if line.trim().is_empty() {
            continue;
        }
        let request = serde_json::from_str(&line).map_err(|error| {
            // The line within its own text is always 1, so only the column helps.
            anyhow!("{}: {}", bad_line(number), without_line(&error))
        })?;
        let answer = decider.decide(request).with_context(|| bad_line(number))?;
        serde_json::to_writer(&mut *answers, &answer)
            .map_err(io::Error::from)
            .and_then(|()| answers.write_all(b"\n"))
            .context("標準出力に書き込めません / stdout cannot be written")?;
    }
    Ok(())
}

fn bad_line(number: u64) -> String {
    format!("標準入力の{number}行目を判定できません / line {number} of stdin cannot be decided")
}

fn without_line(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match text.strip_suffix(&place) {
        Some(problem) => format!("{problem} (column {})", error.column()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the file format's description.
    const TRIP: &str = r#"{"id":"t1","boarded_at":"2026-11-02T10:00:00+09:00","alighted_at":"2026-11-02T10:20:00+09:00","boarding_area":"102016","alighting_area":"102016","distance_m":5200,"fare":{"meter_yen":1500,"pickup_yen":0,"toll_yen":0,"other_yen":0,"base_yen":600,"disability_discount":false},"companions":0,"registrants":[{"id":"r1","grounds":["age75"],"registered_on":"2026-04-01","units":1,"instrument":null,"assurance":"A2","used":{"day":0,"month":0,"fiscal_year":0,"amount_yen":0}}]}"#;

    fn maebashi() -> Scheme {
        Scheme::parse("maebashi.toml", rules::shipped::MAEBASHI).unwrap()
    }

    fn answers(trips: &str) -> (Vec<serde_json::Value>, anyhow::Result<()>) {
        let mut answers = Vec::new();
        let decided = decide(&maebashi(), &mut trips.as_bytes(), &mut answers);
        let lines = String::from_utf8(answers).unwrap();
        let values = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        (values.collect(), decided)
    }

    #[test]
    fn a_trip_a_line_is_answered_with_a_decision_a_line() {
        let (answers, decided) = answers(&format!("{TRIP}\n"));
        decided.unwrap();
        let [answer] = answers.as_slice() else {
            panic!("{answers:?}");
        };
        for (key, value) in [
            ("id", serde_json::json!("t1")),
            ("scheme", serde_json::json!("maebashi")),
            ("version", serde_json::json!("2024-04-01")),
            ("subsidy_yen", serde_json::json!(750)),
            ("passenger_pays_yen", serde_json::json!(750)),
            ("discount_yen", serde_json::json!(0)),
        ] {
            assert_eq!(answer[key], value, "{key}");
        }
        assert_eq!(answer["claims"][0]["registrant"], "r1");
        assert_eq!(answer["claims"][0]["units"], 1);
    }

    #[test]
    fn counters_are_carried_from_line_to_line() {
        let (answers, decided) = answers(&format!("{TRIP}\n{TRIP}\n{TRIP}"));
        decided.unwrap();
        let subsidies: Vec<_> = answers
            .iter()
            .map(|answer| answer["subsidy_yen"].as_i64().unwrap())
            .collect();
        // Two a day.
        assert_eq!(subsidies, [750, 750, 0]);
    }

    #[test]
    fn a_bad_line_is_named_and_those_before_it_are_answered() {
        for bad in ["{}", "tea", r#"{"id":"t2""#] {
            let (answers, decided) = answers(&format!("{TRIP}\n\n{bad}\n{TRIP}\n"));
            assert_eq!(answers.len(), 1);
            let error = format!("{:#}", decided.unwrap_err());
            assert!(error.contains("line 3 of stdin"), "{error}");
            assert!(!error.contains("line 1"), "{error}");
        }
    }

    #[test]
    fn a_line_that_is_not_text_is_named() {
        let mut answers = Vec::new();
        let decided = decide(&maebashi(), &mut [0xff, b'\n'].as_slice(), &mut answers);
        assert!(decided.unwrap_err().to_string().contains("line 1 of stdin"));
    }
}
