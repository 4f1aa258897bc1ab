//! What a city's clerk reads after the play.

use std::path::Path;
use std::time::Duration;

use domain::{Timestamp, Yen};

use crate::city::{MONTH, TAXIS, TRANSFER_DATE};
use crate::play::{Played, PlayedTap};
use crate::story::Action;
use crate::summary::Summary;
use crate::table::{Align, table};

/// How long a part took.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Its name.
    pub ja: &'static str,
    /// The same in English.
    pub en: &'static str,
    /// Real time.
    pub took: Duration,
}

/// Everything, as text.
pub fn report(
    summary: &Summary,
    played: &[Played],
    parts: &[Part],
    files: &[impl AsRef<Path>],
) -> String {
    [
        heading("乗車", "Trips"),
        trips(played),
        heading("受け付けなかったカード", "Cards that were refused"),
        refusals(played),
        heading("月次と支払", "Month and payout"),
        statements(summary),
        String::from("\n"),
        facts(summary),
        heading("所要時間", "Time taken"),
        times(parts),
        heading("ファイル", "Files"),
        paths(files),
    ]
    .concat()
}

/// One line while a scene is played.
pub fn progress(scene: &Played) -> String {
    let what = match scene.action {
        Action::Ride(ride) => format!(
            "{} {}円 → 助成{}円 / {}",
            ride.ja,
            Yen::new(ride.meter_yen),
            Yen::new(ride.subsidy_yen()),
            ride.en
        ),
        Action::Refusal { ja, en, .. } => format!("{ja} → 拒否 / {en}: refused"),
        Action::ServiceStops => "サービス停止 / the service stops".to_owned(),
        Action::ServiceReturns { delivers } => {
            format!("サービス再開、{delivers}件を送信 / the service is back, {delivers} delivered")
        }
        Action::Resend { last } => {
            format!("同じ{last}件を再送 → 重複 / the same {last} again: duplicates")
        }
    };
    format!("  {}  {}  {what}", when(scene.at), taxi(scene))
}

fn heading(ja: &str, en: &str) -> String {
    format!("\n■ {ja} / {en}\n")
}

fn trips(played: &[Played]) -> String {
    let rows: Vec<_> = played
        .iter()
        .filter_map(|scene| match scene.action {
            Action::Ride(ride) => Some([
                when(scene.at),
                taxi(scene).to_owned(),
                riders(&scene.taps),
                Yen::new(ride.meter_yen).to_string(),
                Yen::new(ride.subsidy_yen()).to_string(),
                Yen::new(ride.passenger_pays_yen).to_string(),
                format!("{} / {}", ride.ja, ride.en),
            ]),
            _ => None,
        })
        .collect();
    table(
        [
            ("乗車日時", Align::Left),
            ("車両", Align::Left),
            ("登録者", Align::Left),
            ("運賃（円）", Align::Right),
            ("助成（円）", Align::Right),
            ("乗客（円）", Align::Right),
            ("摘要", Align::Left),
        ],
        &rows,
    )
}

fn refusals(played: &[Played]) -> String {
    let rows: Vec<_> = played
        .iter()
        .flat_map(|scene| scene.taps.iter().map(move |tap| (scene, tap)))
        .filter(|(_, tap)| tap.answer.outcome != "accepted")
        .map(|(scene, tap)| {
            [
                when(scene.at),
                tap.persona.to_owned(),
                tap.answer.reason.code.clone(),
                tap.answer.reason.ja.clone(),
            ]
        })
        .collect();
    table(
        [
            ("日時", Align::Left),
            ("カード", Align::Left),
            ("コード", Align::Left),
            ("乗務員への案内", Align::Left),
        ],
        &rows,
    )
}

fn statements(summary: &Summary) -> String {
    let rows: Vec<_> = summary
        .statements
        .iter()
        .map(|statement| {
            [
                format!("{} {}", statement.operator, statement.name),
                statement.month.clone(),
                statement.lines.to_string(),
                Yen::new(statement.total_yen).to_string(),
            ]
        })
        .collect();
    table(
        [
            ("事業者", Align::Left),
            ("月", Align::Left),
            ("明細（行）", Align::Right),
            ("支払額（円）", Align::Right),
        ],
        &rows,
    )
}

fn facts(summary: &Summary) -> String {
    let trips = summary.trips;
    let agrees = if summary.audit.matches {
        "一致 / agrees"
    } else {
        "不一致 / differs"
    };
    let rows = [
        [
            "乗車記録 / records".to_owned(),
            format!(
                "送信{} 受付{} 重複{} 拒否{} / sent, taken in, sent again, refused",
                trips.posted, trips.accepted, trips.duplicate, trips.rejected
            ),
        ],
        [
            "助成 / subsidy".to_owned(),
            format!(
                "{MONTH} {}件 {}円 / {} claims",
                summary.claims,
                Yen::new(summary.subsidy_yen),
                summary.claims
            ),
        ],
        [
            "総合振込 / bank file".to_owned(),
            format!(
                "{TRANSFER_DATE} {}円 {}レコード / {} records",
                Yen::new(summary.zengin.total_yen),
                summary.zengin.records,
                summary.zengin.records
            ),
        ],
        [
            "再計算 / audit".to_owned(),
            format!("{agrees} {}", summary.audit.digest),
        ],
        [
            "突合差額 / largest difference".to_owned(),
            format!("{}円", Yen::new(summary.tie_out_yen)),
        ],
    ];
    table([("項目", Align::Left), ("結果", Align::Left)], &rows)
}

fn times(parts: &[Part]) -> String {
    let total = Part {
        ja: "合計",
        en: "together",
        took: parts.iter().map(|part| part.took).sum(),
    };
    let rows: Vec<_> = parts
        .iter()
        .chain([&total])
        .map(|part| {
            let tenths = part.took.as_millis() / 100;
            [
                format!("{} / {}", part.ja, part.en),
                format!("{}.{}", tenths / 10, tenths % 10),
            ]
        })
        .collect();
    table([("部分", Align::Left), ("秒", Align::Right)], &rows)
}

fn paths(files: &[impl AsRef<Path>]) -> String {
    let shown: Vec<String> = files
        .iter()
        .map(|file| file.as_ref().display().to_string())
        .collect();
    format!("  {}\n", shown.join("\n  "))
}

/// The numbers of the residents whose cards count.
fn riders(taps: &[PlayedTap]) -> String {
    taps.iter()
        .filter(|tap| tap.answer.outcome == "accepted")
        .map(|tap| tap.persona.trim_start_matches("resident-"))
        .collect::<Vec<_>>()
        .join("・")
}

fn when(at: Timestamp) -> String {
    at.in_japan().format("%m/%d %H:%M").to_string()
}

fn taxi(scene: &Played) -> &'static str {
    TAXIS.get(scene.taxi).map_or("", |taxi| taxi.vehicle)
}
