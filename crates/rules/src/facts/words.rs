//! The smallest parts of facts: places, people, amounts, times, days.

use chrono::{NaiveTime, Timelike as _, Weekday};
use domain::{MunicipalityCode, ServiceDate, Yen};

pub(crate) use crate::words::Words;
use crate::{Day, Direction, Ground, Instrument, MonthDay, Period, Rounding, Rules, Unit, Who};

/// What sentences need to know of the version as a whole.
pub(super) struct Speech<'r> {
    /// How people count uses.
    pub(super) unit: Unit,
    home: Option<MunicipalityCode>,
    grounds: &'r [Ground],
    instruments: &'r [Instrument],
}

impl<'r> Speech<'r> {
    pub(super) fn of(rules: &'r Rules, home: Option<MunicipalityCode>) -> Self {
        Self {
            unit: rules.unit,
            home,
            grounds: &rules.eligibility.grounds,
            instruments: &rules.instruments,
        }
    }

    /// この市町村, or by code: there is no table of names.
    pub(super) fn municipalities(&self, codes: &[MunicipalityCode]) -> Words {
        let is_home = |code: &&MunicipalityCode| Some(**code) == self.home;
        let others: Vec<String> = codes
            .iter()
            .filter(|code| !is_home(code))
            .map(ToString::to_string)
            .collect();
        let coded = (
            format!("全国地方公共団体コード {} の市町村", others.join("、")),
            format!("the municipality of code {}", either_en(&others)),
        );
        let this = ("この市町村".to_owned(), "this municipality".to_owned());
        match (codes.iter().any(|code| is_home(&code)), others.is_empty()) {
            (true, true) => this,
            (true, false) => (
                format!("{}か、{}", this.0, coded.0),
                format!("{} or {}", this.1, coded.1),
            ),
            (false, _) => coded,
        }
    }

    /// Those of `who`, each part with a comma after it: 「一般券」を使うとき、.
    /// Empty where it does not restrict.
    pub(super) fn who(&self, who: &Who) -> Vec<Words> {
        let Who {
            grounds,
            without_grounds,
            instruments,
        } = who;
        let ground = |id: &String| self.ground(id);
        let instrument = |id: &String| self.instrument(id);
        let mut parts = Vec::new();
        if !grounds.is_empty() {
            let (ja, en) = either(grounds.iter().map(ground));
            parts.push((format!("{ja}に当たる方"), format!("those {en}")));
        }
        if !without_grounds.is_empty() {
            let (ja, en) = either(without_grounds.iter().map(ground));
            parts.push((format!("{ja}に当たらない方"), format!("those not {en}")));
        }
        if !instruments.is_empty() {
            let (ja, en) = either(instruments.iter().map(instrument));
            parts.push((format!("{ja}を使うとき"), format!("with the {en}")));
        }
        parts
    }

    fn ground(&self, id: &str) -> Words {
        let found = self.grounds.iter().find(|ground| ground.id == id);
        quoted(id, found.map(|ground| (&ground.ja, &ground.en)))
    }

    fn instrument(&self, id: &str) -> Words {
        let found = self
            .instruments
            .iter()
            .find(|instrument| instrument.id == id);
        quoted(id, found.map(|instrument| (&instrument.ja, &instrument.en)))
    }
}

/// The reader admits declared names only; another is shown as it is.
fn quoted(id: &str, words: Option<(&String, &String)>) -> Words {
    match words {
        Some((ja, en)) => (format!("「{ja}」"), format!("“{en}”")),
        None => (format!("「{id}」"), format!("“{id}”")),
    }
}

/// 「A」か「B」.
fn either(words: impl Iterator<Item = Words>) -> Words {
    let (ja, en): (Vec<String>, Vec<String>) = words.unzip();
    (ja.join("か"), either_en(&en))
}

fn either_en(words: &[String]) -> String {
    words.join(" or ")
}

/// 1円未満切り捨て.
pub(super) fn rounding(rounding: Rounding) -> Words {
    let Rounding { unit, direction } = rounding;
    let unit = Yen::new(i64::from(unit));
    let (ja, en) = match direction {
        Direction::Down => ("切り捨て", "down"),
        Direction::Up => ("切り上げ", "up"),
        Direction::Nearest => ("四捨五入", "to the nearest"),
    };
    let en = match direction {
        Direction::Nearest => format!("rounded to the nearest {unit} yen"),
        Direction::Down | Direction::Up => format!("rounded {en} to {unit} yen"),
    };
    (format!("{unit}円未満{ja}"), en)
}

/// From which amount on a tier holds: 1,000円以上なら; the first as 1,000円未満なら
/// where it begins at nothing and another follows.
pub(super) fn tier(from: Yen, next: Option<Yen>) -> Words {
    match next {
        Some(next) if from == Yen::ZERO => {
            (format!("{next}円未満なら"), format!("below {next} yen"))
        }
        None if from == Yen::ZERO => ("いくらでも".to_owned(), "whatever it is".to_owned()),
        _ => (format!("{from}円以上なら"), format!("from {from} yen on")),
    }
}

/// 午前7時, 正午, 午後7時30分.
pub(crate) fn time(time: NaiveTime) -> Words {
    let en = if time.second() == 0 {
        time.format("%-H:%M").to_string()
    } else {
        time.format("%-H:%M:%S").to_string()
    };
    if (time.hour(), time.minute(), time.second()) == (12, 0, 0) {
        return ("正午".to_owned(), en);
    }
    let half = if time.hour() < 12 { "午前" } else { "午後" };
    (
        format!("{half}{}", hour_and_minute(time.hour() % 12, time)),
        en,
    )
}

fn hour_and_minute(hour: u32, time: NaiveTime) -> String {
    match (time.minute(), time.second()) {
        (0, 0) => format!("{hour}時"),
        (minute, 0) => format!("{hour}時{minute}分"),
        (minute, second) => format!("{hour}時{minute}分{second}秒"),
    }
}

/// 土曜日・日曜日・祝日.
pub(super) fn days(days: &[Day]) -> Words {
    let (ja, en): (Vec<&str>, Vec<&str>) = days.iter().copied().map(day).unzip();
    (ja.join("・"), en.join(", "))
}

pub(crate) const fn day(day: Day) -> (&'static str, &'static str) {
    match day {
        Day::Weekday(Weekday::Mon) => ("月曜日", "Mondays"),
        Day::Weekday(Weekday::Tue) => ("火曜日", "Tuesdays"),
        Day::Weekday(Weekday::Wed) => ("水曜日", "Wednesdays"),
        Day::Weekday(Weekday::Thu) => ("木曜日", "Thursdays"),
        Day::Weekday(Weekday::Fri) => ("金曜日", "Fridays"),
        Day::Weekday(Weekday::Sat) => ("土曜日", "Saturdays"),
        Day::Weekday(Weekday::Sun) => ("日曜日", "Sundays"),
        Day::NationalHoliday => ("国民の祝日・休日", "national holidays"),
    }
}

/// 2024年4月1日.
pub(crate) fn date(date: ServiceDate) -> String {
    date.date().format("%Y年%-m月%-d日").to_string()
}

/// 今年度, of what was used before.
pub(crate) const fn period_so_far(period: Period) -> (&'static str, &'static str) {
    match period {
        Period::Day => ("その日", "on the day"),
        Period::Month => ("その月", "in the month"),
        Period::HalfYear => ("その半期", "in the half-year"),
        Period::FiscalYear => ("その年度", "in the fiscal year"),
    }
}

/// 12月29日.
pub(super) fn month_day(day: MonthDay) -> Words {
    let MonthDay { month, day } = day;
    (
        format!("{month}月{day}日"),
        format!("{} {day}", month_en(month)),
    )
}

/// The name of a month, 1 to 12.
pub(super) const fn month_en(month: u32) -> &'static str {
    match month {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_as_people_say_them() {
        let said = |text: &str| time(text.parse().unwrap());
        assert_eq!(said("07:00:00").0, "午前7時");
        assert_eq!(said("12:00:00").0, "正午");
        assert_eq!(said("12:30:00").0, "午後0時30分");
        assert_eq!(said("00:00:00").0, "午前0時");
        assert_eq!(
            said("19:05:30"),
            ("午後7時5分30秒".to_owned(), "19:05:30".to_owned())
        );
    }
}
