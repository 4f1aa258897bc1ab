//! What may be special about a trip of the grid: it is ordinary in all but one
//! thing.

use domain::{Assurance, MunicipalityCode, ServiceDate, Yen};

use super::when::When;
use super::{Named, Sentence};
use crate::facts::words::{Words, date, period_so_far};
use crate::{Most, Period, Unit};

/// The one thing in which a trip is not ordinary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Circumstance {
    /// It is.
    Ordinary,
    /// Boarded and ended at such hours of such days.
    When(When),
    /// In a month of the year, 1 to 12.
    InMonth(u32, ServiceDate),
    /// On a date.
    On(ServiceDate),
    /// From and to municipalities.
    Between(MunicipalityCode, MunicipalityCode),
    /// So many metres.
    Distance(u32),
    /// So many people aboard who are not registered.
    Companions(u8),
    /// So much was used of a limit before, counted so.
    Used(Period, Most, Unit),
    /// A card proven so well.
    Assured(Assurance),
    /// Without a tap, asked for so many days after, from and to.
    Refunded(u32, u32),
    /// Registered so many months before.
    RegisteredMonthsAgo(u32),
    /// Registered on the last day of the fiscal year before.
    RegisteredLastYear,
    /// To whom a ground or an exclusion of one version applies as well.
    AlsoHolds(Named),
    /// With the disability discount.
    Discounted,
    /// With a pickup charge of so much.
    Pickup(Yen),
    /// With tolls of so much.
    Toll(Yen),
    /// With so much of other charges.
    Other(Yen),
}

impl Circumstance {
    /// What kind of thing is special, of which a list is made of what was tried.
    pub(super) const fn kind(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::Ordinary => return None,
            Self::When(_) => ("曜日と時刻", "days and hours"),
            Self::InMonth(..) => ("月", "months"),
            Self::On(_) => ("日付", "dates"),
            Self::Between(..) => ("乗車地と降車地", "places"),
            Self::Distance(_) => ("距離", "distances"),
            Self::Companions(_) => ("同乗者", "companions"),
            Self::Used(..) => ("利用の上限", "limits"),
            Self::Assured(_) => ("カードの確認", "assurance"),
            Self::Refunded(..) => ("後からの申請", "refunds"),
            Self::RegisteredMonthsAgo(_) | Self::RegisteredLastYear => {
                ("登録の時期", "time of registration")
            }
            Self::AlsoHolds(_) => ("もう1つの要件", "another ground"),
            Self::Discounted => ("障害者割引", "the discount"),
            Self::Pickup(_) | Self::Toll(_) | Self::Other(_) => {
                ("メーター以外の料金", "charges beside the meter")
            }
        })
    }

    /// In words; none of an ordinary trip.
    pub(super) fn sentence(&self) -> Option<Sentence> {
        let (ja, en) = match self {
            Self::Ordinary => return None,
            Self::When(when) => when.words(),
            Self::InMonth(month, on) => (
                format!("{month}月の乗車"),
                format!("in {}", on.date().format("%B")),
            ),
            Self::On(on) => (format!("{}の乗車", date(*on)), format!("on {on}")),
            Self::Between(boarding, alighting) => {
                let ((on_ja, on_en), (off_ja, off_en)) = (place(*boarding), place(*alighting));
                (
                    format!("{on_ja}から{off_ja}への乗車"),
                    format!("from {on_en} to {off_en}"),
                )
            }
            Self::Distance(metres) => (
                format!("{}メートルの乗車", Yen::new(i64::from(*metres))),
                format!("a trip of {} metres", Yen::new(i64::from(*metres))),
            ),
            Self::Companions(number) => (
                format!("登録していない方{number}人と一緒のとき"),
                format!("with {number} who are not registered"),
            ),
            Self::Used(period, most, unit) => used(*period, *most, *unit),
            Self::Assured(level) => (
                format!("カードの確認が{level}のとき"),
                format!("card proven to {level}"),
            ),
            Self::Refunded(from, to) => refunded(*from, *to),
            Self::RegisteredMonthsAgo(months) => (
                format!("登録から{months}か月たった方"),
                format!("registered {months} months before"),
            ),
            Self::RegisteredLastYear => (
                "前の年度の最後の日に登録した方".to_owned(),
                "registered on the last day of the fiscal year before".to_owned(),
            ),
            Self::AlsoHolds(by) => (
                format!("「{}」にも当たる方", by.ja),
                format!("those also “{}”", by.en),
            ),
            Self::Discounted => (
                "障害者割引のあるとき".to_owned(),
                "with the disability discount".to_owned(),
            ),
            Self::Pickup(yen) => (
                format!("ほかに迎車料金{yen}円"),
                format!("with a pickup charge of {yen} yen"),
            ),
            Self::Toll(yen) => (
                format!("ほかに通行料{yen}円"),
                format!("with tolls of {yen} yen"),
            ),
            Self::Other(yen) => (
                format!("ほかにそのほかの料金{yen}円"),
                format!("with {yen} yen of other charges"),
            ),
        };
        Some(Sentence { ja, en })
    }
}

fn refunded(from: u32, to: u32) -> Words {
    if from == to {
        return (
            format!("タッチせず、{to}日後に申請したとき"),
            format!("without a tap, asked for {to} day(s) after"),
        );
    }
    (
        format!("タッチせず、{from}日後から{to}日後までに申請したとき"),
        format!("without a tap, asked for {from} to {to} days after"),
    )
}

fn used(period: Period, most: Most, unit: Unit) -> Words {
    let (ja, en) = period_so_far(period);
    let (counter, thing) = match unit {
        Unit::Use => ("回", "use(s)"),
        Unit::Ticket => ("枚", "ticket(s)"),
    };
    match most {
        Most::Count(number, _) => (
            format!("{ja}にすでに{number}{counter}使った方"),
            format!("after {number} {thing} {en}"),
        ),
        Most::Yen(amount, _) => (
            format!("{ja}にすでに{amount}円の助成を受けた方"),
            format!("after {amount} yen {en}"),
        ),
    }
}

/// There is no table of names here.
fn place(code: MunicipalityCode) -> Words {
    if code == MunicipalityCode::NOWHERE {
        ("ほかの市町村".to_owned(), "elsewhere".to_owned())
    } else {
        (
            format!("コード{code}の市町村"),
            format!("municipality {code}"),
        )
    }
}
