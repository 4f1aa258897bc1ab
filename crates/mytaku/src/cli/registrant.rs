//! `mytaku registrant`: what is registered of a resident, and changing it.

use clap::{Args, Subcommand};
use domain::{RegistrantId, ServiceDate, Standing, StandingReason};
use settlement::registry;
use wire::api::{
    ChangeGround, ChangeStanding, ChangeUsesBefore, Changed, CredentialDetail, RegistrantDetail,
    StandingEntry, UsesEntry,
};

use super::by::By;
use crate::output::{self, Table};

/// 利用登録者 / Registrants: shown, ended, taken up again, their grounds, their uses on paper.
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Example:\n  mytaku registrant show R-0001 --by clerk-1 --municipality 102016"
)]
pub(crate) enum Registrant {
    Show(Show),
    End(End),
    Readmit(Readmit),
    Ground(Ground),
    UsesBefore(UsesBefore),
}

/// 登録の内容 / All that is registered of somebody, with their cards.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku registrant show R-0001 --by clerk-1 --municipality 102016"
)]
pub(crate) struct Show {
    /// 登録番号 / The city's own number
    registrant: RegistrantId,
    #[command(flatten)]
    by: By,
}

/// 登録の終了 / End a registration; the day may be in the past.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku registrant end R-0001 --from 2026-11-10 --reason moved_away --dry-run --by clerk-1 --municipality 102016"
)]
pub(crate) struct End {
    /// 登録番号 / The city's own number
    registrant: RegistrantId,
    /// もう使えない最初の日 / The first day that counts no more
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: ServiceDate,
    /// 事由 / Why
    #[arg(long, value_name = "REASON", value_parser = ["death", "moved_away", "withdrawn", "excluded", "ground_ended", "mistaken", "correction"])]
    reason: String,
    #[command(flatten)]
    trial: Trial,
    #[command(flatten)]
    by: By,
}

/// 再登録 / Take a registration up again, or correct an end that was a mistake.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku registrant readmit R-0001 --from 2026-12-01 --by clerk-1 --municipality 102016"
)]
pub(crate) struct Readmit {
    /// 登録番号 / The city's own number
    registrant: RegistrantId,
    /// また使える最初の日 / The first day that counts again
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: ServiceDate,
    /// 事由 / Why
    #[arg(long, value_name = "REASON", value_parser = ["readmitted", "correction"], default_value = "readmitted")]
    reason: String,
    #[command(flatten)]
    trial: Trial,
    #[command(flatten)]
    by: By,
}

/// 対象要件 / Enter a ground, or correct the one with the same first day.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku registrant ground R-0001 care --from 2026-10-01 --until 2026-12-31 --evidence certificate_seen --by clerk-1 --municipality 102016"
)]
pub(crate) struct Ground {
    /// 登録番号 / The city's own number
    registrant: RegistrantId,
    /// 対象要件 / Which ground, as the scheme names it
    #[arg(value_name = "GROUND")]
    kind: String,
    /// 最初の日 / Its first day
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: ServiceDate,
    /// 最後の日 / Its last day; absent while it is open; the day before the first: it never held
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<ServiceDate>,
    /// 確認方法 / What was shown for it: a code
    #[arg(long, value_name = "CODE")]
    evidence: Option<String>,
    #[command(flatten)]
    trial: Trial,
    #[command(flatten)]
    by: By,
}

/// 利用済み回数の訂正 / Say how often somebody had used the scheme on paper: more came in, or
/// it was mistyped.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku registrant uses-before R-0001 12 --dry-run --by clerk-1 --municipality 102016"
)]
pub(crate) struct UsesBefore {
    /// 登録番号 / The city's own number
    registrant: RegistrantId,
    /// 登録した年度に紙の券などで使った回数の合計 / In all, in the fiscal year of the registration
    uses: u32,
    #[command(flatten)]
    trial: Trial,
    #[command(flatten)]
    by: By,
}

/// Whether to keep it.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Trial {
    /// 試行のみ / Say what it would come to, and keep nothing of it
    #[arg(long)]
    pub(super) dry_run: bool,
}

impl Registrant {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Show(command) => command.run(),
            Self::End(command) => {
                let what = (Standing::Ended, command.from, command.reason.parse()?);
                change_standing(&command.by, &command.registrant, what, command.trial)
            }
            Self::Readmit(command) => {
                let what = (Standing::Registered, command.from, command.reason.parse()?);
                change_standing(&command.by, &command.registrant, what, command.trial)
            }
            Self::Ground(command) => command.run(),
            Self::UsesBefore(command) => command.run(),
        }
    }
}

impl Show {
    fn run(&self) -> anyhow::Result<()> {
        let detail = self.by.ask(async |settlement, caller| {
            registry::show_registrant(settlement, caller, &self.registrant).await
        })?;
        output::show(self.by.common.json, &detail, || detail_text(&detail))
    }
}

fn change_standing(
    by: &By,
    id: &RegistrantId,
    (state, from, reason): (Standing, ServiceDate, StandingReason),
    trial: Trial,
) -> anyhow::Result<()> {
    let change = ChangeStanding {
        state,
        from,
        reason,
        dry_run: trial.dry_run,
    };
    let changed = by.ask(async |settlement, caller| {
        registry::change_standing(settlement, caller, id, &change).await
    })?;
    output::show(by.common.json, &changed, || {
        let what = format!(
            "登録者 / registrant: {id}\n状態 / state: {}、{from}から / from that day",
            standing(state)
        );
        changed_text(&what, &changed, trial)
    })
}

impl Ground {
    fn run(&self) -> anyhow::Result<()> {
        let change = ChangeGround {
            ground: self.kind.clone(),
            from: self.from,
            until: self.until,
            evidence: self.evidence.clone(),
            dry_run: self.trial.dry_run,
        };
        let changed = self.by.ask(async |settlement, caller| {
            registry::change_ground(settlement, caller, &self.registrant, &change).await
        })?;
        output::show(self.by.common.json, &changed, || {
            let what = format!(
                "登録者 / registrant: {}\n対象要件 / ground: {}、{}〜{}",
                self.registrant,
                self.kind,
                self.from,
                day(self.until)
            );
            changed_text(&what, &changed, self.trial)
        })
    }
}

impl UsesBefore {
    fn run(&self) -> anyhow::Result<()> {
        let change = ChangeUsesBefore {
            uses: self.uses,
            dry_run: self.trial.dry_run,
        };
        let changed = self.by.ask(async |settlement, caller| {
            registry::change_uses_before(settlement, caller, &self.registrant, &change).await
        })?;
        output::show(self.by.common.json, &changed, || {
            let what = format!(
                "登録者 / registrant: {}\n利用済み / uses on paper: {}回",
                self.registrant, self.uses
            );
            changed_text(&what, &changed, self.trial)
        })
    }
}

/// What was changed, and the claims that it reaches back to.
pub(super) fn changed_text(what: &str, changed: &Changed, trial: Trial) -> String {
    let done = match (changed.changed, trial.dry_run) {
        (false, _) => "変更なし(すでにそのとおりです) / nothing new: it was so already",
        (true, true) => "試行のみ。何も変更していません / tried only: nothing was kept",
        (true, false) => "入力しました / entered",
    };
    let mut text = format!("{what}\n{done}");
    if changed.count > 0 {
        text.push_str("\n\nさかのぼる助成 / claims that this reaches back to\n");
        let mut table = Table::new(&["利用日 Day", "乗車 Trip", ">タッチ Tap", ">金額(円) Yen"]);
        for claim in &changed.touched {
            table.row(vec![
                claim.service_date.to_string(),
                claim.trip.to_string(),
                claim.ordinal.to_string(),
                claim.decided_yen.to_string(),
            ]);
        }
        let (count, yen) = (changed.count, changed.total_yen);
        return format!(
            "{text}{table}合計 / together: {count}件、{yen}円 / yen\n判定した助成は変わりません。審査で決定してください(mytaku review list) / what was decided stands until somebody decides otherwise",
        );
    }
    text
}

fn detail_text(detail: &RegistrantDetail) -> String {
    let mut grounds = Table::new(&[
        "対象要件 Ground",
        "開始 From",
        "終了 Until",
        "確認方法 Evidence",
        "入力 Entered",
    ]);
    for ground in &detail.grounds {
        grounds.row(vec![
            ground.ground.clone(),
            ground.from.to_string(),
            day(ground.until),
            ground.evidence.clone().unwrap_or_else(|| "—".into()),
            ground.entered_at.to_string(),
        ]);
    }
    let text = format!(
        "登録者 / registrant: {}\n登録日 / registered on: {}\n状態 / state: {}\n利用済み / uses on paper: {}回\n\n{grounds}",
        detail.registrant,
        detail.registered_on,
        standing(detail.state),
        detail.uses_before,
    );
    let mut tables = vec![text];
    if !detail.uses_entries.is_empty() {
        tables.push(uses_table(&detail.uses_entries));
    }
    if !detail.standings.is_empty() {
        tables.push(standings_table(&detail.standings));
    }
    tables.push(card_table(&detail.credentials));
    tables.join("\n")
}

fn uses_table(entries: &[UsesEntry]) -> String {
    let mut table = Table::new(&[">利用済み(回) Uses on paper", "入力 Entered", "入力者 By"]);
    for entry in entries {
        table.row(vec![
            entry.uses.to_string(),
            entry.entered_at.to_string(),
            entry.entered_by.to_string(),
        ]);
    }
    table.to_string()
}

fn standings_table(entries: &[StandingEntry]) -> String {
    let mut standings = Table::new(&[
        "異動日 From",
        "状態 State",
        "事由 Reason",
        "入力 Entered",
        "入力者 By",
    ]);
    for entry in entries {
        standings.row(vec![
            entry.from.to_string(),
            standing(entry.state).into(),
            entry.reason.to_string(),
            entry.entered_at.to_string(),
            entry.entered_by.to_string(),
        ]);
    }
    standings.to_string()
}

fn card_table(cards: &[CredentialDetail]) -> String {
    if cards.is_empty() {
        return "カードは登録されていません / No card is linked.".into();
    }
    let mut table = Table::new(&[
        ">番号 Card",
        "状態 State",
        "種類 Kind",
        "登録 Linked",
        "方法 How",
        "有効期限 Valid until",
        "指紋 Fingerprint",
    ]);
    for (number, card) in (1..).zip(cards) {
        table.row(vec![
            number.to_string(),
            super::card::state(card.state).into(),
            card.kind.to_string(),
            card.linked_at.to_string(),
            card.linked_how.clone(),
            card.valid_until
                .map_or_else(|| "—".into(), |until| until.to_string()),
            card.fingerprint.to_string(),
        ]);
    }
    table.to_string()
}

const fn standing(state: Standing) -> &'static str {
    match state {
        Standing::Registered => "登録 registered",
        Standing::Ended => "終了 ended",
    }
}

fn day(day: Option<ServiceDate>) -> String {
    day.map_or_else(|| "—".into(), |day| day.to_string())
}
