//! What was found, as a table and as one JSON object. Deliberately absent: any
//! judgement of it.

use std::iter;
use std::time::Duration;

use peers::ours::VERSION;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use crate::agree::Agreed;
use crate::measure::{ROUNDS, TURN, Times};
use crate::zen;

/// What was found.
#[derive(Debug)]
pub struct Report {
    /// Seed of the trips.
    pub seed: u64,
    /// How many trips.
    pub size: u32,
    /// What was compared first.
    pub agreed: Agreed,
    /// The time for all trips.
    pub times: Times,
    /// Allocations in one decision of ours that pays.
    pub allocations: f64,
}

impl Report {
    fn nanoseconds(&self, time: Duration) -> f64 {
        time.as_secs_f64() * 1e9 / f64::from(self.size)
    }

    fn per_second(&self, time: Duration) -> u64 {
        let a_second = Duration::from_secs(1).as_nanos() * u128::from(self.size);
        u64::try_from(a_second / time.as_nanos().max(1)).unwrap_or(u64::MAX)
    }

    /// zen-engine's time in ours.
    fn ratio(&self) -> f64 {
        self.times.zen.div_duration_f64(self.times.ours)
    }

    /// The keys that others rely on, and a few that help to read them.
    pub fn json(&self) -> Value {
        let Times { ours, zen } = self.times;
        json!({
            "decisions_per_s": self.per_second(ours),
            "ns_per_decision": tenths(self.nanoseconds(ours)),
            "vs_zen_engine": tenths(self.ratio()),
            "allocations_per_decision": (self.allocations * 1e3).round() / 1e3,
            "zen_ns_per_decision": tenths(self.nanoseconds(zen)),
            "zen_engine": zen::VERSION,
            "trips": self.size,
            "seed": self.seed,
        })
    }

    /// For people.
    pub fn table(&self) -> String {
        let Times { ours, zen } = self.times;
        let figures = [
            ["項目", "rules", "zen-engine"].map(str::to_owned),
            [
                "判定/秒 / decisions per second".to_owned(),
                grouped(self.per_second(ours)),
                grouped(self.per_second(zen)),
            ],
            [
                "ナノ秒/判定 / ns per decision".to_owned(),
                format!("{:.1}", self.nanoseconds(ours)),
                format!("{:.1}", self.nanoseconds(zen)),
            ],
            [
                "時間の比 / time, as a ratio".to_owned(),
                "1.0".to_owned(),
                format!("{:.1}", self.ratio()),
            ],
            [
                "メモリ確保/助成のある判定 / allocations, where it pays".to_owned(),
                format!("{:.3}", self.allocations),
                "–".to_owned(),
            ],
        ];
        let Agreed { trips, paying } = self.agreed;
        format!(
            "\n■ 判定の速さ / Decisions: 前橋市マイタク {VERSION}\n{figures}\n  \
             乗車 / trips       {size}件、乱数の種 {seed} / made up from seed {seed}\n  \
             比べた相手 / peer  zen-engine {zen}、前橋の規則の決定グラフ / a decision graph of the same rules\n  \
             照合 / compared    {trips}件で助成額と利用回数が一致、うち助成あり{paying}件 / \
             subsidy and uses agree, {paying} pay\n  \
             測り方 / measured  {turn}件ずつ交互に{ROUNDS}回、{turn}件ごとの最短のCPU時間の合計、1スレッド /\n  \
             {indent}by turns of {turn}, {ROUNDS} rounds; shortest processor time of each turn, summed; one thread\n",
            figures = columns(&figures),
            size = grouped(self.size),
            seed = self.seed,
            zen = zen::VERSION,
            trips = grouped(trips),
            paying = grouped(paying),
            turn = grouped(TURN),
            indent = " ".repeat("測り方 / measured  ".width()),
        )
    }
}

/// Rounded to one decimal place.
fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// With a comma at every thousand.
fn grouped(number: impl Into<u64>) -> String {
    let digits = number.into().to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The first row as a head, the first column on the left, figures on the right.
fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    let line = |cells: &[String; N]| {
        let padded = cells
            .iter()
            .zip(widths)
            .enumerate()
            .map(|(index, (cell, width))| {
                let space = " ".repeat(width.saturating_sub(cell.width()));
                if index == 0 {
                    format!("  {cell}{space}")
                } else {
                    format!("  {space}{cell}")
                }
            });
        padded.collect::<String>().trim_end().to_owned() + "\n"
    };
    let rule = line(&widths.map(|width| "─".repeat(width)));
    let mut lines = rows.iter().map(line);
    let head = lines.next().unwrap_or_default();
    iter::once(head)
        .chain(iter::once(rule))
        .chain(lines)
        .collect()
}
