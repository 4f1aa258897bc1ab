//! How much is paid: rules with a condition, and steps from the fare to an
//! amount.

use domain::{MunicipalityCode, Yen};

use super::{Day, Range, Who};
use crate::{Factor, Rounding, Share};

/// `[[version.amount]]`: one rule of how much a registrant is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Its name for programs, such as `alone`.
    pub id: String,
    /// When it applies, in Japanese.
    pub ja: String,
    /// When it applies, in English.
    pub en: String,
    /// When it applies.
    pub when: Condition,
    /// How many uses a trip may take by it.
    pub uses: UsesAllowed,
    /// From the fare to the amount, one after the other; at least one.
    pub steps: Vec<Step>,
}

/// `when` of an amount: what must hold, all of it; what is absent does not
/// restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// Registrants aboard, as `aboard` of `[version.sharing]` counts them.
    pub registrants: Option<Range>,
    /// Everybody aboard but the driver.
    pub persons: Option<Range>,
    /// The fare that the subsidy is computed from, in yen.
    pub fare_yen: Option<Range>,
    /// Distance in metres.
    pub distance_m: Option<Range>,
    /// Boarded in one of these; empty: anywhere.
    pub boarding_in: Vec<MunicipalityCode>,
    /// Alighted in one of these; empty: anywhere.
    pub alighting_in: Vec<MunicipalityCode>,
    /// Months of the year, 1 to 12, by the service date; empty: all.
    pub months: Vec<u32>,
    /// Days, by the service date; empty: all.
    pub days: Vec<Day>,
    /// Which registrants.
    pub who: Who,
}

/// How many uses one trip may take of a registrant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UsesAllowed {
    /// From the least to the most, both 1 or more.
    Range {
        /// A trip takes no fewer.
        least: u32,
        /// A trip takes no more.
        most: u32,
    },
    /// The most by the fare: the last tier that the fare reaches; none below the
    /// first.
    ByFare(Vec<UsesTier>),
}

/// How many uses from a fare on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsesTier {
    /// From this fare on.
    pub fare_from: Yen,
    /// The most uses.
    pub most: u32,
}

impl UsesAllowed {
    /// The least and the most for a trip of `fare`.
    pub fn at(&self, fare: Yen) -> (u32, u32) {
        match self {
            Self::Range { least, most } => (*least, *most),
            Self::ByFare(tiers) => {
                let reached = tiers.iter().rev().find(|tier| tier.fare_from <= fare);
                (self.least(), reached.map_or(0, |tier| tier.most))
            }
        }
    }

    /// The least whatever the fare.
    pub fn least(&self) -> u32 {
        match self {
            Self::Range { least, .. } => *least,
            Self::ByFare(_) => 1,
        }
    }

    /// The most whatever the fare.
    pub fn most(&self) -> u32 {
        match self {
            Self::Range { most, .. } => *most,
            Self::ByFare(tiers) => tiers.iter().map(|tier| tier.most).max().unwrap_or(0),
        }
    }
}

/// One step: something done to an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name, for later steps to refer to.
    pub name: Option<String>,
    /// What it is done to.
    pub of: Operand,
    /// What is done.
    pub verb: Verb,
    /// Passed over unless so many uses are taken; the amount stays as it was.
    pub only_with_uses: Option<Range>,
}

/// An amount that a step starts from or compares with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// The fare that the subsidy is computed from.
    Fare,
    /// The base fare (初乗運賃).
    BaseFare,
    /// One part of the fare, whether or not it counts.
    Part(FarePart),
    /// What came of an earlier step, counted from 0.
    Step(usize),
}

/// A part of a fare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FarePart {
    /// Meter fare (メーター運賃), less a discount that comes before the subsidy.
    Meter,
    /// Pickup charge (迎車料金).
    Pickup,
    /// Tolls (有料道路等).
    Toll,
    /// Anything else.
    Other,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verb {
    /// `share`: a part of it, rounded.
    Share(Share, Rounding),
    /// `times`: so many times it, rounded.
    Times(Factor, Rounding),
    /// `amount_yen`: so much, whatever it was.
    AmountYen(Yen),
    /// `ticket_yen`: so much for each use.
    TicketYen(Yen),
    /// `tiers`: by the last tier that it reaches, for the whole of it.
    Tiers(Vec<Tier>),
    /// `at_most_yen`
    AtMostYen(Yen),
    /// `at_most_a_use_yen`: at most so much for each use.
    AtMostAUseYen(Yen),
    /// `at_least_yen`
    AtLeastYen(Yen),
    /// `passenger_first_yen`: the passenger bears the first so many yen.
    PassengerFirstYen(Yen),
    /// `leave_passenger_yen`: so much of the fare is left to the passenger.
    LeavePassengerYen(Yen),
    /// `for_each_use`: so much for each use taken.
    ForEachUse,
    /// `divided_by`: an equal part, rounded.
    DividedBy(DividedBy, Rounding),
    /// `rounding` alone.
    Round(Rounding),
    /// `plus`: and another amount.
    Plus(Operand),
    /// `minus`: less another amount, not below nothing.
    Minus(Operand),
    /// `lesser_of`: it or another, whichever is less.
    LesserOf(Operand),
    /// `greater_of`: it or another, whichever is more.
    GreaterOf(Operand),
}

/// One tier of `tiers`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    /// From this amount on.
    pub from: Yen,
    /// What is paid for the whole of it.
    pub pays: TierPays,
}

/// What a tier pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierPays {
    /// A fixed amount.
    Yen(Yen),
    /// A part of it, rounded.
    Share(Share, Rounding),
}

/// Among whom an amount is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DividedBy {
    /// Registrants aboard, as `aboard` of `[version.sharing]` counts them.
    Registrants,
    /// Everybody aboard but the driver.
    Persons,
}
