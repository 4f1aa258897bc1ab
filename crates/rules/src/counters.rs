//! What each registrant of a scheme has used, counted trip by trip.
//!
//! Trips need not come in the order of their dates: every period is kept apart.
//! Nothing is ever taken away; who corrects a claim counts anew.

use std::collections::{BTreeMap, HashMap};

use domain::{FiscalYear, HalfYear, Month, RegistrantId, ServiceDate, YenOverflow};

use crate::{Award, Rider, Tallies, Tally, Used};

/// Uses by registrant, day, month, half-year and fiscal year, for all kinds of
/// ticket together and for each.
#[derive(Clone, Debug, Default)]
pub struct Counters {
    registrants: HashMap<RegistrantId, History>,
}

#[derive(Clone, Debug, Default)]
struct History {
    all: Periods,
    by_instrument: BTreeMap<String, Periods>,
}

#[derive(Clone, Debug, Default)]
struct Periods {
    days: BTreeMap<ServiceDate, Tally>,
    months: BTreeMap<Month, Tally>,
    half_years: BTreeMap<HalfYear, Tally>,
    fiscal_years: BTreeMap<FiscalYear, Tally>,
}

impl Counters {
    /// Whether anything was ever counted or seeded for `registrant`.
    pub fn knows(&self, registrant: &RegistrantId) -> bool {
        self.registrants.contains_key(registrant)
    }

    /// What `registrant` used before a trip on `date`, in all and of
    /// `instrument`, the kind of ticket offered; where a scheme has no kinds,
    /// both are the same.
    pub fn before(
        &self,
        registrant: &RegistrantId,
        instrument: Option<&str>,
        date: ServiceDate,
    ) -> Used {
        let Some(history) = self.registrants.get(registrant) else {
            return Used::default();
        };
        let all = history.all.on(date);
        let of_kind = |kind: &str| {
            let periods = history.by_instrument.get(kind);
            periods.map_or(Tallies::default(), |periods| periods.on(date))
        };
        Used {
            all,
            of_instrument: instrument.map_or(all, of_kind),
        }
    }

    /// Takes `used` as what `registrant` had used on `date`, unless they are
    /// known already.
    pub fn seed(
        &mut self,
        registrant: &RegistrantId,
        instrument: Option<&str>,
        date: ServiceDate,
        used: Used,
    ) {
        if self.knows(registrant) {
            return;
        }
        let history = self.registrants.entry(registrant.clone()).or_default();
        history.all = Periods::seeded(date, used.all);
        if let Some(kind) = instrument {
            let periods = Periods::seeded(date, used.of_instrument);
            history.by_instrument.insert(kind.to_owned(), periods);
        }
    }

    /// Counts `tally` on `date` with `instrument`.
    pub fn add(
        &mut self,
        registrant: &RegistrantId,
        instrument: Option<&str>,
        date: ServiceDate,
        tally: Tally,
    ) -> Result<(), YenOverflow> {
        let history = self.registrants.entry(registrant.clone()).or_default();
        history.all.add(date, tally)?;
        if let Some(kind) = instrument {
            let periods = history.by_instrument.entry(kind.to_owned()).or_default();
            periods.add(date, tally)?;
        }
        Ok(())
    }

    /// Counts what `awards` give to `riders` on `date`, each award to the rider in
    /// the same place. Whoever is not known yet is taken to have used before what
    /// the rider says.
    pub fn count(
        &mut self,
        riders: &[Rider],
        awards: &[Award<'_>],
        date: ServiceDate,
    ) -> Result<(), YenOverflow> {
        for (rider, award) in riders.iter().zip(awards) {
            let offered = award.instrument.or(rider.instrument.as_deref());
            self.seed(&rider.id, offered, date, rider.used);
            self.add(&rider.id, award.instrument, date, award.tally())?;
        }
        Ok(())
    }

    /// Counts `uses` of a fiscal year whose days are not known: made on paper,
    /// before anything was counted here.
    pub fn add_to_year(
        &mut self,
        registrant: &RegistrantId,
        year: FiscalYear,
        uses: u32,
    ) -> Result<(), YenOverflow> {
        let history = self.registrants.entry(registrant.clone()).or_default();
        let counted = history.all.fiscal_years.entry(year).or_default();
        *counted = counted.plus(Tally::of_uses(uses))?;
        Ok(())
    }
}

impl Periods {
    fn seeded(date: ServiceDate, used: Tallies) -> Self {
        Self {
            days: BTreeMap::from([(date, used.day)]),
            months: BTreeMap::from([(date.month(), used.month)]),
            half_years: BTreeMap::from([(date.half_year(), used.half_year)]),
            fiscal_years: BTreeMap::from([(date.fiscal_year(), used.fiscal_year)]),
        }
    }

    fn on(&self, date: ServiceDate) -> Tallies {
        fn of<P: Ord>(periods: &BTreeMap<P, Tally>, period: &P) -> Tally {
            periods.get(period).copied().unwrap_or_default()
        }
        Tallies {
            day: of(&self.days, &date),
            month: of(&self.months, &date.month()),
            half_year: of(&self.half_years, &date.half_year()),
            fiscal_year: of(&self.fiscal_years, &date.fiscal_year()),
        }
    }

    fn add(&mut self, date: ServiceDate, tally: Tally) -> Result<(), YenOverflow> {
        let counted = self.on(date).plus(tally)?;
        self.days.insert(date, counted.day);
        self.months.insert(date.month(), counted.month);
        self.half_years.insert(date.half_year(), counted.half_year);
        self.fiscal_years
            .insert(date.fiscal_year(), counted.fiscal_year);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_period_and_kind_is_counted_apart() {
        let who = RegistrantId::new("r1").unwrap();
        let day = |text: &str| text.parse::<ServiceDate>().unwrap();
        let mut counters = Counters::default();
        let mut use_one = |kind, date| {
            counters
                .add(&who, kind, day(date), Tally::of_uses(1))
                .unwrap();
        };
        use_one(Some("general"), "2026-09-30");
        use_one(Some("share"), "2026-10-01");
        use_one(Some("general"), "2026-10-31");
        let used = counters.before(&who, Some("general"), day("2026-10-31"));
        let uses = |it: Tallies| [it.day, it.month, it.half_year, it.fiscal_year].map(|it| it.uses);
        assert_eq!(uses(used.all), [1, 2, 2, 3]);
        assert_eq!(uses(used.of_instrument), [1, 1, 1, 2]);
    }

    #[test]
    fn a_seed_counts_once() {
        let who = RegistrantId::new("r1").unwrap();
        let date = "2026-10-05".parse().unwrap();
        let mut counters = Counters::default();
        let seed = Used::same(Tallies::default().plus(Tally::of_uses(5)).unwrap());
        counters.seed(&who, None, date, seed);
        counters.seed(&who, None, date, seed);
        counters.add(&who, None, date, Tally::of_uses(1)).unwrap();
        assert_eq!(counters.before(&who, None, date).all.day.uses, 6);
    }
}
