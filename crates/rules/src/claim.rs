//! What goes into a decision beside the trip, and what comes out of it.
//!
//! The serde names are those of the `mytaku scheme decide` format. Amounts are
//! whole yen, 0 or more.

use domain::{Assurance, Reason, RegistrantId, SchemeId, ServiceDate, Yen};
use serde::{Deserialize, Serialize};

/// What a registrant has used before this trip, by the trip's service date.
///
/// Each count is in what the version's limit for that period counts: uses, or
/// trips (see [`Counts`](crate::Counts)); uses where there is no such limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Used {
    /// On the same day.
    pub day: u32,
    /// In the same month.
    pub month: u32,
    /// In the same fiscal year (年度).
    pub fiscal_year: u32,
    /// Subsidy received in the same fiscal year.
    pub amount_yen: Yen,
}

/// A registrant (利用登録者) aboard, in the order of their taps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rider {
    /// Who, by the city's own number.
    pub id: RegistrantId,
    /// The grounds (対象要件) and exclusions that the register holds for them on
    /// the service date.
    pub grounds: Vec<String>,
    /// First day of the registration.
    pub registered_on: ServiceDate,
    /// Uses offered for this trip; absent: what the scheme's
    /// `unless_chosen` says.
    #[serde(default)]
    pub units: Option<u32>,
    /// Which kind of ticket, for schemes that have several.
    #[serde(default)]
    pub instrument: Option<String>,
    /// What the tap proves.
    pub assurance: Assurance,
    /// What they have used before this trip.
    #[serde(default)]
    pub used: Used,
}

/// What becomes of a claim, by the assurance of its tap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// Paid with the month.
    #[default]
    Pay,
    /// Paid with the month; a sample of such claims is looked at by a person.
    PayAndSample,
    /// The passenger pays the reduced fare and the uses are counted, but the
    /// operator is not paid until a person has decided. A passenger who tapped
    /// a card is not turned into a debtor by a doubt that arose afterwards.
    Hold,
    /// No subsidy: the registrant rides as if not registered.
    Refuse,
}

impl Treatment {
    /// Whether the claim is paid with no more ado.
    pub const fn is_pay(&self) -> bool {
        matches!(self, Self::Pay)
    }
}

/// The subsidy (助成) of one registrant on one trip; every registrant aboard has
/// one, of 0 yen and 0 uses when nothing is paid for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// For whom.
    pub registrant: RegistrantId,
    /// How much.
    #[serde(rename = "subsidy_yen")]
    pub subsidy: Yen,
    /// Uses (利用回数) taken, 0 exactly when the subsidy is 0.
    pub units: u32,
    /// What becomes of it; left out of JSON when it is simply paid.
    #[serde(default, skip_serializing_if = "Treatment::is_pay")]
    pub treatment: Treatment,
    /// Why, for this registrant.
    pub reasons: Vec<Reason>,
}

/// What the rules say of a trip (判定).
///
/// `subsidy + passenger_pays + discount` is everything on the meter and beside
/// it, and the claims add up to `subsidy`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// By which scheme.
    pub scheme: SchemeId,
    /// By which version of it: the day from which it is in force.
    pub version: String,
    /// What the city pays, over all claims.
    #[serde(rename = "subsidy_yen")]
    pub subsidy: Yen,
    /// What the passengers pay together.
    #[serde(rename = "passenger_pays_yen")]
    pub passenger_pays: Yen,
    /// The disability discount (障害者割引), which the operator gives.
    #[serde(rename = "discount_yen")]
    pub discount: Yen,
    /// One per registrant, in the order given.
    pub claims: Vec<Claim>,
    /// What holds for the trip as a whole.
    pub reasons: Vec<Reason>,
}
