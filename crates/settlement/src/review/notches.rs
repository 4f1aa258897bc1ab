//! The fares at which fares may gather: those that a city typed, or else those at which the
//! subsidy of the scheme in force stops growing or jumps.
//!
//! Deliberately absent: what a trip was decided by. Padded is what the driver thought to be
//! worth it, and what is found touches no money.

use std::collections::BTreeSet;

use domain::{Month, MunicipalityCode, ServiceDate, Yen};
use rules::Version;
use rules::diff::{Notch, notches};

use super::parameters::Parameters;
use crate::schemes::SchemeCache;
use crate::{Result, Transaction};

/// The notches of `month`, ascending.
pub(super) async fn notches_of(
    tx: &Transaction<'_>,
    schemes: &SchemeCache,
    (municipality, month): (MunicipalityCode, Month),
    parameters: &Parameters,
) -> Result<Vec<Notch>> {
    let typed = &parameters.bunching.notches_yen;
    if !typed.is_empty() {
        let typed: BTreeSet<i64> = typed.iter().copied().collect();
        let stops = typed.into_iter().map(|fare| Notch::Stops(Yen::new(fare)));
        return Ok(stops.collect());
    }
    let published = schemes.published(tx, municipality).await?;
    let Some(in_force) = published.last() else {
        return Ok(Vec::new());
    };
    let scheme = &in_force.scheme;
    let days = [month.first_day(), month.last_day()].map(ServiceDate::from_date);
    let [first, last] = days.map(|day| scheme.version_on(day));
    let is_another = |last: &&Version| first.is_none_or(|first| first.from() != last.from());
    let both = first.into_iter().chain(last.filter(is_another));
    let all: BTreeSet<Notch> = both
        .flat_map(|version| notches(version, Some(municipality)))
        // Without a band below it there is nothing to compare.
        .filter(|notch| notch.fare().get() > parameters.bunching.band_yen)
        .collect();
    Ok(all.into_iter().collect())
}
