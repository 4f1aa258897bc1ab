//! Why a figure is what it is, as a value: cheap to make, put into words only
//! for whoever reads them.
//!
//! A note borrows from the scheme it speaks of and holds figures, no text, so
//! that deciding a trip allocates nothing. The words are in `words`, the codes
//! in `codes`.

mod codes;
mod words;

use domain::{Assurance, Reason, ServiceDate, Yen};

use crate::{
    AreaMatch, DividedBy, Factor, Ground, Hours, Instrument, Limit, Period, Share, Treatment, Unit,
};

pub use codes::{CODES, CodeMeaning};

/// What an amount was computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The fare.
    Fare,
    /// The base fare (初乗運賃).
    BaseFare,
    /// What came of the steps before.
    Amount,
}

/// One thing that is to be said of a claim or of a trip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is said in full in `words`")]
pub enum Note<'s> {
    // How the amount came about.
    ShareOf {
        of: Of,
        share: &'s Share,
        base: Yen,
        amount: Yen,
    },
    TimesOf {
        of: Of,
        factor: &'s Factor,
        base: Yen,
        amount: Yen,
    },
    FixedAmount {
        amount: Yen,
    },
    AmountAHead {
        aboard: u32,
        amount: Yen,
    },
    Tickets {
        uses: u32,
        value: Yen,
        amount: Yen,
    },
    Tier {
        base: Yen,
        amount: Yen,
    },
    Cap {
        cap: Yen,
    },
    CapOfUses {
        uses: u32,
        unit: Unit,
        cap: Yen,
    },
    Floor {
        least: Yen,
    },
    PassengerFirst {
        part: Yen,
    },
    PassengerPart {
        part: Yen,
    },
    Divided {
        by: DividedBy,
        number: u32,
        amount: Yen,
    },
    Sum {
        amount: Yen,
    },
    ForUses {
        uses: u32,
        unit: Unit,
        amount: Yen,
    },
    Amount {
        amount: Yen,
    },
    FareIsCeiling {
        fare: Yen,
        together: bool,
    },
    TogetherAtMost {
        most: Yen,
    },
    OtherSchemesFirst {
        given: Yen,
    },
    BalanceLeft {
        period: Period,
        left: Yen,
    },
    // Uses.
    SeveralUses {
        uses: u32,
        unit: Unit,
    },
    MostUses {
        most: u32,
        unit: Unit,
    },
    LeastUses {
        least: u32,
        unit: Unit,
    },
    OneUseWhenShared {
        unit: Unit,
    },
    FewerUsesLeft {
        left: u32,
        unit: Unit,
    },
    UseWasted {
        useful: u32,
        unit: Unit,
    },
    UseAboveFare {
        unit: Unit,
    },
    // Why nothing is paid.
    NothingToSubsidise {
        unit: Unit,
    },
    ComesToNothing {
        unit: Unit,
    },
    NoUseOffered,
    NoAmountApplies,
    OneClaimATrip,
    LimitReached {
        limit: &'s Limit,
        most: u32,
        unit: Unit,
    },
    BalanceUsedUp {
        period: Period,
        most: Yen,
    },
    UnknownInstrument,
    InstrumentNotNow {
        instrument: &'s Instrument,
    },
    NotYetRegistered {
        from: ServiceDate,
    },
    NoGround,
    GroundEnded {
        ground: &'s Ground,
    },
    Excluded {
        by: &'s Ground,
    },
    AssuranceTooLow {
        assurance: Assurance,
    },
    NoRefund,
    RefundTooLate {
        within_days: u32,
    },
    // The trip as a whole.
    OutsideArea {
        within: AreaMatch,
    },
    OutsideHours {
        hours: &'s [Hours],
    },
    DayOff,
    // What becomes of the claim.
    Held {
        assurance: Assurance,
    },
    Refunded {
        treatment: Treatment,
    },
}

impl Note<'_> {
    /// The note in words.
    pub fn to_reason(&self) -> Reason {
        let (ja, en) = self.words();
        Reason::new(self.code(), ja, en)
    }

    /// Whether it says which ground (対象要件) somebody has, had or lacks: of nobody's
    /// business in a taxi. Every note is asked, so that none is forgotten.
    pub const fn names_a_ground(&self) -> bool {
        match self {
            Self::GroundEnded { .. } | Self::Excluded { .. } => true,
            Self::ShareOf { .. }
            | Self::TimesOf { .. }
            | Self::FixedAmount { .. }
            | Self::AmountAHead { .. }
            | Self::Tickets { .. }
            | Self::Tier { .. }
            | Self::Cap { .. }
            | Self::CapOfUses { .. }
            | Self::Floor { .. }
            | Self::PassengerFirst { .. }
            | Self::PassengerPart { .. }
            | Self::Divided { .. }
            | Self::Sum { .. }
            | Self::ForUses { .. }
            | Self::Amount { .. }
            | Self::FareIsCeiling { .. }
            | Self::TogetherAtMost { .. }
            | Self::OtherSchemesFirst { .. }
            | Self::BalanceLeft { .. }
            | Self::SeveralUses { .. }
            | Self::MostUses { .. }
            | Self::LeastUses { .. }
            | Self::OneUseWhenShared { .. }
            | Self::FewerUsesLeft { .. }
            | Self::UseWasted { .. }
            | Self::UseAboveFare { .. }
            | Self::NothingToSubsidise { .. }
            | Self::ComesToNothing { .. }
            | Self::NoUseOffered
            | Self::NoAmountApplies
            | Self::OneClaimATrip
            | Self::LimitReached { .. }
            | Self::BalanceUsedUp { .. }
            | Self::UnknownInstrument
            | Self::InstrumentNotNow { .. }
            | Self::NotYetRegistered { .. }
            | Self::NoGround
            | Self::AssuranceTooLow { .. }
            | Self::NoRefund
            | Self::RefundTooLate { .. }
            | Self::OutsideArea { .. }
            | Self::OutsideHours { .. }
            | Self::DayOff
            | Self::Held { .. }
            | Self::Refunded { .. } => false,
        }
    }
}
