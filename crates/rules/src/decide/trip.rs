//! Whether a trip as a whole qualifies: where and when.

use chrono::{NaiveTime, Timelike};
use domain::{Reason, Trip};

use crate::{Area, AreaMatch, Hours, HoursBy, Rules, reasons};

/// Why no one on `trip` is subsidised; empty when the trip qualifies.
pub(super) fn refusals(rules: &Rules, trip: &Trip) -> Vec<Reason> {
    let mut refusals = Vec::new();
    if !lies_in(&rules.area, trip) {
        refusals.push(reasons::outside_area(rules.area.within));
    }
    if let Some(hours) = &rules.hours {
        let moment = match hours.counted_by {
            HoursBy::Boarding => trip.boarded_at,
            HoursBy::Alighting => trip.alighted_at,
        };
        if !lies_within(hours, moment.time_of_day()) {
            refusals.push(reasons::outside_hours(hours));
        }
    }
    refusals
}

fn lies_in(area: &Area, trip: &Trip) -> bool {
    let boarding = area.municipalities.contains(&trip.boarding_area);
    let alighting = area.municipalities.contains(&trip.alighting_area);
    match area.within {
        AreaMatch::EitherEnd => boarding || alighting,
        AreaMatch::BothEnds => boarding && alighting,
    }
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
    fn hours_may_run_past_midnight() {
        assert!(holds("22:00:00", "05:00:00", false, "23:30:00"));
        assert!(holds("22:00:00", "05:00:00", false, "04:59:59"));
        assert!(!holds("22:00:00", "05:00:00", false, "12:00:00"));
    }
}
