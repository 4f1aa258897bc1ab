//! `eligibility`, `instrument`, and for whom amounts and limits hold.

use toml::de::DeValue;

use super::range::range;
use super::section::{Section, doc};
use super::value::{Kind, Read, Wanted, count, flag, name, some, text};
use crate::problem::Finding;
use crate::vocabulary::{KeyShape, Shape, TableShape, Word};
use crate::{Eligibility, Ground, GroundEnds, Instrument, Who};

/// The names that other sections may refer to.
#[derive(Default)]
pub(super) struct Declared {
    pub(super) grounds: Vec<String>,
    pub(super) instruments: Vec<String>,
}

pub(super) fn eligibility(section: &mut Section<'_>) -> Eligibility {
    let ends = section
        .optional(
            "ends",
            ground_ends(),
            doc(
                "要件の終わり。要件ごとに書かなければこれによる。書かなければ登録簿の日付",
                "when grounds end, unless one says otherwise; absent: as the register says",
            ),
        )
        .unwrap_or(GroundEnds::ByRegister);
    let grounds = section.tables(
        "grounds",
        1,
        doc("対象要件。1つでも当たれば対象", "grounds; any one suffices"),
        |section| ground(section, ends),
    );
    let excluded_by = section.tables(
        "excluded_by",
        0,
        doc(
            "対象外とする要件。1つでも当たれば対象外",
            "exclusions; any one excludes, whatever the grounds",
        ),
        exclusion,
    );
    twice(
        section,
        "grounds",
        grounds
            .iter()
            .chain(&excluded_by)
            .map(|ground| ground.id.as_str()),
    );
    if !grounds.is_empty() && !grounds.iter().any(|ground| ground.suffices) {
        section.note(Finding::new(
            section.span_of("grounds"),
            "どの要件もそれだけでは対象にならず、助成が出ることがありません。",
            "no ground makes eligible by itself, so that nothing can ever be paid",
        ));
    }
    Eligibility {
        grounds,
        excluded_by,
    }
}

fn ground(section: &mut Section<'_>, ends: GroundEnds) -> Option<Ground> {
    let id = section.required(
        "id",
        name(),
        doc("登録簿と乗車での名前", "as register and trips call it"),
    );
    let (ja, en) = in_words(section);
    let own = section.optional(
        "ends",
        ground_ends(),
        doc("この要件の終わり", "when this one ends"),
    );
    let suffices = section.optional(
        "suffices",
        flag(),
        doc(
            "これだけで対象になるか。false なら、ほかの要件で対象の人の額や上限を変えるためだけの要件。書かなければ true",
            "whether it makes eligible by itself; false: it only changes amounts and limits of who is eligible on another ground; absent: true",
        ),
    );
    Some(Ground {
        id: id?,
        ja: ja?,
        en: en?,
        ends: own.unwrap_or(ends),
        suffices: suffices.unwrap_or(true),
    })
}

/// An exclusion lasts as long as the register says.
fn exclusion(section: &mut Section<'_>) -> Option<Ground> {
    let id = section.required(
        "id",
        name(),
        doc("登録簿と乗車での名前", "as register and trips call it"),
    );
    let (ja, en) = in_words(section);
    Some(Ground {
        id: id?,
        ja: ja?,
        en: en?,
        ends: GroundEnds::ByRegister,
        suffices: true,
    })
}

/// `ja` and `en`, which everything with a name of its own has.
pub(super) fn in_words(section: &mut Section<'_>) -> (Option<String>, Option<String>) {
    let ja = section.required("ja", text(), doc("日本語での説明", "in Japanese"));
    let en = section.required("en", text(), doc("英語での説明", "in English"));
    (ja, en)
}

/// `"by_register"`, `"end_of_fiscal_year"` or `{ after_months = 12 }`.
fn ground_ends() -> Kind<impl Fn(&DeValue<'_>) -> Read<GroundEnds>> {
    let months = count(1..=1_200);
    let words = [
        ("by_register", "登録簿の日付", "as the register says"),
        (
            "end_of_fiscal_year",
            "登録した年度の末",
            "with the fiscal year of registration",
        ),
    ]
    .map(|(word, ja, en)| Word {
        word,
        doc: doc(ja, en),
    });
    let after = KeyShape {
        name: "after_months",
        required: true,
        doc: doc("登録の日からの月数", "months after the day of registration"),
        shape: months.shape.clone(),
    };
    Kind {
        shape: Shape::OneOf(vec![
            Shape::Words(words.to_vec()),
            Shape::Table(TableShape { keys: vec![after] }),
        ]),
        read: move |value: &DeValue<'_>| {
            match value.as_str() {
                Some("by_register") => return Ok(GroundEnds::ByRegister),
                Some("end_of_fiscal_year") => return Ok(GroundEnds::EndOfFiscalYear),
                _ => {}
            }
            let table = value.as_table().filter(|table| table.len() == 1);
            let months_given = table
                .and_then(|table| table.iter().next())
                .filter(|(key, _)| key.get_ref().as_ref() == "after_months");
            let Some((_, given)) = months_given else {
                return Err(Wanted::new(
                    "\"by_register\"、\"end_of_fiscal_year\"、{ after_months = 12 } のどれか",
                    "\"by_register\", \"end_of_fiscal_year\" or { after_months = 12 }",
                ));
            };
            (months.read)(given.get_ref()).map(GroundEnds::AfterMonths)
        },
    }
}

pub(super) fn instrument(section: &mut Section<'_>) -> Option<Instrument> {
    let id = section.required("id", name(), doc("乗車での名前", "as trips call it"));
    let (ja, en) = in_words(section);
    let registrants = section.optional(
        "registrants",
        range(1),
        doc(
            "登録者が何人で乗るときに使えるか。書かなければ何人でも",
            "with how many registrants aboard it may be used; absent: with any number",
        ),
    );
    Some(Instrument {
        id: id?,
        ja: ja?,
        en: en?,
        registrants,
    })
}

/// The keys `grounds`, `without_grounds` and `instruments` of a condition.
pub(super) fn who(section: &mut Section<'_>, declared: &Declared) -> Who {
    let grounds = section.optional(
        "grounds",
        some(name()),
        doc(
            "このどれかの要件がある人",
            "those with any of these grounds",
        ),
    );
    let without_grounds = section.optional(
        "without_grounds",
        some(name()),
        doc("このどの要件もない人", "those with none of these grounds"),
    );
    let instruments = section.optional(
        "instruments",
        some(name()),
        doc(
            "このどれかの券種を使うとき",
            "where any of these kinds of ticket is offered",
        ),
    );
    let who = Who {
        grounds: grounds.unwrap_or_default(),
        without_grounds: without_grounds.unwrap_or_default(),
        instruments: instruments.unwrap_or_default(),
    };
    declared_only(section, "grounds", &who.grounds, &declared.grounds);
    declared_only(
        section,
        "without_grounds",
        &who.without_grounds,
        &declared.grounds,
    );
    declared_only(
        section,
        "instruments",
        &who.instruments,
        &declared.instruments,
    );
    if who
        .grounds
        .iter()
        .any(|id| who.without_grounds.contains(id))
    {
        section.note(Finding::new(
            section.span_of("without_grounds"),
            "`grounds` と `without_grounds` に同じ要件があり、誰にも当たりません。",
            "a ground stands in both `grounds` and `without_grounds`, so that this can never apply",
        ));
    }
    who
}

/// Refuses what is not declared: nobody can have it.
pub(super) fn declared_only(
    section: &Section<'_>,
    key: &'static str,
    used: &[String],
    declared: &[String],
) {
    for unknown in used.iter().filter(|id| !declared.contains(id)) {
        let finding = Finding::new(
            section.span_of(key),
            format!("`{unknown}` はこの版に書かれていないため、当たることがありません。"),
            format!("`{unknown}` is not declared in this version, so that this can never apply"),
        );
        let known = declared.join(", ");
        section.note(if known.is_empty() {
            finding
        } else {
            finding.expected(
                format!("この版にあるもの: {known}"),
                format!("declared are: {known}"),
            )
        });
    }
}

/// Refuses an id that is given twice: the second could never be meant.
pub(super) fn twice<'i>(
    section: &Section<'_>,
    key: &'static str,
    ids: impl Iterator<Item = &'i str>,
) {
    let mut seen = Vec::new();
    for id in ids {
        if seen.contains(&id) {
            section.note(Finding::new(
                section.span_of(key),
                format!("`{id}` が2回あります。後のものは当たることがありません。"),
                format!("`{id}` is there twice; the second can never apply"),
            ));
        }
        seen.push(id);
    }
}
