//! How a registrant stands on the day of a trip: not eligible, without uses, or
//! with uses to offer.

use chrono::{Datelike as _, Months, NaiveDate};
use domain::{Assurance, ServiceDate, Yen};

use crate::{
    Counts, Eligibility, Ground, GroundEnds, HeldGrounds, Instrument, LessLeft, Limit, Most, Note,
    Period, Refund, Rider, Rules, Treatment,
};

/// How a registrant stands.
pub(super) enum Standing<'s> {
    /// Rides as if not registered.
    Outside(Note<'s>),
    /// Registered, with no use to give to this trip.
    Spent(Note<'s>),
    /// With uses to give.
    Offers(Offer<'s>),
}

/// What a registrant can give to a trip.
pub(super) struct Offer<'s> {
    /// Uses the passenger chose to give, 1 or more; none when they did not say.
    pub(super) chosen: Option<u32>,
    /// Uses the limits leave, 1 or more.
    pub(super) left: u32,
    /// Of which kind of ticket, where there are several.
    pub(super) instrument: Option<&'s Instrument>,
    /// The tightest balance, if there is one.
    pub(super) balance: Option<Balance>,
}

/// What is left of a yearly or other amount.
#[derive(Clone, Copy)]
pub(super) struct Balance {
    pub(super) period: Period,
    /// More than nothing.
    pub(super) left: Yen,
    pub(super) when_less: LessLeft,
}

pub(super) fn of<'s>(rules: &'s Rules, rider: &Rider, date: ServiceDate) -> Standing<'s> {
    let held = (&rider.grounds, rider.registered_on);
    if let Some(note) = ineligible(&rules.eligibility, held, date) {
        return Standing::Outside(note);
    }
    if let Some(note) = not_proven(rules, rider, date) {
        return Standing::Outside(note);
    }
    if rider.units == Some(0) {
        return Standing::Spent(Note::NoUseOffered);
    }
    let instrument = rules.instrument_offered(rider.instrument.as_deref());
    if instrument.is_none() && rider.instrument.is_some() {
        return Standing::Spent(Note::UnknownInstrument);
    }
    match left(rules, rider, instrument.map(|it| it.id.as_str()), date) {
        Ok((left, balance)) => Standing::Offers(Offer {
            chosen: rider.units,
            left,
            instrument,
            balance,
        }),
        Err(note) => Standing::Spent(note),
    }
}

/// Why somebody who holds `grounds` and was registered on a day may not claim on
/// `date`, whatever their card and their trip; none: they may.
pub fn ineligible<'s>(
    rule: &'s Eligibility,
    (grounds, registered_on): (&HeldGrounds, ServiceDate),
    date: ServiceDate,
) -> Option<Note<'s>> {
    if date < registered_on {
        return Some(Note::NotYetRegistered {
            from: registered_on,
        });
    }
    let holds = |ground: &&Ground| grounds.contains(&ground.id);
    if let Some(by) = rule.excluded_by.iter().find(holds) {
        return Some(Note::Excluded { by });
    }
    let mut ended = None;
    for ground in rule
        .grounds
        .iter()
        .filter(holds)
        .filter(|ground| ground.suffices)
    {
        if lasts(ground.ends, registered_on, date) {
            return None;
        }
        ended = Some(Note::GroundEnded { ground });
    }
    ended.or(Some(Note::NoGround))
}

fn lasts(ends: GroundEnds, registered_on: ServiceDate, date: ServiceDate) -> bool {
    match ends {
        GroundEnds::ByRegister => true,
        GroundEnds::AfterMonths(months) => {
            let end = first_day_after(registered_on.date(), months);
            end.is_none_or(|end| date.date() < end)
        }
        GroundEnds::EndOfFiscalYear => registered_on.fiscal_year() == date.fiscal_year(),
    }
}

/// The first day after so many months from `first` on, which counts itself. Where
/// the last month has no such day, it is over with its last (民法143条2項).
fn first_day_after(first: NaiveDate, months: u32) -> Option<NaiveDate> {
    let end = first.checked_add_months(Months::new(months))?;
    if end.day() == first.day() {
        Some(end)
    } else {
        end.succ_opt()
    }
}

/// Why nothing is paid by `rules` for whoever's tap proves no more than `assurance`, if
/// that is so: whatever the trip and whoever the registrant.
pub fn unproven(rules: &Rules, assurance: Assurance) -> Option<Note<'static>> {
    let refused = rules.assurance.of(assurance) == Treatment::Refuse;
    refused.then_some(Note::AssuranceTooLow { assurance })
}

/// A tap must prove enough; what was not tapped must be asked for in time.
fn not_proven<'s>(rules: &Rules, rider: &Rider, date: ServiceDate) -> Option<Note<'s>> {
    let Some(requested_on) = rider.refund_requested_on else {
        return unproven(rules, rider.assurance);
    };
    let Some(Refund { within_days, .. }) = rules.refund else {
        return Some(Note::NoRefund);
    };
    let days = requested_on
        .date()
        .signed_duration_since(date.date())
        .num_days();
    let in_time = (0..=i64::from(within_days)).contains(&days);
    (!in_time).then_some(Note::RefundTooLate { within_days })
}

/// The uses that all limits leave and the tightest balance, or why none is left.
fn left<'s>(
    rules: &'s Rules,
    rider: &Rider,
    instrument: Option<&str>,
    date: ServiceDate,
) -> Result<(u32, Option<Balance>), Note<'s>> {
    let (mut uses, mut balance) = (u32::MAX, None::<Balance>);
    let applying = |limit: &&Limit| limit.who.holds(&rider.grounds, instrument);
    for limit in rules.limits.iter().filter(applying) {
        let used = rider.used.counted_by(limit);
        let most = limit.most_for(rider.registered_on, date);
        match limit.most {
            Most::Count(_, counts) => {
                let used = match counts {
                    Counts::Uses => used.uses,
                    Counts::Trips => used.trips,
                };
                let most = u32::try_from(most).unwrap_or(u32::MAX);
                let remaining = most.saturating_sub(used);
                if remaining == 0 {
                    let unit = rules.unit;
                    return Err(Note::LimitReached { limit, most, unit });
                }
                if counts == Counts::Uses {
                    uses = uses.min(remaining);
                }
            }
            Most::Yen(_, when_less) => {
                let most = Yen::new(i64::try_from(most).unwrap_or(i64::MAX));
                let left = most.checked_sub(used.amount).unwrap_or(Yen::ZERO);
                let period = limit.period;
                if left <= Yen::ZERO {
                    return Err(Note::BalanceUsedUp { period, most });
                }
                if balance.is_none_or(|tightest| left < tightest.left) {
                    balance = Some(Balance {
                        period,
                        left,
                        when_less,
                    });
                }
            }
        }
    }
    Ok((uses, balance))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_end_with_the_month_where_it_has_no_such_day() {
        let over_on = |first: &str, months| {
            let first = first.parse().unwrap();
            first_day_after(first, months).unwrap().to_string()
        };
        assert_eq!(over_on("2026-05-10", 12), "2027-05-10");
        assert_eq!(over_on("2026-08-31", 6), "2027-03-01");
        assert_eq!(over_on("2026-08-30", 6), "2027-03-01");
        assert_eq!(over_on("2026-08-28", 6), "2027-02-28");
        assert_eq!(over_on("2027-08-31", 6), "2028-03-01");
        assert_eq!(over_on("2026-05-31", 6), "2026-12-01");
    }
}
