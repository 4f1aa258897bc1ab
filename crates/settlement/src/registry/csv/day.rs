//! Dates as people write them: with hyphens, strokes or words, by year or by era.

use std::str::FromStr;

use chrono::NaiveDate;

/// A date as people write it.
pub(super) struct Day(pub(super) NaiveDate);

/// First years of the eras that anybody registered may have to do with.
const ERAS: [(&str, &str, i32); 3] = [
    ("令和", "R", 2019),
    ("平成", "H", 1989),
    ("昭和", "S", 1926),
];

impl FromStr for Day {
    type Err = ();

    /// Half width already.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (first_year, rest) = ERAS
            .iter()
            .find_map(|(long, short, first)| {
                let rest = text
                    .strip_prefix(long)
                    .or_else(|| text.strip_prefix(short))?;
                Some((Some(*first), rest))
            })
            .unwrap_or((None, text));
        let parts: Vec<&str> = rest
            .split(['-', '/', '.', '年', '月', '日'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        let [year, month, day] = parts.as_slice() else {
            return Err(());
        };
        let number = |part: &str| part.parse::<u32>().map_err(|_not_one| ());
        let year = match (first_year, *year) {
            (Some(first), "元") => first,
            (Some(first), year) => {
                let year = i32::try_from(number(year)?).map_err(|_too_large| ())?;
                if !(1..100).contains(&year) {
                    return Err(());
                }
                first + year - 1
            }
            (None, year) if year.len() == 4 => {
                i32::try_from(number(year)?).map_err(|_too_large| ())?
            }
            (None, _short) => return Err(()),
        };
        NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)
            .map(Self)
            .ok_or(())
    }
}
