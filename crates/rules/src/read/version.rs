//! One `[[version]]`: its rules, section by section.
//!
//! Each function reads every key before it gives up, so that all problems of a
//! section are noted in one go.

use domain::{MunicipalityCode, ServiceDate};
use toml::de::DeValue;

use super::amount::{alone, discount, several_uses, shared};
use super::section::Section;
use super::value::{self, Wanted, choice, count, flag, list, some, text, time};
use super::{ExampleRead, VersionRead, example, municipality};
use crate::problem::Finding;
use crate::{
    Area, AreaMatch, Assurances, CityPart, Counts, Eligibility, FarePart, Ground, GroundsEnd,
    Hours, HoursBy, Limit, Limits, LossBearer, MidYear, Rules, Settlement, Treatment, Version,
};

/// More than one a waking hour, every day of a year.
const LIMIT_MAX: u32 = 9_999;

/// `home` is the scheme's own municipality, where examples take place unless
/// they say otherwise.
pub(super) fn version(
    section: &mut Section<'_>,
    home: Option<MunicipalityCode>,
) -> Option<VersionRead> {
    let from = section.required("from", value::date);
    let from_span = section.span_of("from");
    let rules = rules(section);
    let context = example::Context {
        from,
        home,
        ground: rules
            .as_ref()
            .and_then(|rules| rules.eligibility.grounds.first())
            .map(|ground| ground.id.clone()),
    };
    let examples = section.tables("example", |section| example::example(section, &context));
    let from = from?;
    Some(VersionRead {
        version: into_version(from, rules?, &examples),
        span: section.span(),
        from_span,
        examples,
    })
}

fn into_version(from: ServiceDate, rules: Rules, examples: &[ExampleRead]) -> Version {
    Version {
        name: from.to_string(),
        from,
        rules,
        because: Vec::new(),
        examples: examples.iter().map(|read| read.example.clone()).collect(),
    }
}

fn rules(section: &mut Section<'_>) -> Option<Rules> {
    let eligibility = section.table("eligibility", eligibility);
    let area = section.table("area", area);
    let hours = section.optional_table("hours", hours);
    let fare_parts = section.table("fare", fare);
    let discount = section.optional_table("discount", discount);
    let limits = section.table("limits", |section| Some(limits(section)));
    let alone = section.table("alone", alone);
    let shared = section.table("shared", shared);
    let several_uses = section.optional_table("several_uses", several_uses);
    let assurance = section.table("assurance", assurance);
    let loss_bearer = section.table("offline", offline);
    let settlement = section.table("settlement", settlement);
    Some(Rules {
        eligibility: eligibility?,
        area: area?,
        hours,
        fare_parts: fare_parts?,
        discount,
        limits: limits?,
        alone: alone?,
        shared: shared?,
        several_uses,
        assurance: assurance?,
        loss_bearer: loss_bearer?,
        settlement: settlement?,
    })
}

fn eligibility(section: &mut Section<'_>) -> Option<Eligibility> {
    let grounds = section.tables("grounds", ground);
    if grounds.is_empty() {
        section.note(Finding::new(
            section.span_of("grounds"),
            "対象要件 `grounds` が1つもありません。",
            "there is not one ground in `grounds`",
        ));
    }
    let excluded_by = section.tables("excluded_by", ground);
    let grounds_end = section.required("grounds_end", grounds_end);
    Some(Eligibility {
        grounds,
        excluded_by,
        grounds_end: grounds_end?,
    })
}

fn ground(section: &mut Section<'_>) -> Option<Ground> {
    let id = section.required("id", text);
    let ja = section.required("ja", text);
    let en = section.required("en", text);
    Some(Ground {
        id: id?,
        ja: ja?,
        en: en?,
    })
}

/// `"by_register"` or `{ after_months = 12 }`.
fn grounds_end(value: &DeValue<'_>) -> Result<GroundsEnd, Wanted> {
    let wanted = || {
        Wanted::new(
            "\"by_register\" か { after_months = 12 }",
            "\"by_register\" or { after_months = 12 }",
        )
    };
    if value.as_str() == Some("by_register") {
        return Ok(GroundsEnd::ByRegister);
    }
    let table = value.as_table().filter(|table| table.len() == 1);
    let months = table
        .and_then(|table| table.iter().next())
        .filter(|(key, _)| key.get_ref().as_ref() == "after_months")
        .ok_or_else(wanted)?
        .1;
    count(1..=1_200)(months.get_ref()).map(GroundsEnd::AfterMonths)
}

fn area(section: &mut Section<'_>) -> Option<Area> {
    let municipalities = section.required("municipalities", some(municipality));
    let within = section.required(
        "within",
        choice(&[
            ("either_end", AreaMatch::EitherEnd),
            ("both_ends", AreaMatch::BothEnds),
        ]),
    );
    Some(Area {
        municipalities: municipalities?,
        within: within?,
    })
}

fn hours(section: &mut Section<'_>) -> Option<Hours> {
    let from = section.required("from", time);
    let until = section.required("until", time);
    let until_included = section.required("until_included", flag);
    let counted_by = section.required(
        "counted_by",
        choice(&[
            ("boarding", HoursBy::Boarding),
            ("alighting", HoursBy::Alighting),
        ]),
    );
    Some(Hours {
        from: from?,
        until: until?,
        until_included: until_included?,
        counted_by: counted_by?,
    })
}

fn fare(section: &mut Section<'_>) -> Option<Vec<FarePart>> {
    let part = choice(&[
        ("meter", FarePart::Meter),
        ("pickup", FarePart::Pickup),
        ("toll", FarePart::Toll),
        ("other", FarePart::Other),
    ]);
    let parts = section.required("counts", some(part))?;
    let twice = (1..parts.len()).any(|end| {
        let (before, after) = parts.split_at(end);
        after.first().is_some_and(|part| before.contains(part))
    });
    if twice {
        section.note(Finding::new(
            section.span_of("counts"),
            "`counts` に同じものが2回あります。",
            "`counts` names a part twice",
        ));
    }
    Some(parts)
}

fn limits(section: &mut Section<'_>) -> Limits {
    let day = section.optional_table("day", limit);
    let month = section.optional_table("month", limit);
    let fiscal_year = section.optional_table("fiscal_year", |section| {
        let mid_year = section.required(
            "mid_year_registration",
            choice(&[("full", MidYear::Full), ("by_month", MidYear::ByMonth)]),
        );
        let limit = limit(section);
        Some((limit?, mid_year?))
    });
    Limits {
        day,
        month,
        fiscal_year: fiscal_year.map(|(limit, _)| limit),
        mid_year: fiscal_year.map_or(MidYear::Full, |(_, mid_year)| mid_year),
    }
}

fn limit(section: &mut Section<'_>) -> Option<Limit> {
    let most = section.required("most", count(1..=LIMIT_MAX));
    let counts = section.required(
        "counts",
        choice(&[("uses", Counts::Uses), ("trips", Counts::Trips)]),
    );
    Some(Limit {
        most: most?,
        counts: counts?,
    })
}

fn assurance(section: &mut Section<'_>) -> Option<Assurances> {
    let treatments = [
        ("pay", Treatment::Pay),
        ("pay_and_sample", Treatment::PayAndSample),
        ("hold", Treatment::Hold),
        ("refuse", Treatment::Refuse),
    ];
    let a0 = section.required("A0", choice(&treatments));
    let a1 = section.required("A1", choice(&treatments));
    let a2 = section.required("A2", choice(&treatments));
    let a3 = section.required("A3", choice(&treatments));
    Some(Assurances {
        a0: a0?,
        a1: a1?,
        a2: a2?,
        a3: a3?,
    })
}

fn offline(section: &mut Section<'_>) -> Option<LossBearer> {
    section.required(
        "over_limit_borne_by",
        choice(&[
            ("city", LossBearer::City),
            ("operator", LossBearer::Operator),
        ]),
    )
}

fn settlement(section: &mut Section<'_>) -> Option<Settlement> {
    // The months of mytaku are calendar months; the key keeps the choice in
    // sight and the file open to other closing days.
    let closes = section.required("closes", choice(&[("end_of_month", ())]));
    let pay_within_days = section.required("pay_within_days", count(1..=60));
    let city_part = section.required(
        "city_part",
        choice(&[
            ("consideration", CityPart::Consideration),
            ("grant", CityPart::Grant),
        ]),
    );
    closes?;
    Some(Settlement {
        pay_within_days: pay_within_days?,
        city_part: city_part?,
    })
}

/// A list of strings, for what is not checked against a vocabulary here.
pub(super) fn texts(value: &DeValue<'_>) -> Result<Vec<String>, Wanted> {
    list(text)(value)
}
