//! Why a trip as a whole does not qualify.

use crate::words::Words;
use crate::{AreaMatch, Hours, HoursBy};

pub(super) fn outside_area(within: AreaMatch) -> Words {
    let (ja, en) = match within {
        AreaMatch::EitherEnd => ("乗車地か降車地が対象の市町村内の", "that begin or end"),
        AreaMatch::BothEnds => ("乗車地も降車地も対象の市町村内の", "that begin and end"),
        AreaMatch::Boarding => ("乗車地が対象の市町村内の", "that begin"),
        AreaMatch::Alighting => ("降車地が対象の市町村内の", "that end"),
    };
    (
        format!("{ja}乗車に助成します"),
        format!("Trips {en} in the scheme's area are subsidised"),
    )
}

pub(super) fn outside_hours(hours: &[Hours]) -> Words {
    let one_for_all_days = hours.iter().filter(|it| it.days.is_empty());
    let ([only], 1) = (hours, one_for_all_days.count()) else {
        return (
            "利用できる日時ではありません".to_owned(),
            "The scheme does not run at this time".to_owned(),
        );
    };
    let (from, until) = (only.from.format("%-H:%M"), only.until.format("%-H:%M"));
    let (by_ja, by_en) = match only.counted_by {
        HoursBy::Boarding => ("乗車", "boarded"),
        HoursBy::Alighting => ("降車", "ended"),
    };
    (
        format!("{from}から{until}までに{by_ja}したときに助成します"),
        format!("Trips {by_en} from {from} to {until} are subsidised"),
    )
}
