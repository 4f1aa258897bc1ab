//! What a simulation found, as it is printed and written.

use domain::{Digest, Month, SchemeId, ServiceDate, Yen, YenOverflow};
use serde::Serialize;

use super::Figures;

/// What a simulation found. It names no registrant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Simulation {
    /// The scheme that was tried.
    pub scheme: SchemeId,
    /// Its name in Japanese.
    pub name: String,
    /// SHA-256 of its file.
    pub digest: Digest,
    /// The date whose version decided every trip; none: each by its own date.
    pub as_of: Option<ServiceDate>,
    /// Which versions decided how many trips, the earliest first.
    pub versions: Vec<VersionTrips>,
    /// The scheme's last version when it begins only after all the trips, so
    /// that nothing was decided by it.
    pub last_version_not_tried: Option<String>,
    /// By what it was decided what was paid, where the trips do not say it.
    pub against: Option<Against>,
    /// The months whose books say what was paid.
    pub months: Option<MonthsTried>,
    /// The first day with a trip.
    pub first_date: Option<ServiceDate>,
    /// The last.
    pub last_date: Option<ServiceDate>,
    /// Everything.
    pub total: Figures,
    /// The difference in thousandths of what was paid; none where that is 0.
    pub difference_per_mille: Option<i64>,
    /// What the new scheme holds for review, which `new_yen` leaves out.
    pub held: Held,
    /// By the first ground of the new scheme's list that a registrant holds; in
    /// the order of that list.
    pub by_ground: Vec<GroupFigures>,
    /// By district.
    pub by_district: Vec<GroupFigures>,
    /// By operator.
    pub by_operator: Vec<GroupFigures>,
    /// Registrants by their difference over the whole span.
    pub bands: Vec<Band>,
    /// The most that one registrant gains.
    pub largest_gain_yen: Yen,
    /// The most that one registrant loses.
    pub largest_loss_yen: Yen,
}

/// A version and how many trips it decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VersionTrips {
    /// The day it begins.
    pub version: String,
    /// Trips.
    pub trips: u64,
}

/// A scheme file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Against {
    /// Which scheme.
    pub scheme: SchemeId,
    /// SHA-256 of its file.
    pub digest: Digest,
}

/// Months of the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthsTried {
    /// The first.
    pub from: Month,
    /// The last.
    pub until: Month,
    /// Those of them that are not closed: their trips count as they would be
    /// settled now.
    pub not_closed: Vec<Month>,
}

/// What waits for a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Claims.
    pub claims: u64,
    /// What they come to.
    pub yen: Yen,
}

/// A group's figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupFigures {
    /// Which; none: of those that are of none, or of whom it is not known.
    pub group: Option<String>,
    /// Its name in Japanese, where there is one.
    pub name: Option<String>,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// Registrants whose difference lies between two amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Band {
    /// At least this; none: no end.
    pub from_yen: Option<Yen>,
    /// At most this; none: no end.
    pub until_yen: Option<Yen>,
    /// How many.
    pub registrants: u64,
    /// What they gain together.
    pub difference_yen: Yen,
}

/// The ends of the bands, in yen.
const BANDS: [(Option<i64>, Option<i64>); 9] = [
    (None, Some(-10_000)),
    (Some(-9_999), Some(-5_000)),
    (Some(-4_999), Some(-1_000)),
    (Some(-999), Some(-1)),
    (Some(0), Some(0)),
    (Some(1), Some(999)),
    (Some(1_000), Some(4_999)),
    (Some(5_000), Some(9_999)),
    (Some(10_000), None),
];

/// All bands, with how many of `differences` lie in each.
pub(super) fn bands(differences: &[Yen]) -> Result<Vec<Band>, YenOverflow> {
    let band = |(from, until): (Option<i64>, Option<i64>)| {
        let (from_yen, until_yen) = (from.map(Yen::new), until.map(Yen::new));
        let mut band = Band {
            from_yen,
            until_yen,
            registrants: 0,
            difference_yen: Yen::ZERO,
        };
        let lies_within = |yen: &&Yen| {
            from_yen.is_none_or(|from| from <= **yen)
                && until_yen.is_none_or(|until| **yen <= until)
        };
        for difference in differences.iter().filter(lies_within) {
            band.registrants += 1;
            band.difference_yen = band.difference_yen.checked_add(*difference)?;
        }
        Ok(band)
    };
    BANDS.into_iter().map(band).collect()
}

/// `part` in thousandths of `whole`, rounded to the nearest and halves away from
/// zero; none where `whole` is 0 or the sum leaves 64 bits.
pub(super) fn per_mille(part: Yen, whole: Yen) -> Option<i64> {
    let (part, whole) = (i128::from(part.get()), i128::from(whole.get()));
    if whole <= 0 {
        return None;
    }
    let doubled = part * 2_000;
    let rounded = (doubled + if part < 0 { -whole } else { whole }) / (2 * whole);
    i64::try_from(rounded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_difference_lies_in_one_band() {
        let differences = [-10_000, -9_999, -1, 0, 0, 1, 999, 1_000, 12_345].map(Yen::new);
        let bands = bands(&differences).unwrap();
        let counts: Vec<u64> = bands.iter().map(|band| band.registrants).collect();
        assert_eq!(counts, [1, 1, 0, 1, 2, 2, 1, 0, 1]);
        let together = bands.iter().map(|band| band.difference_yen);
        let sum = Yen::checked_sum(differences).unwrap();
        assert_eq!(Yen::checked_sum(together).unwrap(), sum);
        for pair in bands.windows(2) {
            let (until, from) = (pair[0].until_yen.unwrap(), pair[1].from_yen.unwrap());
            assert_eq!(until.get() + 1, from.get(), "no gap and no overlap");
        }
    }

    #[test]
    fn a_share_is_rounded_to_the_nearest() {
        let share = |part, whole| per_mille(Yen::new(part), Yen::new(whole));
        assert_eq!(share(1, 3), Some(333));
        assert_eq!(share(2, 3), Some(667));
        assert_eq!(share(-2, 3), Some(-667));
        assert_eq!(share(1, 2_000), Some(1));
        assert_eq!(share(0, 7), Some(0));
        assert_eq!(share(5, 0), None);
    }
}
