//! The trip of the grid in which nothing is special: one that both versions
//! would subsidise, where there is one.

use chrono::{Days, NaiveTime};
use domain::{Assurance, MunicipalityCode, ServiceDate, Yen};

use super::grid::{Both, next_where};
use super::trial;
use crate::{Note, Treatment, Version};

/// What a trip is where nothing is special about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ordinary {
    pub(super) on: ServiceDate,
    pub(super) at: NaiveTime,
    pub(super) home: MunicipalityCode,
    pub(super) assurance: Assurance,
    pub(super) base_fare: Yen,
}

/// The commonest first.
pub(super) const LEVELS: [Assurance; 4] =
    [Assurance::A2, Assurance::A3, Assurance::A1, Assurance::A0];

impl Ordinary {
    pub(super) fn of(a: &Version, b: &Version, home: Option<MunicipalityCode>) -> Self {
        let both = [a.rules(), b.rules()];
        let pays = |level: &Assurance| {
            both.iter()
                .all(|rules| rules.assurance.of(*level) != Treatment::Refuse)
        };
        // Where a terminal's own figure would hide that of the file, it says none.
        let has_base_fare = both.iter().any(|rules| rules.fare.base_fare.is_some());
        let at_first = Self {
            on: year_from(a.from().max(b.from())),
            at: NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default(),
            home: place(both).or(home).unwrap_or(MunicipalityCode::NOWHERE),
            assurance: LEVELS.into_iter().find(pays).unwrap_or(Assurance::A2),
            base_fare: Yen::new(if has_base_fare { 0 } else { 600 }),
        };
        at_first.when_open(a, b)
    }

    /// On the first day and at the first time that both versions are open.
    fn when_open(self, a: &Version, b: &Version) -> Self {
        let hours = [a, b]
            .into_iter()
            .flat_map(|version| &version.rules().hours);
        let times: Vec<NaiveTime> = [self.at]
            .into_iter()
            .chain(hours.map(|it| it.from))
            .collect();
        let at = |on: ServiceDate| {
            let open = |at: &NaiveTime| {
                [a, b].iter().all(|it| {
                    is_open(
                        it,
                        &Self {
                            on,
                            at: *at,
                            ..self
                        },
                    )
                })
            };
            times.iter().copied().find(open)
        };
        next_where(self.on, |on| at(on).is_some())
            .and_then(|on| {
                Some(Self {
                    on,
                    at: at(on)?,
                    ..self
                })
            })
            .unwrap_or(self)
    }
}

/// Whether it is neither a day off nor outside the hours of `version`.
pub(super) fn is_open(version: &Version, ordinary: &Ordinary) -> bool {
    let is_closed = |note: &Note<'_>| matches!(note, Note::DayOff | Note::OutsideHours { .. });
    trial::of_nobody(version, ordinary).is_some_and(|notes| !notes.iter().any(is_closed))
}

/// The first day of a fiscal year on or after `date`, so that nobody registers
/// in the middle of one.
fn year_from(date: ServiceDate) -> ServiceDate {
    let of_this = date.fiscal_year().first_date();
    if of_this == date {
        return date;
    }
    let in_next = of_this.date().checked_add_days(Days::new(366));
    in_next.map_or(of_this, |day| {
        ServiceDate::from_date(day).fiscal_year().first_date()
    })
}

/// A municipality of both areas, or else of the later, or the earlier.
fn place(both: Both<'_>) -> Option<MunicipalityCode> {
    let areas: Vec<_> = both
        .into_iter()
        .filter_map(|rules| rules.area.as_ref())
        .collect();
    let all = || areas.iter().rev().flat_map(|area| &area.municipalities);
    let in_each =
        |code: &&MunicipalityCode| areas.iter().all(|area| area.municipalities.contains(code));
    all().find(in_each).or_else(|| all().next()).copied()
}
