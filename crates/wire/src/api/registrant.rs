//! What the desk asks and changes of a registrant: `/v1/registrants/{id}` and
//! `/v1/credentials/{fingerprint}`.

use domain::{
    CredentialKind, CredentialState, Digest, OwnerReason, RegistrantId, ServiceDate, Standing,
    StandingReason, Timestamp, TripId, UserId, Yen,
};
use serde::{Deserialize, Serialize};

/// Ends a registration, takes it up again, or corrects either.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeStanding {
    /// What holds.
    pub state: Standing,
    /// From which day on: of an end, the first day that counts no more.
    pub from: ServiceDate,
    /// Why.
    pub reason: StandingReason,
    /// Whether only to say what it would come to.
    #[serde(default)]
    pub dry_run: bool,
}

/// Enters a ground, or corrects the one with the same first day.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeGround {
    /// Which, such as `age75`.
    pub ground: String,
    /// Its first day.
    pub from: ServiceDate,
    /// Its last day; none while it is open. The day before the first: it never held.
    #[serde(default)]
    pub until: Option<ServiceDate>,
    /// What was shown for it: a code, such as `certificate_seen`.
    #[serde(default)]
    pub evidence: Option<String>,
    /// Whether only to say what it would come to.
    #[serde(default)]
    pub dry_run: bool,
}

/// Says how often the scheme was used on paper before the card.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeUsesBefore {
    /// In the fiscal year of the registration, in all.
    pub uses: u32,
    /// Whether only to say what it would come to.
    #[serde(default)]
    pub dry_run: bool,
}

/// Shuts a card out, or lets it in again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeCredential {
    /// What holds.
    pub state: CredentialState,
    /// From which moment on; now, if it is not said.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Whether only to say what it would come to.
    #[serde(default)]
    pub dry_run: bool,
}

/// Shuts a card of a registrant out, or lets it in again: the one that is meant by
/// itself, or by its number.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeOwnCredential {
    /// Which of the registrant's cards, the oldest is 1. Not needed where one alone
    /// can be meant.
    #[serde(default)]
    pub number: Option<usize>,
    /// What holds.
    pub state: CredentialState,
    /// From which moment on; now, if it is not said.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Whether only to say what it would come to.
    #[serde(default)]
    pub dry_run: bool,
}

/// Says whose a card is that was linked to the wrong registrant.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeOwner {
    /// Whose it is; none: of nobody known here, so that it may be registered anew.
    #[serde(default)]
    pub registrant: Option<RegistrantId>,
    /// How it came to be linked wrongly.
    pub reason: OwnerReason,
    /// Whether only to say what it would come to.
    #[serde(default)]
    pub dry_run: bool,
}

/// The card whose owner was corrected, and what that came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedOwner {
    /// Its fingerprint, with those of other certificates of the same chip.
    pub cards: Vec<Digest>,
    /// Whose it was said to be; none: nobody's.
    pub before: Option<RegistrantId>,
    /// Cards that had been replaced for the wrong owner's sake, and may be used again.
    pub restored: Vec<Digest>,
    /// Cards that are replaced, as a registrant has one at a time.
    pub replaced: Vec<Digest>,
    /// What the correction came to: claims of the one whose it was not.
    #[serde(flatten)]
    pub changed: Changed,
}

/// The card that was changed, and what that came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedCredential {
    /// Its number among the registrant's, the oldest is 1.
    pub number: usize,
    /// Its fingerprint.
    pub fingerprint: Digest,
    /// What the change came to.
    #[serde(flatten)]
    pub changed: Changed,
}

/// What a change came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Whether anything was entered; not when it was so already.
    pub changed: bool,
    /// Number of claims below.
    pub count: usize,
    /// What they come to.
    pub total_yen: Yen,
    /// Claims on trips since the day or moment named, taken in before: somebody has to look.
    pub touched: Vec<TouchedClaim>,
}

/// A claim that was decided before a change which reaches back to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchedClaim {
    /// The trip.
    pub trip: TripId,
    /// Which tap.
    pub ordinal: i16,
    /// The day it counted for.
    pub service_date: ServiceDate,
    /// As it was decided.
    pub decided_yen: Yen,
}

/// All that is registered of a registrant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrantDetail {
    /// The city's own number.
    pub registrant: RegistrantId,
    /// First day of use.
    pub registered_on: ServiceDate,
    /// What holds today.
    pub state: Standing,
    /// Uses on paper in the fiscal year of `registered_on`, by what was entered last.
    pub uses_before: u32,
    /// Every entry about them after the first registration.
    #[serde(default)]
    pub uses_entries: Vec<UsesEntry>,
    /// Every change after the first registration, by day and entry.
    pub standings: Vec<StandingEntry>,
    /// Every ground ever entered; of those with the same first day the last counts.
    pub grounds: Vec<GroundDetail>,
    /// Every card that is theirs, the one that has been so longest first.
    pub credentials: Vec<CredentialDetail>,
}

/// An entry about a registrant's standing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingEntry {
    /// What holds.
    pub state: Standing,
    /// From which day on.
    pub from: ServiceDate,
    /// Why.
    pub reason: StandingReason,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// By whom.
    pub entered_by: UserId,
}

/// An entry about uses on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsesEntry {
    /// How many.
    pub uses: u32,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// By whom.
    pub entered_by: UserId,
}

/// A ground as it was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroundDetail {
    /// Such as `age75`.
    pub ground: String,
    /// First day.
    pub from: ServiceDate,
    /// Last day; none while open.
    pub until: Option<ServiceDate>,
    /// What was shown for it.
    pub evidence: Option<String>,
    /// When it was entered.
    pub entered_at: Timestamp,
}

/// A card of a registrant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialDetail {
    /// By which it is found.
    pub fingerprint: Digest,
    /// What kind of card.
    pub kind: CredentialKind,
    /// `desk_tap`, `import` or `succession`.
    pub linked_how: String,
    /// When it was linked.
    pub linked_at: Timestamp,
    /// First moment of its certificate; none of a transit card, which has none.
    pub valid_from: Option<Timestamp>,
    /// Last moment of its certificate.
    pub valid_until: Option<Timestamp>,
    /// What holds now.
    pub state: CredentialState,
    /// Every change of it.
    pub states: Vec<CredentialEntry>,
    /// Every correction of whose it is.
    #[serde(default)]
    pub owners: Vec<OwnerEntry>,
}

/// An entry about whose a card is, after it was linked first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerEntry {
    /// Whose; none: nobody's.
    pub registrant: Option<RegistrantId>,
    /// How it came to be linked wrongly; or, as it was linked anew, `desk_tap` or `import`.
    pub reason: String,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// By whom.
    pub entered_by: UserId,
}

/// An entry about a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialEntry {
    /// What holds.
    pub state: CredentialState,
    /// From which moment on.
    pub from: Timestamp,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// By whom.
    pub entered_by: UserId,
}
