//! The vocabulary of a version: typed rules, no scripting.
//!
//! One type per section of the file, with the file's own names; how they are
//! read is in `read`, what they do to a trip in `decide`, how they are told to
//! a citizen in `page`. A new shape of scheme adds a key or a word here and
//! changes no existing one, since published files stay as they are.

mod amount;
mod fare;
mod grounds;
mod limit;
mod place;
mod terms;
mod who;

pub use amount::{
    Amount, Condition, DividedBy, FarePart, Operand, Step, Tier, TierPays, UsesAllowed, UsesTier,
    Verb,
};
pub use fare::{Discount, DiscountOrder, FareParts, FareRule};
pub use limit::{Counts, LessLeft, Limit, MidYear, Most, Period};
pub use place::{Area, AreaMatch, Day, DaysOff, Hours, HoursBy, MonthDay};
pub use terms::{
    Aboard, AboveAllowed, AboveFare, Assurances, CityPart, ComputedFrom, FewerLeft, LossBearer,
    Offline, Refund, Settlement, Sharing, Shortfall, Unit, UnlessChosen, UsesPolicy, Wasted,
    WhoClaims,
};
pub use who::{Eligibility, Ground, GroundEnds, Instrument, Who};

/// All rules of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// `counted_in`; where the file does not say: tickets if an amount is so much
    /// a ticket, else uses.
    pub unit: Unit,
    /// `[version.eligibility]`
    pub eligibility: Eligibility,
    /// `[version.area]`; absent: anywhere.
    pub area: Option<Area>,
    /// `[version.hours]`, one or several; empty: at any time.
    pub hours: Vec<Hours>,
    /// `[version.days_off]`; absent: every day.
    pub days_off: Option<DaysOff>,
    /// `[version.fare]`
    pub fare: FareRule,
    /// `[version.discount]`; absent: no discount is computed.
    pub discount: Option<Discount>,
    /// `[[version.instrument]]`: the kinds of ticket; empty: there is one kind.
    pub instruments: Vec<Instrument>,
    /// `[[version.amount]]`, at least one: the first whose condition holds
    /// decides.
    pub amounts: Vec<Amount>,
    /// `[version.uses]`; there exactly when a trip may take several.
    pub uses: Option<UsesPolicy>,
    /// `[version.sharing]`
    pub sharing: Sharing,
    /// `[[version.limit]]`: each that applies binds.
    pub limits: Vec<Limit>,
    /// `[version.assurance]`
    pub assurance: Assurances,
    /// `[version.refund]`; absent: nothing is refunded afterwards.
    pub refund: Option<Refund>,
    /// `computed_from` of `[version.other_schemes]`.
    pub computed_from: ComputedFrom,
    /// `[version.offline]`
    pub offline: Offline,
    /// `[version.settlement]`
    pub settlement: Settlement,
}

impl Rules {
    /// The kind of ticket that a passenger offers who named `named`, or the first
    /// where they named none; none where there is only one kind, or no such kind.
    pub fn instrument_offered<'r>(&'r self, named: Option<&str>) -> Option<&'r Instrument> {
        let mut kinds = self.instruments.iter();
        match named {
            None => kinds.next(),
            Some(id) => kinds.find(|instrument| instrument.id == id),
        }
    }
}

/// Whole numbers from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub from: u32,
    /// The most; none: no end.
    pub to: Option<u32>,
}

impl Range {
    /// Exactly `number`.
    pub const fn exactly(number: u32) -> Self {
        Self {
            from: number,
            to: Some(number),
        }
    }

    /// Whether `number` lies in it.
    pub fn contains(self, number: u32) -> bool {
        self.from <= number && self.to.is_none_or(|to| number <= to)
    }

    /// Whether every number of `other` lies in it.
    pub fn covers(self, other: Self) -> bool {
        let ends_later = match (self.to, other.to) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(mine), Some(theirs)) => mine >= theirs,
        };
        self.from <= other.from && ends_later
    }
}
