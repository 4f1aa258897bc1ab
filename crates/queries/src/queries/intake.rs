// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct LockRegistrantsParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
> {
    pub municipality: T1,
    pub registrants: T3,
}
#[derive(Debug)]
pub struct GetRegistrantsParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
> {
    pub municipality: T1,
    pub registrants: T3,
}
#[derive(Debug)]
pub struct GetGroundsParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
> {
    pub municipality: T1,
    pub registrants: T3,
}
#[derive(Debug)]
pub struct GetCredentialsParams<
    T1: crate::StringSql,
    T2: crate::BytesSql,
    T3: crate::ArraySql<Item = T2>,
> {
    pub municipality: T1,
    pub fingerprints: T3,
}
#[derive(Debug)]
pub struct GetNoncePoolsParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub municipality: T1,
    pub terminal: T2,
    pub last_number: i64,
    pub first_number: i64,
}
#[derive(Debug)]
pub struct GetUsedNoncesParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = i64>,
> {
    pub municipality: T1,
    pub terminal: T2,
    pub nonces: T3,
}
#[derive(Debug)]
pub struct GetUsesParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::ArraySql<Item = T2>>
{
    pub municipality: T1,
    pub registrants: T3,
    pub from_date: chrono::NaiveDate,
    pub until_date: chrono::NaiveDate,
}
#[derive(Debug)]
pub struct GetKnownTripsParams<T1: crate::StringSql, T2: crate::ArraySql<Item = uuid::Uuid>> {
    pub municipality: T1,
    pub trips: T2,
}
#[derive(Debug)]
pub struct GetChainParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = i64>,
> {
    pub municipality: T1,
    pub terminal: T2,
    pub sequences: T3,
}
#[derive(Debug)]
pub struct GetDriverOperatorsParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
> {
    pub municipality: T1,
    pub drivers: T3,
}
#[derive(Debug)]
pub struct GetVehicleOperatorsParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
> {
    pub municipality: T1,
    pub vehicles: T3,
}
#[derive(Debug)]
pub struct PutTripsParams<
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::ArraySql<Item = i64>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::BytesSql,
    T9: crate::ArraySql<Item = T8>,
    T10: crate::BytesSql,
    T11: crate::ArraySql<Item = Option<T10>>,
    T12: crate::StringSql,
    T13: crate::ArraySql<Item = T12>,
    T14: crate::StringSql,
    T15: crate::ArraySql<Item = T14>,
    T16: crate::StringSql,
    T17: crate::ArraySql<Item = T16>,
    T18: crate::ArraySql<Item = chrono::DateTime<chrono::FixedOffset>>,
    T19: crate::ArraySql<Item = chrono::DateTime<chrono::FixedOffset>>,
    T20: crate::ArraySql<Item = chrono::NaiveDate>,
    T21: crate::ArraySql<Item = chrono::NaiveDate>,
    T22: crate::JsonSql,
    T23: crate::ArraySql<Item = T22>,
> {
    pub municipality: T1,
    pub received_at: chrono::DateTime<chrono::FixedOffset>,
    pub trips: T2,
    pub terminals: T4,
    pub sequences: T5,
    pub records: T7,
    pub record_digests: T9,
    pub previous_digests: T11,
    pub operators: T13,
    pub vehicles: T15,
    pub drivers: T17,
    pub boarded_ats: T18,
    pub alighted_ats: T19,
    pub service_dates: T20,
    pub booked_months: T21,
    pub answers: T23,
}
#[derive(Debug)]
pub struct PutTapsParams<
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::ArraySql<Item = i16>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::BytesSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = Option<T8>>,
    T10: crate::ArraySql<Item = chrono::DateTime<chrono::FixedOffset>>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = Option<T11>>,
    T13: crate::StringSql,
    T14: crate::ArraySql<Item = Option<T13>>,
    T15: crate::StringSql,
    T16: crate::ArraySql<Item = T15>,
    T17: crate::ArraySql<Item = Option<i64>>,
> {
    pub municipality: T1,
    pub trips: T2,
    pub ordinals: T3,
    pub terminals: T5,
    pub fingerprints: T7,
    pub registrants: T9,
    pub tapped_ats: T10,
    pub assurances: T12,
    pub refusals: T14,
    pub flags: T16,
    pub nonces: T17,
}
#[derive(Debug)]
pub struct PutClaimsParams<
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::ArraySql<Item = i16>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::BytesSql,
    T9: crate::ArraySql<Item = T8>,
    T10: crate::StringSql,
    T11: crate::ArraySql<Item = T10>,
    T12: crate::StringSql,
    T13: crate::ArraySql<Item = T12>,
    T14: crate::ArraySql<Item = chrono::NaiveDate>,
    T15: crate::ArraySql<Item = chrono::NaiveDate>,
    T16: crate::ArraySql<Item = i32>,
    T17: crate::StringSql,
    T18: crate::ArraySql<Item = T17>,
    T19: crate::ArraySql<Item = i64>,
    T20: crate::ArraySql<Item = i64>,
    T21: crate::ArraySql<Item = i64>,
    T22: crate::JsonSql,
    T23: crate::ArraySql<Item = T22>,
> {
    pub municipality: T1,
    pub trips: T2,
    pub ordinals: T3,
    pub registrants: T5,
    pub schemes: T7,
    pub scheme_digests: T9,
    pub scheme_versions: T11,
    pub operators: T13,
    pub service_dates: T14,
    pub booked_months: T15,
    pub units: T16,
    pub treatments: T18,
    pub decided_yen: T19,
    pub shown_yen: T20,
    pub payable_yen: T21,
    pub reasons: T23,
}
#[derive(Debug)]
pub struct PutAccountsParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
> {
    pub municipality: T1,
    pub accounts: T3,
    pub kinds: T5,
}
#[derive(Debug)]
pub struct PutClaimTransfersParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = uuid::Uuid>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::ArraySql<Item = i64>,
    T9: crate::ArraySql<Item = chrono::NaiveDate>,
    T10: crate::ArraySql<Item = uuid::Uuid>,
    T11: crate::ArraySql<Item = i16>,
> {
    pub municipality: T1,
    pub kind: T2,
    pub booked_at: chrono::DateTime<chrono::FixedOffset>,
    pub transfers: T3,
    pub debits: T5,
    pub credits: T7,
    pub amounts_yen: T8,
    pub booked_months: T9,
    pub trips: T10,
    pub ordinals: T11,
}
#[derive(Debug)]
pub struct PutSetAsideParams<
    T1: crate::StringSql,
    T2: crate::BytesSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::ArraySql<Item = uuid::Uuid>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = T11>,
> {
    pub municipality: T1,
    pub received_at: chrono::DateTime<chrono::FixedOffset>,
    pub record_digests: T3,
    pub terminals: T5,
    pub trips: T6,
    pub records: T8,
    pub statuses: T10,
    pub codes: T12,
}
#[derive(Debug, Clone, PartialEq)]
pub struct LockRegistrants {
    pub registrant: String,
    pub registered_on: chrono::NaiveDate,
    pub ended_on: Option<chrono::NaiveDate>,
    pub uses_before: i32,
}
pub struct LockRegistrantsBorrowed<'a> {
    pub registrant: &'a str,
    pub registered_on: chrono::NaiveDate,
    pub ended_on: Option<chrono::NaiveDate>,
    pub uses_before: i32,
}
impl<'a> From<LockRegistrantsBorrowed<'a>> for LockRegistrants {
    fn from(
        LockRegistrantsBorrowed {
            registrant,
            registered_on,
            ended_on,
            uses_before,
        }: LockRegistrantsBorrowed<'a>,
    ) -> Self {
        Self {
            registrant: registrant.into(),
            registered_on,
            ended_on,
            uses_before,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetRegistrants {
    pub registrant: String,
    pub registered_on: chrono::NaiveDate,
    pub ended_on: Option<chrono::NaiveDate>,
    pub uses_before: i32,
}
pub struct GetRegistrantsBorrowed<'a> {
    pub registrant: &'a str,
    pub registered_on: chrono::NaiveDate,
    pub ended_on: Option<chrono::NaiveDate>,
    pub uses_before: i32,
}
impl<'a> From<GetRegistrantsBorrowed<'a>> for GetRegistrants {
    fn from(
        GetRegistrantsBorrowed {
            registrant,
            registered_on,
            ended_on,
            uses_before,
        }: GetRegistrantsBorrowed<'a>,
    ) -> Self {
        Self {
            registrant: registrant.into(),
            registered_on,
            ended_on,
            uses_before,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetGrounds {
    pub registrant: String,
    pub ground: String,
    pub from_date: chrono::NaiveDate,
    pub until_date: Option<chrono::NaiveDate>,
}
pub struct GetGroundsBorrowed<'a> {
    pub registrant: &'a str,
    pub ground: &'a str,
    pub from_date: chrono::NaiveDate,
    pub until_date: Option<chrono::NaiveDate>,
}
impl<'a> From<GetGroundsBorrowed<'a>> for GetGrounds {
    fn from(
        GetGroundsBorrowed {
            registrant,
            ground,
            from_date,
            until_date,
        }: GetGroundsBorrowed<'a>,
    ) -> Self {
        Self {
            registrant: registrant.into(),
            ground: ground.into(),
            from_date,
            until_date,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetCredentials {
    pub fingerprint: Vec<u8>,
    pub registrant: String,
    pub valid_from: chrono::DateTime<chrono::FixedOffset>,
    pub valid_until: chrono::DateTime<chrono::FixedOffset>,
    pub chip_key: Vec<u8>,
    pub linked_at: chrono::DateTime<chrono::FixedOffset>,
}
pub struct GetCredentialsBorrowed<'a> {
    pub fingerprint: &'a [u8],
    pub registrant: &'a str,
    pub valid_from: chrono::DateTime<chrono::FixedOffset>,
    pub valid_until: chrono::DateTime<chrono::FixedOffset>,
    pub chip_key: &'a [u8],
    pub linked_at: chrono::DateTime<chrono::FixedOffset>,
}
impl<'a> From<GetCredentialsBorrowed<'a>> for GetCredentials {
    fn from(
        GetCredentialsBorrowed {
            fingerprint,
            registrant,
            valid_from,
            valid_until,
            chip_key,
            linked_at,
        }: GetCredentialsBorrowed<'a>,
    ) -> Self {
        Self {
            fingerprint: fingerprint.into(),
            registrant: registrant.into(),
            valid_from,
            valid_until,
            chip_key: chip_key.into(),
            linked_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetNoncePools {
    pub first_number: i64,
    pub nonce_count: i32,
    pub seed: Vec<u8>,
    pub issued_at: chrono::DateTime<chrono::FixedOffset>,
    pub expires_at: chrono::DateTime<chrono::FixedOffset>,
}
pub struct GetNoncePoolsBorrowed<'a> {
    pub first_number: i64,
    pub nonce_count: i32,
    pub seed: &'a [u8],
    pub issued_at: chrono::DateTime<chrono::FixedOffset>,
    pub expires_at: chrono::DateTime<chrono::FixedOffset>,
}
impl<'a> From<GetNoncePoolsBorrowed<'a>> for GetNoncePools {
    fn from(
        GetNoncePoolsBorrowed {
            first_number,
            nonce_count,
            seed,
            issued_at,
            expires_at,
        }: GetNoncePoolsBorrowed<'a>,
    ) -> Self {
        Self {
            first_number,
            nonce_count,
            seed: seed.into(),
            issued_at,
            expires_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetUses {
    pub registrant: String,
    pub scheme: String,
    pub service_date: chrono::NaiveDate,
    pub units: i64,
    pub trips: i64,
    pub amount_yen: i64,
}
pub struct GetUsesBorrowed<'a> {
    pub registrant: &'a str,
    pub scheme: &'a str,
    pub service_date: chrono::NaiveDate,
    pub units: i64,
    pub trips: i64,
    pub amount_yen: i64,
}
impl<'a> From<GetUsesBorrowed<'a>> for GetUses {
    fn from(
        GetUsesBorrowed {
            registrant,
            scheme,
            service_date,
            units,
            trips,
            amount_yen,
        }: GetUsesBorrowed<'a>,
    ) -> Self {
        Self {
            registrant: registrant.into(),
            scheme: scheme.into(),
            service_date,
            units,
            trips,
            amount_yen,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetKnownTrips {
    pub trip: uuid::Uuid,
    pub record_digest: Vec<u8>,
    pub answer: serde_json::Value,
}
pub struct GetKnownTripsBorrowed<'a> {
    pub trip: uuid::Uuid,
    pub record_digest: &'a [u8],
    pub answer: postgres_types::Json<&'a serde_json::value::RawValue>,
}
impl<'a> From<GetKnownTripsBorrowed<'a>> for GetKnownTrips {
    fn from(
        GetKnownTripsBorrowed {
            trip,
            record_digest,
            answer,
        }: GetKnownTripsBorrowed<'a>,
    ) -> Self {
        Self {
            trip,
            record_digest: record_digest.into(),
            answer: serde_json::from_str(answer.0.get()).unwrap(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetChain {
    pub sequence: i64,
    pub trip: uuid::Uuid,
    pub record_digest: Vec<u8>,
}
pub struct GetChainBorrowed<'a> {
    pub sequence: i64,
    pub trip: uuid::Uuid,
    pub record_digest: &'a [u8],
}
impl<'a> From<GetChainBorrowed<'a>> for GetChain {
    fn from(
        GetChainBorrowed {
            sequence,
            trip,
            record_digest,
        }: GetChainBorrowed<'a>,
    ) -> Self {
        Self {
            sequence,
            trip,
            record_digest: record_digest.into(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetDriverOperators {
    pub driver: String,
    pub operator: String,
}
pub struct GetDriverOperatorsBorrowed<'a> {
    pub driver: &'a str,
    pub operator: &'a str,
}
impl<'a> From<GetDriverOperatorsBorrowed<'a>> for GetDriverOperators {
    fn from(
        GetDriverOperatorsBorrowed { driver, operator }: GetDriverOperatorsBorrowed<'a>,
    ) -> Self {
        Self {
            driver: driver.into(),
            operator: operator.into(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetVehicleOperators {
    pub vehicle: String,
    pub operator: String,
}
pub struct GetVehicleOperatorsBorrowed<'a> {
    pub vehicle: &'a str,
    pub operator: &'a str,
}
impl<'a> From<GetVehicleOperatorsBorrowed<'a>> for GetVehicleOperators {
    fn from(
        GetVehicleOperatorsBorrowed { vehicle, operator }: GetVehicleOperatorsBorrowed<'a>,
    ) -> Self {
        Self {
            vehicle: vehicle.into(),
            operator: operator.into(),
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct LockRegistrantsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<LockRegistrantsBorrowed, tokio_postgres::Error>,
    mapper: fn(LockRegistrantsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> LockRegistrantsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(LockRegistrantsBorrowed) -> R,
    ) -> LockRegistrantsQuery<'c, 'a, 's, C, R, N> {
        LockRegistrantsQuery {
            client: self.client,
            params: self.params,
            query: self.query,
            cached: self.cached,
            extractor: self.extractor,
            mapper,
        }
    }
    pub async fn one(self) -> Result<T, tokio_postgres::Error> {
        let row =
            crate::client::async_::one(self.client, self.query, &self.params, self.cached).await?;
        Ok((self.mapper)((self.extractor)(&row)?))
    }
    pub async fn all(self) -> Result<Vec<T>, tokio_postgres::Error> {
        self.iter().await?.try_collect().await
    }
    pub async fn opt(self) -> Result<Option<T>, tokio_postgres::Error> {
        let opt_row =
            crate::client::async_::opt(self.client, self.query, &self.params, self.cached).await?;
        Ok(opt_row
            .map(|row| {
                let extracted = (self.extractor)(&row)?;
                Ok((self.mapper)(extracted))
            })
            .transpose()?)
    }
    pub async fn iter(
        self,
    ) -> Result<
        impl futures::Stream<Item = Result<T, tokio_postgres::Error>> + 'c,
        tokio_postgres::Error,
    > {
        let stream = crate::client::async_::raw(
            self.client,
            self.query,
            crate::slice_iter(&self.params),
            self.cached,
        )
        .await?;
        let mapped = stream
            .map(move |res| {
                res.and_then(|row| {
                    let extracted = (self.extractor)(&row)?;
                    Ok((self.mapper)(extracted))
                })
            })
            .into_stream();
        Ok(mapped)
    }
}
pub struct GetRegistrantsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetRegistrantsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetRegistrantsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetRegistrantsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetRegistrantsBorrowed) -> R,
    ) -> GetRegistrantsQuery<'c, 'a, 's, C, R, N> {
        GetRegistrantsQuery {
            client: self.client,
            params: self.params,
            query: self.query,
            cached: self.cached,
            extractor: self.extractor,
            mapper,
        }
    }
    pub async fn one(self) -> Result<T, tokio_postgres::Error> {
        let row =
            crate::client::async_::one(self.client, self.query, &self.params, self.cached).await?;
        Ok((self.mapper)((self.extractor)(&row)?))
    }
    pub async fn all(self) -> Result<Vec<T>, tokio_postgres::Error> {
        self.iter().await?.try_collect().await
    }
    pub async fn opt(self) -> Result<Option<T>, tokio_postgres::Error> {
        let opt_row =
            crate::client::async_::opt(self.client, self.query, &self.params, self.cached).await?;
        Ok(opt_row
            .map(|row| {
                let extracted = (self.extractor)(&row)?;
                Ok((self.mapper)(extracted))
            })
            .transpose()?)
    }
    pub async fn iter(
        self,
    ) -> Result<
        impl futures::Stream<Item = Result<T, tokio_postgres::Error>> + 'c,
        tokio_postgres::Error,
    > {
        let stream = crate::client::async_::raw(
            self.client,
            self.query,
            crate::slice_iter(&self.params),
            self.cached,
        )
        .await?;
        let mapped = stream
            .map(move |res| {
                res.and_then(|row| {
                    let extracted = (self.extractor)(&row)?;
                    Ok((self.mapper)(extracted))
                })
            })
            .into_stream();
        Ok(mapped)
    }
}
pub struct GetGroundsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetGroundsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetGroundsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetGroundsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetGroundsBorrowed) -> R,
    ) -> GetGroundsQuery<'c, 'a, 's, C, R, N> {
        GetGroundsQuery {
            client: self.client,
            params: self.params,
            query: self.query,
            cached: self.cached,
            extractor: self.extractor,
            mapper,
        }
    }
    pub async fn one(self) -> Result<T, tokio_postgres::Error> {
        let row =
            crate::client::async_::one(self.client, self.query, &self.params, self.cached).await?;
        Ok((self.mapper)((self.extractor)(&row)?))
    }
    pub async fn all(self) -> Result<Vec<T>, tokio_postgres::Error> {
        self.iter().await?.try_collect().await
    }
    pub async fn opt(self) -> Result<Option<T>, tokio_postgres::Error> {
        let opt_row =
            crate::client::async_::opt(self.client, self.query, &self.params, self.cached).await?;
        Ok(opt_row
            .map(|row| {
                let extracted = (self.extractor)(&row)?;
                Ok((self.mapper)(extracted))
            })
            .transpose()?)
    }
    pub async fn iter(
        self,
    ) -> Result<
        impl futures::Stream<Item = Result<T, tokio_postgres::Error>> + 'c,
        tokio_postgres::Error,
    > {
        let stream = crate::client::async_::raw(
            self.client,
            self.query,
            crate::slice_iter(&self.params),
            self.cached,
        )
        .await?;
        let mapped = stream
            .map(move |res| {
                res.and_then(|row| {
                    let extracted = (self.extractor)(&row)?;
                    Ok((self.mapper)(extracted))
                })
            })
            .into_stream();
        Ok(mapped)
    }
}
pub struct GetCredentialsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetCredentialsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetCredentialsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetCredentialsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetCredentialsBorrowed) -> R,
    ) -> GetCredentialsQuery<'c, 'a, 's, C, R, N> {
        GetCredentialsQuery {
            client: self.client,
            params: self.params,
            query: self.query,
            cached: self.cached,
            extractor: self.extractor,
            mapper,
        }
    }
    pub async fn one(self) -> Result<T, tokio_postgres::Error> {
        let row =
            crate::client::async_::one(self.client, self.query, &self.params, self.cached).await?;
        Ok((self.mapper)((self.extractor)(&row)?))
    }
    pub async fn all(self) -> Result<Vec<T>, tokio_postgres::Error> {
        self.iter().await?.try_collect().await
    }
    pub async fn opt(self) -> Result<Option<T>, tokio_postgres::Error> {
        let opt_row =
            crate::client::async_::opt(self.client, self.query, &self.params, self.cached).await?;
        Ok(opt_row
            .map(|row| {
                let extracted = (self.extractor)(&row)?;
                Ok((self.mapper)(extracted))
            })
            .transpose()?)
    }
    pub async fn iter(
        self,
    ) -> Result<
        impl futures::Stream<Item = Result<T, tokio_postgres::Error>> + 'c,
        tokio_postgres::Error,
    > {
        let stream = crate::client::async_::raw(
            self.client,
            self.query,
            crate::slice_iter(&self.params),
            self.cached,
        )
        .await?;
        let mapped = stream
            .map(move |res| {
                res.and_then(|row| {
                    let extracted = (self.extractor)(&row)?;
                    Ok((self.mapper)(extracted))
                })
            })
            .into_stream();
        Ok(mapped)
    }
}
pub struct GetNoncePoolsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetNoncePoolsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetNoncePoolsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetNoncePoolsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetNoncePoolsBorrowed) -> R,
    ) -> GetNoncePoolsQuery<'c, 'a, 's, C, R, N> {
        GetNoncePoolsQuery {
            client: self.client,
            params: self.params,
            query: self.query,
            cached: self.cached,
            extractor: self.extractor,
            mapper,
        }
    }
    pub async fn one(self) -> Result<T, tokio_postgres::Error> {
        let row =
            crate::client::async_::one(self.client, self.query, &self.params, self.cached).await?;
        Ok((self.mapper)((self.extractor)(&row)?))
    }
    pub async fn all(self) -> Result<Vec<T>, tokio_postgres::Error> {
        self.iter().await?.try_collect().await
    }
    pub async fn opt(self) -> Result<Option<T>, tokio_postgres::Error> {
        let opt_row =
            crate::client::async_::opt(self.client, self.query, &self.params, self.cached).await?;
        Ok(opt_row
            .map(|row| {
                let extracted = (self.extractor)(&row)?;
                Ok((self.mapper)(extracted))
            })
            .transpose()?)
    }
    pub async fn iter(
        self,
    ) -> Result<
        impl futures::Stream<Item = Result<T, tokio_postgres::Error>> + 'c,
        tokio_postgres::Error,
    > {
        let stream = crate::client::async_::raw(
            self.client,
            self.query,
            crate::slice_iter(&self.params),
            self.cached,
        )
        .await?;
        let mapped = stream
            .map(move |res| {
                res.and_then(|row| {
                    let extracted = (self.extractor)(&row)?;
                    Ok((self.mapper)(extracted))
                })
            })
            .into_stream();
        Ok(mapped)
    }
}
pub struct I64Query<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<i64, tokio_postgres::Error>,
    mapper: fn(i64) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> I64Query<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(i64) -> R) -> I64Query<'c, 'a, 's, C, R, N> {
        I64Query {
            client: self.client,
            params: self.params,
            query: self.query,
            cached: self.cached,
            extractor: self.extractor,
            mapper,
        }
    }
    pub async fn one(self) -> Result<T, tokio_postgres::Error> {
        let row =
            crate::client::async_::one(self.client, self.query, &self.params, self.cached).await?;
        Ok((self.mapper)((self.extractor)(&row)?))
    }
    pub async fn all(self) -> Result<Vec<T>, tokio_postgres::Error> {
        self.iter().await?.try_collect().await
    }
    pub async fn opt(self) -> Result<Option<T>, tokio_postgres::Error> {
        let opt_row =
            crate::client::async_::opt(self.client, self.query, &self.params, self.cached).await?;
        Ok(opt_row
            .map(|row| {
                let extracted = (self.extractor)(&row)?;
                Ok((self.mapper)(extracted))
            })
            .transpose()?)
    }
    pub async fn iter(
        self,
    ) -> Result<
        impl futures::Stream<Item = Result<T, tokio_postgres::Error>> + 'c,
        tokio_postgres::Error,
    > {
        let stream = crate::client::async_::raw(
            self.client,
            self.query,
            crate::slice_iter(&self.params),
            self.cached,
        )
        .await?;
        let mapped = stream
            .map(move |res| {
                res.and_then(|row| {
                    let extracted = (self.extractor)(&row)?;
                    Ok((self.mapper)(extracted))
                })
            })
            .into_stream();
        Ok(mapped)
    }
}
pub struct GetUsesQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetUsesBorrowed, tokio_postgres::Error>,
    mapper: fn(GetUsesBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetUsesQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(GetUsesBorrowed) -> R) -> GetUsesQuery<'c, 'a, 's, C, R, N> {
        GetUsesQuery {
            client: self.client,
            params: self.params,
            query: self.query,
            cached: self.cached,
            extractor: self.extractor,
            mapper,
        }
    }
    pub async fn one(self) -> Result<T, tokio_postgres::Error> {
        let row =
            crate::client::async_::one(self.client, self.query, &self.params, self.cached).await?;
        Ok((self.mapper)((self.extractor)(&row)?))
    }
    pub async fn all(self) -> Result<Vec<T>, tokio_postgres::Error> {
        self.iter().await?.try_collect().await
    }
    pub async fn opt(self) -> Result<Option<T>, tokio_postgres::Error> {
        let opt_row =
            crate::client::async_::opt(self.client, self.query, &self.params, self.cached).await?;
        Ok(opt_row
            .map(|row| {
                let extracted = (self.extractor)(&row)?;
                Ok((self.mapper)(extracted))
            })
            .transpose()?)
    }
    pub async fn iter(
        self,
    ) -> Result<
        impl futures::Stream<Item = Result<T, tokio_postgres::Error>> + 'c,
        tokio_postgres::Error,
    > {
        let stream = crate::client::async_::raw(
            self.client,
            self.query,
            crate::slice_iter(&self.params),
            self.cached,
        )
        .await?;
        let mapped = stream
            .map(move |res| {
                res.and_then(|row| {
                    let extracted = (self.extractor)(&row)?;
                    Ok((self.mapper)(extracted))
                })
            })
            .into_stream();
        Ok(mapped)
    }
}
pub struct GetKnownTripsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetKnownTripsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetKnownTripsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetKnownTripsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetKnownTripsBorrowed) -> R,
    ) -> GetKnownTripsQuery<'c, 'a, 's, C, R, N> {
        GetKnownTripsQuery {
            client: self.client,
            params: self.params,
            query: self.query,
            cached: self.cached,
            extractor: self.extractor,
            mapper,
        }
    }
    pub async fn one(self) -> Result<T, tokio_postgres::Error> {
        let row =
            crate::client::async_::one(self.client, self.query, &self.params, self.cached).await?;
        Ok((self.mapper)((self.extractor)(&row)?))
    }
    pub async fn all(self) -> Result<Vec<T>, tokio_postgres::Error> {
        self.iter().await?.try_collect().await
    }
    pub async fn opt(self) -> Result<Option<T>, tokio_postgres::Error> {
        let opt_row =
            crate::client::async_::opt(self.client, self.query, &self.params, self.cached).await?;
        Ok(opt_row
            .map(|row| {
                let extracted = (self.extractor)(&row)?;
                Ok((self.mapper)(extracted))
            })
            .transpose()?)
    }
    pub async fn iter(
        self,
    ) -> Result<
        impl futures::Stream<Item = Result<T, tokio_postgres::Error>> + 'c,
        tokio_postgres::Error,
    > {
        let stream = crate::client::async_::raw(
            self.client,
            self.query,
            crate::slice_iter(&self.params),
            self.cached,
        )
        .await?;
        let mapped = stream
            .map(move |res| {
                res.and_then(|row| {
                    let extracted = (self.extractor)(&row)?;
                    Ok((self.mapper)(extracted))
                })
            })
            .into_stream();
        Ok(mapped)
    }
}
pub struct GetChainQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetChainBorrowed, tokio_postgres::Error>,
    mapper: fn(GetChainBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetChainQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(GetChainBorrowed) -> R) -> GetChainQuery<'c, 'a, 's, C, R, N> {
        GetChainQuery {
            client: self.client,
            params: self.params,
            query: self.query,
            cached: self.cached,
            extractor: self.extractor,
            mapper,
        }
    }
    pub async fn one(self) -> Result<T, tokio_postgres::Error> {
        let row =
            crate::client::async_::one(self.client, self.query, &self.params, self.cached).await?;
        Ok((self.mapper)((self.extractor)(&row)?))
    }
    pub async fn all(self) -> Result<Vec<T>, tokio_postgres::Error> {
        self.iter().await?.try_collect().await
    }
    pub async fn opt(self) -> Result<Option<T>, tokio_postgres::Error> {
        let opt_row =
            crate::client::async_::opt(self.client, self.query, &self.params, self.cached).await?;
        Ok(opt_row
            .map(|row| {
                let extracted = (self.extractor)(&row)?;
                Ok((self.mapper)(extracted))
            })
            .transpose()?)
    }
    pub async fn iter(
        self,
    ) -> Result<
        impl futures::Stream<Item = Result<T, tokio_postgres::Error>> + 'c,
        tokio_postgres::Error,
    > {
        let stream = crate::client::async_::raw(
            self.client,
            self.query,
            crate::slice_iter(&self.params),
            self.cached,
        )
        .await?;
        let mapped = stream
            .map(move |res| {
                res.and_then(|row| {
                    let extracted = (self.extractor)(&row)?;
                    Ok((self.mapper)(extracted))
                })
            })
            .into_stream();
        Ok(mapped)
    }
}
pub struct GetDriverOperatorsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor:
        fn(&tokio_postgres::Row) -> Result<GetDriverOperatorsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetDriverOperatorsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetDriverOperatorsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetDriverOperatorsBorrowed) -> R,
    ) -> GetDriverOperatorsQuery<'c, 'a, 's, C, R, N> {
        GetDriverOperatorsQuery {
            client: self.client,
            params: self.params,
            query: self.query,
            cached: self.cached,
            extractor: self.extractor,
            mapper,
        }
    }
    pub async fn one(self) -> Result<T, tokio_postgres::Error> {
        let row =
            crate::client::async_::one(self.client, self.query, &self.params, self.cached).await?;
        Ok((self.mapper)((self.extractor)(&row)?))
    }
    pub async fn all(self) -> Result<Vec<T>, tokio_postgres::Error> {
        self.iter().await?.try_collect().await
    }
    pub async fn opt(self) -> Result<Option<T>, tokio_postgres::Error> {
        let opt_row =
            crate::client::async_::opt(self.client, self.query, &self.params, self.cached).await?;
        Ok(opt_row
            .map(|row| {
                let extracted = (self.extractor)(&row)?;
                Ok((self.mapper)(extracted))
            })
            .transpose()?)
    }
    pub async fn iter(
        self,
    ) -> Result<
        impl futures::Stream<Item = Result<T, tokio_postgres::Error>> + 'c,
        tokio_postgres::Error,
    > {
        let stream = crate::client::async_::raw(
            self.client,
            self.query,
            crate::slice_iter(&self.params),
            self.cached,
        )
        .await?;
        let mapped = stream
            .map(move |res| {
                res.and_then(|row| {
                    let extracted = (self.extractor)(&row)?;
                    Ok((self.mapper)(extracted))
                })
            })
            .into_stream();
        Ok(mapped)
    }
}
pub struct GetVehicleOperatorsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor:
        fn(&tokio_postgres::Row) -> Result<GetVehicleOperatorsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetVehicleOperatorsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetVehicleOperatorsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetVehicleOperatorsBorrowed) -> R,
    ) -> GetVehicleOperatorsQuery<'c, 'a, 's, C, R, N> {
        GetVehicleOperatorsQuery {
            client: self.client,
            params: self.params,
            query: self.query,
            cached: self.cached,
            extractor: self.extractor,
            mapper,
        }
    }
    pub async fn one(self) -> Result<T, tokio_postgres::Error> {
        let row =
            crate::client::async_::one(self.client, self.query, &self.params, self.cached).await?;
        Ok((self.mapper)((self.extractor)(&row)?))
    }
    pub async fn all(self) -> Result<Vec<T>, tokio_postgres::Error> {
        self.iter().await?.try_collect().await
    }
    pub async fn opt(self) -> Result<Option<T>, tokio_postgres::Error> {
        let opt_row =
            crate::client::async_::opt(self.client, self.query, &self.params, self.cached).await?;
        Ok(opt_row
            .map(|row| {
                let extracted = (self.extractor)(&row)?;
                Ok((self.mapper)(extracted))
            })
            .transpose()?)
    }
    pub async fn iter(
        self,
    ) -> Result<
        impl futures::Stream<Item = Result<T, tokio_postgres::Error>> + 'c,
        tokio_postgres::Error,
    > {
        let stream = crate::client::async_::raw(
            self.client,
            self.query,
            crate::slice_iter(&self.params),
            self.cached,
        )
        .await?;
        let mapped = stream
            .map(move |res| {
                res.and_then(|row| {
                    let extracted = (self.extractor)(&row)?;
                    Ok((self.mapper)(extracted))
                })
            })
            .into_stream();
        Ok(mapped)
    }
}
pub struct LockRegistrantsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn lock_registrants() -> LockRegistrantsStmt {
    LockRegistrantsStmt(
        "SELECT registrant, registered_on, ended_on, uses_before FROM registrant WHERE municipality = $1 AND registrant = ANY ($2) ORDER BY registrant FOR UPDATE",
        None,
    )
}
impl LockRegistrantsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        registrants: &'a T3,
    ) -> LockRegistrantsQuery<'c, 'a, 's, C, LockRegistrants, 2> {
        LockRegistrantsQuery {
            client,
            params: [municipality, registrants],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |
                row: &tokio_postgres::Row,
            | -> Result<LockRegistrantsBorrowed, tokio_postgres::Error> {
                Ok(LockRegistrantsBorrowed {
                    registrant: row.try_get(0)?,
                    registered_on: row.try_get(1)?,
                    ended_on: row.try_get(2)?,
                    uses_before: row.try_get(3)?,
                })
            },
            mapper: |it| LockRegistrants::from(it),
        }
    }
}
impl<
    'c,
    'a,
    's,
    C: GenericClient,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        LockRegistrantsParams<T1, T2, T3>,
        LockRegistrantsQuery<'c, 'a, 's, C, LockRegistrants, 2>,
        C,
    > for LockRegistrantsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a LockRegistrantsParams<T1, T2, T3>,
    ) -> LockRegistrantsQuery<'c, 'a, 's, C, LockRegistrants, 2> {
        self.bind(client, &params.municipality, &params.registrants)
    }
}
pub struct GetRegistrantsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_registrants() -> GetRegistrantsStmt {
    GetRegistrantsStmt(
        "SELECT registrant, registered_on, ended_on, uses_before FROM registrant WHERE municipality = $1 AND registrant = ANY ($2) ORDER BY registrant",
        None,
    )
}
impl GetRegistrantsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        registrants: &'a T3,
    ) -> GetRegistrantsQuery<'c, 'a, 's, C, GetRegistrants, 2> {
        GetRegistrantsQuery {
            client,
            params: [municipality, registrants],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |
                row: &tokio_postgres::Row,
            | -> Result<GetRegistrantsBorrowed, tokio_postgres::Error> {
                Ok(GetRegistrantsBorrowed {
                    registrant: row.try_get(0)?,
                    registered_on: row.try_get(1)?,
                    ended_on: row.try_get(2)?,
                    uses_before: row.try_get(3)?,
                })
            },
            mapper: |it| GetRegistrants::from(it),
        }
    }
}
impl<
    'c,
    'a,
    's,
    C: GenericClient,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetRegistrantsParams<T1, T2, T3>,
        GetRegistrantsQuery<'c, 'a, 's, C, GetRegistrants, 2>,
        C,
    > for GetRegistrantsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetRegistrantsParams<T1, T2, T3>,
    ) -> GetRegistrantsQuery<'c, 'a, 's, C, GetRegistrants, 2> {
        self.bind(client, &params.municipality, &params.registrants)
    }
}
pub struct GetGroundsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_grounds() -> GetGroundsStmt {
    GetGroundsStmt(
        "SELECT registrant, ground, from_date, until_date FROM registrant_ground WHERE municipality = $1 AND registrant = ANY ($2) ORDER BY registrant, from_date, ground",
        None,
    )
}
impl GetGroundsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        registrants: &'a T3,
    ) -> GetGroundsQuery<'c, 'a, 's, C, GetGrounds, 2> {
        GetGroundsQuery {
            client,
            params: [municipality, registrants],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<GetGroundsBorrowed, tokio_postgres::Error> {
                    Ok(GetGroundsBorrowed {
                        registrant: row.try_get(0)?,
                        ground: row.try_get(1)?,
                        from_date: row.try_get(2)?,
                        until_date: row.try_get(3)?,
                    })
                },
            mapper: |it| GetGrounds::from(it),
        }
    }
}
impl<
    'c,
    'a,
    's,
    C: GenericClient,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetGroundsParams<T1, T2, T3>,
        GetGroundsQuery<'c, 'a, 's, C, GetGrounds, 2>,
        C,
    > for GetGroundsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetGroundsParams<T1, T2, T3>,
    ) -> GetGroundsQuery<'c, 'a, 's, C, GetGrounds, 2> {
        self.bind(client, &params.municipality, &params.registrants)
    }
}
pub struct GetCredentialsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_credentials() -> GetCredentialsStmt {
    GetCredentialsStmt(
        "SELECT fingerprint, registrant, valid_from, valid_until, chip_key, linked_at FROM credential WHERE municipality = $1 AND fingerprint = ANY ($2)",
        None,
    )
}
impl GetCredentialsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::BytesSql,
        T3: crate::ArraySql<Item = T2>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        fingerprints: &'a T3,
    ) -> GetCredentialsQuery<'c, 'a, 's, C, GetCredentials, 2> {
        GetCredentialsQuery {
            client,
            params: [municipality, fingerprints],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |
                row: &tokio_postgres::Row,
            | -> Result<GetCredentialsBorrowed, tokio_postgres::Error> {
                Ok(GetCredentialsBorrowed {
                    fingerprint: row.try_get(0)?,
                    registrant: row.try_get(1)?,
                    valid_from: row.try_get(2)?,
                    valid_until: row.try_get(3)?,
                    chip_key: row.try_get(4)?,
                    linked_at: row.try_get(5)?,
                })
            },
            mapper: |it| GetCredentials::from(it),
        }
    }
}
impl<
    'c,
    'a,
    's,
    C: GenericClient,
    T1: crate::StringSql,
    T2: crate::BytesSql,
    T3: crate::ArraySql<Item = T2>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetCredentialsParams<T1, T2, T3>,
        GetCredentialsQuery<'c, 'a, 's, C, GetCredentials, 2>,
        C,
    > for GetCredentialsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetCredentialsParams<T1, T2, T3>,
    ) -> GetCredentialsQuery<'c, 'a, 's, C, GetCredentials, 2> {
        self.bind(client, &params.municipality, &params.fingerprints)
    }
}
pub struct GetNoncePoolsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_nonce_pools() -> GetNoncePoolsStmt {
    GetNoncePoolsStmt(
        "SELECT first_number, nonce_count, seed, issued_at, expires_at FROM nonce_pool WHERE municipality = $1 AND terminal = $2 AND first_number <= $3 AND first_number + nonce_count > $4 ORDER BY first_number",
        None,
    )
}
impl GetNoncePoolsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        terminal: &'a T2,
        last_number: &'a i64,
        first_number: &'a i64,
    ) -> GetNoncePoolsQuery<'c, 'a, 's, C, GetNoncePools, 4> {
        GetNoncePoolsQuery {
            client,
            params: [municipality, terminal, last_number, first_number],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<GetNoncePoolsBorrowed, tokio_postgres::Error> {
                    Ok(GetNoncePoolsBorrowed {
                        first_number: row.try_get(0)?,
                        nonce_count: row.try_get(1)?,
                        seed: row.try_get(2)?,
                        issued_at: row.try_get(3)?,
                        expires_at: row.try_get(4)?,
                    })
                },
            mapper: |it| GetNoncePools::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetNoncePoolsParams<T1, T2>,
        GetNoncePoolsQuery<'c, 'a, 's, C, GetNoncePools, 4>,
        C,
    > for GetNoncePoolsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetNoncePoolsParams<T1, T2>,
    ) -> GetNoncePoolsQuery<'c, 'a, 's, C, GetNoncePools, 4> {
        self.bind(
            client,
            &params.municipality,
            &params.terminal,
            &params.last_number,
            &params.first_number,
        )
    }
}
pub struct GetUsedNoncesStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_used_nonces() -> GetUsedNoncesStmt {
    GetUsedNoncesStmt(
        "SELECT nonce FROM tap WHERE municipality = $1 AND terminal = $2 AND nonce = ANY ($3)",
        None,
    )
}
impl GetUsedNoncesStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = i64>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        terminal: &'a T2,
        nonces: &'a T3,
    ) -> I64Query<'c, 'a, 's, C, i64, 3> {
        I64Query {
            client,
            params: [municipality, terminal, nonces],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<
    'c,
    'a,
    's,
    C: GenericClient,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = i64>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetUsedNoncesParams<T1, T2, T3>,
        I64Query<'c, 'a, 's, C, i64, 3>,
        C,
    > for GetUsedNoncesStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetUsedNoncesParams<T1, T2, T3>,
    ) -> I64Query<'c, 'a, 's, C, i64, 3> {
        self.bind(
            client,
            &params.municipality,
            &params.terminal,
            &params.nonces,
        )
    }
}
pub struct GetUsesStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_uses() -> GetUsesStmt {
    GetUsesStmt(
        "SELECT claim.registrant, claim.scheme, claim.service_date, sum(coalesce(adjustment.units, claim.units))::bigint AS units, count(*) FILTER (WHERE coalesce(adjustment.units, claim.units) > 0) AS trips, sum(coalesce(adjustment.decided_yen, claim.decided_yen))::bigint AS amount_yen FROM claim LEFT JOIN claim_adjustment AS adjustment USING (municipality, trip, ordinal) WHERE claim.municipality = $1 AND claim.registrant = ANY ($2) AND claim.service_date BETWEEN $3 AND $4 GROUP BY claim.registrant, claim.scheme, claim.service_date ORDER BY claim.registrant, claim.scheme, claim.service_date",
        None,
    )
}
impl GetUsesStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        registrants: &'a T3,
        from_date: &'a chrono::NaiveDate,
        until_date: &'a chrono::NaiveDate,
    ) -> GetUsesQuery<'c, 'a, 's, C, GetUses, 4> {
        GetUsesQuery {
            client,
            params: [municipality, registrants, from_date, until_date],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<GetUsesBorrowed, tokio_postgres::Error> {
                    Ok(GetUsesBorrowed {
                        registrant: row.try_get(0)?,
                        scheme: row.try_get(1)?,
                        service_date: row.try_get(2)?,
                        units: row.try_get(3)?,
                        trips: row.try_get(4)?,
                        amount_yen: row.try_get(5)?,
                    })
                },
            mapper: |it| GetUses::from(it),
        }
    }
}
impl<
    'c,
    'a,
    's,
    C: GenericClient,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetUsesParams<T1, T2, T3>,
        GetUsesQuery<'c, 'a, 's, C, GetUses, 4>,
        C,
    > for GetUsesStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetUsesParams<T1, T2, T3>,
    ) -> GetUsesQuery<'c, 'a, 's, C, GetUses, 4> {
        self.bind(
            client,
            &params.municipality,
            &params.registrants,
            &params.from_date,
            &params.until_date,
        )
    }
}
pub struct GetKnownTripsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_known_trips() -> GetKnownTripsStmt {
    GetKnownTripsStmt(
        "SELECT trip, record_digest, answer FROM trip WHERE municipality = $1 AND trip = ANY ($2)",
        None,
    )
}
impl GetKnownTripsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::ArraySql<Item = uuid::Uuid>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        trips: &'a T2,
    ) -> GetKnownTripsQuery<'c, 'a, 's, C, GetKnownTrips, 2> {
        GetKnownTripsQuery {
            client,
            params: [municipality, trips],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<GetKnownTripsBorrowed, tokio_postgres::Error> {
                    Ok(GetKnownTripsBorrowed {
                        trip: row.try_get(0)?,
                        record_digest: row.try_get(1)?,
                        answer: row.try_get(2)?,
                    })
                },
            mapper: |it| GetKnownTrips::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::ArraySql<Item = uuid::Uuid>>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetKnownTripsParams<T1, T2>,
        GetKnownTripsQuery<'c, 'a, 's, C, GetKnownTrips, 2>,
        C,
    > for GetKnownTripsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetKnownTripsParams<T1, T2>,
    ) -> GetKnownTripsQuery<'c, 'a, 's, C, GetKnownTrips, 2> {
        self.bind(client, &params.municipality, &params.trips)
    }
}
pub struct GetChainStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_chain() -> GetChainStmt {
    GetChainStmt(
        "SELECT sequence, trip, record_digest FROM trip WHERE municipality = $1 AND terminal = $2 AND sequence = ANY ($3)",
        None,
    )
}
impl GetChainStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = i64>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        terminal: &'a T2,
        sequences: &'a T3,
    ) -> GetChainQuery<'c, 'a, 's, C, GetChain, 3> {
        GetChainQuery {
            client,
            params: [municipality, terminal, sequences],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<GetChainBorrowed, tokio_postgres::Error> {
                    Ok(GetChainBorrowed {
                        sequence: row.try_get(0)?,
                        trip: row.try_get(1)?,
                        record_digest: row.try_get(2)?,
                    })
                },
            mapper: |it| GetChain::from(it),
        }
    }
}
impl<
    'c,
    'a,
    's,
    C: GenericClient,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = i64>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetChainParams<T1, T2, T3>,
        GetChainQuery<'c, 'a, 's, C, GetChain, 3>,
        C,
    > for GetChainStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetChainParams<T1, T2, T3>,
    ) -> GetChainQuery<'c, 'a, 's, C, GetChain, 3> {
        self.bind(
            client,
            &params.municipality,
            &params.terminal,
            &params.sequences,
        )
    }
}
pub struct GetDriverOperatorsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_driver_operators() -> GetDriverOperatorsStmt {
    GetDriverOperatorsStmt(
        "SELECT driver, operator FROM driver WHERE municipality = $1 AND driver = ANY ($2)",
        None,
    )
}
impl GetDriverOperatorsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        drivers: &'a T3,
    ) -> GetDriverOperatorsQuery<'c, 'a, 's, C, GetDriverOperators, 2> {
        GetDriverOperatorsQuery {
            client,
            params: [municipality, drivers],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |
                row: &tokio_postgres::Row,
            | -> Result<GetDriverOperatorsBorrowed, tokio_postgres::Error> {
                Ok(GetDriverOperatorsBorrowed {
                    driver: row.try_get(0)?,
                    operator: row.try_get(1)?,
                })
            },
            mapper: |it| GetDriverOperators::from(it),
        }
    }
}
impl<
    'c,
    'a,
    's,
    C: GenericClient,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetDriverOperatorsParams<T1, T2, T3>,
        GetDriverOperatorsQuery<'c, 'a, 's, C, GetDriverOperators, 2>,
        C,
    > for GetDriverOperatorsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetDriverOperatorsParams<T1, T2, T3>,
    ) -> GetDriverOperatorsQuery<'c, 'a, 's, C, GetDriverOperators, 2> {
        self.bind(client, &params.municipality, &params.drivers)
    }
}
pub struct GetVehicleOperatorsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_vehicle_operators() -> GetVehicleOperatorsStmt {
    GetVehicleOperatorsStmt(
        "SELECT vehicle, operator FROM vehicle WHERE municipality = $1 AND vehicle = ANY ($2)",
        None,
    )
}
impl GetVehicleOperatorsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        vehicles: &'a T3,
    ) -> GetVehicleOperatorsQuery<'c, 'a, 's, C, GetVehicleOperators, 2> {
        GetVehicleOperatorsQuery {
            client,
            params: [municipality, vehicles],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |
                row: &tokio_postgres::Row,
            | -> Result<GetVehicleOperatorsBorrowed, tokio_postgres::Error> {
                Ok(GetVehicleOperatorsBorrowed {
                    vehicle: row.try_get(0)?,
                    operator: row.try_get(1)?,
                })
            },
            mapper: |it| GetVehicleOperators::from(it),
        }
    }
}
impl<
    'c,
    'a,
    's,
    C: GenericClient,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetVehicleOperatorsParams<T1, T2, T3>,
        GetVehicleOperatorsQuery<'c, 'a, 's, C, GetVehicleOperators, 2>,
        C,
    > for GetVehicleOperatorsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetVehicleOperatorsParams<T1, T2, T3>,
    ) -> GetVehicleOperatorsQuery<'c, 'a, 's, C, GetVehicleOperators, 2> {
        self.bind(client, &params.municipality, &params.vehicles)
    }
}
pub struct PutTripsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_trips() -> PutTripsStmt {
    PutTripsStmt(
        "INSERT INTO trip (municipality, trip, terminal, sequence, record, record_digest, previous_digest, operator, vehicle, driver, boarded_at, alighted_at, service_date, booked_month, answer, received_at) SELECT $1, t.*, $2 FROM unnest($3::uuid[], $4::text[], $5::bigint[], $6::text[], $7::bytea[], $8::bytea[], $9::text[], $10::text[], $11::text[], $12::timestamptz[], $13::timestamptz[], $14::date[], $15::date[], $16::jsonb[]) AS t",
        None,
    )
}
impl PutTripsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::ArraySql<Item = uuid::Uuid>,
        T3: crate::StringSql,
        T4: crate::ArraySql<Item = T3>,
        T5: crate::ArraySql<Item = i64>,
        T6: crate::StringSql,
        T7: crate::ArraySql<Item = T6>,
        T8: crate::BytesSql,
        T9: crate::ArraySql<Item = T8>,
        T10: crate::BytesSql,
        T11: crate::ArraySql<Item = Option<T10>>,
        T12: crate::StringSql,
        T13: crate::ArraySql<Item = T12>,
        T14: crate::StringSql,
        T15: crate::ArraySql<Item = T14>,
        T16: crate::StringSql,
        T17: crate::ArraySql<Item = T16>,
        T18: crate::ArraySql<Item = chrono::DateTime<chrono::FixedOffset>>,
        T19: crate::ArraySql<Item = chrono::DateTime<chrono::FixedOffset>>,
        T20: crate::ArraySql<Item = chrono::NaiveDate>,
        T21: crate::ArraySql<Item = chrono::NaiveDate>,
        T22: crate::JsonSql,
        T23: crate::ArraySql<Item = T22>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        received_at: &'a chrono::DateTime<chrono::FixedOffset>,
        trips: &'a T2,
        terminals: &'a T4,
        sequences: &'a T5,
        records: &'a T7,
        record_digests: &'a T9,
        previous_digests: &'a T11,
        operators: &'a T13,
        vehicles: &'a T15,
        drivers: &'a T17,
        boarded_ats: &'a T18,
        alighted_ats: &'a T19,
        service_dates: &'a T20,
        booked_months: &'a T21,
        answers: &'a T23,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    municipality,
                    received_at,
                    trips,
                    terminals,
                    sequences,
                    records,
                    record_digests,
                    previous_digests,
                    operators,
                    vehicles,
                    drivers,
                    boarded_ats,
                    alighted_ats,
                    service_dates,
                    booked_months,
                    answers,
                ],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::ArraySql<Item = i64>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::BytesSql,
    T9: crate::ArraySql<Item = T8>,
    T10: crate::BytesSql,
    T11: crate::ArraySql<Item = Option<T10>>,
    T12: crate::StringSql,
    T13: crate::ArraySql<Item = T12>,
    T14: crate::StringSql,
    T15: crate::ArraySql<Item = T14>,
    T16: crate::StringSql,
    T17: crate::ArraySql<Item = T16>,
    T18: crate::ArraySql<Item = chrono::DateTime<chrono::FixedOffset>>,
    T19: crate::ArraySql<Item = chrono::DateTime<chrono::FixedOffset>>,
    T20: crate::ArraySql<Item = chrono::NaiveDate>,
    T21: crate::ArraySql<Item = chrono::NaiveDate>,
    T22: crate::JsonSql,
    T23: crate::ArraySql<Item = T22>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutTripsParams<
            T1,
            T2,
            T3,
            T4,
            T5,
            T6,
            T7,
            T8,
            T9,
            T10,
            T11,
            T12,
            T13,
            T14,
            T15,
            T16,
            T17,
            T18,
            T19,
            T20,
            T21,
            T22,
            T23,
        >,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutTripsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutTripsParams<
            T1,
            T2,
            T3,
            T4,
            T5,
            T6,
            T7,
            T8,
            T9,
            T10,
            T11,
            T12,
            T13,
            T14,
            T15,
            T16,
            T17,
            T18,
            T19,
            T20,
            T21,
            T22,
            T23,
        >,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.received_at,
            &params.trips,
            &params.terminals,
            &params.sequences,
            &params.records,
            &params.record_digests,
            &params.previous_digests,
            &params.operators,
            &params.vehicles,
            &params.drivers,
            &params.boarded_ats,
            &params.alighted_ats,
            &params.service_dates,
            &params.booked_months,
            &params.answers,
        ))
    }
}
pub struct PutTapsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_taps() -> PutTapsStmt {
    PutTapsStmt(
        "INSERT INTO tap (municipality, trip, ordinal, terminal, fingerprint, registrant, tapped_at, assurance, refusal, flags, nonce) SELECT $1, trip, ordinal, terminal, fingerprint, registrant, tapped_at, assurance, refusal, coalesce(string_to_array(nullif(flags, ''), ','), '{}'), nonce FROM unnest($2::uuid[], $3::smallint[], $4::text[], $5::bytea[], $6::text[], $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::bigint[]) AS t (trip, ordinal, terminal, fingerprint, registrant, tapped_at, assurance, refusal, flags, nonce)",
        None,
    )
}
impl PutTapsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::ArraySql<Item = uuid::Uuid>,
        T3: crate::ArraySql<Item = i16>,
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = T4>,
        T6: crate::BytesSql,
        T7: crate::ArraySql<Item = T6>,
        T8: crate::StringSql,
        T9: crate::ArraySql<Item = Option<T8>>,
        T10: crate::ArraySql<Item = chrono::DateTime<chrono::FixedOffset>>,
        T11: crate::StringSql,
        T12: crate::ArraySql<Item = Option<T11>>,
        T13: crate::StringSql,
        T14: crate::ArraySql<Item = Option<T13>>,
        T15: crate::StringSql,
        T16: crate::ArraySql<Item = T15>,
        T17: crate::ArraySql<Item = Option<i64>>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        trips: &'a T2,
        ordinals: &'a T3,
        terminals: &'a T5,
        fingerprints: &'a T7,
        registrants: &'a T9,
        tapped_ats: &'a T10,
        assurances: &'a T12,
        refusals: &'a T14,
        flags: &'a T16,
        nonces: &'a T17,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    municipality,
                    trips,
                    ordinals,
                    terminals,
                    fingerprints,
                    registrants,
                    tapped_ats,
                    assurances,
                    refusals,
                    flags,
                    nonces,
                ],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::ArraySql<Item = i16>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::BytesSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = Option<T8>>,
    T10: crate::ArraySql<Item = chrono::DateTime<chrono::FixedOffset>>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = Option<T11>>,
    T13: crate::StringSql,
    T14: crate::ArraySql<Item = Option<T13>>,
    T15: crate::StringSql,
    T16: crate::ArraySql<Item = T15>,
    T17: crate::ArraySql<Item = Option<i64>>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutTapsParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutTapsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutTapsParams<
            T1,
            T2,
            T3,
            T4,
            T5,
            T6,
            T7,
            T8,
            T9,
            T10,
            T11,
            T12,
            T13,
            T14,
            T15,
            T16,
            T17,
        >,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.trips,
            &params.ordinals,
            &params.terminals,
            &params.fingerprints,
            &params.registrants,
            &params.tapped_ats,
            &params.assurances,
            &params.refusals,
            &params.flags,
            &params.nonces,
        ))
    }
}
pub struct PutClaimsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_claims() -> PutClaimsStmt {
    PutClaimsStmt(
        "INSERT INTO claim (municipality, trip, ordinal, registrant, scheme, scheme_digest, scheme_version, operator, service_date, booked_month, units, treatment, decided_yen, shown_yen, payable_yen, reasons) SELECT $1, t.* FROM unnest($2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::bytea[], $7::text[], $8::text[], $9::date[], $10::date[], $11::integer[], $12::text[], $13::bigint[], $14::bigint[], $15::bigint[], $16::jsonb[]) AS t",
        None,
    )
}
impl PutClaimsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::ArraySql<Item = uuid::Uuid>,
        T3: crate::ArraySql<Item = i16>,
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = T4>,
        T6: crate::StringSql,
        T7: crate::ArraySql<Item = T6>,
        T8: crate::BytesSql,
        T9: crate::ArraySql<Item = T8>,
        T10: crate::StringSql,
        T11: crate::ArraySql<Item = T10>,
        T12: crate::StringSql,
        T13: crate::ArraySql<Item = T12>,
        T14: crate::ArraySql<Item = chrono::NaiveDate>,
        T15: crate::ArraySql<Item = chrono::NaiveDate>,
        T16: crate::ArraySql<Item = i32>,
        T17: crate::StringSql,
        T18: crate::ArraySql<Item = T17>,
        T19: crate::ArraySql<Item = i64>,
        T20: crate::ArraySql<Item = i64>,
        T21: crate::ArraySql<Item = i64>,
        T22: crate::JsonSql,
        T23: crate::ArraySql<Item = T22>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        trips: &'a T2,
        ordinals: &'a T3,
        registrants: &'a T5,
        schemes: &'a T7,
        scheme_digests: &'a T9,
        scheme_versions: &'a T11,
        operators: &'a T13,
        service_dates: &'a T14,
        booked_months: &'a T15,
        units: &'a T16,
        treatments: &'a T18,
        decided_yen: &'a T19,
        shown_yen: &'a T20,
        payable_yen: &'a T21,
        reasons: &'a T23,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    municipality,
                    trips,
                    ordinals,
                    registrants,
                    schemes,
                    scheme_digests,
                    scheme_versions,
                    operators,
                    service_dates,
                    booked_months,
                    units,
                    treatments,
                    decided_yen,
                    shown_yen,
                    payable_yen,
                    reasons,
                ],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::ArraySql<Item = i16>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::BytesSql,
    T9: crate::ArraySql<Item = T8>,
    T10: crate::StringSql,
    T11: crate::ArraySql<Item = T10>,
    T12: crate::StringSql,
    T13: crate::ArraySql<Item = T12>,
    T14: crate::ArraySql<Item = chrono::NaiveDate>,
    T15: crate::ArraySql<Item = chrono::NaiveDate>,
    T16: crate::ArraySql<Item = i32>,
    T17: crate::StringSql,
    T18: crate::ArraySql<Item = T17>,
    T19: crate::ArraySql<Item = i64>,
    T20: crate::ArraySql<Item = i64>,
    T21: crate::ArraySql<Item = i64>,
    T22: crate::JsonSql,
    T23: crate::ArraySql<Item = T22>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutClaimsParams<
            T1,
            T2,
            T3,
            T4,
            T5,
            T6,
            T7,
            T8,
            T9,
            T10,
            T11,
            T12,
            T13,
            T14,
            T15,
            T16,
            T17,
            T18,
            T19,
            T20,
            T21,
            T22,
            T23,
        >,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutClaimsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutClaimsParams<
            T1,
            T2,
            T3,
            T4,
            T5,
            T6,
            T7,
            T8,
            T9,
            T10,
            T11,
            T12,
            T13,
            T14,
            T15,
            T16,
            T17,
            T18,
            T19,
            T20,
            T21,
            T22,
            T23,
        >,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.trips,
            &params.ordinals,
            &params.registrants,
            &params.schemes,
            &params.scheme_digests,
            &params.scheme_versions,
            &params.operators,
            &params.service_dates,
            &params.booked_months,
            &params.units,
            &params.treatments,
            &params.decided_yen,
            &params.shown_yen,
            &params.payable_yen,
            &params.reasons,
        ))
    }
}
pub struct PutAccountsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_accounts() -> PutAccountsStmt {
    PutAccountsStmt(
        "INSERT INTO account (municipality, account, kind) SELECT $1, t.account, t.kind FROM unnest($2::text[], $3::text[]) AS t (account, kind) ORDER BY t.account ON CONFLICT (municipality, account) DO NOTHING",
        None,
    )
}
impl PutAccountsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = T4>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        accounts: &'a T3,
        kinds: &'a T5,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(self.0, &[municipality, accounts, kinds])
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutAccountsParams<T1, T2, T3, T4, T5>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutAccountsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutAccountsParams<T1, T2, T3, T4, T5>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.accounts,
            &params.kinds,
        ))
    }
}
pub struct PutClaimTransfersStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_claim_transfers() -> PutClaimTransfersStmt {
    PutClaimTransfersStmt(
        "INSERT INTO transfer (municipality, transfer, debit, credit, amount_yen, kind, booked_month, booked_at, trip, ordinal) SELECT $1, t.transfer, t.debit, t.credit, t.amount_yen, $2, t.booked_month, $3, t.trip, t.ordinal FROM unnest($4::uuid[], $5::text[], $6::text[], $7::bigint[], $8::date[], $9::uuid[], $10::smallint[]) AS t (transfer, debit, credit, amount_yen, booked_month, trip, ordinal)",
        None,
    )
}
impl PutClaimTransfersStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = uuid::Uuid>,
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = T4>,
        T6: crate::StringSql,
        T7: crate::ArraySql<Item = T6>,
        T8: crate::ArraySql<Item = i64>,
        T9: crate::ArraySql<Item = chrono::NaiveDate>,
        T10: crate::ArraySql<Item = uuid::Uuid>,
        T11: crate::ArraySql<Item = i16>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        kind: &'a T2,
        booked_at: &'a chrono::DateTime<chrono::FixedOffset>,
        transfers: &'a T3,
        debits: &'a T5,
        credits: &'a T7,
        amounts_yen: &'a T8,
        booked_months: &'a T9,
        trips: &'a T10,
        ordinals: &'a T11,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    municipality,
                    kind,
                    booked_at,
                    transfers,
                    debits,
                    credits,
                    amounts_yen,
                    booked_months,
                    trips,
                    ordinals,
                ],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = uuid::Uuid>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::ArraySql<Item = i64>,
    T9: crate::ArraySql<Item = chrono::NaiveDate>,
    T10: crate::ArraySql<Item = uuid::Uuid>,
    T11: crate::ArraySql<Item = i16>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutClaimTransfersParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutClaimTransfersStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutClaimTransfersParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.kind,
            &params.booked_at,
            &params.transfers,
            &params.debits,
            &params.credits,
            &params.amounts_yen,
            &params.booked_months,
            &params.trips,
            &params.ordinals,
        ))
    }
}
pub struct PutSetAsideStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_set_aside() -> PutSetAsideStmt {
    PutSetAsideStmt(
        "INSERT INTO record_set_aside (municipality, record_digest, terminal, trip, record, status, code, received_at) SELECT $1, t.*, $2 FROM unnest($3::bytea[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[]) AS t ON CONFLICT (municipality, record_digest) DO NOTHING",
        None,
    )
}
impl PutSetAsideStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::StringSql,
        T2: crate::BytesSql,
        T3: crate::ArraySql<Item = T2>,
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = T4>,
        T6: crate::ArraySql<Item = uuid::Uuid>,
        T7: crate::StringSql,
        T8: crate::ArraySql<Item = T7>,
        T9: crate::StringSql,
        T10: crate::ArraySql<Item = T9>,
        T11: crate::StringSql,
        T12: crate::ArraySql<Item = T11>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        received_at: &'a chrono::DateTime<chrono::FixedOffset>,
        record_digests: &'a T3,
        terminals: &'a T5,
        trips: &'a T6,
        records: &'a T8,
        statuses: &'a T10,
        codes: &'a T12,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    municipality,
                    received_at,
                    record_digests,
                    terminals,
                    trips,
                    records,
                    statuses,
                    codes,
                ],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::BytesSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::ArraySql<Item = uuid::Uuid>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = T11>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutSetAsideParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutSetAsideStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutSetAsideParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.received_at,
            &params.record_digests,
            &params.terminals,
            &params.trips,
            &params.records,
            &params.statuses,
            &params.codes,
        ))
    }
}
