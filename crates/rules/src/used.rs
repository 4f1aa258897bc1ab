//! What a registrant has used before a trip.
//!
//! Deliberately absent: where it comes from. The service sums claims, a taxi
//! remembers what the service said, a file of trips is counted line by line.

use std::fmt;

use domain::{ServiceDate, Yen, YenOverflow};
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeStruct as _, Serializer};
use serde::{Deserialize, Serialize};

use crate::{Limit, Period};

/// What was used in one period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Uses (利用回数).
    pub uses: u32,
    /// Trips that took at least one.
    pub trips: u32,
    /// Subsidy received.
    pub amount: Yen,
}

impl Tally {
    /// `uses`, each on a trip of its own.
    pub const fn of_uses(uses: u32) -> Self {
        Self {
            uses,
            trips: uses,
            amount: Yen::ZERO,
        }
    }

    /// What a trip that took `uses` and was given `amount` adds.
    pub const fn of_trip(uses: u32, amount: Yen) -> Self {
        Self {
            uses,
            trips: if uses > 0 { 1 } else { 0 },
            amount,
        }
    }

    /// Both together. Counts stop at the largest number there is, which is over
    /// every limit.
    pub fn plus(self, other: Self) -> Result<Self, YenOverflow> {
        Ok(Self {
            uses: self.uses.saturating_add(other.uses),
            trips: self.trips.saturating_add(other.trips),
            amount: self.amount.checked_add(other.amount)?,
        })
    }
}

/// What was used in each period that a trip's service date lies in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "TalliesFormat", into = "TalliesFormat")]
pub struct Tallies {
    /// On the same day.
    pub day: Tally,
    /// In the same month.
    pub month: Tally,
    /// In the same half-year (半期).
    pub half_year: Tally,
    /// In the same fiscal year (年度).
    pub fiscal_year: Tally,
}

impl Tallies {
    /// What was used in one of the periods.
    pub const fn of(&self, period: Period) -> Tally {
        match period {
            Period::Day => self.day,
            Period::Month => self.month,
            Period::HalfYear => self.half_year,
            Period::FiscalYear => self.fiscal_year,
        }
    }

    /// The same for a trip on `to` instead of `from`: periods that are over begin
    /// anew.
    #[must_use]
    pub fn carried(self, from: ServiceDate, to: ServiceDate) -> Self {
        let carried = |period: Period| {
            if period.is_same(from, to) {
                self.of(period)
            } else {
                Tally::default()
            }
        };
        Self {
            day: carried(Period::Day),
            month: carried(Period::Month),
            half_year: carried(Period::HalfYear),
            fiscal_year: carried(Period::FiscalYear),
        }
    }

    /// The same with `tally` more in every period: after a trip of that day.
    pub fn plus(self, tally: Tally) -> Result<Self, YenOverflow> {
        Ok(Self {
            day: self.day.plus(tally)?,
            month: self.month.plus(tally)?,
            half_year: self.half_year.plus(tally)?,
            fiscal_year: self.fiscal_year.plus(tally)?,
        })
    }
}

/// What a registrant has used of a scheme before a trip, by the trip's service
/// date.
///
/// In JSON a period is the number of uses, or `{"uses", "trips", "amount_yen"}`
/// where trips are fewer or an amount is known; a number stands for as many
/// trips. `amount_yen` is what was received in the fiscal year. `of_instrument`
/// is what was used of the kind of ticket that is offered now; absent: the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// With all kinds of ticket.
    pub all: Tallies,
    /// With the kind that is offered for this trip.
    pub of_instrument: Tallies,
}

impl Used {
    /// The same of all kinds and of the one that is offered.
    pub const fn same(tallies: Tallies) -> Self {
        Self {
            all: tallies,
            of_instrument: tallies,
        }
    }

    /// What `limit` looks at.
    pub fn counted_by(&self, limit: &Limit) -> Tally {
        let of_one_kind = !limit.who.instruments.is_empty();
        let tallies = if of_one_kind {
            &self.of_instrument
        } else {
            &self.all
        };
        tallies.of(limit.period)
    }

    /// The same with `uses` of the fiscal year whose days and kinds of ticket are not
    /// known: made on paper. `instrument` is the kind offered, where the scheme has kinds.
    pub fn plus_on_paper(
        mut self,
        uses: u32,
        instrument: Option<&str>,
    ) -> Result<Self, YenOverflow> {
        let of_year = &mut self.all.fiscal_year;
        *of_year = of_year.plus(Tally::of_uses(uses))?;
        if instrument.is_none() {
            self.of_instrument = self.all;
        }
        Ok(self)
    }

    /// The same after a trip of that day that took `tally`.
    pub fn plus(self, tally: Tally) -> Result<Self, YenOverflow> {
        Ok(Self {
            all: self.all.plus(tally)?,
            of_instrument: self.of_instrument.plus(tally)?,
        })
    }
}

impl Serialize for Tally {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if *self == Self::of_uses(self.uses) {
            return serializer.serialize_u32(self.uses);
        }
        let mut fields = serializer.serialize_struct("Tally", 3)?;
        fields.serialize_field("uses", &self.uses)?;
        fields.serialize_field("trips", &self.trips)?;
        fields.serialize_field("amount_yen", &self.amount)?;
        fields.end()
    }
}

impl<'de> Deserialize<'de> for Tally {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TallyVisitor)
    }
}

struct TallyVisitor;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TallyFields {
    uses: u32,
    trips: u32,
    #[serde(default)]
    amount_yen: Yen,
}

impl<'de> Visitor<'de> for TallyVisitor {
    type Value = Tally;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of uses, or an object of uses, trips and amount_yen")
    }

    fn visit_u64<E: de::Error>(self, uses: u64) -> Result<Tally, E> {
        let out_of_range =
            |_: std::num::TryFromIntError| E::invalid_value(de::Unexpected::Unsigned(uses), &self);
        u32::try_from(uses)
            .map(Tally::of_uses)
            .map_err(out_of_range)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Tally, A::Error> {
        let fields = TallyFields::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(Tally {
            uses: fields.uses,
            trips: fields.trips,
            amount: fields.amount_yen,
        })
    }
}

/// [`Tallies`] as JSON has them.
#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TalliesFormat {
    day: Tally,
    month: Tally,
    half_year: Tally,
    fiscal_year: Tally,
    amount_yen: Yen,
}

impl From<Tallies> for TalliesFormat {
    fn from(tallies: Tallies) -> Self {
        let Tallies {
            day,
            month,
            half_year,
            fiscal_year,
        } = tallies;
        Self {
            day,
            month,
            half_year,
            fiscal_year: Tally {
                amount: Yen::ZERO,
                ..fiscal_year
            },
            amount_yen: fiscal_year.amount,
        }
    }
}

impl From<TalliesFormat> for Tallies {
    fn from(format: TalliesFormat) -> Self {
        let mut fiscal_year = format.fiscal_year;
        if fiscal_year.amount == Yen::ZERO {
            fiscal_year.amount = format.amount_yen;
        }
        Self {
            day: format.day,
            month: format.month,
            half_year: format.half_year,
            fiscal_year,
        }
    }
}

/// [`Used`] as JSON has it. Written out rather than flattened, so that an
/// unknown field is refused.
#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct UsedFormat {
    day: Tally,
    month: Tally,
    half_year: Tally,
    fiscal_year: Tally,
    amount_yen: Yen,
    #[serde(skip_serializing_if = "Option::is_none")]
    of_instrument: Option<Tallies>,
}

impl Serialize for Used {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let all = TalliesFormat::from(self.all);
        let differs = self.of_instrument != self.all;
        UsedFormat {
            day: all.day,
            month: all.month,
            half_year: all.half_year,
            fiscal_year: all.fiscal_year,
            amount_yen: all.amount_yen,
            of_instrument: differs.then_some(self.of_instrument),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Used {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let format = UsedFormat::deserialize(deserializer)?;
        let all = Tallies::from(TalliesFormat {
            day: format.day,
            month: format.month,
            half_year: format.half_year,
            fiscal_year: format.fiscal_year,
            amount_yen: format.amount_yen,
        });
        Ok(Self {
            all,
            of_instrument: format.of_instrument.unwrap_or(all),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_so_many_uses_on_as_many_trips() {
        let text = r#"{"day":1,"month":2,"half_year":3,"fiscal_year":4,"amount_yen":500}"#;
        let used: Used = serde_json::from_str(text).unwrap();
        assert_eq!(used.all.day, Tally::of_uses(1));
        assert_eq!(used.all.fiscal_year.uses, 4);
        assert_eq!(used.all.fiscal_year.amount, Yen::new(500));
        assert_eq!(used.of_instrument, used.all);
        assert_eq!(serde_json::to_string(&used).unwrap(), text);
    }

    #[test]
    fn what_a_number_cannot_say_is_written_out() {
        let tally = Tally {
            uses: 4,
            trips: 2,
            amount: Yen::new(900),
        };
        let used = Used {
            all: Tallies::default().plus(tally).unwrap(),
            of_instrument: Tallies::default(),
        };
        let text = serde_json::to_string(&used).unwrap();
        assert_eq!(serde_json::from_str::<Used>(&text).unwrap(), used);
        assert!(
            text.contains(r#""day":{"uses":4,"trips":2,"amount_yen":900}"#),
            "{text}"
        );
    }

    #[test]
    fn a_wrong_count_is_told() {
        for text in [
            r#"{"day":-1}"#,
            r#"{"day":1.5}"#,
            r#"{"week":1}"#,
            r#"{"day":99999999999}"#,
        ] {
            assert!(serde_json::from_str::<Used>(text).is_err(), "{text}");
        }
    }
}
