//! Everything a version decides, as plain sentences that a citizen can read.
//!
//! One fact for each thing the file says, in the order of the file, under a key
//! that names its place there, so that two versions can be compared key by key.
//! Deliberately absent: how facts are laid out (`page`) and what a change of
//! them does to a passenger (`diff`).
//!
//! Every enum of the vocabulary is matched in full and every struct taken apart
//! by name: a new word or key does not compile until it has a sentence.

mod amount;
mod because;
mod fare;
pub(crate) mod limit;
mod place;
mod step;
mod terms;
mod uses;
mod who;
pub(crate) mod words;

pub(crate) use because::is_below;

use domain::MunicipalityCode;
use serde::Serialize;

use crate::{Rules, Scheme, Version};
use words::Speech;

/// One thing that a version decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// Under which heading it stands.
    pub group: Group,
    /// Its place in the file, such as `amount.alone.steps.1`. Facts whose key
    /// continues that of another belong below it.
    pub key: String,
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
    /// Why, in the file's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// What facts are about, in the order in which people ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Who may claim.
    Who,
    /// Where and when.
    WhereAndWhen,
    /// What of the fare counts, and the discount.
    Fare,
    /// How much is paid.
    Amount,
    /// Several uses on one trip.
    Uses,
    /// Several registrants on one trip.
    Sharing,
    /// How often, and for how much.
    Limits,
    /// How well a card must be proven, and refunds.
    CardAndRefund,
    /// Trips without a network, and settlement.
    OfflineAndSettlement,
}

impl Group {
    /// All, in order.
    pub const ALL: [Self; 9] = [
        Self::Who,
        Self::WhereAndWhen,
        Self::Fare,
        Self::Amount,
        Self::Uses,
        Self::Sharing,
        Self::Limits,
        Self::CardAndRefund,
        Self::OfflineAndSettlement,
    ];

    /// Its heading in Japanese.
    pub const fn ja(self) -> &'static str {
        match self {
            Self::Who => "対象となる方",
            Self::WhereAndWhen => "場所と日時",
            Self::Fare => "運賃と割引",
            Self::Amount => "助成の額",
            Self::Uses => "1回の乗車で使う回数",
            Self::Sharing => "何人かで乗るとき",
            Self::Limits => "利用の上限",
            Self::CardAndRefund => "カードの確認と、後からの申請",
            Self::OfflineAndSettlement => "通信できないときと、精算",
        }
    }

    /// Its heading in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Who => "Who may claim",
            Self::WhereAndWhen => "Where and when",
            Self::Fare => "Fare and discount",
            Self::Amount => "How much",
            Self::Uses => "Uses on one trip",
            Self::Sharing => "Riding together",
            Self::Limits => "How often",
            Self::CardAndRefund => "Card and refund",
            Self::OfflineAndSettlement => "Offline and settlement",
        }
    }
}

/// What `version` decides, group by group and within each in the order of the
/// file.
///
/// `home` is the municipality that the reader takes for granted, which is then
/// called 「この市町村」; every other is called by its code, as there is no table
/// of names here.
pub fn facts(version: &Version, home: Option<MunicipalityCode>) -> Vec<Fact> {
    let mut facts = of_rules(version.rules(), home);
    because::attach(&mut facts, version.because());
    facts
}

/// The same of a version of `scheme`, whose municipality the reader takes for
/// granted, with the reasons that earlier versions gave for what has not changed
/// since: a file says why where it first says so.
pub fn facts_with_history(scheme: &Scheme, version: &Version) -> Vec<Fact> {
    let home = scheme.municipality();
    let mut told: Vec<Fact> = Vec::new();
    for earlier in scheme
        .versions()
        .iter()
        .filter(|it| it.from() < version.from())
    {
        let before = std::mem::replace(&mut told, facts(earlier, home));
        because::inherit(&mut told, &before);
    }
    let mut latest = facts(version, home);
    because::inherit(&mut latest, &told);
    latest
}

fn of_rules(rules: &Rules, home: Option<MunicipalityCode>) -> Vec<Fact> {
    let Rules {
        // Told by `uses`, and heard in every sentence: it is in `Speech`.
        unit: _,
        eligibility,
        area,
        hours,
        days_off,
        fare,
        discount,
        instruments,
        amounts,
        uses,
        sharing,
        limits,
        assurance,
        refund,
        computed_from,
        offline,
        settlement,
    } = rules;
    let speech = Speech::of(rules, home);
    let mut facts = Facts(Vec::new());
    facts.group(Group::Who, who::eligibility(eligibility));
    facts.group(
        Group::WhereAndWhen,
        place::facts(&speech, area.as_ref(), hours, days_off.as_ref()),
    );
    facts.group(
        Group::Fare,
        fare::facts(fare, discount.as_ref(), *computed_from),
    );
    facts.group(Group::Amount, who::instruments(instruments));
    facts.group(Group::Amount, amount::facts(&speech, amounts));
    facts.group(Group::Uses, uses::facts(&speech, amounts, *uses));
    facts.group(Group::Sharing, terms::sharing(sharing));
    facts.group(Group::Limits, limit::facts(&speech, limits));
    facts.group(
        Group::CardAndRefund,
        terms::assurance(*assurance)
            .into_iter()
            .chain([terms::refund(*refund)])
            .collect(),
    );
    facts.group(
        Group::OfflineAndSettlement,
        terms::offline(*offline)
            .into_iter()
            .chain(terms::settlement(*settlement))
            .collect(),
    );
    facts.0
}

/// A sentence in both languages, and where it stands in the file.
struct Said {
    key: String,
    ja: String,
    en: String,
}

fn said(key: impl Into<String>, ja: impl Into<String>, en: impl Into<String>) -> Said {
    Said {
        key: key.into(),
        ja: ja.into(),
        en: en.into(),
    }
}

struct Facts(Vec<Fact>);

impl Facts {
    fn group(&mut self, group: Group, said: Vec<Said>) {
        let fact = |Said { key, ja, en }| Fact {
            group,
            key,
            ja,
            en,
            because: None,
        };
        self.0.extend(said.into_iter().map(fact));
    }
}
