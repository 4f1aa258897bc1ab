//! Who may claim: grounds, exclusions, kinds of ticket.

use super::Range;
use crate::HeldGrounds;

/// `[version.eligibility]`: who may claim at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eligibility {
    /// Any one of these that suffices makes eligible; at least one does.
    pub grounds: Vec<Ground>,
    /// Any one of these excludes, whatever the grounds.
    pub excluded_by: Vec<Ground>,
}

/// A ground (対象要件), or an exclusion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// As the register and trips call it, such as `age75`.
    pub id: String,
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
    /// When it ends by itself.
    pub ends: GroundEnds,
    /// Whether it makes eligible by itself; otherwise it only matters to who is
    /// eligible on another ground, such as a household that pays no tax.
    pub suffices: bool,
}

/// When a ground ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroundEnds {
    /// The register says; the rules add no end.
    ByRegister,
    /// This many months after the day of registration.
    AfterMonths(u32),
    /// With the fiscal year of registration, so that it is renewed every year.
    EndOfFiscalYear,
}

/// `[[version.instrument]]`: a kind of ticket (券種).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrument {
    /// As trips call it, such as `general`.
    pub id: String,
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
    /// With how many registrants aboard it may be used.
    pub registrants: Option<Range>,
}

/// Which registrants something holds for; an empty list does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// With any one of these grounds.
    pub grounds: Vec<String>,
    /// With none of these.
    pub without_grounds: Vec<String>,
    /// Offering any one of these kinds of ticket.
    pub instruments: Vec<String>,
}

impl Who {
    /// Whether it holds for a registrant of `grounds` offering `instrument`.
    pub fn holds(&self, grounds: &HeldGrounds, instrument: Option<&str>) -> bool {
        let any_of = |wanted: &[String]| wanted.iter().any(|ground| grounds.contains(ground));
        (self.grounds.is_empty() || any_of(&self.grounds))
            && !any_of(&self.without_grounds)
            && (self.instruments.is_empty()
                || self
                    .instruments
                    .iter()
                    .any(|id| Some(id.as_str()) == instrument))
    }
}
