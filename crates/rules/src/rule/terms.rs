//! What happens beside the amount: several uses, sharing a ride, how well a
//! card must be proven, refunds, trips without a network, settlement.

use domain::{Assurance, Yen};

use crate::Treatment;

/// How people count uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 回, 回分.
    Use,
    /// 枚.
    Ticket,
}

/// `[version.uses]`: what happens where one trip may take several uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsesPolicy {
    /// How many uses, when the passenger has not said.
    pub unless_chosen: UnlessChosen,
    /// When the passenger offers more than a trip may take.
    pub when_above_allowed: AboveAllowed,
    /// When the passenger offers more than are left.
    pub when_fewer_left: FewerLeft,
    /// When a use offered would not raise the subsidy.
    pub when_wasted: Wasted,
    /// When a use is worth more than what is left of the fare.
    pub when_above_fare: AboveFare,
}

/// How many uses a trip takes when the passenger has not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnlessChosen {
    /// As many as are left and raise the subsidy.
    AsManyAsUseful,
    /// As few as the rule allows, commonly one.
    Least,
}

/// What happens when the passenger offers more uses than a trip may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AboveAllowed {
    /// As many as it may take are taken.
    AsManyAsAllowed,
    /// None is taken, and nothing is paid for this registrant.
    Refuse,
}

/// What happens when the passenger offers more uses than are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FewerLeft {
    /// Those that are left are taken.
    AsManyAsLeft,
    /// None is taken, and nothing is paid for this registrant.
    Refuse,
}

/// What happens when a use offered would not raise the subsidy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wasted {
    /// It is spared, and a reason says so.
    Warn,
    /// None is taken, and nothing is paid for this registrant.
    Refuse,
}

/// What happens when a use is worth more than what is left of the fare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AboveFare {
    /// It is taken and pays what is left; no change is given.
    UpToTheFare,
    /// It is not taken.
    NotTaken,
}

/// `[version.sharing]`: where several registrants ride together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sharing {
    /// Which registrants are counted aboard.
    pub aboard: Aboard,
    /// Who of them is subsidised.
    pub who_claims: WhoClaims,
    /// How they share a fare that is less than all of it.
    pub shortfall: Shortfall,
    /// All subsidies of a trip together, beside the fare.
    pub together_at_most: Option<Yen>,
}

/// Which registrants are counted aboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aboard {
    /// Those who can claim on this trip.
    WhoCanClaim,
    /// All, also those without uses left.
    AllRegistrants,
}

/// Who of the registrants aboard is subsidised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhoClaims {
    /// Each.
    Each,
    /// One a trip: the first to tap who can claim.
    FirstWhoCan,
}

/// How claims are cut where the fare is less than their sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// Equal parts; yen left over go to the earliest taps.
    Equal,
    /// The earliest taps get theirs in full until the fare is used up.
    InOrderOfTap,
    /// Each is cut in proportion; yen left over go to the earliest taps.
    InProportion,
}

/// `[version.assurance]`: what becomes of a claim by the assurance of its tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assurances {
    /// Declared.
    pub a0: Treatment,
    /// Certificate presented.
    pub a1: Treatment,
    /// Card present.
    pub a2: Treatment,
    /// Holder verified.
    pub a3: Treatment,
}

impl Assurances {
    /// The treatment of one level.
    pub const fn of(&self, assurance: Assurance) -> Treatment {
        match assurance {
            Assurance::A0 => self.a0,
            Assurance::A1 => self.a1,
            Assurance::A2 => self.a2,
            Assurance::A3 => self.a3,
        }
    }
}

/// `[version.refund]`: a subsidy asked for afterwards, for a trip without a tap
/// (償還払い).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Days after the service date on which it may be asked for.
    pub within_days: u32,
    /// What becomes of it.
    pub treatment: Treatment,
}

/// What a scheme's amounts are computed from when another scheme has already
/// paid part of the same trip.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ComputedFrom {
    /// From the whole fare; all together never exceed it.
    #[default]
    WholeFare,
    /// From what the earlier schemes have left of it.
    WhatIsLeft,
}

/// `[version.offline]`: trips that a terminal decides without a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offline {
    /// Who bears the subsidy of a trip that turns out to be over a limit.
    pub over_limit_borne_by: LossBearer,
    /// The most subsidy that one terminal may give before it reaches the service
    /// again; none: no end.
    pub exposure: Option<Yen>,
}

/// Who bears the subsidy of an over-limit trip accepted offline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossBearer {
    /// 市.
    City,
    /// 事業者.
    Operator,
}

/// `[version.settlement]`: what the settlement of a month needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// Days from the operator's request to the payment.
    pub pay_within_days: u32,
    /// What the city's part is for consumption tax.
    pub city_part: CityPart,
}

/// What the city's part of a fare is for consumption tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CityPart {
    /// Part of the price of the ride (対価), paid by a third party.
    Consideration,
    /// A grant (補助金), outside the tax.
    Grant,
}
