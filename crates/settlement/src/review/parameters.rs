//! The parameters of review (審査基準) as a file. Pure.
//!
//! A file is checked whole: a section or key that is not known, or a number that can
//! find nothing or everything, is refused. A section that is left out is the shipped
//! file's, so that a file goes on that was published before a reason existed.
//! Deliberately absent: defaults for single keys. What a section says is all there is
//! to it.

use domain::Digest;
use rules::Treatment;
use serde::{Deserialize, Serialize};

use super::code::Code;
use crate::{Error, Result};

/// The file that ships, in force until a city publishes its own, and for each section
/// that its own does not have.
pub const SHIPPED: &str = include_str!("../../../../schemes/review/default.toml");

/// Pieces of one ride do not lie further apart.
pub(super) const MOST_MINUTES_BETWEEN: i64 = 120;

/// Clocks that differ by more than this are no excuse for an overlap.
const MOST_TOLERANCE_S: u16 = 3_600;

/// Further is a ride, whatever it cost.
const MOST_METRES_STILL: u32 = 5_000;

/// Slower is driven every day, and faster is no limit.
const TOO_FAST_KMH: std::ops::RangeInclusive<u16> = 60..=300;

/// What happens to the money until somebody has decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// Paid; a person looks at it.
    PayAndSample,
    /// Not paid, the uses are counted.
    Hold,
    /// Not paid, and the uses are not counted.
    Refuse,
}

impl Consequence {
    /// As in SQL and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PayAndSample => "pay_and_sample",
            Self::Hold => "hold",
            Self::Refuse => "refuse",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self> {
        [Self::PayAndSample, Self::Hold, Self::Refuse]
            .into_iter()
            .find(|it| it.as_str() == text)
            .ok_or_else(|| Error::damaged("treatment of a finding", text))
    }
}

impl From<Consequence> for Treatment {
    fn from(consequence: Consequence) -> Self {
        match consequence {
            Consequence::PayAndSample => Self::PayAndSample,
            Consequence::Hold => Self::Hold,
            Consequence::Refuse => Self::Refuse,
        }
    }
}

/// A file of parameters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Of the work queue.
    pub review: Queue,
    /// [`Code::VehicleOverlap`].
    pub vehicle_overlap: Overlap,
    /// [`Code::DriverOverlap`].
    pub driver_overlap: Overlap,
    /// [`Code::TerminalOverlap`].
    pub terminal_overlap: Overlap,
    /// [`Code::RegistrantOverlap`].
    pub registrant_overlap: Overlap,
    /// [`Code::StagedTrip`].
    pub staged_trip: Soon,
    /// [`Code::SameCardAgain`].
    pub same_card_again: Often,
    /// [`Code::ImpossibleTravel`].
    pub impossible_travel: Soon,
    /// [`Code::UsedAfterEnd`].
    pub used_after_end: Plain,
    /// [`Code::CardOfAnother`].
    pub card_of_another: Plain,
    /// [`Code::UsedBefore`].
    pub used_before: Plain,
    /// [`Code::FleetChanged`].
    pub fleet_changed: Plain,
    /// [`Code::NoMovement`].
    pub no_movement: NoMovement,
    /// [`Code::Bunching`].
    pub bunching: Bunching,
    /// [`Code::DriverCardConcentration`].
    pub driver_card_concentration: Share,
    /// [`Code::WeakTaps`].
    pub weak_taps: Share,
    /// [`Code::Burst`].
    pub burst: Burst,
    /// [`Code::FrequencyOutlier`].
    pub frequency_outlier: Frequency,
    /// SHA-256 of the file.
    #[serde(skip, default = "Parameters::no_digest")]
    pub digest: Digest,
}

/// How the queue is worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queue {
    /// A decision about more than this needs a second person.
    pub four_eyes_above_yen: i64,
    /// Days in which the operator may answer before it is decided against it.
    pub reply_days: u16,
}

/// Two trips at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlap {
    /// What happens to the money.
    pub treatment: Consequence,
    /// So many seconds at once are no overlap.
    pub tolerance_seconds: u16,
}

/// One trip soon after another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Soon {
    /// What happens to the money.
    pub treatment: Consequence,
    /// How soon.
    pub within_minutes: u16,
}

/// Too often on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Often {
    /// What happens to the money.
    pub treatment: Consequence,
    /// Up to this it is not odd.
    pub more_than: u16,
}

/// No number at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plain {
    /// What happens to the money.
    pub treatment: Consequence,
}

/// A share of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Fewer say nothing.
    pub at_least: u16,
    /// From this share on it is odd.
    pub percent: u16,
}

/// Fares that gather under a notch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bunching {
    /// Fares at which the subsidy stops growing; none: those of the scheme in force.
    pub notches_yen: Vec<i64>,
    /// How far below a notch is just below it.
    pub band_yen: i64,
    /// Fewer in the band say nothing.
    pub at_least: u16,
    /// From this many, in percent of the mean of the bands beside it.
    pub percent: u16,
}

/// A fare without a ride.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoMovement {
    /// What happens to the money.
    pub treatment: Consequence,
    /// So few metres are no ride…
    pub up_to_m: u32,
    /// … where the meter shows this or more.
    pub from_yen: i64,
    /// Nobody drives faster.
    pub faster_than_kmh: u16,
}

/// A registrant's trips in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frequency {
    /// More are odd, whatever others do.
    pub more_than: u16,
    /// Fewer are not compared with what others do.
    pub at_least: u16,
    /// From this many, in percent of the median of the month's registrants.
    pub percent_of_median: u16,
    /// Among fewer registrants a median says nothing.
    pub among_at_least: u16,
}

/// Many in a short time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Burst {
    /// Up to this it is not odd.
    pub more_than: u16,
    /// In which time.
    pub within_minutes: u16,
}

impl Parameters {
    fn no_digest() -> Digest {
        Digest::of("")
    }

    /// Reads and checks a file. Sections that it does not have are the shipped file's;
    /// the digest is of `text` alone.
    pub fn parse(text: &str) -> Result<Self> {
        let whole = with_missing_sections(text).map_err(|error| invalid(&error))?;
        let parsed: Self = toml::from_str(&whole).map_err(|error| invalid(&error))?;
        parsed.check()?;
        Ok(Self {
            digest: Digest::of(text),
            ..parsed
        })
    }

    fn check(&self) -> Result<()> {
        let day_minutes = 24 * 60;
        let bad = [
            (
                self.review.four_eyes_above_yen < 0,
                "review.four_eyes_above_yen < 0",
            ),
            (self.review.reply_days > 90, "review.reply_days > 90"),
            (
                self.overlaps()
                    .iter()
                    .any(|overlap| overlap.tolerance_seconds > MOST_TOLERANCE_S),
                "tolerance_seconds > 3600",
            ),
            (
                i64::from(self.staged_trip.within_minutes) > MOST_MINUTES_BETWEEN,
                "staged_trip.within_minutes > 120",
            ),
            (
                self.impossible_travel.within_minutes > day_minutes,
                "impossible_travel.within_minutes > 1440",
            ),
            (
                self.no_movement.up_to_m > MOST_METRES_STILL,
                "no_movement.up_to_m > 5000",
            ),
            (self.no_movement.from_yen <= 0, "no_movement.from_yen <= 0"),
            (
                !TOO_FAST_KMH.contains(&self.no_movement.faster_than_kmh),
                "no_movement.faster_than_kmh < 60 or > 300",
            ),
            (self.frequency_is_bad(), "frequency_outlier"),
            (self.burst.within_minutes == 0, "burst.within_minutes = 0"),
            (self.burst.more_than == 0, "burst.more_than = 0"),
            (
                self.same_card_again.more_than == 0,
                "same_card_again.more_than = 0",
            ),
            (self.bunching.band_yen <= 0, "bunching.band_yen <= 0"),
            (self.bunching.at_least == 0, "bunching.at_least = 0"),
            (
                self.bunching
                    .notches_yen
                    .iter()
                    .any(|notch| *notch <= self.bunching.band_yen),
                "bunching.notches_yen <= band_yen",
            ),
            (
                share_is_bad(self.driver_card_concentration),
                "driver_card_concentration",
            ),
            (share_is_bad(self.weak_taps), "weak_taps"),
        ];
        match bad.into_iter().find(|(is_bad, _what)| *is_bad) {
            Some((_, what)) => Err(invalid(&format!("{what}: out of range"))),
            None => Ok(()),
        }
    }

    /// Fails for a file by which operators are decided against unheard. Only of one that is
    /// published now: what is in force goes on.
    pub(super) fn check_hearing(&self) -> Result<()> {
        if self.review.reply_days == 0 {
            return Err(invalid(
                &"review.reply_days = 0: operators must have a day to answer",
            ));
        }
        Ok(())
    }

    /// A median of hardly anybody, or what everybody does, would be odd.
    const fn frequency_is_bad(&self) -> bool {
        let frequency = self.frequency_outlier;
        frequency.more_than == 0
            || frequency.at_least == 0
            || frequency.percent_of_median <= 100
            || frequency.among_at_least < 2
    }

    const fn overlaps(&self) -> [Overlap; 4] {
        [
            self.vehicle_overlap,
            self.driver_overlap,
            self.terminal_overlap,
            self.registrant_overlap,
        ]
    }

    /// What happens to the money for `code`.
    pub const fn consequence(&self, code: Code) -> Consequence {
        match code {
            Code::VehicleOverlap => self.vehicle_overlap.treatment,
            Code::DriverOverlap => self.driver_overlap.treatment,
            Code::TerminalOverlap => self.terminal_overlap.treatment,
            Code::RegistrantOverlap => self.registrant_overlap.treatment,
            Code::StagedTrip => self.staged_trip.treatment,
            Code::SameCardAgain => self.same_card_again.treatment,
            Code::ImpossibleTravel => self.impossible_travel.treatment,
            Code::UsedAfterEnd => self.used_after_end.treatment,
            Code::CardOfAnother => self.card_of_another.treatment,
            Code::UsedBefore => self.used_before.treatment,
            Code::FleetChanged => self.fleet_changed.treatment,
            Code::NoMovement => self.no_movement.treatment,
            Code::HeldByScheme => Consequence::Hold,
            Code::Bunching
            | Code::DriverCardConcentration
            | Code::WeakTaps
            | Code::Burst
            | Code::FrequencyOutlier => Consequence::PayAndSample,
        }
    }
}

/// `text` and, behind it so that its lines keep their numbers, what of the shipped file
/// it has no section for.
fn with_missing_sections(text: &str) -> std::result::Result<String, toml::de::Error> {
    let own: toml::Table = toml::from_str(text)?;
    let mut missing: toml::Table = toml::from_str(SHIPPED)?;
    missing.retain(|section, _keys| !own.contains_key(section));
    Ok(format!("{text}\n{missing}"))
}

fn share_is_bad(share: Share) -> bool {
    share.at_least == 0 || share.percent == 0 || share.percent > 100
}

fn invalid(problem: &dyn std::fmt::Display) -> Error {
    Error::invalid(
        "review_file_invalid",
        format!("審査基準のファイルに誤りがあります。\n{problem}"),
        "The review file has errors, listed above.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_is_well_formed() {
        let shipped = Parameters::parse(SHIPPED).unwrap();
        assert_eq!(shipped.digest, Digest::of(SHIPPED));
        assert_eq!(shipped.consequence(Code::VehicleOverlap), Consequence::Hold);
    }

    #[test]
    fn a_file_that_is_older_than_the_newest_reasons_goes_on_and_touches_no_money_by_them() {
        let older = "[burst]\nmore_than = 9\nwithin_minutes = 30\n";
        let parsed = Parameters::parse(older).unwrap();
        for code in [Code::NoMovement, Code::FrequencyOutlier] {
            assert_eq!(parsed.consequence(code), Consequence::PayAndSample);
        }
    }

    #[test]
    fn numbers_that_would_find_nothing_or_everything_are_refused() {
        for (good, bad) in [
            ("up_to_m = 200", "up_to_m = 5001"),
            ("from_yen = 1000", "from_yen = 0"),
            ("faster_than_kmh = 120", "faster_than_kmh = 59"),
            ("faster_than_kmh = 120", "faster_than_kmh = 301"),
            ("more_than = 40", "more_than = 0"),
            ("percent_of_median = 600", "percent_of_median = 100"),
            ("among_at_least = 20", "among_at_least = 1"),
        ] {
            assert!(SHIPPED.contains(good), "{good}");
            let problem = problem(&SHIPPED.replace(good, bad));
            assert!(problem.contains("out of range"), "{bad}: {problem}");
        }
    }

    fn problem(text: &str) -> String {
        Parameters::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn a_key_that_is_not_known_or_missing_is_refused() {
        assert!(Parameters::parse(&format!("{SHIPPED}\nwithin_hours = 1\n")).is_err());
        assert!(Parameters::parse(&SHIPPED.replace("more_than = 6", "")).is_err());
        assert!(Parameters::parse(&SHIPPED.replace("percent = 90", "percent = 101")).is_err());
    }

    #[test]
    fn a_section_that_is_left_out_is_the_one_that_ships() {
        let shipped = Parameters::parse(SHIPPED).unwrap();
        let older = SHIPPED.replace("[fleet_changed]\ntreatment = \"hold\"\n", "");
        assert!(!older.contains("[fleet_changed]") && older.contains("[bunching]"));
        let parsed = Parameters::parse(&older).unwrap();
        assert_eq!(parsed.digest, Digest::of(&older));
        let same_file = Parameters {
            digest: shipped.digest,
            ..parsed
        };
        assert_eq!(same_file, shipped);

        let own = "[burst]\nmore_than = 9\nwithin_minutes = 30\n";
        let parsed = Parameters::parse(own).unwrap();
        assert_eq!(parsed.burst.more_than, 9);
        assert_eq!(parsed.vehicle_overlap, shipped.vehicle_overlap);
    }

    #[test]
    fn what_is_not_known_is_named_with_its_line() {
        let section = problem("[review]\nfour_eyes_above_yen = 1\nreply_days = 7\n\n[burts]\n");
        assert!(section.contains("burts"), "{section}");
        assert!(section.contains("line 5"), "{section}");
        let key = problem("[burst]\nmore_than = 9\nwithin_minutes = 30\nwithin_hours = 1\n");
        assert!(key.contains("within_hours"), "{key}");
        assert!(key.contains("line 4"), "{key}");
        let missing = problem("\n[burst]\nmore_than = 9\n");
        assert!(missing.contains("within_minutes"), "{missing}");
        assert!(missing.contains("line 2"), "{missing}");
    }
}
