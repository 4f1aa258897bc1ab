//! What may be special about a trip of the grid: it is ordinary in all but one
//! thing.

use chrono::NaiveTime;
use domain::{Assurance, MunicipalityCode, ServiceDate, Yen};

use super::Sentence;
use crate::facts::words::{Words, date, day, period_so_far, time};
use crate::{Day, Most, Period, Unit};

/// The one thing in which a trip is not ordinary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Circumstance {
    /// It is.
    Ordinary,
    /// Boarded and ended at a time of day.
    At(NaiveTime),
    /// On such a day.
    OnSuchADay(Day, ServiceDate),
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
    /// Without a tap, asked for on the day after.
    Refunded,
    /// With the disability discount.
    Discounted,
    /// So much beside the meter.
    Pickup(Yen),
    /// So much beside the meter.
    Toll(Yen),
    /// So much beside the meter.
    Other(Yen),
}

impl Circumstance {
    /// In words, with times up to `last`; none of an ordinary trip.
    pub(super) fn sentence(&self, last: &Self) -> Option<Sentence> {
        let (ja, en) = match self {
            Self::Ordinary => return None,
            Self::At(from) => at(*from, last),
            Self::OnSuchADay(it, _) => {
                let (ja, en) = day(*it);
                (format!("{ja}の乗車"), format!("on {en}"))
            }
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
            Self::Refunded => (
                "タッチせず、翌日に申請したとき".to_owned(),
                "without a tap, asked for the day after".to_owned(),
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

fn at(from: NaiveTime, last: &Circumstance) -> Words {
    let (from_ja, from_en) = time(from);
    match last {
        Circumstance::At(until) if *until != from => {
            let (until_ja, until_en) = time(*until);
            (
                format!("{from_ja}から{until_ja}までの乗車"),
                format!("from {from_en} to {until_en}"),
            )
        }
        _ => (format!("{from_ja}の乗車"), format!("at {from_en}")),
    }
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
