//! How a registrant stands on the day of a trip: not eligible, without uses, or
//! with uses to offer.

use chrono::{Datelike, Months};
use domain::{Reason, ServiceDate};

use crate::{
    Counts, Eligibility, Ground, GroundsEnd, Limit, Limits, MidYear, Rider, Treatment, Version,
    reasons,
};

/// How a registrant stands.
pub(super) enum Standing {
    /// Rides as if not registered.
    Outside(Reason),
    /// Registered, with no use to give to this trip.
    Spent(Reason),
    /// With uses to give.
    Offers(Offer),
}

/// What a registrant can give to a trip.
pub(super) struct Offer {
    /// Uses the passenger chose to give, 1 or more; none when they did not say.
    pub(super) chosen: Option<u32>,
    /// Uses the limits leave, 1 or more.
    pub(super) left: u32,
}

impl Standing {
    pub(super) fn offer(&self) -> Option<&Offer> {
        match self {
            Self::Offers(offer) => Some(offer),
            Self::Outside(_) | Self::Spent(_) => None,
        }
    }
}

pub(super) fn of(version: &Version, rider: &Rider, date: ServiceDate) -> Standing {
    if let Some(reason) = ineligible(&version.rules().eligibility, rider, date) {
        return Standing::Outside(reason);
    }
    if version.treatment(rider.assurance) == Treatment::Refuse {
        return Standing::Outside(reasons::assurance_too_low(rider.assurance));
    }
    if rider.units == Some(0) {
        return Standing::Spent(reasons::no_use_offered());
    }
    match left(&version.rules().limits, rider, date) {
        Ok(left) => Standing::Offers(Offer {
            chosen: rider.units,
            left,
        }),
        Err(reason) => Standing::Spent(reason),
    }
}

fn ineligible(rule: &Eligibility, rider: &Rider, date: ServiceDate) -> Option<Reason> {
    if date < rider.registered_on {
        return Some(reasons::not_yet_registered(rider.registered_on));
    }
    let holds = |ground: &&Ground| rider.grounds.contains(&ground.id);
    if let Some(exclusion) = rule.excluded_by.iter().find(holds) {
        return Some(reasons::excluded(exclusion));
    }
    if !rule.grounds.iter().any(|ground| holds(&ground)) {
        return Some(reasons::no_ground());
    }
    match rule.grounds_end {
        GroundsEnd::ByRegister => None,
        GroundsEnd::AfterMonths(months) => {
            let first_day = rider.registered_on.date();
            let end = first_day.checked_add_months(Months::new(months))?;
            (end <= date.date()).then(reasons::ground_ended)
        }
    }
}

/// The uses that all limits leave, or why none is left.
fn left(limits: &Limits, rider: &Rider, date: ServiceDate) -> Result<u32, Reason> {
    let used = &rider.used;
    let fiscal_year = limits
        .fiscal_year
        .map(|limit| for_the_year(limit, limits.mid_year, rider.registered_on, date));
    let periods = [
        (limits.day, used.day, reasons::DAILY_LIMIT),
        (limits.month, used.month, reasons::MONTHLY_LIMIT),
        (fiscal_year, used.fiscal_year, reasons::YEARLY_LIMIT),
    ];
    let mut left = u32::MAX;
    for (limit, used, words) in periods {
        let Some(limit) = limit else { continue };
        let remaining = limit.most.saturating_sub(used);
        if remaining == 0 {
            return Err(reasons::limit_reached(words, limit));
        }
        if limit.counts == Counts::Uses {
            left = left.min(remaining);
        }
    }
    Ok(left)
}

/// The year's limit for someone who registered on `registered_on`.
fn for_the_year(
    limit: Limit,
    mid_year: MidYear,
    registered_on: ServiceDate,
    date: ServiceDate,
) -> Limit {
    let within = registered_on.fiscal_year() == date.fiscal_year();
    if mid_year == MidYear::Full || !within {
        return limit;
    }
    // April has 12 months to go, March has 1.
    let months_before = (registered_on.date().month() + 8) % 12;
    Limit {
        most: limit.most.saturating_mul(12 - months_before) / 12,
        ..limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registration_within_the_year_gets_a_twelfth_for_each_month_left() {
        let limit = Limit {
            most: 72,
            counts: Counts::Uses,
        };
        let day = |text: &str| text.parse::<ServiceDate>().unwrap();
        let most = |registered_on: &str| {
            for_the_year(
                limit,
                MidYear::ByMonth,
                day(registered_on),
                day("2027-03-31"),
            )
            .most
        };
        assert_eq!(most("2026-04-30"), 72);
        assert_eq!(most("2026-12-01"), 24);
        assert_eq!(most("2027-03-31"), 6);
        assert_eq!(most("2025-12-01"), 72, "registered in an earlier year");
    }
}
