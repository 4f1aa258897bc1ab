//! The Cabinet Office's table of national holidays (国民の祝日・休日), as data.
//!
//! Substitute holidays and days between holidays are listed like any other.
//! The equinoxes of a year are announced in the February before it: that is
//! when a year can be added here, and [`VALID_UNTIL`] moved.
//! Source: 内閣府「国民の祝日」について, <https://www8.cao.go.jp/chosei/shukujitsu/gaiyou.html>.

use chrono::NaiveDate;

/// The first day the table speaks about.
pub(super) const VALID_FROM: NaiveDate = day(2026, 1, 1);
/// The last day the table speaks about.
pub(super) const VALID_UNTIL: NaiveDate = day(2027, 12, 31);

/// Every holiday from [`VALID_FROM`] to [`VALID_UNTIL`].
pub(super) const HOLIDAYS: [NaiveDate; 35] = [
    day(2026, 1, 1),   // 元日
    day(2026, 1, 12),  // 成人の日
    day(2026, 2, 11),  // 建国記念の日
    day(2026, 2, 23),  // 天皇誕生日
    day(2026, 3, 20),  // 春分の日
    day(2026, 4, 29),  // 昭和の日
    day(2026, 5, 3),   // 憲法記念日
    day(2026, 5, 4),   // みどりの日
    day(2026, 5, 5),   // こどもの日
    day(2026, 5, 6),   // 休日 (憲法記念日の振替)
    day(2026, 7, 20),  // 海の日
    day(2026, 8, 11),  // 山の日
    day(2026, 9, 21),  // 敬老の日
    day(2026, 9, 22),  // 休日 (祝日に挟まれた日)
    day(2026, 9, 23),  // 秋分の日
    day(2026, 10, 12), // スポーツの日
    day(2026, 11, 3),  // 文化の日
    day(2026, 11, 23), // 勤労感謝の日
    day(2027, 1, 1),   // 元日
    day(2027, 1, 11),  // 成人の日
    day(2027, 2, 11),  // 建国記念の日
    day(2027, 2, 23),  // 天皇誕生日
    day(2027, 3, 21),  // 春分の日
    day(2027, 3, 22),  // 休日 (春分の日の振替)
    day(2027, 4, 29),  // 昭和の日
    day(2027, 5, 3),   // 憲法記念日
    day(2027, 5, 4),   // みどりの日
    day(2027, 5, 5),   // こどもの日
    day(2027, 7, 19),  // 海の日
    day(2027, 8, 11),  // 山の日
    day(2027, 9, 20),  // 敬老の日
    day(2027, 9, 23),  // 秋分の日
    day(2027, 10, 11), // スポーツの日
    day(2027, 11, 3),  // 文化の日
    day(2027, 11, 23), // 勤労感謝の日
];

/// A date of the table; a date that does not exist does not compile.
const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => unreachable!(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the law makes a holiday and what the Cabinet Office announced are two
    /// ways to the same days.
    #[test]
    fn the_announced_days_are_those_that_the_law_makes() {
        let days = VALID_FROM.iter_days().take_while(|day| *day <= VALID_UNTIL);
        let by_law: Vec<NaiveDate> = days
            .filter(|day| domain::is_national_holiday(*day))
            .collect();
        assert_eq!(by_law, HOLIDAYS);
    }
}
