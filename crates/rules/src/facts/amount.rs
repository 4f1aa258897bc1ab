//! `amount`: how much is paid, rule after rule.

use domain::MunicipalityCode;

use super::step::steps;
use super::words::{Speech, days, month_en};
use super::{Said, said};
use crate::words::{Words, range};
use crate::{Amount, Condition, Day, Range};

pub(super) fn facts(speech: &Speech<'_>, amounts: &[Amount]) -> Vec<Said> {
    let mut facts = Vec::new();
    if amounts.len() > 1 {
        facts.push(said(
            "amount",
            "次の決まりを上から見て、はじめに当たるもので助成します。",
            "The first of these that applies decides.",
        ));
    }
    for amount in amounts {
        facts.extend(one(speech, amount));
    }
    facts
}

/// `uses` of an amount is told with the other rules of uses.
fn one(speech: &Speech<'_>, amount: &Amount) -> Vec<Said> {
    let Amount {
        id,
        ja,
        en,
        when,
        uses,
        steps: each,
    } = amount;
    let mut facts = vec![said(format!("amount.{id}"), ja.as_str(), en.as_str())];
    let (ja, en) = condition(speech, when);
    facts.push(said(
        format!("amount.{id}.when"),
        format!("条件: {ja}"),
        format!("When: {en}"),
    ));
    facts.extend(steps(speech, id, uses, each));
    facts
}

/// What must hold, all of it.
fn condition(speech: &Speech<'_>, when: &Condition) -> Words {
    let Condition {
        registrants,
        persons,
        fare_yen,
        distance_m,
        boarding_in,
        alighting_in,
        months,
        days,
        who,
    } = when;
    let parts: Vec<Words> = [
        bounded(
            *registrants,
            1,
            ("乗っている登録者が", "人"),
            "registrants aboard",
        ),
        bounded(
            *persons,
            1,
            ("乗客が、登録していない方も入れて", "人"),
            "persons aboard",
        ),
        bounded(*fare_yen, 0, ("運賃が", "円"), "fare in yen"),
        bounded(*distance_m, 0, ("距離が", "メートル"), "distance in metres"),
        at(speech, boarding_in, "乗車地", "boarded"),
        at(speech, alighting_in, "降車地", "alighted"),
        in_months(months),
        on_days(days),
    ]
    .into_iter()
    .flatten()
    .chain(speech.who(who))
    .collect();
    if parts.is_empty() {
        return ("なし（いつでも）".to_owned(), "always".to_owned());
    }
    let (ja, en): (Vec<String>, Vec<String>) = parts.into_iter().unzip();
    (ja.join("、かつ"), en.join(", and "))
}

fn bounded(within: Option<Range>, least: u32, ja: (&str, &str), en: &str) -> Option<Words> {
    let (what, measure) = ja;
    let (ja, number_en) = range(within?, least, measure);
    Some((format!("{what}{ja}"), format!("{en}: {number_en}")))
}

fn at(speech: &Speech<'_>, codes: &[MunicipalityCode], ja: &str, en: &str) -> Option<Words> {
    if codes.is_empty() {
        return None;
    }
    let (codes_ja, codes_en) = speech.municipalities(codes);
    Some((format!("{ja}が{codes_ja}"), format!("{en} in {codes_en}")))
}

fn in_months(months: &[u32]) -> Option<Words> {
    if months.is_empty() {
        return None;
    }
    let named = months
        .iter()
        .map(|month| (format!("{month}月"), month_en(*month)));
    let (ja, en): (Vec<String>, Vec<&str>) = named.unzip();
    Some((
        format!("{}の乗車", ja.join("・")),
        format!("in {}", en.join(", ")),
    ))
}

fn on_days(on: &[Day]) -> Option<Words> {
    if on.is_empty() {
        return None;
    }
    let (ja, en) = days(on);
    Some((format!("{ja}の乗車"), format!("on {en}")))
}
