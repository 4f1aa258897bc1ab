//! One trip of the grid, decided.

use chrono::{Days, Months};
use domain::{Fare, RegistrantId, ServiceDate, Trip, Yen};

use super::circumstance::Circumstance;
use super::ordinary::Ordinary;
use crate::decide::decide_by_version;
use crate::{Most, Note, Period, Rider, Tallies, Tally, Used, Version};

/// Who rides, and in what the trip is special.
pub(super) struct Trial<'t> {
    pub(super) ordinary: &'t Ordinary,
    /// The grounds of each.
    pub(super) grounds: Vec<&'t str>,
    pub(super) instrument: Option<&'t str>,
    /// How many registrants.
    pub(super) registrants: u32,
    pub(super) circumstance: &'t Circumstance,
}

/// What came of it, over all registrants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) subsidy: Yen,
    pub(super) passengers: Yen,
    pub(super) uses: u32,
}

/// More than a passenger would think of trying.
pub(super) const USES_TRIED: u32 = 6;

impl Trial<'_> {
    /// The most that the passengers can get by any number of uses they may
    /// offer, and by as few of them as that takes.
    ///
    /// None only where the trip is out of the calendar.
    pub(super) fn decide(&self, version: &Version, meter: Yen) -> Option<Figures> {
        let amounts = version.rules().amounts.iter();
        let most = amounts.map(|amount| amount.uses.most()).max().unwrap_or(1);
        let offers = (1..=most.min(USES_TRIED)).filter(|_| most > 1).map(Some);
        let offers = [None].into_iter().chain(offers);
        let results = offers.filter_map(|units| self.decide_with(version, meter, units));
        results.max_by_key(|result| (result.subsidy, std::cmp::Reverse(result.uses)))
    }

    /// What comes of it where each offers `units`; none: what the version takes by itself.
    pub(super) fn decide_with(
        &self,
        version: &Version,
        meter: Yen,
        units: Option<u32>,
    ) -> Option<Figures> {
        let trip = self.trip(meter)?;
        let outcome = decide_by_version(version, &trip, &self.riders(units)).ok()?;
        Some(Figures {
            subsidy: outcome.subsidy,
            passengers: outcome.passenger_pays,
            uses: outcome.awards.iter().map(|award| award.units).sum(),
        })
    }

    fn trip(&self, meter: Yen) -> Option<Trip> {
        let mut trip = ordinary_trip(self.ordinary, self.on(), meter)?;
        let fare = &mut trip.fare;
        match self.circumstance {
            Circumstance::When(when) => {
                let moment = when.on.at(when.at)?;
                (trip.boarded_at, trip.alighted_at) = (moment, moment);
            }
            Circumstance::Between(from, to) => {
                (trip.boarding_area, trip.alighting_area) = (*from, *to);
            }
            Circumstance::Distance(metres) => trip.distance_m = *metres,
            Circumstance::Companions(number) => trip.companions = *number,
            Circumstance::Discounted => fare.disability_discount = true,
            Circumstance::Pickup(yen) => fare.pickup_yen = *yen,
            Circumstance::Toll(yen) => fare.toll_yen = *yen,
            Circumstance::Other(yen) => fare.other_yen = *yen,
            Circumstance::Ordinary
            | Circumstance::InMonth(..)
            | Circumstance::On(_)
            | Circumstance::Used(..)
            | Circumstance::Assured(_)
            | Circumstance::RegisteredMonthsAgo(_)
            | Circumstance::RegisteredLastYear
            | Circumstance::AlsoHolds(_)
            | Circumstance::Refunded(..) => {}
        }
        Some(trip)
    }

    fn on(&self) -> ServiceDate {
        match self.circumstance {
            Circumstance::When(when) => when.on,
            Circumstance::InMonth(_, on) | Circumstance::On(on) => *on,
            _ => self.ordinary.on,
        }
    }

    fn riders(&self, units: Option<u32>) -> Vec<Rider> {
        let on = self.on();
        let also = match self.circumstance {
            Circumstance::AlsoHolds(by) => Some(by.id.as_str()),
            _ => None,
        };
        let held = || self.grounds.iter().copied().chain(also);
        let asked_after = match self.circumstance {
            Circumstance::Refunded(_, to) => Some(Days::new(u64::from(*to))),
            _ => None,
        };
        let rider = |number: u32| {
            Some(Rider {
                id: RegistrantId::new(format!("r{number}")).ok()?,
                grounds: held().collect(),
                registered_on: self.registered_on(on)?,
                units,
                instrument: self.instrument.map(str::to_owned),
                assurance: match self.circumstance {
                    Circumstance::Assured(level) => *level,
                    _ => self.ordinary.assurance,
                },
                used: match self.circumstance {
                    Circumstance::Used(period, most, _) => used(*period, *most),
                    _ => Used::default(),
                },
                refund_requested_on: asked_after
                    .and_then(|days| on.date().checked_add_days(days))
                    .map(ServiceDate::from_date),
            })
        };
        (1..=self.registrants).filter_map(rider).collect()
    }

    /// The first day of the fiscal year, unless that is what is special.
    fn registered_on(&self, on: ServiceDate) -> Option<ServiceDate> {
        let year = on.fiscal_year().first_date().date();
        let registered = match self.circumstance {
            Circumstance::RegisteredMonthsAgo(months) => {
                on.date().checked_sub_months(Months::new(*months))?
            }
            Circumstance::RegisteredLastYear => year.pred_opt()?,
            _ => year,
        };
        Some(ServiceDate::from_date(registered))
    }
}

/// What a version says of the ordinary trip as a whole.
pub(super) fn of_nobody<'v>(version: &'v Version, ordinary: &Ordinary) -> Option<Vec<Note<'v>>> {
    let trip = ordinary_trip(ordinary, ordinary.on, Yen::new(1_000))?;
    let outcome = decide_by_version(version, &trip, &[]).ok()?;
    Some(outcome.notes().to_vec())
}

fn ordinary_trip(ordinary: &Ordinary, on: ServiceDate, meter: Yen) -> Option<Trip> {
    let boarded_at = on.at(ordinary.at)?;
    Some(Trip {
        boarded_at,
        // Ended at once, so that a time of day is that of both ends.
        alighted_at: boarded_at,
        boarding_area: ordinary.home,
        alighting_area: ordinary.home,
        distance_m: 5_000,
        fare: Fare {
            base_yen: ordinary.base_fare.min(meter),
            ..Fare::meter(meter)
        },
        companions: 0,
    })
}

/// So much within `period`, and so also within every longer one.
fn used(period: Period, most: Most) -> Used {
    let tally = match most {
        Most::Count(number, _) => Tally::of_uses(number),
        Most::Yen(amount, _) => Tally {
            uses: 0,
            trips: 0,
            amount,
        },
    };
    let within = |longer: Period| {
        if period <= longer {
            tally
        } else {
            Tally::default()
        }
    };
    Used::same(Tallies {
        day: within(Period::Day),
        month: within(Period::Month),
        half_year: within(Period::HalfYear),
        fiscal_year: within(Period::FiscalYear),
    })
}
