//! The vocabulary of a version: typed rules, no scripting.
//!
//! One struct per section of the file, with the file's own names; how they are
//! read is in `read::version`, what they do to a trip in `decide`. A new shape
//! of scheme adds a section or a value here and changes no existing one, since
//! published files stay as they are.

use chrono::NaiveTime;
use domain::{Assurance, MunicipalityCode, Yen};

use crate::{Rounding, Share, Treatment};

/// All rules of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// `[version.eligibility]`
    pub eligibility: Eligibility,
    /// `[version.area]`
    pub area: Area,
    /// `[version.hours]`; absent: at any time.
    pub hours: Option<Hours>,
    /// `counts` of `[version.fare]`: the parts of a fare that are subsidised.
    pub fare_parts: Vec<FarePart>,
    /// `[version.discount]`; absent: no discount is computed.
    pub discount: Option<Discount>,
    /// `[version.limits]`
    pub limits: Limits,
    /// `[version.alone]`
    pub alone: Alone,
    /// `[version.shared]`
    pub shared: Shared,
    /// `[version.several_uses]`; absent: one use a trip.
    pub several_uses: Option<SeveralUses>,
    /// `[version.assurance]`
    pub assurance: Assurances,
    /// `over_limit_borne_by` of `[version.offline]`.
    pub loss_bearer: LossBearer,
    /// `[version.settlement]`
    pub settlement: Settlement,
}

/// Who may claim at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eligibility {
    /// Any one of these suffices; at least one.
    pub grounds: Vec<Ground>,
    /// Any one of these excludes, whatever the grounds.
    pub excluded_by: Vec<Ground>,
    /// When a ground ends by itself.
    pub grounds_end: GroundsEnd,
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
}

/// When a ground ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroundsEnd {
    /// The register says, ground by ground; the rules add no end.
    ByRegister,
    /// This many months after the day of registration.
    AfterMonths(u32),
}

/// Where a trip must lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// The municipalities of the area; at least one.
    pub municipalities: Vec<MunicipalityCode>,
    /// Which end must lie there.
    pub within: AreaMatch,
}

/// Which end of a trip must lie in the area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AreaMatch {
    /// Boarding or alighting.
    EitherEnd,
    /// Boarding and alighting.
    BothEnds,
}

/// At what time of day, in Japan; past midnight when `from` is after `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// The first moment.
    pub from: NaiveTime,
    /// The end.
    pub until: NaiveTime,
    /// Whether the minute of `until`, as a clock shows it, still counts.
    pub until_included: bool,
    /// Which moment of the trip is looked at.
    pub counted_by: HoursBy,
}

/// Which moment of a trip its hours are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoursBy {
    /// Meter on.
    Boarding,
    /// Meter off.
    Alighting,
}

/// A part of a fare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FarePart {
    /// Meter fare (メーター運賃).
    Meter,
    /// Pickup charge (迎車料金).
    Pickup,
    /// Tolls.
    Toll,
    /// Anything else.
    Other,
}

/// The disability discount (障害者割引), always on the meter fare alone.
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

/// How often a registrant may claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A day.
    pub day: Option<Limit>,
    /// A calendar month.
    pub month: Option<Limit>,
    /// A fiscal year (年度).
    pub fiscal_year: Option<Limit>,
    /// How much of the fiscal year's limit a registration within it gets.
    pub mid_year: MidYear,
}

/// One limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The most, at least 1.
    pub most: u32,
    /// Of what.
    pub counts: Counts,
}

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// Uses (利用回数): a trip that takes two counts twice.
    Uses,
    /// Trips (乗車): each counts once.
    Trips,
}

/// What a registration within the fiscal year gets of the year's limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MidYear {
    /// All of it.
    Full,
    /// A twelfth per month from that of registration to March, rounded down.
    ByMonth,
}

/// The subsidy of a registrant who rides without another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alone {
    /// How much of the fare.
    pub share: Share,
    /// At most this, with one use.
    pub cap: Yen,
    /// How the share is rounded, before the cap.
    pub rounding: Rounding,
}

/// The subsidy where two or more registrants ride together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shared {
    /// For each of them, together never above the fare.
    pub a_head: Yen,
    /// How they share a fare that is less than all of it.
    pub shortfall: Shortfall,
    /// Which registrants make a trip shared.
    pub aboard: Aboard,
}

/// How claims are cut where the fare is less than their sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// Equal parts; yen left over go to the earliest taps.
    Equal,
    /// The earliest taps get theirs in full until the fare is used up.
    InOrderOfTap,
}

/// Which registrants make a trip shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aboard {
    /// Those who can claim on this trip.
    WhoCanClaim,
    /// All, also those without uses left.
    AllRegistrants,
}

/// One trip taking several uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeveralUses {
    /// The most uses one trip may take, 2 or more.
    pub most: u32,
    /// How much of the fare with two or more uses; rounded as alone.
    pub share: Share,
    /// The cap grows by this with each use.
    pub cap_a_use: Yen,
    /// How many uses, when the passenger has not said.
    pub unless_chosen: UnlessChosen,
    /// What happens when the passenger offers more than are left.
    pub when_fewer_left: FewerLeft,
    /// What happens when a use offered would not raise the subsidy.
    pub when_wasted: Wasted,
    /// What several uses do on a shared trip.
    pub when_shared: SharedUses,
}

/// How many uses a trip takes when the passenger has not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnlessChosen {
    /// As many as are left and raise the subsidy.
    AsManyAsUseful,
    /// One.
    One,
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

/// What several uses do on a shared trip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedUses {
    /// Nothing: each registrant gives one.
    OneEach,
    /// The amount a head is paid for each use given.
    AHeadForEachUse,
}

/// What becomes of a claim by the assurance of its tap.
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

/// Who bears the subsidy of an over-limit trip accepted offline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossBearer {
    /// 市.
    City,
    /// 事業者.
    Operator,
}

/// What the settlement of a month needs to know of the scheme.
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
