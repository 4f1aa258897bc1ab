//! Whether a trip as a whole qualifies: where and when.

use chrono::{NaiveTime, Timelike};
use domain::{ServiceDate, Timestamp, Trip};

use super::outcome::Notes;
use crate::{Area, AreaMatch, DaysOff, Hours, HoursBy, Note, Rules};

/// Notes why no one on `trip` is subsidised; nothing when the trip qualifies.
pub(super) fn refuse<'s>(rules: &'s Rules, trip: &Trip, notes: &mut Notes<'s>) {
    if let Some(area) = rules.area.as_ref().filter(|area| !lies_in(area, trip)) {
        notes.push(Note::OutsideArea {
            within: area.within,
        });
    }
    let is_day_off = |off: &DaysOff| off.contains(ServiceDate::of(trip.boarded_at));
    if rules.days_off.as_ref().is_some_and(is_day_off) {
        notes.push(Note::DayOff);
    } else if !rules.hours.is_empty() && !rules.hours.iter().any(|it| holds(it, trip)) {
        notes.push(Note::OutsideHours {
            hours: &rules.hours,
        });
    }
}

fn lies_in(area: &Area, trip: &Trip) -> bool {
    let boarding = area.municipalities.contains(&trip.boarding_area);
    let alighting = area.municipalities.contains(&trip.alighting_area);
    match area.within {
        AreaMatch::EitherEnd => boarding || alighting,
        AreaMatch::BothEnds => boarding && alighting,
        AreaMatch::Boarding => boarding,
        AreaMatch::Alighting => alighting,
    }
}

fn holds(hours: &Hours, trip: &Trip) -> bool {
    let moment = match hours.counted_by {
        HoursBy::Boarding => trip.boarded_at,
        HoursBy::Alighting => trip.alighted_at,
    };
    lies_within(hours, moment.time_of_day()) && is_on_its_days(hours, moment)
}

/// Past midnight, the hours of a night are still those of the day it began on:
/// Friday from 22:00 until 2:00 ends on Saturday.
fn is_on_its_days(hours: &Hours, moment: Timestamp) -> bool {
    if hours.days.is_empty() {
        return true;
    }
    let date = ServiceDate::of(moment);
    let is_past_midnight = hours.until < hours.from && moment.time_of_day() < hours.from;
    let began_on = match date.date().pred_opt() {
        Some(evening) if is_past_midnight => ServiceDate::from_date(evening),
        _ => date,
    };
    hours.days.iter().any(|day| day.is(began_on))
}

fn lies_within(hours: &Hours, time: NaiveTime) -> bool {
    let begun = hours.from <= time;
    let not_over = if hours.until_included {
        // 19:00 on a clock is the whole minute: drivers see no seconds.
        (time.hour(), time.minute()) <= (hours.until.hour(), hours.until.minute())
    } else {
        time < hours.until
    };
    if hours.from <= hours.until {
        begun && not_over
    } else {
        begun || not_over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(from: &str, until: &str, until_included: bool, time: &str) -> bool {
        let hours = Hours {
            from: from.parse().unwrap(),
            until: until.parse().unwrap(),
            until_included,
            counted_by: HoursBy::Boarding,
            days: Vec::new(),
        };
        lies_within(&hours, time.parse().unwrap())
    }

    #[test]
    fn the_end_counts_as_the_file_says() {
        assert!(holds("07:00:00", "19:00:00", true, "07:00:00"));
        assert!(!holds("07:00:00", "19:00:00", true, "06:59:59.999"));
        assert!(holds("07:00:00", "19:00:00", true, "19:00:59"));
        assert!(!holds("07:00:00", "19:00:00", true, "19:01:00"));
        assert!(holds("07:00:00", "19:00:00", false, "18:59:59"));
        assert!(!holds("07:00:00", "19:00:00", false, "19:00:00"));
    }

    #[test]
    fn a_night_belongs_to_the_day_it_begins_on() {
        let friday = Hours {
            from: "22:00:00".parse().unwrap(),
            until: "02:00:00".parse().unwrap(),
            until_included: false,
            counted_by: HoursBy::Boarding,
            days: vec![crate::Day::Weekday(chrono::Weekday::Fri)],
        };
        let on = |moment: &str| is_on_its_days(&friday, moment.parse().unwrap());
        assert!(on("2026-04-03T23:00:00+09:00"));
        assert!(on("2026-04-04T01:59:00+09:00"));
        assert!(!on("2026-04-03T01:59:00+09:00"), "the night of Thursday");
        assert!(!on("2026-04-04T23:00:00+09:00"));
    }

    #[test]
    fn hours_may_run_past_midnight() {
        assert!(holds("22:00:00", "05:00:00", false, "23:30:00"));
        assert!(holds("22:00:00", "05:00:00", false, "04:59:59"));
        assert!(!holds("22:00:00", "05:00:00", false, "12:00:00"));
    }
}
