//! How many uses a claim takes, how its registrant stands, and what becomes of
//! it.

use super::Note;
use crate::words::{Words, range};
use crate::{Counts, Instrument, Limit, Most, Treatment, Unit};

impl Note<'_> {
    /// How many uses are taken, and why not others.
    pub(super) fn uses(&self) -> Words {
        match *self {
            Self::SeveralUses { uses, unit } => (
                format!("この乗車で{uses}{}を使います", unit.amount_ja()),
                format!("This trip takes {uses} {}", unit.en(uses)),
            ),
            Self::MostUses { most, unit } => (
                format!("この乗車で使えるのは{most}{}までです", unit.amount_ja()),
                format!("This trip may take at most {most} {}", unit.en(most)),
            ),
            Self::LeastUses { least, unit } => (
                format!("この乗車には{least}{}が要ります", unit.amount_ja()),
                format!("This trip takes {least} {}", unit.en(least)),
            ),
            Self::OneUseWhenShared { unit } => (
                format!("相乗りのときは1人1{}です", unit.amount_ja()),
                format!("On a shared trip each registrant gives one {}", unit.en(1)),
            ),
            Self::FewerUsesLeft { left, unit } => (
                format!("残りは{left}{}です", unit.amount_ja()),
                format!("{left} {} left", unit.en(left)),
            ),
            Self::UseWasted { useful, unit } => (
                format!(
                    "{useful}{}で足り、それより多く使っても助成額は増えません",
                    unit.amount_ja()
                ),
                format!(
                    "{useful} {} suffice; more would not raise the subsidy",
                    unit.en(useful)
                ),
            ),
            Self::UseAboveFare { unit } => (
                format!(
                    "1{}の額が残りの運賃より大きいため、使いません",
                    unit.amount_ja()
                ),
                format!(
                    "A {} worth more than what is left of the fare is not taken",
                    unit.en(1)
                ),
            ),
            _ => Words::default(),
        }
    }

    /// How a registrant stands, and what becomes of the claim.
    pub(super) fn standing(&self) -> Words {
        let fixed = |ja: &str, en: &str| (ja.to_owned(), en.to_owned());
        match *self {
            Self::NothingToSubsidise { unit } => (
                format!(
                    "助成する運賃が残っていないため、{}は減りません",
                    unit.stock_ja()
                ),
                format!(
                    "There is no fare left to subsidise, so no {} is taken",
                    unit.en(1)
                ),
            ),
            Self::ComesToNothing { unit } => (
                format!("助成額が0円になるため、{}は減りません", unit.stock_ja()),
                format!(
                    "The subsidy comes to nothing, so no {} is taken",
                    unit.en(1)
                ),
            ),
            Self::NoUseOffered => fixed(
                "この乗車では助成を使いません",
                "No use is given to this trip",
            ),
            Self::NoAmountApplies => fixed(
                "この乗車に当たる助成額の決まりがありません",
                "No amount of the scheme applies to this trip",
            ),
            Self::OneClaimATrip => fixed(
                "助成は1回の乗車で1人分です",
                "One registrant a trip is subsidised",
            ),
            Self::BalanceUsedUp { period, most } => (
                format!("{}の助成は{most}円までです", period.ja()),
                format!("At most {most} yen {}", period.en_a()),
            ),
            Self::UnknownInstrument => fixed(
                "この利用券は、この事業では使えません",
                "This kind of ticket is not of this scheme",
            ),
            Self::NotYetRegistered { from } => (
                format!("利用登録は{from}からです"),
                format!("The registration begins on {from}"),
            ),
            Self::NoGround => fixed(
                "対象要件に当たる登録がありません",
                "The register holds no ground for this scheme",
            ),
            Self::GroundEnded { ground } => (
                format!("対象要件の期間が終わっています（{}）", ground.ja),
                format!("The time of the ground is over ({})", ground.en),
            ),
            Self::Excluded { by } => (
                format!("対象外です: {}", by.ja),
                format!("Not for this scheme: {}", by.en),
            ),
            Self::AssuranceTooLow { assurance } => (
                format!("カードの確認（{assurance}）が足りないため助成できません"),
                format!("The card was not proven well enough ({assurance}) for a subsidy"),
            ),
            Self::NoRefund => fixed(
                "カードをタッチしなかった乗車の、後からの申請は受けていません",
                "Trips without a tap are not refunded afterwards",
            ),
            Self::RefundTooLate { within_days } => (
                format!("後からの申請は乗車の日から{within_days}日以内です"),
                format!("A refund is asked for within {within_days} days of the trip"),
            ),
            Self::DayOff => fixed(
                "この日は利用できない日です",
                "The scheme does not run on this day",
            ),
            Self::Held { assurance } => (
                format!("カードの確認（{assurance}）のため、市が審査してから支払います"),
                format!("The city pays the operator after a review ({assurance})"),
            ),
            Self::Refunded {
                treatment: Treatment::Hold,
            } => fixed(
                "後からの申請による助成です。市が審査してから支払います",
                "Refunded afterwards, once the city has reviewed it",
            ),
            Self::Refunded { .. } => fixed("後からの申請による助成です", "Refunded afterwards"),
            _ => Words::default(),
        }
    }
}

pub(super) fn limit_reached(limit: &Limit, most: u32, unit: Unit) -> Words {
    let counts = match limit.most {
        Most::Count(_, counts) => counts,
        Most::Yen(..) => Counts::Uses,
    };
    let (of_ja, measure, of_en) = match (counts, unit) {
        (Counts::Trips, _) => ("乗車", "回", "trips"),
        (Counts::Uses, Unit::Use) => ("利用", "回", "uses"),
        (Counts::Uses, Unit::Ticket) => ("利用券", "枚", "tickets"),
    };
    let (ja, en) = (limit.period.ja(), limit.period.en_a());
    (
        format!("{ja}の{of_ja}は{most}{measure}までです"),
        format!("At most {most} {of_en} {en}"),
    )
}

pub(super) fn instrument_not_now(instrument: &Instrument) -> Words {
    let company = instrument.registrants;
    let (ja, en) = company.map_or_else(Words::default, |company| range(company, 1, "人"));
    (
        format!("{}は、登録者が{ja}で乗るときに使えます", instrument.ja),
        format!(
            "The {} is for {en} registrants riding together",
            instrument.en
        ),
    )
}
