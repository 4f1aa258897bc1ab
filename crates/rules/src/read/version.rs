//! One `[[version]]`: its rules, section by section, and what must hold between
//! them.
//!
//! Each function reads every key before it gives up, so that all problems of a
//! section are noted in one go.

use std::ops::Range;

use domain::{Digest, MunicipalityCode, ServiceDate};

use super::section::{Section, doc};
use super::who::Declared;
use super::{VersionRead, amount, canonical, example, fare, limit, place, terms, value, who};
use crate::problem::Finding;
use crate::{
    Amount, Area, Assurances, ComputedFrom, Day, DaysOff, Eligibility, Hours, HoursBy, Instrument,
    Limit, Offline, Refund, Rules, Settlement, Sharing, Step, Treatment, Unit, UsesPolicy, Verb,
    Version,
};

/// `home` is the scheme's own municipality, where examples take place unless
/// they say otherwise.
pub(super) fn version(
    section: &mut Section<'_>,
    home: Option<MunicipalityCode>,
) -> Option<VersionRead> {
    let from = section.required(
        "from",
        value::date(),
        doc("この日から有効", "in force from this day on"),
    );
    let until = section.optional(
        "until",
        value::date(),
        doc(
            "この日まで有効。書かなければ、次の版が始まる日の前日まで",
            "in force until this day, included; absent: until the next version begins",
        ),
    );
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        section.note(Finding::new(
            section.span_of("until"),
            format!("終わりの日{until}が始まりの日{from}より前です。"),
            format!("the version ends on {until}, before it begins on {from}"),
        ));
    }
    let read = rules(section);
    let context = example::Context::of(from, home, read.as_ref().map(|read| &read.rules));
    let examples = section.tables(
        "example",
        0,
        doc(
            "計算例。1つでも合わないファイルは使えない",
            "worked examples; a file with a failing one does not load",
        ),
        |section| example::example(section, &context),
    );
    let digest = section.table_digest(canonical::digest);
    let (from, read) = (from?, read?);
    Some(VersionRead {
        version: Version {
            name: from.to_string(),
            from,
            until,
            digest: digest.unwrap_or(Digest::of("")),
            rules: read.rules,
            because: Vec::new(),
            examples: examples.iter().map(|read| read.example.clone()).collect(),
        },
        span: section.span(),
        from_span: section.span_of("from"),
        until_span: section.span_of("until"),
        amount_spans: read.amount_spans,
        instrument_spans: read.instrument_spans,
        examples,
    })
}

/// Rules, and where those stand that examples must show.
struct RulesRead {
    rules: Rules,
    amount_spans: Vec<Range<usize>>,
    instrument_spans: Vec<Range<usize>>,
}

fn rules(section: &mut Section<'_>) -> Option<RulesRead> {
    let counted_in = counted_in(section);
    let eligibility = section.table(
        "eligibility",
        doc("誰が対象か", "who may claim"),
        |section| Some(who::eligibility(section)),
    );
    let places = places(section);
    let fare = section.table(
        "fare",
        doc("運賃のどの部分が対象か", "which parts of the fare count"),
        fare::fare,
    );
    let discount = section.optional_table(
        "discount",
        doc(
            "障害者割引。なければ割引を計算しない",
            "the disability discount; absent: none is computed",
        ),
        fare::discount,
    );
    let payment = payment(section, eligibility.as_ref());
    let terms = terms(section, &payment.declared);
    let (amounts, amount_spans): (Vec<_>, Vec<_>) = payment.amounts.into_iter().unzip();
    let (instruments, instrument_spans) = payment.instruments.into_iter().unzip();
    Some(RulesRead {
        rules: Rules {
            unit: counted_in.unwrap_or_else(|| unit(&amounts)),
            eligibility: eligibility?,
            area: places.area,
            hours: places.hours,
            days_off: places.days_off,
            fare: fare?,
            discount,
            instruments,
            amounts,
            uses: payment.uses,
            sharing: terms.sharing?,
            limits: terms.limits,
            assurance: terms.assurance?,
            refund: terms.refund,
            computed_from: terms.computed_from.unwrap_or_default(),
            offline: terms.offline?,
            settlement: terms.settlement?,
        },
        amount_spans,
        instrument_spans,
    })
}

fn counted_in(section: &mut Section<'_>) -> Option<Unit> {
    section.optional(
        "counted_in",
        value::choice([
            value::word("uses", Unit::Use, "回", "uses"),
            value::word("tickets", Unit::Ticket, "枚（利用券）", "tickets"),
        ]),
        doc(
            "利用の数え方。書かなければ、ticket_yen の段があれば枚、なければ回",
            "how people count; absent: tickets where a step is `ticket_yen`, else uses",
        ),
    )
}

/// `area`, `hours`, `days_off`.
struct Places {
    area: Option<Area>,
    hours: Vec<Hours>,
    days_off: Option<DaysOff>,
}

fn places(section: &mut Section<'_>) -> Places {
    let area = section.optional_table(
        "area",
        doc(
            "どこの乗車が対象か。なければどこでも",
            "where a trip must lie; absent: anywhere",
        ),
        place::area,
    );
    let hours = section.one_or_more(
        "hours",
        doc(
            "何時の乗車が対象か。なければいつでも。曜日で違えば [[version.hours]] をいくつか",
            "at what time; absent: at any; several [[version.hours]] where it differs by day",
        ),
        place::hours,
    );
    let days_off = section.optional_table(
        "days_off",
        doc(
            "利用できない日。なければ毎日",
            "days without the scheme; absent: none",
        ),
        |section| Some(place::days_off(section)),
    );
    hours_on_a_day_off(section, &hours, days_off.as_ref());
    Places {
        area,
        hours,
        days_off,
    }
}

/// `instrument`, `amount`, `uses`: what is paid for which use.
struct Payment {
    instruments: Vec<(Instrument, Range<usize>)>,
    amounts: Vec<(Amount, Range<usize>)>,
    uses: Option<UsesPolicy>,
    /// What limits may refer to.
    declared: Declared,
}

fn payment(section: &mut Section<'_>, eligibility: Option<&Eligibility>) -> Payment {
    let instruments = section.tables(
        "instrument",
        0,
        doc(
            "券種。1種類だけなら書かない。乗客が言わなければ最初のもの",
            "kinds of ticket, where there are several; the first is meant unless the passenger says",
        ),
        |section| Some((who::instrument(section)?, section.span())),
    );
    let ids = instruments.iter().map(|(instrument, _)| &instrument.id);
    who::twice(section, "instrument", ids.clone().map(String::as_str));
    let grounds = eligibility.into_iter().flat_map(|it| &it.grounds);
    let declared = Declared {
        grounds: grounds.map(|ground| ground.id.clone()).collect(),
        instruments: ids.cloned().collect(),
    };
    let amounts = amount::amounts(section, &declared);
    let uses = section.optional_table(
        "uses",
        doc(
            "1回の乗車で何回分（何枚）も使えるときの扱い。使えるなら要り、使えないなら書かない",
            "where a trip may take several uses; needed there, and only there",
        ),
        terms::uses,
    );
    uses_policy_fits(section, &amounts);
    Payment {
        instruments,
        amounts,
        uses,
        declared,
    }
}

/// The sections that say what happens beside the amount.
struct Terms {
    sharing: Option<Sharing>,
    limits: Vec<Limit>,
    assurance: Option<Assurances>,
    refund: Option<Refund>,
    computed_from: Option<ComputedFrom>,
    offline: Option<Offline>,
    settlement: Option<Settlement>,
}

fn terms(section: &mut Section<'_>, declared: &Declared) -> Terms {
    let terms = Terms {
        sharing: section.table(
            "sharing",
            doc(
                "登録者が何人かで乗るとき",
                "where several registrants ride together",
            ),
            terms::sharing,
        ),
        limits: limit::limits(section, declared),
        assurance: section.table(
            "assurance",
            doc(
                "カードの確認の強さごとの扱い",
                "what each level of assurance may do",
            ),
            terms::assurance,
        ),
        refund: section.optional_table(
            "refund",
            doc(
                "タッチしなかった乗車の、後からの申請（償還払い）。なければ受けない",
                "a subsidy asked for afterwards, without a tap; absent: none",
            ),
            terms::refund,
        ),
        computed_from: section.optional_table(
            "other_schemes",
            doc(
                "同じ乗車にほかの事業も助成するとき。なければ運賃の全体から計算",
                "where another scheme pays part of the same trip; absent: from the whole fare",
            ),
            terms::other_schemes,
        ),
        offline: section.table(
            "offline",
            doc("通信できない間の乗車", "trips decided without a network"),
            terms::offline,
        ),
        settlement: section.table(
            "settlement",
            doc("締め、支払、税", "closing, payment, tax"),
            terms::settlement,
        ),
    };
    if let Some(assurance) = terms.assurance {
        something_can_be_paid(section, assurance, terms.refund.is_some());
    }
    terms
}

/// Tickets where an amount is so much a ticket.
fn unit(amounts: &[Amount]) -> Unit {
    let by_ticket = |step: &Step| matches!(step.verb, Verb::TicketYen(_));
    let mut steps = amounts.iter().flat_map(|amount| &amount.steps);
    if steps.any(by_ticket) {
        Unit::Ticket
    } else {
        Unit::Use
    }
}

/// Hours on days that are all off can never apply.
fn hours_on_a_day_off(section: &Section<'_>, hours: &[Hours], off: Option<&DaysOff>) {
    let days_off: &[Day] = off.map_or(&[], |off| &off.days);
    // A night belongs to the day it began on, and so may an alighting.
    let are_off = |hours: &&Hours| {
        !hours.days.is_empty()
            && hours.from <= hours.until
            && hours.counted_by == HoursBy::Boarding
            && hours.days.iter().all(|day| days_off.contains(day))
    };
    if hours.iter().any(|hours| are_off(&hours)) {
        section.note(Finding::new(
            section.span_of("hours"),
            "休みの日だけの時間があり、当たることがありません。",
            "there are hours on days off only, which can never apply",
        ));
    }
}

fn uses_policy_fits(section: &Section<'_>, amounts: &[(Amount, Range<usize>)]) {
    let several = amounts.iter().find(|(amount, _)| amount.uses.most() > 1);
    if let Some((_, span)) = several.filter(|_| !section.has("uses")) {
        section.note(Finding::new(
            span.clone(),
            "1回の乗車で何回分（何枚）も使えるのに、そのときの扱い [version.uses] がありません。",
            "a trip may take several uses, but [version.uses] does not say what happens then",
        ));
    }
    if several.is_none() && !amounts.is_empty() && section.has("uses") {
        section.note(Finding::new(
            section.span_of("uses"),
            "1回の乗車で使うのはいつも1回分（1枚）で、[version.uses] が当たることはありません。",
            "a trip always takes one use, so that [version.uses] can never apply",
        ));
    }
}

fn something_can_be_paid(section: &Section<'_>, assurance: Assurances, has_refund: bool) {
    let levels = [assurance.a0, assurance.a1, assurance.a2, assurance.a3];
    if !has_refund && levels.iter().all(|level| *level == Treatment::Refuse) {
        section.note(Finding::new(
            section.span_of("assurance"),
            "どの確認の強さでも助成しないため、助成が出ることがありません。",
            "every level of assurance is refused, so that nothing can ever be paid",
        ));
    }
}

impl example::Context {
    fn of(
        from: Option<ServiceDate>,
        home: Option<MunicipalityCode>,
        rules: Option<&Rules>,
    ) -> Self {
        let ground = rules.and_then(|rules| rules.eligibility.grounds.first());
        let eligibility = rules.into_iter().map(|rules| &rules.eligibility);
        let all = eligibility.flat_map(|it| it.grounds.iter().chain(&it.excluded_by));
        let area = rules.and_then(|rules| rules.area.as_ref()?.municipalities.first());
        Self {
            from,
            home: area.copied().or(home),
            ground: ground.map(|ground| ground.id.clone()),
            declared: all.map(|ground| ground.id.clone()).collect(),
        }
    }
}
