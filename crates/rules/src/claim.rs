//! What goes into a decision beside the trip, and what comes out of it in
//! words.
//!
//! The serde names are those of the `mytaku scheme decide` format. Amounts are
//! whole yen, 0 or more.

use domain::{Assurance, Reason, RegistrantId, SchemeId, ServiceDate, Yen};
use serde::{Deserialize, Serialize};

use crate::{HeldGrounds, Used};

/// A registrant (利用登録者) aboard, in the order of their taps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rider {
    /// Who, by the city's own number.
    pub id: RegistrantId,
    /// The grounds (対象要件) and exclusions that the register holds for them on
    /// the service date.
    pub grounds: HeldGrounds,
    /// First day of the registration.
    pub registered_on: ServiceDate,
    /// Uses or tickets offered for this trip; absent: what the scheme's
    /// `unless_chosen` says.
    #[serde(default)]
    pub units: Option<u32>,
    /// Which kind of ticket, for schemes that have several; absent: the first.
    #[serde(default)]
    pub instrument: Option<String>,
    /// What the tap proves.
    pub assurance: Assurance,
    /// What they have used before this trip.
    #[serde(default)]
    pub used: Used,
    /// For a trip without a tap: when the subsidy was asked for afterwards
    /// (償還払い). Absent: this is a tap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_requested_on: Option<ServiceDate>,
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
    /// By which scheme, where several decided the trip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<SchemeId>,
    /// How much.
    #[serde(rename = "subsidy_yen")]
    pub subsidy: Yen,
    /// Uses (利用回数) or tickets taken, 0 exactly when the subsidy is 0.
    pub units: u32,
    /// Of which kind of ticket, where the scheme has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// What becomes of it; left out of JSON when it is simply paid.
    #[serde(default, skip_serializing_if = "Treatment::is_pay")]
    pub treatment: Treatment,
    /// Why, for this registrant.
    pub reasons: Vec<Reason>,
}

/// What the rules say of a trip (判定), in words.
///
/// `subsidy + passenger_pays + discount` is everything on the meter and beside
/// it, and the claims add up to `subsidy`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// By which scheme; where several decided, the first.
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
    /// Scheme by scheme, in the order in which they decided; left out of JSON
    /// where only one did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schemes: Vec<SchemePart>,
}

/// What one of several schemes pays of a trip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemePart {
    /// Which.
    pub scheme: SchemeId,
    /// Its version.
    pub version: String,
    /// How much.
    #[serde(rename = "subsidy_yen")]
    pub subsidy: Yen,
    /// What it says of the trip as a whole.
    pub reasons: Vec<Reason>,
}
