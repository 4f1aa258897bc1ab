//! Which trips two versions are compared by: modest in number, and enough for
//! every figure in either to have its say.

use chrono::{Days, NaiveTime, TimeDelta};
use domain::{MunicipalityCode, ServiceDate, Yen};

use super::circumstance::Circumstance;
use super::ordinary::{self, Ordinary};
use crate::{
    Amount, Condition, Day, Limit, MonthDay, Most, Range, Rules, Step, Treatment, UsesAllowed,
    Verb, Version,
};

/// The trips.
pub(super) struct Grid {
    /// Meter fares, ascending.
    pub(super) fares: Vec<Yen>,
    /// Grounds that both versions have.
    pub(super) grounds: Vec<String>,
    /// Those of them that are not enough by themselves, and the one that riders
    /// then have as well.
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
    let is_in_a = |id: &String| of_a.iter().any(|ground| ground.id == *id);
    let shared: Vec<String> = of_b
        .iter()
        .map(|it| it.id.clone())
        .filter(is_in_a)
        .collect();
    let suffices = |id: &String| {
        let all = grounds.into_iter().flatten();
        all.filter(|ground| ground.id == *id)
            .all(|ground| ground.suffices)
    };
    let enough = shared.iter().find(|id| suffices(id)).cloned();
    let not_enough = shared.iter().filter(|id| !suffices(id)).cloned().collect();
    Grid {
        fares: fares(both),
        grounds: shared,
        not_enough: (not_enough, enough),
        instruments: instruments(both),
        circumstances: circumstances(both, &ordinary),
        ordinary,
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

fn conditions(both: Both<'_>) -> impl Iterator<Item = &Condition> {
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

fn circumstances(both: Both<'_>, ordinary: &Ordinary) -> Vec<Circumstance> {
    let [a, b] = both;
    let mut all = vec![Circumstance::Ordinary];
    all.extend(limits(a, b));
    all.extend(times(both).into_iter().map(Circumstance::At));
    all.extend(days(both, ordinary.on));
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
    if a.refund != b.refund {
        all.push(Circumstance::Refunded);
    }
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

/// Both sides of each beginning and end, ascending.
fn times(both: Both<'_>) -> Vec<NaiveTime> {
    let minute = TimeDelta::minutes(1);
    let mut times: Vec<NaiveTime> = both
        .into_iter()
        .flat_map(|rules| &rules.hours)
        .flat_map(|hours| [hours.from, hours.until])
        .flat_map(|edge| {
            [
                edge.overflowing_sub_signed(minute).0,
                edge,
                edge.overflowing_add_signed(minute).0,
            ]
        })
        .collect();
    times.sort_unstable();
    times.dedup();
    times
}

/// One of each kind of day, month and date that either version names.
fn days(both: Both<'_>, from: ServiceDate) -> Vec<Circumstance> {
    let off = || both.into_iter().filter_map(|rules| rules.days_off.as_ref());
    let of_hours = both
        .into_iter()
        .flat_map(|rules| &rules.hours)
        .flat_map(|hours| &hours.days);
    let named = conditions(both).flat_map(|when| &when.days);
    let kinds = distinct(
        named
            .chain(of_hours)
            .chain(off().flat_map(|off| &off.days))
            .copied(),
    );
    let months = distinct(conditions(both).flat_map(|when| &when.months).copied());
    let each_year = off().flat_map(|off| &off.each_year);
    let ends = each_year.flat_map(|(first, last)| [*first, *last]);
    let dates = off().flat_map(|off| &off.dates).copied();
    let on_kind = |day: Day| {
        let date = next_where(from, |date| day.is(date))?;
        Some(Circumstance::OnSuchADay(day, date))
    };
    let in_month = |month: u32| {
        let first = next_on(from, MonthDay { month, day: 1 })?;
        let open = |date: ServiceDate| off().all(|off| !off.contains(date));
        Some(Circumstance::InMonth(month, next_where(first, open)?))
    };
    kinds
        .into_iter()
        .filter_map(on_kind)
        .chain(months.into_iter().filter_map(in_month))
        .chain(
            ends.filter_map(|day| next_on(from, day))
                .chain(dates)
                .map(Circumstance::On),
        )
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
