//! Which parts of a fare count, and the discount beside the subsidy.

use domain::{Fare, Yen, YenOverflow};

use crate::{Rounding, Share};

/// `[version.fare]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FareRule {
    /// The parts that are subsidised; at least one.
    pub counts: FareParts,
    /// The base fare (初乗り) where a terminal does not say it.
    pub base_fare: Option<Yen>,
}

/// Some parts of a fare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a set of four, by name")]
pub struct FareParts {
    /// Meter fare (メーター運賃).
    pub meter: bool,
    /// Pickup charge (迎車料金).
    pub pickup: bool,
    /// Tolls (有料道路等).
    pub toll: bool,
    /// Anything else.
    pub other: bool,
}

impl FareParts {
    /// The parts in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self {
            meter: self.meter || other.meter,
            pickup: self.pickup || other.pickup,
            toll: self.toll || other.toll,
            other: self.other || other.other,
        }
    }

    /// Whether a part is in both.
    pub const fn overlaps(self, other: Self) -> bool {
        (self.meter && other.meter)
            || (self.pickup && other.pickup)
            || (self.toll && other.toll)
            || (self.other && other.other)
    }

    /// What these parts of `fare` come to.
    pub fn sum(self, fare: &Fare) -> Result<Yen, YenOverflow> {
        let parts = [
            (self.meter, fare.meter_yen),
            (self.pickup, fare.pickup_yen),
            (self.toll, fare.toll_yen),
            (self.other, fare.other_yen),
        ];
        Yen::checked_sum(
            parts
                .into_iter()
                .filter_map(|(counts, part)| counts.then_some(part)),
        )
    }
}

/// `[version.discount]`: the disability discount (障害者割引), always on the
/// meter fare alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Discount {
    /// How much of the meter fare.
    pub share: Share,
    /// How the discount itself is rounded.
    pub rounding: Rounding,
    /// Before or beside the subsidy.
    pub order: DiscountOrder,
}

/// What the subsidy is computed from when there is a discount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiscountOrder {
    /// From the fare after the discount.
    BeforeSubsidy,
    /// From the fare before it; together they never exceed the fare.
    BesideSubsidy,
}
