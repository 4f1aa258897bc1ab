//! Answering about a tap while the passenger is in the car. Decides nothing and
//! writes nothing: the record that follows is decided when it is taken in.

use std::collections::BTreeSet;

use domain::{Reason, ServiceDate};
use wire::api::{TapAnswer, TapCheck};

use crate::decision::{Grading, grade};
use crate::register::batch::{self, Registered, Touched};
use crate::registry::EnrolledTerminal;
use crate::typed::refuse_individual_number;
use crate::{Error, Result, Settlement};

/// What the service knows of a tapped card.
pub async fn check_tap(
    settlement: &Settlement,
    terminal: &EnrolledTerminal,
    check: &TapCheck,
) -> Result<TapAnswer> {
    if let Some(typed) = check.tap.instrument.as_deref() {
        refuse_individual_number("instrument", typed)?;
    }
    let now = settlement.now()?;
    let municipality = terminal.id.municipality;
    settlement
        .database
        .transaction("check_tap", municipality, async |tx| {
            let taps = std::iter::once((&terminal.id.terminal, &check.tap));
            let date = ServiceDate::of(check.boarded_at);
            let touched = Touched::of(municipality, taps);
            let years = BTreeSet::from([date.fiscal_year()]);
            let Registered { register, uses, .. } = batch::register(tx, &touched, &years).await?;
            let trip = (check.trip_id, check.boarded_at);
            let graded = grade(&register, &terminal.id.terminal, trip, &check.tap, now);
            let (assurance, registrant) = match (graded.grading, graded.registrant) {
                (Grading::Level(assurance), Some(registrant)) => (assurance, registrant),
                (Grading::Refused(reason), _) => return Ok(TapAnswer::Refused { reason }),
                (Grading::Level(_), None) => {
                    return Err(Error::damaged("tap", "graded without a registrant"));
                }
            };
            let published = settlement.schemes.published(tx, municipality).await?;
            let in_force = published.in_force_at(now);
            let Some(version) = in_force.and_then(|it| it.scheme.version_on(date)) else {
                return Ok(TapAnswer::Refused {
                    reason: no_scheme(date),
                });
            };
            let held = register.registrants.get(&registrant);
            let grounds = held
                .map(|held| held.grounds_on(date, now))
                .unwrap_or_default();
            let registered_on = held.map_or(date, |held| held.registered_on);
            let rules = version.rules();
            let held = (&grounds, registered_on);
            if rules::ineligible(&rules.eligibility, held, date).is_some() {
                let reason = not_eligible();
                return Ok(TapAnswer::Refused { reason });
            }
            let asked_for = grounds.iter().filter(|ground| rules.asks_for(ground));
            let instrument = version.instrument_offered(check.tap.instrument.as_deref());
            Ok(TapAnswer::Accepted {
                assurance,
                registered_on,
                grounds: asked_for.map(str::to_owned).collect(),
                used: uses.before(&registrant, instrument, date),
            })
        })
        .await
}

/// A taxi is not told which ground is missing, or which excludes.
pub(super) fn not_eligible() -> Reason {
    Reason::new(
        "not_eligible",
        "対象要件の期間が終わっています。市役所にお問い合わせください。",
        "The grounds of eligibility have ended. Please ask the city office.",
    )
}

fn no_scheme(date: ServiceDate) -> Reason {
    Reason::new(
        "no_scheme",
        format!("{date}に有効な助成の規則がありません。"),
        format!("No scheme is in force on {date}."),
    )
}
