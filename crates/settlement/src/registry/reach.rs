//! How far back a change of the register reaches: the claims that were decided by what
//! was known before, opened for review.
//!
//! Only what takes something away opens a claim. Deliberately absent: changing a claim,
//! which is for a person to decide.

use domain::{Digest, MunicipalityCode, ServiceDate, Timestamp};
use queries::queries::registry::{self as sql, TouchedRow};

use super::dated::{Entering, Kind, OperatorTerms};
use crate::review;
use crate::{Result, Transaction};

/// Claims of registrants on and after a day each, in order of the day.
pub(super) async fn of_registrants(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    since: &[(&str, ServiceDate)],
) -> Result<Vec<TouchedRow>> {
    let (registrants, days): (Vec<&str>, Vec<_>) =
        since.iter().map(|(id, day)| (*id, day.date())).unzip();
    let rows = sql::get_touched_by_registrants()
        .bind(tx, &registrants, &days, &municipality.as_str())
        .all()
        .await?;
    Ok(rows)
}

/// Claims by cards at and after a moment each, in order of the day.
pub(super) async fn of_cards(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    since: &[(&Digest, Timestamp)],
) -> Result<Vec<TouchedRow>> {
    let (cards, moments): (Vec<&[u8]>, Vec<_>) = since
        .iter()
        .map(|(card, at)| (card.as_bytes().as_slice(), at.in_japan()))
        .unzip();
    let rows = sql::get_touched_by_credentials()
        .bind(tx, &cards, &moments, &municipality.as_str())
        .all()
        .await?;
    Ok(rows)
}

/// Opens the claims of registrants whose registration ended on a day each.
pub(super) async fn open_of_registrants(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    ended: &[(&str, ServiceDate)],
    now: Timestamp,
) -> Result<u64> {
    let touched = of_registrants(tx, municipality, ended).await?;
    review::reopen(tx, municipality, &touched, now).await
}

/// Opens the claims by cards that were shut out at a moment each.
pub(super) async fn open_of_cards(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    shut_out: &[(&Digest, Timestamp)],
    now: Timestamp,
) -> Result<u64> {
    let touched = of_cards(tx, municipality, shut_out).await?;
    review::reopen(tx, municipality, &touched, now).await
}

/// Opens the claims on trips of `things` that were just assigned to others back then.
pub(super) async fn open_of_assignments(
    tx: &Transaction<'_>,
    entering: &Entering<'_>,
    kind: Kind,
    things: &[&str],
) -> Result<u64> {
    let Entering {
        municipality, now, ..
    } = *entering;
    let touched = sql::get_touched_by_assignments()
        .bind(
            tx,
            &municipality.as_str(),
            &kind.as_str(),
            &now.in_japan(),
            &things,
        )
        .all()
        .await?;
    review::reopen(tx, municipality, &touched, now).await
}

/// Opens the claims of an operator after the last day of its terms.
pub(super) async fn open_of_terms(
    tx: &Transaction<'_>,
    entering: &Entering<'_>,
    terms: &OperatorTerms<'_>,
) -> Result<u64> {
    let Entering {
        municipality, now, ..
    } = *entering;
    let ends = [terms.licensed_until, terms.contracted_until];
    let Some(last_day) = ends.into_iter().flatten().min() else {
        return Ok(0);
    };
    let touched = sql::get_touched_by_terms()
        .bind(
            tx,
            &municipality.as_str(),
            &terms.operator,
            &last_day.month().first_day(),
        )
        .all()
        .await?;
    review::reopen(tx, municipality, &touched, now).await
}
