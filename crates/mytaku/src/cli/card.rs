//! `mytaku card`: a registrant's card is shut out, or let in again, which need not be at
//! hand, as a lost one is not; and whose a card is, where it was linked wrongly.

use clap::{Args, Subcommand};
use domain::{CredentialState, Digest, OwnerReason, RegistrantId, Timestamp};
use settlement::registry;
use wire::api::{ChangeOwnCredential, ChangeOwner, ChangedOwner};

use super::by::By;
use super::registrant::{Trial, changed_text};
use crate::output;

/// 登録カード / Cards of registrants: lost, found, replaced, revoked.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  mytaku card lost R-0001 --by clerk-1 --municipality 102016")]
pub(crate) enum Card {
    /// 紛失 / A card was lost or stolen: it is shut out.
    #[command(
        after_help = "Example:\n  mytaku card lost R-0001 --from 2026-11-10T18:00:00+09:00 --by clerk-1 --municipality 102016"
    )]
    Lost(Change),
    /// 利用可 / A card was found: it may be used again.
    #[command(
        after_help = "Example:\n  mytaku card usable R-0001 --by clerk-1 --municipality 102016"
    )]
    Usable(Change),
    /// 交換済み / Another card was issued in its place.
    #[command(
        after_help = "Example:\n  mytaku card replaced R-0001 --card 1 --by clerk-1 --municipality 102016"
    )]
    Replaced(Change),
    /// 失効 / Its certificate was revoked by its issuer.
    #[command(
        after_help = "Example:\n  mytaku card revoked R-0001 --by clerk-1 --municipality 102016"
    )]
    Revoked(Change),
    /// 持ち主の訂正 / A card was linked to the wrong registrant: it is another's, or nobody's.
    #[command(
        after_help = "Example:\n  mytaku card owner FINGERPRINT --of R-0002 --reason wrong_registrant --by clerk-1 --municipality 102016 --dry-run"
    )]
    Owner(Correction),
}

/// Which card, and whose it is.
#[derive(Debug, Args)]
pub(crate) struct Correction {
    /// カードの指紋 / The card, by its fingerprint, as mytaku registrant show and the refusal at the desk tell it
    fingerprint: Digest,
    /// 正しい登録者 / Whose it is
    #[arg(long, value_name = "REGISTRANT", required_unless_present = "of_nobody")]
    of: Option<RegistrantId>,
    /// 登録者なし / Of nobody known here: the desk may register it anew
    #[arg(long, conflicts_with = "of")]
    of_nobody: bool,
    #[arg(
        long,
        value_name = "CODE",
        help = "事由 / Why: wrong_registrant (登録番号の取り違え), wrong_card (カードの取り違え), wrong_import (ファイルの誤り)"
    )]
    reason: OwnerReason,
    #[command(flatten)]
    trial: Trial,
    #[command(flatten)]
    by: By,
}

/// Whose card, which one, and since when.
#[derive(Debug, Args)]
pub(crate) struct Change {
    /// 登録番号 / The city's own number of whose card it is
    registrant: RegistrantId,
    /// カードの番号 / Which card, as mytaku registrant show numbers them; not needed where one alone can be meant
    #[arg(long, value_name = "NUMBER")]
    card: Option<usize>,
    /// いつから / Since when; absent: from now on
    #[arg(long, value_name = "TIME")]
    from: Option<Timestamp>,
    #[command(flatten)]
    trial: Trial,
    #[command(flatten)]
    by: By,
}

impl Card {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Lost(change) => change.run(CredentialState::Lost),
            Self::Usable(change) => change.run(CredentialState::Usable),
            Self::Replaced(change) => change.run(CredentialState::Replaced),
            Self::Revoked(change) => change.run(CredentialState::Revoked),
            Self::Owner(correction) => correction.run(),
        }
    }
}

impl Change {
    fn run(&self, to: CredentialState) -> anyhow::Result<()> {
        let change = ChangeOwnCredential {
            number: self.card,
            state: to,
            from: self.from,
            dry_run: self.trial.dry_run,
        };
        let changed = self.by.ask(async |settlement, caller| {
            registry::change_own_credential(settlement, caller, &self.registrant, &change).await
        })?;
        output::show(self.by.common.json, &changed, || {
            let from = self
                .from
                .map_or_else(|| "今 / now".into(), |from| from.to_string());
            let what = format!(
                "登録者 / registrant: {}\nカード / card: {}枚目、指紋 / fingerprint {}\n状態 / state: {}、{from}から / from then on",
                self.registrant,
                changed.number,
                changed.fingerprint,
                state(to),
            );
            changed_text(&what, &changed.changed, self.trial)
        })
    }
}

impl Correction {
    fn run(&self) -> anyhow::Result<()> {
        let change = ChangeOwner {
            registrant: self.of.clone(),
            reason: self.reason,
            dry_run: self.trial.dry_run,
        };
        let changed = self.by.ask(async |settlement, caller| {
            registry::change_owner(settlement, caller, self.fingerprint, &change).await
        })?;
        output::show(self.by.common.json, &changed, || {
            changed_text(&self.told(&changed), &changed.changed, self.trial)
        })
    }

    fn told(&self, changed: &ChangedOwner) -> String {
        let mut text = format!(
            "カード / card: {}\n持ち主 / owner: {} → {}",
            listed(&changed.cards),
            owner(changed.before.as_ref()),
            owner(self.of.as_ref()),
        );
        for (what, cards) in [
            ("利用可に戻るカード / usable again", &changed.restored),
            ("交換済みになるカード / replaced", &changed.replaced),
        ] {
            if !cards.is_empty() {
                text = format!("{text}\n{what}: {}", listed(cards));
            }
        }
        text
    }
}

fn listed(cards: &[Digest]) -> String {
    let cards: Vec<String> = cards.iter().map(ToString::to_string).collect();
    cards.join("、")
}

fn owner(of: Option<&RegistrantId>) -> String {
    of.map_or_else(|| "なし nobody".into(), ToString::to_string)
}

pub(super) const fn state(state: CredentialState) -> &'static str {
    match state {
        CredentialState::Usable => "利用可 usable",
        CredentialState::Lost => "紛失 lost",
        CredentialState::Revoked => "失効 revoked",
        CredentialState::Replaced => "交換済み replaced",
    }
}
