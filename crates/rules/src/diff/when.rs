//! At which hours of which days the trips of the grid are tried.
//!
//! Days are cut at every edge of the hours of either version, so that all
//! moments of a stretch are decided alike; what is said of several stretches
//! names each of them, and never what lies between.

use chrono::{Datelike as _, Days, NaiveTime, TimeDelta, Timelike as _, Weekday};
use domain::{ServiceDate, is_national_holiday};

use super::grid::{Both, conditions};
use super::ordinary::{Ordinary, is_open};
use super::when_words;
use crate::facts::words::Words;
use crate::{Day, HoursBy, Version};

/// Stretches that come out alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct When {
    /// Each of them.
    pub(super) stretches: Vec<Stretch>,
    /// All kinds of day that were tried.
    pub(super) all: Vec<DayKind>,
    /// Whether rules look at the boarding.
    pub(super) boarding: bool,
    /// Whether rules look at the alighting.
    pub(super) alighting: bool,
    /// A day of the first of them.
    pub(super) on: ServiceDate,
    /// Its first moment.
    pub(super) at: NaiveTime,
}

/// Part of a kind of day, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) day: DayKind,
    pub(super) from: NaiveTime,
    /// The last minute.
    pub(super) until: NaiveTime,
}

/// A day of the week, on a holiday or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DayKind {
    pub(super) weekday: Weekday,
    pub(super) holiday: bool,
}

/// All that a moment decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    open: [bool; 2],
    /// Which conditions of amounts hold, of days and of months.
    conditions: Vec<[bool; 2]>,
}

impl State {
    pub(super) fn of(a: &Version, b: &Version, ordinary: &Ordinary) -> Self {
        let day_holds = |days: &[Day]| days.iter().any(|day| day.is(ordinary.on));
        let conditions = conditions([a.rules(), b.rules()]);
        Self {
            open: [is_open(a, ordinary), is_open(b, ordinary)],
            conditions: conditions
                .map(|when| {
                    let month = ordinary.on.date().month();
                    [day_holds(&when.days), when.months.contains(&month)]
                })
                .collect(),
        }
    }

    /// Whether both decide as to days, whatever the month.
    pub(super) fn is_alike_but_for_months(&self, other: &Self) -> bool {
        let days = |state: &Self| -> Vec<bool> {
            state.conditions.iter().map(|[days, _]| *days).collect()
        };
        self.open == other.open && days(self) == days(other)
    }
}

impl When {
    pub(super) fn words(&self) -> Words {
        when_words::of(self)
    }

    /// With the stretches of another that comes out alike.
    pub(super) fn and(&mut self, other: &Self) {
        self.stretches.extend(&other.stretches);
    }
}

/// One for each state that the hours and days named in either version make.
pub(super) fn whens(a: &Version, b: &Version, ordinary: &Ordinary) -> Vec<When> {
    let both = [a.rules(), b.rules()];
    let named = named_days(both);
    let hours = || both.into_iter().flat_map(|rules| &rules.hours);
    if named.is_empty() && hours().next().is_none() {
        return Vec::new();
    }
    let days = dates(both, ordinary, named.contains(&Day::NationalHoliday));
    let all: Vec<DayKind> = days.iter().map(|(kind, _)| *kind).collect();
    let alighting = hours().any(|it| it.counted_by == HoursBy::Alighting);
    let days_of_service = conditions(both).any(|when| !when.days.is_empty())
        || both.iter().any(|it| it.days_off.is_some());
    let boarding = days_of_service || hours().any(|it| it.counted_by == HoursBy::Boarding);
    let mut found: Vec<(State, When)> = Vec::new();
    for (day, on) in days {
        for (from, until) in stretches(both) {
            let state = |at| {
                State::of(
                    a,
                    b,
                    &Ordinary {
                        on,
                        at,
                        ..*ordinary
                    },
                )
            };
            let (first, last) = (state(from), state(until));
            // Only what was tried at both ends is told.
            if first != last {
                continue;
            }
            let stretch = Stretch { day, from, until };
            match found.iter_mut().find(|(state, _)| *state == first) {
                Some((_, when)) => when.stretches.push(stretch),
                None => found.push((
                    first,
                    When {
                        stretches: vec![stretch],
                        all: all.clone(),
                        boarding,
                        alighting,
                        on,
                        at: from,
                    },
                )),
            }
        }
    }
    found.into_iter().map(|(_, when)| when).collect()
}

fn named_days(both: Both<'_>) -> Vec<Day> {
    let of_hours = both.into_iter().flat_map(|rules| &rules.hours);
    let off = both.into_iter().filter_map(|rules| rules.days_off.as_ref());
    let of_amounts = conditions(both).flat_map(|when| &when.days);
    of_hours
        .flat_map(|hours| &hours.days)
        .chain(off.flat_map(|off| &off.days))
        .chain(of_amounts)
        .copied()
        .collect()
}

/// A date of each kind of day, in which nothing else is special: after a day
/// that is no holiday, in a month like the ordinary one, and not off by date.
fn dates(both: Both<'_>, ordinary: &Ordinary, holidays: bool) -> Vec<(DayKind, ServiceDate)> {
    let off_by_date = |on: ServiceDate| {
        let off = both.into_iter().filter_map(|rules| rules.days_off.as_ref());
        off.into_iter()
            .any(|off| off.contains(on) && !off.days.iter().any(|day| day.is(on)))
    };
    let months = |on: ServiceDate| -> Vec<bool> {
        let month = on.date().month();
        conditions(both)
            .map(|when| when.months.contains(&month))
            .collect()
    };
    let is_after_a_holiday =
        |on: ServiceDate| on.date().pred_opt().is_some_and(is_national_holiday);
    let is_plain = |on: &ServiceDate| {
        !is_after_a_holiday(*on) && !off_by_date(*on) && months(*on) == months(ordinary.on)
    };
    let mut found: Vec<(DayKind, ServiceDate)> = Vec::new();
    let far = if holidays { 1_462 } else { 62 };
    let coming = (0..far).filter_map(|days| ordinary.on.date().checked_add_days(Days::new(days)));
    for on in coming.map(ServiceDate::from_date).filter(is_plain) {
        let kind = DayKind {
            weekday: on.date().weekday(),
            holiday: is_national_holiday(on.date()),
        };
        let is_new = found.iter().all(|(known, _)| *known != kind);
        if is_new && (holidays || !kind.holiday) {
            found.push((kind, on));
        }
    }
    found.sort_by_key(|(kind, _)| (kind.holiday, kind.weekday.num_days_from_monday()));
    found
}

/// From each edge to the minute before the next.
fn stretches(both: Both<'_>) -> Vec<(NaiveTime, NaiveTime)> {
    let minute = TimeDelta::minutes(1);
    let after = |until: NaiveTime| {
        let sharp = until.with_second(0).unwrap_or(until);
        sharp.overflowing_add_signed(minute).0
    };
    let hours = both.into_iter().flat_map(|rules| &rules.hours);
    let mut edges: Vec<NaiveTime> = hours
        .flat_map(|hours| [hours.from, hours.until, after(hours.until)])
        .chain([NaiveTime::MIN])
        .collect();
    edges.sort_unstable();
    edges.dedup();
    let nexts = edges.iter().skip(1).map(Some).chain([None]);
    let until = |(from, next): (&NaiveTime, Option<&NaiveTime>)| {
        let next = next.copied().unwrap_or(NaiveTime::MIN);
        (*from, next.overflowing_sub_signed(minute).0.max(*from))
    };
    edges.iter().zip(nexts).map(until).collect()
}
