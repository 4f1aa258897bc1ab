//! Answering about a tap while the passenger is in the car. Decides nothing and
//! writes nothing: the record that follows is decided when it is taken in.

use std::collections::BTreeSet;

use domain::{Assurance, Reason, ServiceDate};
use wire::api::{TapAnswer, TapCheck};

use crate::decision::{Grading, grade, used};
use crate::register::batch::{self, Registered, Touched};
use crate::registry::{EnrolledTerminal, moment};
use crate::typed::refuse_individual_number;
use crate::{Error, Result, Settlement};

/// What the service knows of a tapped card, or of a number that was typed in its place.
///
/// A number can be tried, which a card cannot. So a scheme that pays nothing for one is
/// asked before anybody is looked for, and whatever is wrong with a number is told in the
/// same words.
pub async fn check_tap(
    settlement: &Settlement,
    terminal: &EnrolledTerminal,
    check: &TapCheck,
) -> Result<TapAnswer> {
    if let Some(typed) = check.tap.instrument.as_deref() {
        refuse_individual_number("instrument", typed)?;
    }
    let municipality = terminal.id.municipality;
    settlement
        .database
        .transaction("check_tap", municipality, async |tx| {
            let now = moment(settlement, tx, municipality).await?;
            let taps = std::iter::once((&terminal.id.terminal, &check.tap));
            let date = ServiceDate::of(check.boarded_at);
            let touched = Touched::of(municipality, taps);
            let years = BTreeSet::from([date.fiscal_year()]);
            let Registered { register, uses, .. } = batch::register(tx, &touched, &years).await?;
            let trip = (check.trip_id, check.boarded_at);
            let published = settlement.schemes.published(tx, municipality).await?;
            let in_force = published.in_force_at(now);
            let version = in_force.and_then(|it| it.scheme.version_on(date));
            let is_declared = check.tap.declared.is_some();
            let as_told = |reason| TapAnswer::Refused {
                reason: if is_declared && check.tap.is_consistent() {
                    not_accepted()
                } else {
                    reason
                },
            };
            if let (true, Some(version)) = (is_declared, version)
                && let Some(note) = rules::unproven(version.rules(), Assurance::A0)
            {
                let reason = note.to_reason();
                return Ok(TapAnswer::Refused { reason });
            }
            let graded = grade(&register, &terminal.id.terminal, trip, &check.tap, now);
            let (assurance, registrant) = match (graded.grading, graded.registrant) {
                (Grading::Level(assurance), Some(registrant)) => (assurance, registrant),
                (Grading::Refused(reason), _) => return Ok(as_told(reason)),
                (Grading::Level(_), None) => {
                    return Err(Error::damaged("tap", "graded without a registrant"));
                }
            };
            let Some(version) = version else {
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
                return Ok(as_told(not_eligible()));
            }
            let asked_for = grounds.iter().filter(|ground| rules.asks_for(ground));
            let instrument = version.instrument_offered(check.tap.instrument.as_deref());
            Ok(TapAnswer::Accepted {
                assurance,
                registered_on,
                grounds: asked_for.map(str::to_owned).collect(),
                used: used(&register, &uses, (&registrant, instrument), (date, now))?,
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

/// The same for a number that nobody has, that is not in use on the day, or whose registrant
/// is not eligible: who types numbers learns of none more than that it does not count.
fn not_accepted() -> Reason {
    Reason::new(
        "number_not_accepted",
        "この登録番号では助成できません。番号をもう一度確かめてください。番号が正しければ、通常の運賃となります。",
        "There is no subsidy by this number. Please check the number; if it is right, the fare is paid in full.",
    )
}

fn no_scheme(date: ServiceDate) -> Reason {
    Reason::new(
        "no_scheme",
        format!("{date}に有効な助成の規則がありません。"),
        format!("No scheme is in force on {date}."),
    )
}
