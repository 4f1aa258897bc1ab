//! The published reasons for which a trip is looked at (審査事由).
//!
//! A code never changes its meaning: it stands in files and statements for years.
//! Deliberately not here: numbers, which are parameters of a file.

use std::fmt;
use std::str::FromStr;

use domain::Reason;

use crate::Error;

/// Why something is looked at.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// One vehicle on two trips at once.
    VehicleOverlap,
    /// One driver on two trips at once.
    DriverOverlap,
    /// Neighbouring records of one terminal overlap.
    TerminalOverlap,
    /// One registrant on two trips at once.
    RegistrantOverlap,
    /// One ride in two pieces.
    StagedTrip,
    /// The same registrant in the same vehicle again and again.
    SameCardAgain,
    /// In another municipality sooner than one can be.
    ImpossibleTravel,
    /// Used after the end of the registration.
    UsedAfterEnd,
    /// By a card that was another registrant's after all.
    CardOfAnother,
    /// More than a year's limit, by uses on paper that were entered later.
    UsedBefore,
    /// Vehicle, driver, terminal or operator did not count on that day after all.
    FleetChanged,
    /// The scheme holds the claim by the assurance of its tap.
    HeldByScheme,
    /// Fares gather just under the cap.
    Bunching,
    /// A registrant rides with one driver only.
    DriverCardConcentration,
    /// Many taps without proof, or without a network.
    WeakTaps,
    /// Many trips in a short time.
    Burst,
    /// A fare without a ride.
    NoMovement,
    /// A registrant rides far more often than others do.
    FrequencyOutlier,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 18] = [
        Self::VehicleOverlap,
        Self::DriverOverlap,
        Self::TerminalOverlap,
        Self::RegistrantOverlap,
        Self::StagedTrip,
        Self::SameCardAgain,
        Self::ImpossibleTravel,
        Self::UsedAfterEnd,
        Self::CardOfAnother,
        Self::UsedBefore,
        Self::FleetChanged,
        Self::HeldByScheme,
        Self::Bunching,
        Self::DriverCardConcentration,
        Self::WeakTaps,
        Self::Burst,
        Self::NoMovement,
        Self::FrequencyOutlier,
    ];

    /// As in SQL and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VehicleOverlap => "vehicle_overlap",
            Self::DriverOverlap => "driver_overlap",
            Self::TerminalOverlap => "terminal_overlap",
            Self::RegistrantOverlap => "registrant_overlap",
            Self::StagedTrip => "staged_trip",
            Self::SameCardAgain => "same_card_again",
            Self::ImpossibleTravel => "impossible_travel",
            Self::UsedAfterEnd => "used_after_end",
            Self::CardOfAnother => "card_of_another",
            Self::UsedBefore => "used_before",
            Self::FleetChanged => "fleet_changed",
            Self::HeldByScheme => "held_by_scheme",
            Self::Bunching => "bunching",
            Self::DriverCardConcentration => "driver_card_concentration",
            Self::WeakTaps => "weak_taps",
            Self::Burst => "burst",
            Self::NoMovement => "no_movement",
            Self::FrequencyOutlier => "frequency_outlier",
        }
    }

    /// What clerk and operator read.
    pub fn reason(self) -> Reason {
        let (ja, en) = self.sentences();
        Reason::new(self.as_str(), ja, en)
    }

    const fn sentences(self) -> (&'static str, &'static str) {
        match self {
            Self::VehicleOverlap => (
                "同じ車両の別の乗車と時間が重なっています。",
                "The vehicle was on another trip at the same time.",
            ),
            Self::DriverOverlap => (
                "同じ乗務員の別の乗車と時間が重なっています。",
                "The driver was on another trip at the same time.",
            ),
            Self::TerminalOverlap => (
                "同じ車載端末の前後の記録と時間が重なっています。",
                "The terminal's record before or after this one is of the same time.",
            ),
            Self::RegistrantOverlap => (
                "同じ利用登録者が同じ時間に別の乗車をしています。",
                "The registrant was on another trip at the same time.",
            ),
            Self::StagedTrip => (
                "同じ利用登録者が同じ車両に間を置かず乗車しています(分割の疑い)。",
                "The registrant rode in the same vehicle again at once: one ride may have been split.",
            ),
            Self::SameCardAgain => (
                "同じ利用登録者が同じ車両を1日に何度も利用しています。",
                "The registrant rode in the same vehicle many times on the day.",
            ),
            Self::ImpossibleTravel => (
                "前の降車から、移動できないほど短い時間で別の市町村から乗車しています。",
                "The registrant boarded in another municipality sooner than one can get there.",
            ),
            Self::UsedAfterEnd => (
                "利用登録の終了日より後の乗車です(終了は後から登録されました)。",
                "The trip is after the end of the registration, which was entered later.",
            ),
            Self::CardOfAnother => (
                "この利用登録者のものではないカードでの乗車です(登録の誤りが後から訂正されました)。",
                "The trip is by a card that was not this registrant's; the wrong link was corrected later.",
            ),
            Self::UsedBefore => (
                "紙の券などで利用した回数を後から訂正したところ、年度の上限を超える利用です。",
                "With the uses on paper, which were entered later, this one is above the year's limit.",
            ),
            Self::FleetChanged => (
                "その日の車両・乗務員・車載端末・事業者の届出が、後から変わりました。",
                "What holds of the vehicle, driver, terminal or operator on that day was entered later.",
            ),
            Self::HeldByScheme => (
                "カードの確認の程度により、規則が支払を保留しています。",
                "The scheme holds the claim because of how the card was proved.",
            ),
            Self::Bunching => (
                "助成が上限に達する運賃の直前に、運賃が集まっています。",
                "Fares gather just below the fare at which the subsidy reaches its cap.",
            ),
            Self::DriverCardConcentration => (
                "この利用登録者の乗車が1人の乗務員に集中しています。",
                "Nearly all trips of the registrant are with one driver.",
            ),
            Self::WeakTaps => (
                "ICチップで確認できない、または通信のないタッチの割合が高い車載端末です。",
                "Many of the terminal's taps are without proof by the chip or without a network.",
            ),
            Self::Burst => (
                "短い時間に多くの乗車が記録されています。",
                "Many trips of the driver within a short time.",
            ),
            Self::NoMovement => (
                "運賃に見合う移動がありません(距離がほとんどないか、時間に対して長すぎます)。",
                "The meter charged, but the taxi hardly moved, or further than one can drive in the time.",
            ),
            Self::FrequencyOutlier => (
                "この利用登録者の1か月の乗車が、ほかの利用登録者に比べて際立って多くなっています。",
                "The registrant rode far more often in the month than registrants do.",
            ),
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Code {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|code| code.as_str() == text)
            .ok_or_else(|| {
                Error::invalid(
                    "unknown_review_code",
                    "審査事由のコードが正しくありません。",
                    "There is no such review code; mytaku review reasons lists them.",
                )
            })
    }
}
