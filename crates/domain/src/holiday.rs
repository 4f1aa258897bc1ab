//! National holidays (国民の祝日・休日) by the law that makes them.
//!
//! For rules that speak of holidays in any year, also one whose table has not
//! been announced yet. The bank's calendar is another thing: it pays by the
//! announced table alone, in `zengin`.
//!
//! Source: 国民の祝日に関する法律 (昭和23年法律第178号) as amended, and the
//! special laws for 2019, 2020 and 2021. Years before 2016 are not looked at.

use chrono::{Datelike as _, NaiveDate, Weekday};

/// Whether `date` is a national holiday: a named one, the weekday that stands in
/// for one on a Sunday, or a day between two.
///
/// Never before 2016. The equinoxes are computed, which has met the announced
/// day in every year so far and is good until 2099.
pub fn is_national_holiday(date: NaiveDate) -> bool {
    if date.year() < 2016 {
        return false;
    }
    is_named(date) || is_substitute(date) || is_between_two(date)
}

/// 振替休日: the first day that is not a holiday after one on a Sunday.
fn is_substitute(date: NaiveDate) -> bool {
    let mut before = date.pred_opt();
    while let Some(holiday) = before.filter(|day| is_named(*day)) {
        if holiday.weekday() == Weekday::Sun {
            return true;
        }
        before = holiday.pred_opt();
    }
    false
}

/// 国民の休日: the day before and the day after are holidays. A Sunday is one
/// without it, and a day that stands in for one is no holiday in this sense.
fn is_between_two(date: NaiveDate) -> bool {
    let is_holiday = |day: Option<NaiveDate>| day.is_some_and(is_named);
    date.weekday() != Weekday::Sun && is_holiday(date.pred_opt()) && is_holiday(date.succ_opt())
}

fn is_named(date: NaiveDate) -> bool {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let is_monday = |week: u32| date.weekday() == Weekday::Mon && (day - 1) / 7 + 1 == week;
    match month {
        1 => day == 1 || is_monday(2),
        2 => day == 11 || (day == 23 && year >= 2020),
        3 => day == equinox(year, Equinox::Spring),
        4 => day == 29,
        // 2019: 天皇の即位の日.
        5 => (3..=5).contains(&day) || (year == 2019 && day == 1),
        7 => match year {
            2020 => day == 23 || day == 24,
            2021 => day == 22 || day == 23,
            _ => is_monday(3),
        },
        8 => match year {
            2020 => day == 10,
            2021 => day == 8,
            _ => day == 11,
        },
        9 => is_monday(3) || day == equinox(year, Equinox::Autumn),
        // 2019: 即位礼正殿の儀の行われる日.
        10 => {
            let moved = year == 2020 || year == 2021;
            (is_monday(2) && !moved) || (year == 2019 && day == 22)
        }
        11 => day == 3 || day == 23,
        12 => day == 23 && year <= 2018,
        _ => false,
    }
}

#[derive(Clone, Copy)]
enum Equinox {
    Spring,
    Autumn,
}

/// The day of March or September, as the Japan Coast Guard's approximation for
/// 1980 to 2099 has it.
fn equinox(year: i32, equinox: Equinox) -> u32 {
    // In millionths of a day, from the year 1980.
    let years = i64::from(year) - 1980;
    let first = match equinox {
        Equinox::Spring => 20_843_100,
        Equinox::Autumn => 23_248_800,
    };
    let day = (first + 242_194 * years) / 1_000_000 - years.div_euclid(4);
    u32::try_from(day).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The Cabinet Office's days of a year, as `MMDD`.
    fn holidays(year: i32) -> Vec<u32> {
        NaiveDate::from_ymd_opt(year, 1, 1)
            .unwrap()
            .iter_days()
            .take_while(|day| day.year() == year)
            .filter(|day| is_national_holiday(*day))
            .map(|day| day.month() * 100 + day.day())
            .collect()
    }

    #[test]
    fn years_with_laws_of_their_own() {
        assert_eq!(
            holidays(2019),
            [
                101, 114, 211, 321, 429, 430, 501, 502, 503, 504, 505, 506, 715, 811, 812, 916,
                923, 1014, 1022, 1103, 1104, 1123
            ]
        );
        assert_eq!(
            holidays(2021),
            [
                101, 111, 211, 223, 320, 429, 503, 504, 505, 722, 723, 808, 809, 920, 923, 1103,
                1123
            ]
        );
    }

    #[test]
    fn a_day_between_two_holidays_and_one_that_stands_in() {
        assert_eq!(
            holidays(2026),
            [
                101, 112, 211, 223, 320, 429, 503, 504, 505, 506, 720, 811, 921, 922, 923, 1012,
                1103, 1123
            ]
        );
    }
}
