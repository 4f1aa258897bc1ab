//! A trip as it was taken in, for the city and for its operator: what each tap proved,
//! and what became of each claim.
//!
//! Deliberately absent: the record itself, which names cards; what closing changed of a
//! claim, which is in the statement; and of whom and by which card, unless the city asks.

use domain::{
    Assurance, DeclarationReason, Digest, DriverId, Month, MunicipalityCode, OperatorId, Reason,
    RegistrantId, ServiceDate, TerminalId, Timestamp, TripId, VehicleId, Yen,
};
use queries::queries::intake::{self as sql, ShownClaimRow, ShownTapRow, ShownTripRow};
use serde::Serialize;
use uuid::Uuid;

use crate::access::{Caller, Permission};
use crate::decision::Flag;
use crate::{Error, Result, Settlement, Transaction};

/// A trip as it was taken in (乗車).
#[derive(Clone, Debug, Serialize)]
pub struct ShownTrip {
    /// Which trip.
    pub trip: TripId,
    /// Whose.
    pub operator: OperatorId,
    /// The taxi.
    pub vehicle: VehicleId,
    /// Who drove.
    pub driver: DriverId,
    /// By which terminal.
    pub terminal: TerminalId,
    /// Its place in the terminal's chain.
    pub sequence: i64,
    /// Meter on.
    pub boarded_at: Timestamp,
    /// Meter off.
    pub alighted_at: Timestamp,
    /// The day it counts for.
    pub service_date: ServiceDate,
    /// The month it is settled in.
    pub booked_month: Month,
    /// Municipality of boarding.
    pub boarding_area: MunicipalityCode,
    /// Municipality of alighting.
    pub alighting_area: MunicipalityCode,
    /// In metres.
    pub distance_m: i64,
    /// Everything on the meter and beside it.
    pub fare_yen: Yen,
    /// When it came in.
    pub received_at: Timestamp,
    /// The cards, in the order in which they were tapped.
    pub taps: Vec<ShownTap>,
    /// What was claimed for them.
    pub claims: Vec<ShownClaim>,
}

/// A tap and what its evidence proved.
#[derive(Clone, Debug, Serialize)]
pub struct ShownTap {
    /// Its place on the trip.
    pub ordinal: i16,
    /// When.
    pub tapped_at: Timestamp,
    /// What it proves; none: it was refused.
    pub assurance: Option<Assurance>,
    /// Why it was refused, a code.
    pub refusal: Option<String>,
    /// What stands beside the level.
    pub flags: Vec<Reason>,
    /// Why a number was typed in the place of a card; none: a card was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declared: Option<DeclarationReason>,
    /// Whose card, if it is registered. For the city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registrant: Option<RegistrantId>,
    /// By which card. For the city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Digest>,
}

/// A claim as it was booked when the trip came in.
#[derive(Clone, Debug, Serialize)]
pub struct ShownClaim {
    /// By which tap.
    pub ordinal: i16,
    /// For whom. For the city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registrant: Option<RegistrantId>,
    /// By which scheme.
    pub scheme: String,
    /// By which version of it.
    pub scheme_version: String,
    /// Of which kind of ticket, where the scheme has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// Uses taken.
    pub units: i32,
    /// `pay`, `hold`, …: what happens to the money.
    pub treatment: String,
    /// What the rules give.
    pub decided_yen: Yen,
    /// What the passenger was told.
    pub shown_yen: Yen,
    /// What is owed for it.
    pub payable_yen: Yen,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// One trip: any for the city, its own for an operator.
pub async fn show_trip(
    settlement: &Settlement,
    caller: &Caller,
    trip: TripId,
) -> Result<ShownTrip> {
    caller.require(Permission::ReviewRead)?;
    let shown = settlement
        .database
        .transaction("show_trip", caller.scope(), async |tx| {
            shown_trips(tx, caller, &[trip], 1).await
        })
        .await?;
    shown.into_iter().next().ok_or_else(no_such_trip)
}

/// Of these trips those that `caller` may see, in order of boarding, and no more than `most`.
pub(crate) async fn shown_trips(
    tx: &Transaction<'_>,
    caller: &Caller,
    trips: &[TripId],
    most: usize,
) -> Result<Vec<ShownTrip>> {
    let municipality = caller.municipality.as_str();
    let wanted: Vec<Uuid> = trips.iter().map(|trip| trip.as_uuid()).collect();
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = sql::get_shown_trips()
        .bind(
            tx,
            &municipality,
            &wanted,
            &caller.operator().map(OperatorId::as_str),
            &most,
        )
        .all()
        .await?;
    let there: Vec<Uuid> = rows.iter().map(|row| row.trip).collect();
    let (taps, claims) = match caller.operator() {
        Some(_) => (
            sql::get_own_taps()
                .bind(tx, &municipality, &there)
                .all()
                .await?,
            sql::get_own_claims()
                .bind(tx, &municipality, &there)
                .all()
                .await?,
        ),
        None => (
            sql::get_shown_taps()
                .bind(tx, &municipality, &there)
                .all()
                .await?,
            sql::get_shown_claims()
                .bind(tx, &municipality, &there)
                .all()
                .await?,
        ),
    };
    rows.into_iter()
        .map(|row| {
            let taps = taps.iter().filter(|tap| tap.trip == row.trip);
            let claims = claims.iter().filter(|claim| claim.trip == row.trip);
            shown(
                &row,
                taps.map(tap).collect::<Result<_>>()?,
                claims.map(claim).collect::<Result<_>>()?,
            )
        })
        .collect()
}

fn shown(row: &ShownTripRow, taps: Vec<ShownTap>, claims: Vec<ShownClaim>) -> Result<ShownTrip> {
    let damaged = |error: &dyn std::fmt::Display| damaged(row.trip, error);
    Ok(ShownTrip {
        trip: TripId::try_from(row.trip).map_err(|error| damaged(&error))?,
        operator: row.operator.parse().map_err(|error| damaged(&error))?,
        vehicle: row.vehicle.parse().map_err(|error| damaged(&error))?,
        driver: row.driver.parse().map_err(|error| damaged(&error))?,
        terminal: row.terminal.parse().map_err(|error| damaged(&error))?,
        sequence: row.sequence,
        boarded_at: row.boarded_at.into(),
        alighted_at: row.alighted_at.into(),
        service_date: ServiceDate::from_date(row.service_date),
        booked_month: row.booked_month.into(),
        boarding_area: row.boarding_area.parse().map_err(|error| damaged(&error))?,
        alighting_area: row
            .alighting_area
            .parse()
            .map_err(|error| damaged(&error))?,
        distance_m: row.distance_m,
        fare_yen: Yen::new(row.fare_yen),
        received_at: row.received_at.into(),
        taps,
        claims,
    })
}

fn tap(row: &ShownTapRow) -> Result<ShownTap> {
    let damaged = |error: &dyn std::fmt::Display| damaged(row.trip, error);
    let flags = row.flags.iter().map(|flag| {
        Flag::parse(flag)
            .map(Flag::reason)
            .ok_or_else(|| damaged(&format_args!("{flag} is no flag of a tap")))
    });
    let parsed = |text: &Option<String>| text.as_deref().map(str::parse).transpose();
    Ok(ShownTap {
        ordinal: row.ordinal,
        tapped_at: row.tapped_at.into(),
        assurance: row
            .assurance
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|error| damaged(&error))?,
        refusal: row.refusal.clone(),
        flags: flags.collect::<Result<_>>()?,
        declared: row
            .declared
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|error| damaged(&error))?,
        registrant: parsed(&row.registrant).map_err(|error| damaged(&error))?,
        fingerprint: row
            .fingerprint
            .as_deref()
            .map(Digest::try_from)
            .transpose()
            .map_err(|error| damaged(&error))?,
    })
}

fn claim(row: &ShownClaimRow) -> Result<ShownClaim> {
    let damaged = |error: &dyn std::fmt::Display| damaged(row.trip, error);
    Ok(ShownClaim {
        ordinal: row.ordinal,
        registrant: row
            .registrant
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|error| damaged(&error))?,
        scheme: row.scheme.clone(),
        scheme_version: row.scheme_version.clone(),
        instrument: row.instrument.clone(),
        units: row.units,
        treatment: row.treatment.clone(),
        decided_yen: Yen::new(row.decided_yen),
        shown_yen: Yen::new(row.shown_yen),
        payable_yen: Yen::new(row.payable_yen),
        reasons: serde_json::from_value(row.reasons.clone()).map_err(|error| damaged(&error))?,
    })
}

fn damaged(trip: Uuid, problem: &dyn std::fmt::Display) -> Error {
    Error::damaged(format!("trip {trip}"), problem)
}

fn no_such_trip() -> Error {
    Error::not_found(
        "no_such_trip",
        "その乗車はありません。",
        "There is no such trip, or it is another operator's.",
    )
}
