//! `mytaku scheme decide`: trips as JSON lines in, decisions as JSON lines out.

use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use rules::Scheme;
use rules::lines::LineDecider;

use super::lines::{Lines, Source};
use crate::failure::Usage;

/// 乗車を判定 / Decide trips, one JSON object a line, from stdin to stdout; needs no database.
///
/// 使った数は、ファイルの上から順に数えます。used は、その人がはじめて出てくる行より前に使った分です。
/// 後の行の used は見ません。乗車は、時刻の順に並べてください。 /
/// Uses are counted along the file, so put trips in the order of time: "used" is what a
/// registrant had used before the first line that names them; later lines' "used" is not
/// looked at.
///
/// 1行の項目は docs/scheme-writer.md の「命令」にあります。 /
/// The fields of a line are in docs/scheme-writer.md, under "Commands".
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku scheme decide --scheme schemes/maebashi.toml < trips.jsonl > decisions.jsonl"
)]
pub(crate) struct Decide {
    /// 規則ファイル。くり返すと、書いた順に判定 / A scheme file; repeat it for trips of
    /// several schemes, which decide in the order given. A registrant is of the one
    /// that their "scheme" names, without it of the first
    #[arg(long, value_name = "FILE", required = true)]
    scheme: Vec<PathBuf>,
}

impl Decide {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let schemes = self.schemes()?;
        let mut answers = BufWriter::with_capacity(BUFFER, io::stdout().lock());
        let trips = BufReader::with_capacity(BUFFER, io::stdin().lock());
        let decided = decide(&schemes, trips, &mut answers);
        // What was decided before a bad line is given out all the same.
        let given_out = answers.flush().map_err(not_given_out);
        let done = decided.and(given_out);
        done.or_else(|error| {
            if has_seen_enough(&error) {
                Ok(())
            } else {
                Err(error)
            }
        })
    }

    /// The schemes in the order given, each once.
    fn schemes(&self) -> anyhow::Result<Vec<Scheme>> {
        let mut schemes: Vec<Scheme> = Vec::with_capacity(self.scheme.len());
        for path in &self.scheme {
            let scheme = super::read(path)?;
            if schemes.iter().any(|before| before.id() == scheme.id()) {
                let id = scheme.id();
                return Err(Usage(format!(
                    "事業{id}の規則ファイルが2つあります。1つだけ指定してください / scheme {id} is given twice; give each scheme once"
                ))
                .into());
            }
            schemes.push(scheme);
        }
        Ok(schemes)
    }
}

/// How much is read and written at once, in bytes.
const BUFFER: usize = 1 << 16;

/// Decides line after line; stops at the first that cannot be decided.
fn decide(schemes: &[Scheme], trips: impl BufRead, answers: &mut impl Write) -> anyhow::Result<()> {
    let mut decider = LineDecider::new(schemes.iter());
    let mut lines = Lines::new(trips, Source::Stdin);
    while let Some(request) = lines.read()? {
        let answer = decider.decide(&request).with_context(|| lines.bad())?;
        serde_json::to_writer(&mut *answers, &answer)
            .map_err(io::Error::from)
            .and_then(|()| answers.write_all(b"\n"))
            .map_err(not_given_out)?;
    }
    Ok(())
}

fn not_given_out(error: io::Error) -> anyhow::Error {
    anyhow::Error::from(error).context("標準出力に書き込めません / stdout cannot be written")
}

/// Whether nobody reads on, as in `mytaku … | head`.
fn has_seen_enough(error: &anyhow::Error) -> bool {
    let written = error.root_cause().downcast_ref::<io::Error>();
    written.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the file format's description.
    const TRIP: &str = r#"{"id":"t1","boarded_at":"2026-11-02T10:00:00+09:00","alighted_at":"2026-11-02T10:20:00+09:00","boarding_area":"102016","alighting_area":"102016","distance_m":5200,"fare":{"meter_yen":1500,"pickup_yen":0,"toll_yen":0,"other_yen":0,"base_yen":600,"disability_discount":false},"companions":0,"registrants":[{"id":"r1","grounds":["age75"],"registered_on":"2026-04-01","units":1,"instrument":null,"assurance":"A2","used":{"day":0,"month":0,"fiscal_year":0,"amount_yen":0}}]}"#;

    fn maebashi() -> Scheme {
        Scheme::parse("maebashi.toml", rules::shipped::MAEBASHI).unwrap()
    }

    /// The same rules as another city's scheme.
    fn neighbour() -> Scheme {
        let text = rules::shipped::MAEBASHI.replacen("\"maebashi\"", "\"neighbour\"", 1);
        let scheme = Scheme::parse("neighbour.toml", &text).unwrap();
        assert_eq!(scheme.id().as_str(), "neighbour");
        scheme
    }

    fn answers(trips: &str) -> (Vec<serde_json::Value>, anyhow::Result<()>) {
        let mut answers = Vec::new();
        let schemes = [maebashi(), neighbour()];
        let decided = decide(&schemes, trips.as_bytes(), &mut answers);
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
    fn schemes_decide_one_trip_in_the_order_given_and_never_above_the_fare() {
        let other = r#"{"id":"r2","scheme":"neighbour","grounds":["age75"],"registered_on":"2026-04-01","units":1,"assurance":"A2"},"#;
        let shared = TRIP.replace(r#""registrants":["#, &format!(r#""registrants":[{other}"#));
        let (answers, decided) = answers(&shared);
        decided.unwrap();
        let [answer] = answers.as_slice() else {
            panic!("{answers:?}");
        };
        let of_schemes: Vec<_> = answer["schemes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|part| (part["scheme"].as_str().unwrap(), &part["subsidy_yen"]))
            .collect();
        assert_eq!(
            of_schemes,
            [("maebashi", &750.into()), ("neighbour", &750.into())]
        );
        assert_eq!(answer["passenger_pays_yen"], 0);
        // Claims come in the order of the line, not of the schemes.
        assert_eq!(answer["claims"][0]["registrant"], "r2");
        assert_eq!(answer["claims"][0]["scheme"], "neighbour");
    }

    #[test]
    fn a_registrant_of_a_scheme_that_is_not_given_is_named() {
        let stray = TRIP.replace(r#"{"id":"r1","#, r#"{"id":"r1","scheme":"elsewhere","#);
        let (_answers, decided) = answers(&stray);
        let error = format!("{:#}", decided.unwrap_err());
        assert!(error.contains("elsewhere was not given"), "{error}");
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
        let decided = decide(&[maebashi()], [0xff, b'\n'].as_slice(), &mut answers);
        assert!(decided.unwrap_err().to_string().contains("line 1 of stdin"));
    }
}
