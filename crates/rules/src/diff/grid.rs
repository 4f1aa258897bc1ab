//! Which trips two versions are compared by: modest in number, and enough for
//! every figure in either to have its say.

use chrono::{Datelike as _, Days};
use domain::{MunicipalityCode, ServiceDate, Yen};

use super::circumstance::Circumstance;
use super::named;
use super::ordinary::{self, Ordinary};
use super::when::{State, whens};
use crate::{
    Amount, Condition, Ground, GroundEnds, Limit, MonthDay, Most, Range, Rules, Step, Treatment,
    UsesAllowed, Verb, Version,
};

/// The trips.
pub(super) struct Grid {
    /// Meter fares, ascending.
    pub(super) fares: Vec<Yen>,
    /// Grounds that either version has, those that both have first.
    pub(super) grounds: Vec<String>,
    /// How many of them both have.
    pub(super) shared: usize,
    /// Those of them that are not enough by themselves, and the one of both
    /// versions that riders then have as well.
    pub(super) not_enough: (Vec<String>, Option<String>),
    /// Kinds of ticket of either; none where neither has several.
    pub(super) instruments: Vec<Option<String>>,
    /// In what trips are special, the ordinary first.
    pub(super) circumstances: Vec<Circumstance>,
    /// The ordinary trip.
    pub(super) ordinary: Ordinary,
}

/// Both versions' rules.
pub(super) type Both<'r> = [&'r Rules; 2];

pub(super) fn grid(a: &Version, b: &Version, home: Option<MunicipalityCode>) -> Grid {
    let both = [a.rules(), b.rules()];
    let ordinary = Ordinary::of(a, b, home);
    let grounds = both.map(|rules| rules.eligibility.grounds.as_slice());
    let [of_a, of_b] = grounds;
    let has = |grounds: &[Ground], id: &str| grounds.iter().any(|ground| ground.id == id);
    let ids = distinct(of_b.iter().chain(of_a).map(|ground| ground.id.clone()));
    let (shared, of_one): (Vec<String>, Vec<String>) = ids
        .into_iter()
        .partition(|id| has(of_a, id) && has(of_b, id));
    let alone = |id: &String| -> Vec<bool> {
        let all = grounds.into_iter().flatten();
        all.filter(|ground| ground.id == *id)
            .map(|ground| ground.suffices)
            .collect()
    };
    let all = || shared.iter().chain(&of_one);
    let enough = shared
        .iter()
        .find(|id| !alone(id).contains(&false))
        .cloned();
    let not_enough: Vec<String> = all()
        .filter(|id| !alone(id).contains(&true))
        .cloned()
        .collect();
    Grid {
        fares: fares(both),
        not_enough: (not_enough, enough),
        shared: shared.len(),
        instruments: instruments(both),
        circumstances: circumstances(a, b, &ordinary),
        ordinary,
        grounds: shared.into_iter().chain(of_one).collect(),
    }
}

impl Grid {
    /// What the register holds for a rider who is to show what `ground` is worth.
    pub(super) fn held_with<'g>(&'g self, ground: &'g str) -> Vec<&'g str> {
        let (not_enough, enough) = &self.not_enough;
        let needs_another = not_enough.iter().any(|id| id == ground);
        let another = enough.as_deref().filter(|_| needs_another);
        [ground].into_iter().chain(another).collect()
    }

    /// Whether both versions have `ground`.
    pub(super) fn is_shared(&self, ground: &str) -> bool {
        self.grounds.iter().take(self.shared).any(|id| id == ground)
    }
}

/// Every 100 yen from 500 to 10,000, and both sides of each fare that either
/// version names.
fn fares(both: Both<'_>) -> Vec<Yen> {
    let mut fares: Vec<i64> = (5..=100).map(|hundreds| hundreds * 100).collect();
    for amount in amounts(both) {
        let named = amount
            .when
            .fare_yen
            .into_iter()
            .flat_map(edges)
            .map(i64::from);
        let by_uses = match &amount.uses {
            UsesAllowed::ByFare(tiers) => tiers.iter().map(|tier| tier.fare_from.get()).collect(),
            UsesAllowed::Range { .. } => Vec::new(),
        };
        let by_tiers = amount.steps.iter().flat_map(tiers);
        for edge in named.chain(by_uses).chain(by_tiers) {
            fares.extend([edge.saturating_sub(1), edge]);
        }
    }
    fares.retain(|fare| (1..=100_000).contains(fare));
    fares.sort_unstable();
    fares.dedup();
    fares.into_iter().map(Yen::new).collect()
}

fn tiers(step: &Step) -> Vec<i64> {
    match &step.verb {
        Verb::Tiers(tiers) => tiers.iter().map(|tier| tier.from.get()).collect(),
        _ => Vec::new(),
    }
}

fn amounts(both: Both<'_>) -> impl Iterator<Item = &Amount> {
    both.into_iter().flat_map(|rules| &rules.amounts)
}

pub(super) fn conditions(both: Both<'_>) -> impl Iterator<Item = &Condition> {
    amounts(both).map(|amount| &amount.when)
}

/// Where a range begins, and the first number after it.
fn edges(range: Range) -> Vec<u32> {
    let after = range.to.and_then(|to| to.checked_add(1));
    [Some(range.from), after].into_iter().flatten().collect()
}

fn instruments(both: Both<'_>) -> Vec<Option<String>> {
    let all = both.into_iter().flat_map(|rules| &rules.instruments);
    let found = distinct(all.map(|instrument| Some(instrument.id.clone())));
    if found.is_empty() { vec![None] } else { found }
}

/// In their order, without those that came before.
fn distinct<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut found = Vec::new();
    for item in items {
        if !found.contains(&item) {
            found.push(item);
        }
    }
    found
}

fn circumstances(before: &Version, after: &Version, ordinary: &Ordinary) -> Vec<Circumstance> {
    let (a, b) = (before.rules(), after.rules());
    let both = [a, b];
    let mut all = vec![Circumstance::Ordinary];
    all.extend(limits(a, b));
    let whens = whens(before, after, ordinary);
    all.extend(whens.into_iter().map(Circumstance::When));
    all.extend(months(before, after, ordinary));
    all.extend(dates(both, ordinary.on));
    all.extend(registrations(both));
    all.extend(also_held(both));
    all.extend(places(both, ordinary.home));
    let distances = conditions(both)
        .filter_map(|when| when.distance_m)
        .flat_map(edges);
    all.extend(distances.map(Circumstance::Distance));
    let persons = conditions(both)
        .filter_map(|when| when.persons)
        .flat_map(edges);
    let companions = persons.filter_map(|persons| u8::try_from(persons.checked_sub(1)?).ok());
    all.extend(
        companions
            .filter(|number| *number < 10)
            .map(Circumstance::Companions),
    );
    all.extend(assurances(a, b));
    all.extend(refunds(a, b));
    if a.discount != b.discount {
        all.push(Circumstance::Discounted);
    }
    let (counts, other) = (a.fare.counts, b.fare.counts);
    let extra = Yen::new(500);
    let parts = [
        (counts.pickup != other.pickup, Circumstance::Pickup(extra)),
        (counts.toll != other.toll, Circumstance::Toll(extra)),
        (counts.other != other.other, Circumstance::Other(extra)),
    ];
    all.extend(
        parts
            .into_iter()
            .filter_map(|(differs, it)| differs.then_some(it)),
    );
    distinct(all.into_iter())
}

/// Used up to each limit that is not in both, or not the same: to the lower.
fn limits(a: &Rules, b: &Rules) -> Vec<Circumstance> {
    let only_in = |one: &Rules, other: &Rules| -> Vec<Limit> {
        one.limits
            .iter()
            .filter(|limit| !other.limits.contains(limit))
            .cloned()
            .collect()
    };
    let (of_a, of_b) = (only_in(a, b), only_in(b, a));
    let all = || of_a.iter().chain(&of_b);
    let is_lower = |limit: &Limit| {
        let alike = all().filter(|it| it.period == limit.period && it.who == limit.who);
        let mut comparable = alike.filter_map(|it| figure_if_alike(it.most, limit.most));
        comparable.all(|other| figure(limit.most) <= other)
    };
    let lower = all().filter(|limit| is_lower(limit));
    let unit = b.unit;
    lower
        .map(|limit| Circumstance::Used(limit.period, limit.most, unit))
        .collect()
}

fn figure(most: Most) -> i64 {
    match most {
        Most::Count(number, _) => i64::from(number),
        Most::Yen(amount, _) => amount.get(),
    }
}

/// Of the same kind, a count or an amount.
fn figure_if_alike(one: Most, other: Most) -> Option<i64> {
    let is_count = |most| matches!(most, Most::Count(..));
    (is_count(one) == is_count(other)).then(|| figure(one))
}

/// One of each month that either version names, on a day and at a time that are
/// otherwise as the ordinary are.
fn months(a: &Version, b: &Version, ordinary: &Ordinary) -> Vec<Circumstance> {
    let usual = State::of(a, b, ordinary);
    let named = distinct(
        conditions([a.rules(), b.rules()])
            .flat_map(|when| &when.months)
            .copied(),
    );
    let in_month = |month: u32| {
        let first = next_on(ordinary.on, MonthDay { month, day: 1 })?;
        let is_usual = |on: ServiceDate| {
            let then = State::of(a, b, &Ordinary { on, ..*ordinary });
            on.date().month() == month && then.is_alike_but_for_months(&usual)
        };
        Some(Circumstance::InMonth(month, next_where(first, is_usual)?))
    };
    named.into_iter().filter_map(in_month).collect()
}

/// The dates that either version names as off.
fn dates(both: Both<'_>, from: ServiceDate) -> Vec<Circumstance> {
    let off = || both.into_iter().filter_map(|rules| rules.days_off.as_ref());
    let each_year = off().flat_map(|off| &off.each_year);
    let ends = each_year.flat_map(|(first, last)| [*first, *last]);
    let dates = off().flat_map(|off| &off.dates).copied();
    ends.filter_map(|day| next_on(from, day))
        .chain(dates)
        .map(Circumstance::On)
        .collect()
}

/// So long ago that grounds of either version have ended by themselves.
fn registrations(both: Both<'_>) -> Vec<Circumstance> {
    let grounds = both
        .into_iter()
        .flat_map(|rules| &rules.eligibility.grounds);
    let ends = grounds.filter_map(|ground| match ground.ends {
        GroundEnds::ByRegister => None,
        GroundEnds::AfterMonths(months) => {
            Some(Circumstance::RegisteredMonthsAgo(months.saturating_add(1)))
        }
        GroundEnds::EndOfFiscalYear => Some(Circumstance::RegisteredLastYear),
    });
    ends.collect()
}

/// What makes eligible or excludes in either version and not in the other.
fn also_held(both: Both<'_>) -> Vec<Circumstance> {
    let [a, b] = both.map(|rules| &rules.eligibility);
    let only_in = |one: &[Ground], other: &[Ground]| -> Vec<Ground> {
        let is_other = |ground: &&Ground| other.iter().all(|it| it.id != ground.id);
        one.iter().filter(is_other).cloned().collect()
    };
    [
        only_in(&a.grounds, &b.grounds),
        only_in(&b.grounds, &a.grounds),
        only_in(&a.excluded_by, &b.excluded_by),
        only_in(&b.excluded_by, &a.excluded_by),
    ]
    .iter()
    .flatten()
    .map(|ground| Circumstance::AlsoHolds(named(ground)))
    .collect()
}

/// Up to the earlier of the last days of both, and from there to the later.
fn refunds(a: &Rules, b: &Rules) -> Vec<Circumstance> {
    if a.refund == b.refund {
        return Vec::new();
    }
    let within = |rules: &Rules| rules.refund.map_or(0, |refund| refund.within_days);
    let (earlier, later) = (within(a).min(within(b)), within(a).max(within(b)));
    [(1, earlier), (earlier.saturating_add(1), later)]
        .into_iter()
        .filter(|(from, to)| from <= to)
        .map(|(from, to)| Circumstance::Refunded(from, to))
        .collect()
}

/// Within the next weeks.
pub(super) fn next_where(
    from: ServiceDate,
    holds: impl Fn(ServiceDate) -> bool,
) -> Option<ServiceDate> {
    let days = (0..62).filter_map(|days| from.date().checked_add_days(Days::new(days)));
    days.map(ServiceDate::from_date).find(|date| holds(*date))
}

fn next_on(from: ServiceDate, day: MonthDay) -> Option<ServiceDate> {
    let days = (0..1_462).filter_map(|days| from.date().checked_add_days(Days::new(days)));
    days.map(ServiceDate::from_date)
        .find(|date| MonthDay::of(date.date()) == day)
}

/// To, from and within each municipality that either names, and elsewhere.
fn places(both: Both<'_>, home: MunicipalityCode) -> Vec<Circumstance> {
    let areas = both.into_iter().filter_map(|rules| rules.area.as_ref());
    let of_areas = areas.flat_map(|area| &area.municipalities);
    let of_amounts =
        conditions(both).flat_map(|when| when.boarding_in.iter().chain(&when.alighting_in));
    let named = of_areas
        .chain(of_amounts)
        .copied()
        .chain([MunicipalityCode::NOWHERE]);
    let others = distinct(named.filter(|code| *code != home));
    let ways = |code| [(code, home), (home, code), (code, code)];
    let between = |(from, to)| Circumstance::Between(from, to);
    others.into_iter().flat_map(ways).map(between).collect()
}

fn assurances(a: &Rules, b: &Rules) -> Vec<Circumstance> {
    let is_paid = |rules: &Rules, level| rules.assurance.of(level) != Treatment::Refuse;
    let levels = ordinary::LEVELS
        .into_iter()
        .filter(|level| is_paid(a, *level) != is_paid(b, *level));
    levels.map(Circumstance::Assured).collect()
}
