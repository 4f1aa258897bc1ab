//! What registrants have used: counted from claims, never kept as a balance.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use domain::{FiscalYear, RegistrantId, SchemeId, ServiceDate, Yen, YenOverflow};
use rules::{Counts, Limit, Used, Version};

/// Uses by registrant, scheme and day, and those made on paper before.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    days: HashMap<(RegistrantId, SchemeId), BTreeMap<NaiveDate, DayUse>>,
    before: HashMap<RegistrantId, (FiscalYear, u32)>,
}

/// What one registrant used on one day.
#[derive(Clone, Copy, Debug, Default)]
struct DayUse {
    uses: u32,
    /// Trips that took at least one use.
    trips: u32,
    amount: Yen,
}

impl DayUse {
    fn plus(self, other: Self) -> Result<Self, YenOverflow> {
        Ok(Self {
            uses: self.uses.saturating_add(other.uses),
            trips: self.trips.saturating_add(other.trips),
            amount: self.amount.checked_add(other.amount)?,
        })
    }

    const fn counted(self, limit: Option<Limit>) -> u32 {
        match limit {
            Some(Limit {
                counts: Counts::Trips,
                ..
            }) => self.trips,
            _ => self.uses,
        }
    }
}

impl Uses {
    /// Counts uses made on paper in `year`, before this system counted.
    pub fn add_before(&mut self, registrant: RegistrantId, year: FiscalYear, uses: u32) {
        self.before.insert(registrant, (year, uses));
    }

    /// Counts `uses` made on `date` by `trips` trips.
    pub fn add(
        &mut self,
        registrant: RegistrantId,
        scheme: SchemeId,
        date: ServiceDate,
        (uses, trips, amount): (u32, u32, Yen),
    ) -> Result<(), YenOverflow> {
        let day = self
            .days
            .entry((registrant, scheme))
            .or_default()
            .entry(date.date())
            .or_default();
        *day = day.plus(DayUse {
            uses,
            trips,
            amount,
        })?;
        Ok(())
    }

    /// What a registrant used before a trip on `date`, as `version` counts it.
    pub fn before(
        &self,
        registrant: &RegistrantId,
        scheme: &SchemeId,
        version: &Version,
        date: ServiceDate,
    ) -> Result<Used, YenOverflow> {
        let month = date.month();
        let year = date.fiscal_year();
        let day = self.between(registrant, scheme, (date.date(), date.date()))?;
        let this_month = self.between(registrant, scheme, (month.first_day(), month.last_day()))?;
        let this_year = self.between(
            registrant,
            scheme,
            (year.first_month().first_day(), year.last_month().last_day()),
        )?;
        let on_paper = self
            .before
            .get(registrant)
            .filter(|(of_year, _uses)| *of_year == year)
            .map_or(0, |(_year, uses)| *uses);
        let limits = &version.rules().limits;
        Ok(Used {
            day: day.counted(limits.day),
            month: this_month.counted(limits.month),
            fiscal_year: this_year
                .counted(limits.fiscal_year)
                .saturating_add(on_paper),
            amount_yen: this_year.amount,
        })
    }

    fn between(
        &self,
        registrant: &RegistrantId,
        scheme: &SchemeId,
        (from, until): (NaiveDate, NaiveDate),
    ) -> Result<DayUse, YenOverflow> {
        // A tuple key cannot be looked up by parts without cloning them.
        let Some(days) = self.days.get(&(registrant.clone(), scheme.clone())) else {
            return Ok(DayUse::default());
        };
        days.range(from..=until)
            .try_fold(DayUse::default(), |sum, (_date, day)| sum.plus(*day))
    }
}
