//! Writing a batch: trips, taps, claims, and the transfers that book them. One
//! statement a table, whatever the number of trips.

use chrono::{DateTime, FixedOffset};
use domain::{MunicipalityCode, OperatorId, SchemeId, Timestamp, Yen};
use queries::queries::intake as sql;
use tokio::try_join;
use tokio_postgres::types::Json;
use uuid::Uuid;
use wire::api::TripStatus;

use super::admit::{Admitted, Outcome, SetAside};
use super::read::place_in_chain;
use crate::decision::{AssessedClaim, Grading};
use crate::{Result, Transaction};

/// The account that a scheme's subsidy is charged to.
pub(crate) fn subsidy_account(scheme: &SchemeId) -> String {
    format!("scheme:{scheme}")
}

/// The account of what an operator is owed.
pub(crate) fn operator_account(operator: &OperatorId) -> String {
    format!("operator:{operator}")
}

pub(super) async fn write(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    outcome: Outcome<'_>,
    now: Timestamp,
) -> Result<()> {
    if !outcome.set_aside.is_empty() {
        put_set_aside(tx, municipality, &outcome.set_aside, now).await?;
    }
    if outcome.admitted.is_empty() {
        return Ok(());
    }
    let admitted = &outcome.admitted;
    // Prepared, a statement is sent when it is first polled: all are on their way
    // before the first is answered, and parents come before children.
    let (trips, taps, claims, books) = try_join!(
        sql::put_trips().prepare(tx),
        sql::put_taps().prepare(tx),
        sql::put_claims().prepare(tx),
        Books::prepare(tx),
    )?;
    try_join!(
        biased;
        put_trips(tx, &trips, municipality, admitted, now),
        put_taps(tx, &taps, municipality, admitted),
        put_claims(tx, &claims, municipality, admitted),
        put_transfers(tx, &books, municipality, admitted, now),
    )?;
    Ok(())
}

async fn put_set_aside(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    records: &[SetAside<'_>],
    now: Timestamp,
) -> Result<()> {
    sql::put_set_aside()
        .bind(
            tx,
            &municipality.as_str(),
            &now.in_japan(),
            &column(records, |one| one.read.digest.as_bytes().as_slice()),
            &column(records, |one| one.read.record.terminal.as_str()),
            &column(records, |one| one.read.record.trip_id.as_uuid()),
            &column(records, |one| place_in_chain(&one.read.record)),
            &column(records, |one| one.read.jws.as_str()),
            &column(records, |one| match one.status {
                TripStatus::Conflict => "conflict",
                _ => "rejected",
            }),
            &column(records, |one| one.code.as_str()),
        )
        .await?;
    Ok(())
}

async fn put_trips(
    tx: &Transaction<'_>,
    statement: &sql::PutTripsStmt,
    municipality: MunicipalityCode,
    admitted: &[Admitted<'_>],
    now: Timestamp,
) -> Result<()> {
    let fares = admitted
        .iter()
        .map(|one| Ok(one.read.record.trip.fare.total()?.get()))
        .collect::<Result<Vec<_>>>()?;
    statement
        .bind(
            tx,
            &municipality.as_str(),
            &now.in_japan(),
            &column(admitted, |one| one.read.record.trip_id.as_uuid()),
            &column(admitted, |one| one.read.record.terminal.as_str()),
            // Checked to fit when the record was read.
            &column(admitted, |one| {
                i64::try_from(one.read.record.sequence).unwrap_or(i64::MAX)
            }),
            &column(admitted, |one| one.read.jws.as_str()),
            &column(admitted, |one| one.read.digest.as_bytes().as_slice()),
            &column(admitted, |one| {
                one.read
                    .record
                    .previous
                    .as_ref()
                    .map(|digest| digest.as_bytes().as_slice())
            }),
            &column(admitted, |one| one.operator.as_str()),
            &column(admitted, |one| one.read.record.vehicle.as_str()),
            &column(admitted, |one| one.read.record.driver.as_str()),
            &column(admitted, |one| one.read.record.trip.boarded_at.in_japan()),
            &column(admitted, |one| one.read.record.trip.alighted_at.in_japan()),
            &column(admitted, |one| one.assessment.service_date.date()),
            &column(admitted, |one| one.booked_month.first_day()),
            &column(admitted, |one| Json(&one.answer)),
            &column(admitted, |one| one.read.record.trip.boarding_area.as_str()),
            &column(admitted, |one| one.read.record.trip.alighting_area.as_str()),
            &column(admitted, |one| i64::from(one.read.record.trip.distance_m)),
            &fares,
        )
        .await?;
    Ok(())
}

async fn put_taps(
    tx: &Transaction<'_>,
    statement: &sql::PutTapsStmt,
    municipality: MunicipalityCode,
    admitted: &[Admitted<'_>],
) -> Result<()> {
    let taps: Vec<_> = admitted
        .iter()
        .flat_map(|one| {
            let record = &one.read.record;
            (1_i16..)
                .zip(record.taps.iter().zip(&one.assessment.taps))
                .map(move |(ordinal, (tap, graded))| (record, ordinal, tap, graded))
        })
        .collect();
    statement
        .bind(
            tx,
            &municipality.as_str(),
            &column(&taps, |(record, ..)| record.trip_id.as_uuid()),
            &column(&taps, |(_, ordinal, ..)| *ordinal),
            &column(&taps, |(record, ..)| record.terminal.as_str()),
            &column(&taps, |(_, _, tap, _)| {
                tap.fingerprint.as_bytes().as_slice()
            }),
            &column(&taps, |(.., graded)| {
                graded.registrant.as_ref().map(domain::RegistrantId::as_str)
            }),
            &column(&taps, |(_, _, tap, _)| tap.at.in_japan()),
            &column(&taps, |(.., graded)| match &graded.grading {
                Grading::Level(assurance) => Some(assurance.as_str()),
                Grading::Refused(_) => None,
            }),
            &column(&taps, |(.., graded)| match &graded.grading {
                Grading::Level(_) => None,
                Grading::Refused(reason) => Some(reason.code.as_str()),
            }),
            &column(&taps, |(.., graded)| {
                graded
                    .flags
                    .iter()
                    .map(|flag| flag.as_str())
                    .collect::<Vec<_>>()
                    .join(",")
            }),
            &column(&taps, |(.., graded)| {
                graded.nonce.and_then(|nonce| i64::try_from(nonce).ok())
            }),
            &column(&taps, |(_, _, tap, _)| {
                tap.declared.as_ref().map(|it| it.reason.as_str())
            }),
        )
        .await?;
    Ok(())
}

async fn put_claims(
    tx: &Transaction<'_>,
    statement: &sql::PutClaimsStmt,
    municipality: MunicipalityCode,
    admitted: &[Admitted<'_>],
) -> Result<()> {
    let claims = claims(admitted);
    let treatments = claims
        .iter()
        .map(|(_one, assessed)| treatment(assessed.claim.treatment))
        .collect::<Vec<_>>();
    statement
        .bind(
            tx,
            &municipality.as_str(),
            &column(&claims, |(one, _)| one.read.record.trip_id.as_uuid()),
            &column(&claims, |(_, assessed)| assessed.ordinal),
            &column(&claims, |(_, assessed)| assessed.claim.registrant.as_str()),
            &column(&claims, |(one, _)| one.assessment.decision.scheme.as_str()),
            &column(&claims, |(one, _)| one.scheme_digest.as_bytes().as_slice()),
            &column(&claims, |(one, _)| one.assessment.decision.version.as_str()),
            &column(&claims, |(one, _)| one.operator.as_str()),
            &column(&claims, |(one, _)| one.assessment.service_date.date()),
            &column(&claims, |(one, _)| one.booked_month.first_day()),
            &column(&claims, |(_, assessed)| {
                i32::try_from(assessed.claim.units).unwrap_or(i32::MAX)
            }),
            &treatments,
            &column(&claims, |(_, assessed)| assessed.claim.subsidy.get()),
            &column(&claims, |(_, assessed)| assessed.told.get()),
            &column(&claims, |(_, assessed)| assessed.payable.get()),
            &column(&claims, |(_, assessed)| Json(&assessed.claim.reasons)),
            &column(&claims, |(_, assessed)| assessed.instrument.as_deref()),
        )
        .await?;
    Ok(())
}

async fn put_transfers(
    tx: &Transaction<'_>,
    books: &Books,
    municipality: MunicipalityCode,
    admitted: &[Admitted<'_>],
    now: Timestamp,
) -> Result<()> {
    let bookings: Vec<Booking> = claims(admitted)
        .into_iter()
        .filter(|(_one, assessed)| assessed.payable > Yen::ZERO)
        .map(|(one, assessed)| Booking {
            debit: subsidy_account(&one.assessment.decision.scheme),
            credit: operator_account(&one.operator),
            amount: assessed.payable,
            month: one.booked_month,
            trip: one.read.record.trip_id.as_uuid(),
            ordinal: assessed.ordinal,
        })
        .collect();
    books
        .put(
            tx,
            municipality.as_str(),
            BookingKind::Claim,
            &bookings,
            now,
        )
        .await
}

/// One transfer that a claim or its adjustment causes.
pub(crate) struct Booking {
    pub(crate) debit: String,
    pub(crate) credit: String,
    pub(crate) amount: Yen,
    pub(crate) month: domain::Month,
    pub(crate) trip: Uuid,
    pub(crate) ordinal: i16,
}

/// Why a booking is made.
#[derive(Clone, Copy)]
pub(crate) enum BookingKind {
    Claim,
    Adjustment,
}

/// The statements that write the books, prepared.
pub(crate) struct Books {
    accounts: sql::PutAccountsStmt,
    transfers: sql::PutClaimTransfersStmt,
}

impl Books {
    pub(crate) async fn prepare(
        tx: &Transaction<'_>,
    ) -> std::result::Result<Self, tokio_postgres::Error> {
        let (accounts, transfers) = try_join!(
            sql::put_accounts().prepare(tx),
            sql::put_claim_transfers().prepare(tx),
        )?;
        Ok(Self {
            accounts,
            transfers,
        })
    }

    /// Books transfers, with their accounts where they are new.
    pub(crate) async fn put(
        &self,
        tx: &Transaction<'_>,
        municipality: &str,
        kind: BookingKind,
        bookings: &[Booking],
        now: Timestamp,
    ) -> Result<()> {
        if bookings.is_empty() {
            return Ok(());
        }
        let accounts: std::collections::BTreeSet<&str> = bookings
            .iter()
            .flat_map(|booking| [booking.debit.as_str(), booking.credit.as_str()])
            .collect();
        let accounts: Vec<&str> = accounts.into_iter().collect();
        let kinds = column(&accounts, |name| account_kind(name));
        let booked_at: DateTime<FixedOffset> = now.in_japan();
        let kind = match kind {
            BookingKind::Claim => "claim",
            BookingKind::Adjustment => "adjustment",
        };
        let (ids, debits, credits, amounts, months, trips, ordinals) = (
            column(bookings, |_one| Uuid::now_v7()),
            column(bookings, |one| one.debit.as_str()),
            column(bookings, |one| one.credit.as_str()),
            column(bookings, |one| one.amount.get()),
            column(bookings, |one| one.month.first_day()),
            column(bookings, |one| one.trip),
            column(bookings, |one| one.ordinal),
        );
        try_join!(
            biased;
            self.accounts.bind(tx, &municipality, &accounts, &kinds),
            self.transfers.bind(
                tx,
                &municipality,
                &kind,
                &booked_at,
                &ids,
                &debits,
                &credits,
                &amounts,
                &months,
                &trips,
                &ordinals,
            ),
        )?;
        Ok(())
    }
}

fn account_kind(account: &str) -> &'static str {
    match account.split_once(':') {
        Some(("scheme", _)) => "subsidy",
        Some(("operator", _)) => "operator",
        _ => "bank",
    }
}

fn claims<'a, 'r>(admitted: &'a [Admitted<'r>]) -> Vec<(&'a Admitted<'r>, &'a AssessedClaim)> {
    admitted
        .iter()
        .flat_map(|one| {
            one.assessment
                .claims
                .iter()
                .map(move |assessed| (one, assessed))
        })
        .collect()
}

const fn treatment(treatment: rules::Treatment) -> &'static str {
    match treatment {
        rules::Treatment::Pay => "pay",
        rules::Treatment::PayAndSample => "pay_and_sample",
        rules::Treatment::Hold => "hold",
        rules::Treatment::Refuse => "refuse",
    }
}

/// One column of a statement that takes rows as arrays.
pub(crate) fn column<'a, T, C>(rows: &'a [T], cell: impl Fn(&'a T) -> C) -> Vec<C> {
    rows.iter().map(cell).collect()
}
