// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct OpenMonthParams<T1: crate::StringSql> {
    pub municipality: T1,
    pub month: chrono::NaiveDate,
}
#[derive(Debug)]
pub struct BeginClosingParams<T1: crate::StringSql> {
    pub municipality: T1,
    pub month: chrono::NaiveDate,
}
#[derive(Debug)]
pub struct FinishClosingParams<T1: crate::StringSql, T2: crate::BytesSql, T3: crate::StringSql> {
    pub closed_at: chrono::DateTime<chrono::FixedOffset>,
    pub closed_by: T1,
    pub digest: T2,
    pub municipality: T3,
    pub month: chrono::NaiveDate,
}
#[derive(Debug)]
pub struct GetMonthRecordsParams<T1: crate::StringSql> {
    pub municipality: T1,
    pub from_month: chrono::NaiveDate,
    pub until_month: chrono::NaiveDate,
}
#[derive(Debug)]
pub struct GetMonthClaimsParams<T1: crate::StringSql> {
    pub municipality: T1,
    pub month: chrono::NaiveDate,
}
#[derive(Debug)]
pub struct GetUsesBeforeMonthParams<T1: crate::StringSql> {
    pub municipality: T1,
    pub month: chrono::NaiveDate,
}
#[derive(Debug)]
pub struct GetNoncesBeforeMonthParams<T1: crate::StringSql> {
    pub municipality: T1,
    pub month: chrono::NaiveDate,
}
#[derive(Debug)]
pub struct PutAdjustmentsParams<
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::ArraySql<Item = i16>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::ArraySql<Item = i64>,
    T6: crate::ArraySql<Item = i64>,
    T7: crate::JsonSql,
    T8: crate::ArraySql<Item = T7>,
> {
    pub municipality: T1,
    pub month: chrono::NaiveDate,
    pub trips: T2,
    pub ordinals: T3,
    pub units: T4,
    pub decided_yen: T5,
    pub payable_yen: T6,
    pub reasons: T8,
}
#[derive(Debug)]
pub struct PutStatementsParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::ArraySql<Item = i64>,
    T6: crate::BytesSql,
    T7: crate::ArraySql<Item = T6>,
> {
    pub municipality: T1,
    pub month: chrono::NaiveDate,
    pub operators: T3,
    pub line_counts: T4,
    pub totals_yen: T5,
    pub digests: T7,
}
#[derive(Debug)]
pub struct PutStatementLinesParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::ArraySql<Item = uuid::Uuid>,
    T8: crate::ArraySql<Item = i16>,
    T9: crate::ArraySql<Item = chrono::NaiveDate>,
    T10: crate::ArraySql<Item = chrono::DateTime<chrono::FixedOffset>>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = T11>,
    T13: crate::ArraySql<Item = i64>,
    T14: crate::ArraySql<Item = i32>,
    T15: crate::ArraySql<Item = i64>,
> {
    pub municipality: T1,
    pub month: chrono::NaiveDate,
    pub operators: T3,
    pub lines: T4,
    pub kinds: T6,
    pub trips: T7,
    pub ordinals: T8,
    pub service_dates: T9,
    pub boarded_ats: T10,
    pub vehicles: T12,
    pub fares_yen: T13,
    pub units: T14,
    pub amounts_yen: T15,
}
#[derive(Debug)]
pub struct GetStatementsParams<T1: crate::StringSql> {
    pub municipality: T1,
    pub month: chrono::NaiveDate,
}
#[derive(Debug)]
pub struct GetStatementLinesParams<T1: crate::StringSql> {
    pub municipality: T1,
    pub month: chrono::NaiveDate,
}
#[derive(Debug)]
pub struct GetTieOutParams<T1: crate::StringSql> {
    pub municipality: T1,
    pub month: chrono::NaiveDate,
}
#[derive(Debug, Clone, PartialEq)]
pub struct LockMonths {
    pub month: chrono::NaiveDate,
    pub state: String,
}
pub struct LockMonthsBorrowed<'a> {
    pub month: chrono::NaiveDate,
    pub state: &'a str,
}
impl<'a> From<LockMonthsBorrowed<'a>> for LockMonths {
    fn from(LockMonthsBorrowed { month, state }: LockMonthsBorrowed<'a>) -> Self {
        Self {
            month,
            state: state.into(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetMonths {
    pub month: chrono::NaiveDate,
    pub state: String,
    pub closed_at: Option<chrono::DateTime<chrono::FixedOffset>>,
    pub closed_by: Option<String>,
    pub digest: Option<Vec<u8>>,
}
pub struct GetMonthsBorrowed<'a> {
    pub month: chrono::NaiveDate,
    pub state: &'a str,
    pub closed_at: Option<chrono::DateTime<chrono::FixedOffset>>,
    pub closed_by: Option<&'a str>,
    pub digest: Option<&'a [u8]>,
}
impl<'a> From<GetMonthsBorrowed<'a>> for GetMonths {
    fn from(
        GetMonthsBorrowed {
            month,
            state,
            closed_at,
            closed_by,
            digest,
        }: GetMonthsBorrowed<'a>,
    ) -> Self {
        Self {
            month,
            state: state.into(),
            closed_at,
            closed_by: closed_by.map(|v| v.into()),
            digest: digest.map(|v| v.into()),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetMonthRecords {
    pub trip: uuid::Uuid,
    pub record: String,
    pub operator: String,
    pub booked_month: chrono::NaiveDate,
    pub received_at: chrono::DateTime<chrono::FixedOffset>,
    pub public_key: Vec<u8>,
}
pub struct GetMonthRecordsBorrowed<'a> {
    pub trip: uuid::Uuid,
    pub record: &'a str,
    pub operator: &'a str,
    pub booked_month: chrono::NaiveDate,
    pub received_at: chrono::DateTime<chrono::FixedOffset>,
    pub public_key: &'a [u8],
}
impl<'a> From<GetMonthRecordsBorrowed<'a>> for GetMonthRecords {
    fn from(
        GetMonthRecordsBorrowed {
            trip,
            record,
            operator,
            booked_month,
            received_at,
            public_key,
        }: GetMonthRecordsBorrowed<'a>,
    ) -> Self {
        Self {
            trip,
            record: record.into(),
            operator: operator.into(),
            booked_month,
            received_at,
            public_key: public_key.into(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetMonthClaims {
    pub trip: uuid::Uuid,
    pub ordinal: i16,
    pub registrant: String,
    pub scheme: String,
    pub operator: String,
    pub units: i32,
    pub decided_yen: i64,
    pub payable_yen: i64,
}
pub struct GetMonthClaimsBorrowed<'a> {
    pub trip: uuid::Uuid,
    pub ordinal: i16,
    pub registrant: &'a str,
    pub scheme: &'a str,
    pub operator: &'a str,
    pub units: i32,
    pub decided_yen: i64,
    pub payable_yen: i64,
}
impl<'a> From<GetMonthClaimsBorrowed<'a>> for GetMonthClaims {
    fn from(
        GetMonthClaimsBorrowed {
            trip,
            ordinal,
            registrant,
            scheme,
            operator,
            units,
            decided_yen,
            payable_yen,
        }: GetMonthClaimsBorrowed<'a>,
    ) -> Self {
        Self {
            trip,
            ordinal,
            registrant: registrant.into(),
            scheme: scheme.into(),
            operator: operator.into(),
            units,
            decided_yen,
            payable_yen,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetMonthSummaries {
    pub month: chrono::NaiveDate,
    pub state: String,
    pub trips: i64,
    pub claims: i64,
    pub claims_yen: i64,
    pub held: i64,
}
pub struct GetMonthSummariesBorrowed<'a> {
    pub month: chrono::NaiveDate,
    pub state: &'a str,
    pub trips: i64,
    pub claims: i64,
    pub claims_yen: i64,
    pub held: i64,
}
impl<'a> From<GetMonthSummariesBorrowed<'a>> for GetMonthSummaries {
    fn from(
        GetMonthSummariesBorrowed {
            month,
            state,
            trips,
            claims,
            claims_yen,
            held,
        }: GetMonthSummariesBorrowed<'a>,
    ) -> Self {
        Self {
            month,
            state: state.into(),
            trips,
            claims,
            claims_yen,
            held,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetUsesBeforeMonth {
    pub registrant: String,
    pub scheme: String,
    pub service_date: chrono::NaiveDate,
    pub units: i64,
    pub trips: i64,
    pub amount_yen: i64,
}
pub struct GetUsesBeforeMonthBorrowed<'a> {
    pub registrant: &'a str,
    pub scheme: &'a str,
    pub service_date: chrono::NaiveDate,
    pub units: i64,
    pub trips: i64,
    pub amount_yen: i64,
}
impl<'a> From<GetUsesBeforeMonthBorrowed<'a>> for GetUsesBeforeMonth {
    fn from(
        GetUsesBeforeMonthBorrowed {
            registrant,
            scheme,
            service_date,
            units,
            trips,
            amount_yen,
        }: GetUsesBeforeMonthBorrowed<'a>,
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
pub struct GetNoncesBeforeMonth {
    pub terminal: String,
    pub nonce: i64,
}
pub struct GetNoncesBeforeMonthBorrowed<'a> {
    pub terminal: &'a str,
    pub nonce: i64,
}
impl<'a> From<GetNoncesBeforeMonthBorrowed<'a>> for GetNoncesBeforeMonth {
    fn from(
        GetNoncesBeforeMonthBorrowed { terminal, nonce }: GetNoncesBeforeMonthBorrowed<'a>,
    ) -> Self {
        Self {
            terminal: terminal.into(),
            nonce,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetAllNoncePools {
    pub terminal: String,
    pub first_number: i64,
    pub nonce_count: i32,
    pub seed: Vec<u8>,
    pub issued_at: chrono::DateTime<chrono::FixedOffset>,
    pub expires_at: chrono::DateTime<chrono::FixedOffset>,
}
pub struct GetAllNoncePoolsBorrowed<'a> {
    pub terminal: &'a str,
    pub first_number: i64,
    pub nonce_count: i32,
    pub seed: &'a [u8],
    pub issued_at: chrono::DateTime<chrono::FixedOffset>,
    pub expires_at: chrono::DateTime<chrono::FixedOffset>,
}
impl<'a> From<GetAllNoncePoolsBorrowed<'a>> for GetAllNoncePools {
    fn from(
        GetAllNoncePoolsBorrowed {
            terminal,
            first_number,
            nonce_count,
            seed,
            issued_at,
            expires_at,
        }: GetAllNoncePoolsBorrowed<'a>,
    ) -> Self {
        Self {
            terminal: terminal.into(),
            first_number,
            nonce_count,
            seed: seed.into(),
            issued_at,
            expires_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetAllCredentials {
    pub fingerprint: Vec<u8>,
    pub registrant: String,
    pub valid_from: chrono::DateTime<chrono::FixedOffset>,
    pub valid_until: chrono::DateTime<chrono::FixedOffset>,
    pub chip_key: Vec<u8>,
    pub linked_at: chrono::DateTime<chrono::FixedOffset>,
}
pub struct GetAllCredentialsBorrowed<'a> {
    pub fingerprint: &'a [u8],
    pub registrant: &'a str,
    pub valid_from: chrono::DateTime<chrono::FixedOffset>,
    pub valid_until: chrono::DateTime<chrono::FixedOffset>,
    pub chip_key: &'a [u8],
    pub linked_at: chrono::DateTime<chrono::FixedOffset>,
}
impl<'a> From<GetAllCredentialsBorrowed<'a>> for GetAllCredentials {
    fn from(
        GetAllCredentialsBorrowed {
            fingerprint,
            registrant,
            valid_from,
            valid_until,
            chip_key,
            linked_at,
        }: GetAllCredentialsBorrowed<'a>,
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
pub struct GetAllRegistrants {
    pub registrant: String,
    pub registered_on: chrono::NaiveDate,
    pub ended_on: Option<chrono::NaiveDate>,
    pub uses_before: i32,
}
pub struct GetAllRegistrantsBorrowed<'a> {
    pub registrant: &'a str,
    pub registered_on: chrono::NaiveDate,
    pub ended_on: Option<chrono::NaiveDate>,
    pub uses_before: i32,
}
impl<'a> From<GetAllRegistrantsBorrowed<'a>> for GetAllRegistrants {
    fn from(
        GetAllRegistrantsBorrowed {
            registrant,
            registered_on,
            ended_on,
            uses_before,
        }: GetAllRegistrantsBorrowed<'a>,
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
pub struct GetAllGrounds {
    pub registrant: String,
    pub ground: String,
    pub from_date: chrono::NaiveDate,
    pub until_date: Option<chrono::NaiveDate>,
}
pub struct GetAllGroundsBorrowed<'a> {
    pub registrant: &'a str,
    pub ground: &'a str,
    pub from_date: chrono::NaiveDate,
    pub until_date: Option<chrono::NaiveDate>,
}
impl<'a> From<GetAllGroundsBorrowed<'a>> for GetAllGrounds {
    fn from(
        GetAllGroundsBorrowed {
            registrant,
            ground,
            from_date,
            until_date,
        }: GetAllGroundsBorrowed<'a>,
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
pub struct GetStatements {
    pub operator: String,
    pub name: String,
    pub line_count: i32,
    pub total_yen: i64,
    pub digest: Vec<u8>,
}
pub struct GetStatementsBorrowed<'a> {
    pub operator: &'a str,
    pub name: &'a str,
    pub line_count: i32,
    pub total_yen: i64,
    pub digest: &'a [u8],
}
impl<'a> From<GetStatementsBorrowed<'a>> for GetStatements {
    fn from(
        GetStatementsBorrowed {
            operator,
            name,
            line_count,
            total_yen,
            digest,
        }: GetStatementsBorrowed<'a>,
    ) -> Self {
        Self {
            operator: operator.into(),
            name: name.into(),
            line_count,
            total_yen,
            digest: digest.into(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetStatementLines {
    pub operator: String,
    pub line: i32,
    pub kind: String,
    pub trip: uuid::Uuid,
    pub ordinal: i16,
    pub service_date: chrono::NaiveDate,
    pub boarded_at: chrono::DateTime<chrono::FixedOffset>,
    pub vehicle: String,
    pub fare_yen: i64,
    pub units: i32,
    pub amount_yen: i64,
}
pub struct GetStatementLinesBorrowed<'a> {
    pub operator: &'a str,
    pub line: i32,
    pub kind: &'a str,
    pub trip: uuid::Uuid,
    pub ordinal: i16,
    pub service_date: chrono::NaiveDate,
    pub boarded_at: chrono::DateTime<chrono::FixedOffset>,
    pub vehicle: &'a str,
    pub fare_yen: i64,
    pub units: i32,
    pub amount_yen: i64,
}
impl<'a> From<GetStatementLinesBorrowed<'a>> for GetStatementLines {
    fn from(
        GetStatementLinesBorrowed {
            operator,
            line,
            kind,
            trip,
            ordinal,
            service_date,
            boarded_at,
            vehicle,
            fare_yen,
            units,
            amount_yen,
        }: GetStatementLinesBorrowed<'a>,
    ) -> Self {
        Self {
            operator: operator.into(),
            line,
            kind: kind.into(),
            trip,
            ordinal,
            service_date,
            boarded_at,
            vehicle: vehicle.into(),
            fare_yen,
            units,
            amount_yen,
        }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct GetTieOut {
    pub claims_yen: i64,
    pub ledger_yen: i64,
    pub lines_yen: i64,
    pub statements_yen: i64,
    pub payments: i64,
    pub payments_yen: i64,
    pub paid: i64,
    pub paid_yen: i64,
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct LockMonthsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<LockMonthsBorrowed, tokio_postgres::Error>,
    mapper: fn(LockMonthsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> LockMonthsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(LockMonthsBorrowed) -> R,
    ) -> LockMonthsQuery<'c, 'a, 's, C, R, N> {
        LockMonthsQuery {
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
pub struct GetMonthsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetMonthsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetMonthsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetMonthsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(GetMonthsBorrowed) -> R) -> GetMonthsQuery<'c, 'a, 's, C, R, N> {
        GetMonthsQuery {
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
pub struct GetMonthRecordsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetMonthRecordsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetMonthRecordsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetMonthRecordsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetMonthRecordsBorrowed) -> R,
    ) -> GetMonthRecordsQuery<'c, 'a, 's, C, R, N> {
        GetMonthRecordsQuery {
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
pub struct GetMonthClaimsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetMonthClaimsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetMonthClaimsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetMonthClaimsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetMonthClaimsBorrowed) -> R,
    ) -> GetMonthClaimsQuery<'c, 'a, 's, C, R, N> {
        GetMonthClaimsQuery {
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
pub struct GetMonthSummariesQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetMonthSummariesBorrowed, tokio_postgres::Error>,
    mapper: fn(GetMonthSummariesBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetMonthSummariesQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetMonthSummariesBorrowed) -> R,
    ) -> GetMonthSummariesQuery<'c, 'a, 's, C, R, N> {
        GetMonthSummariesQuery {
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
pub struct GetUsesBeforeMonthQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor:
        fn(&tokio_postgres::Row) -> Result<GetUsesBeforeMonthBorrowed, tokio_postgres::Error>,
    mapper: fn(GetUsesBeforeMonthBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetUsesBeforeMonthQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetUsesBeforeMonthBorrowed) -> R,
    ) -> GetUsesBeforeMonthQuery<'c, 'a, 's, C, R, N> {
        GetUsesBeforeMonthQuery {
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
pub struct GetNoncesBeforeMonthQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor:
        fn(&tokio_postgres::Row) -> Result<GetNoncesBeforeMonthBorrowed, tokio_postgres::Error>,
    mapper: fn(GetNoncesBeforeMonthBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetNoncesBeforeMonthQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetNoncesBeforeMonthBorrowed) -> R,
    ) -> GetNoncesBeforeMonthQuery<'c, 'a, 's, C, R, N> {
        GetNoncesBeforeMonthQuery {
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
pub struct GetAllNoncePoolsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetAllNoncePoolsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetAllNoncePoolsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetAllNoncePoolsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetAllNoncePoolsBorrowed) -> R,
    ) -> GetAllNoncePoolsQuery<'c, 'a, 's, C, R, N> {
        GetAllNoncePoolsQuery {
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
pub struct GetAllCredentialsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetAllCredentialsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetAllCredentialsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetAllCredentialsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetAllCredentialsBorrowed) -> R,
    ) -> GetAllCredentialsQuery<'c, 'a, 's, C, R, N> {
        GetAllCredentialsQuery {
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
pub struct GetAllRegistrantsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetAllRegistrantsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetAllRegistrantsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetAllRegistrantsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetAllRegistrantsBorrowed) -> R,
    ) -> GetAllRegistrantsQuery<'c, 'a, 's, C, R, N> {
        GetAllRegistrantsQuery {
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
pub struct GetAllGroundsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetAllGroundsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetAllGroundsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetAllGroundsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetAllGroundsBorrowed) -> R,
    ) -> GetAllGroundsQuery<'c, 'a, 's, C, R, N> {
        GetAllGroundsQuery {
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
pub struct GetStatementsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetStatementsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetStatementsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetStatementsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetStatementsBorrowed) -> R,
    ) -> GetStatementsQuery<'c, 'a, 's, C, R, N> {
        GetStatementsQuery {
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
pub struct GetStatementLinesQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetStatementLinesBorrowed, tokio_postgres::Error>,
    mapper: fn(GetStatementLinesBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetStatementLinesQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetStatementLinesBorrowed) -> R,
    ) -> GetStatementLinesQuery<'c, 'a, 's, C, R, N> {
        GetStatementLinesQuery {
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
pub struct GetTieOutQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetTieOut, tokio_postgres::Error>,
    mapper: fn(GetTieOut) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetTieOutQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(GetTieOut) -> R) -> GetTieOutQuery<'c, 'a, 's, C, R, N> {
        GetTieOutQuery {
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
pub struct OpenMonthStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn open_month() -> OpenMonthStmt {
    OpenMonthStmt(
        "INSERT INTO month (municipality, month, state) VALUES ($1, $2, 'open') ON CONFLICT (municipality, month) DO NOTHING",
        None,
    )
}
impl OpenMonthStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        month: &'a chrono::NaiveDate,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[municipality, month]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        OpenMonthParams<T1>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for OpenMonthStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a OpenMonthParams<T1>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(client, &params.municipality, &params.month))
    }
}
pub struct LockMonthsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn lock_months() -> LockMonthsStmt {
    LockMonthsStmt(
        "SELECT month, state FROM month WHERE municipality = $1 ORDER BY month FOR SHARE",
        None,
    )
}
impl LockMonthsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
    ) -> LockMonthsQuery<'c, 'a, 's, C, LockMonths, 1> {
        LockMonthsQuery {
            client,
            params: [municipality],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<LockMonthsBorrowed, tokio_postgres::Error> {
                    Ok(LockMonthsBorrowed {
                        month: row.try_get(0)?,
                        state: row.try_get(1)?,
                    })
                },
            mapper: |it| LockMonths::from(it),
        }
    }
}
pub struct GetMonthsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_months() -> GetMonthsStmt {
    GetMonthsStmt(
        "SELECT month, state, closed_at, closed_by, digest FROM month WHERE municipality = $1 ORDER BY month",
        None,
    )
}
impl GetMonthsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
    ) -> GetMonthsQuery<'c, 'a, 's, C, GetMonths, 1> {
        GetMonthsQuery {
            client,
            params: [municipality],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<GetMonthsBorrowed, tokio_postgres::Error> {
                    Ok(GetMonthsBorrowed {
                        month: row.try_get(0)?,
                        state: row.try_get(1)?,
                        closed_at: row.try_get(2)?,
                        closed_by: row.try_get(3)?,
                        digest: row.try_get(4)?,
                    })
                },
            mapper: |it| GetMonths::from(it),
        }
    }
}
pub struct BeginClosingStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn begin_closing() -> BeginClosingStmt {
    BeginClosingStmt(
        "UPDATE month SET state = 'closing' WHERE municipality = $1 AND month = $2 AND state = 'open'",
        None,
    )
}
impl BeginClosingStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        month: &'a chrono::NaiveDate,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[municipality, month]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        BeginClosingParams<T1>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for BeginClosingStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a BeginClosingParams<T1>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(client, &params.municipality, &params.month))
    }
}
pub struct FinishClosingStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn finish_closing() -> FinishClosingStmt {
    FinishClosingStmt(
        "UPDATE month SET state = 'closed', closed_at = $1, closed_by = $2, digest = $3 WHERE municipality = $4 AND month = $5 AND state = 'closing'",
        None,
    )
}
impl FinishClosingStmt {
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
        T3: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        closed_at: &'a chrono::DateTime<chrono::FixedOffset>,
        closed_by: &'a T1,
        digest: &'a T2,
        municipality: &'a T3,
        month: &'a chrono::NaiveDate,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(self.0, &[closed_at, closed_by, digest, municipality, month])
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::BytesSql,
    T3: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        FinishClosingParams<T1, T2, T3>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for FinishClosingStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a FinishClosingParams<T1, T2, T3>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.closed_at,
            &params.closed_by,
            &params.digest,
            &params.municipality,
            &params.month,
        ))
    }
}
pub struct GetMonthRecordsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_month_records() -> GetMonthRecordsStmt {
    GetMonthRecordsStmt(
        "SELECT trip.trip, trip.record, trip.operator, trip.booked_month, trip.received_at, terminal.public_key FROM trip JOIN terminal USING (municipality, terminal) WHERE trip.municipality = $1 AND trip.booked_month BETWEEN $2 AND $3 ORDER BY trip.booked_month, trip.boarded_at, trip.trip",
        None,
    )
}
impl GetMonthRecordsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        from_month: &'a chrono::NaiveDate,
        until_month: &'a chrono::NaiveDate,
    ) -> GetMonthRecordsQuery<'c, 'a, 's, C, GetMonthRecords, 3> {
        GetMonthRecordsQuery {
            client,
            params: [municipality, from_month, until_month],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |
                row: &tokio_postgres::Row,
            | -> Result<GetMonthRecordsBorrowed, tokio_postgres::Error> {
                Ok(GetMonthRecordsBorrowed {
                    trip: row.try_get(0)?,
                    record: row.try_get(1)?,
                    operator: row.try_get(2)?,
                    booked_month: row.try_get(3)?,
                    received_at: row.try_get(4)?,
                    public_key: row.try_get(5)?,
                })
            },
            mapper: |it| GetMonthRecords::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetMonthRecordsParams<T1>,
        GetMonthRecordsQuery<'c, 'a, 's, C, GetMonthRecords, 3>,
        C,
    > for GetMonthRecordsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetMonthRecordsParams<T1>,
    ) -> GetMonthRecordsQuery<'c, 'a, 's, C, GetMonthRecords, 3> {
        self.bind(
            client,
            &params.municipality,
            &params.from_month,
            &params.until_month,
        )
    }
}
pub struct GetMonthClaimsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_month_claims() -> GetMonthClaimsStmt {
    GetMonthClaimsStmt(
        "SELECT trip, ordinal, registrant, scheme, operator, units, decided_yen, payable_yen FROM claim WHERE municipality = $1 AND booked_month = $2 ORDER BY trip, ordinal",
        None,
    )
}
impl GetMonthClaimsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        month: &'a chrono::NaiveDate,
    ) -> GetMonthClaimsQuery<'c, 'a, 's, C, GetMonthClaims, 2> {
        GetMonthClaimsQuery {
            client,
            params: [municipality, month],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |
                row: &tokio_postgres::Row,
            | -> Result<GetMonthClaimsBorrowed, tokio_postgres::Error> {
                Ok(GetMonthClaimsBorrowed {
                    trip: row.try_get(0)?,
                    ordinal: row.try_get(1)?,
                    registrant: row.try_get(2)?,
                    scheme: row.try_get(3)?,
                    operator: row.try_get(4)?,
                    units: row.try_get(5)?,
                    decided_yen: row.try_get(6)?,
                    payable_yen: row.try_get(7)?,
                })
            },
            mapper: |it| GetMonthClaims::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetMonthClaimsParams<T1>,
        GetMonthClaimsQuery<'c, 'a, 's, C, GetMonthClaims, 2>,
        C,
    > for GetMonthClaimsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetMonthClaimsParams<T1>,
    ) -> GetMonthClaimsQuery<'c, 'a, 's, C, GetMonthClaims, 2> {
        self.bind(client, &params.municipality, &params.month)
    }
}
pub struct GetMonthSummariesStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_month_summaries() -> GetMonthSummariesStmt {
    GetMonthSummariesStmt(
        "SELECT month.month, month.state, (SELECT count(*) FROM trip WHERE trip.municipality = month.municipality AND booked_month = month.month) AS trips, (SELECT count(*) FROM claim WHERE claim.municipality = month.municipality AND booked_month = month.month) AS claims, (SELECT coalesce(sum(payable_yen), 0)::bigint FROM claim WHERE claim.municipality = month.municipality AND booked_month = month.month) AS claims_yen, (SELECT count(*) FROM claim WHERE claim.municipality = month.municipality AND booked_month = month.month AND treatment = 'hold') AS held FROM month WHERE month.municipality = $1 ORDER BY month.month",
        None,
    )
}
impl GetMonthSummariesStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
    ) -> GetMonthSummariesQuery<'c, 'a, 's, C, GetMonthSummaries, 1> {
        GetMonthSummariesQuery {
            client,
            params: [municipality],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |
                row: &tokio_postgres::Row,
            | -> Result<GetMonthSummariesBorrowed, tokio_postgres::Error> {
                Ok(GetMonthSummariesBorrowed {
                    month: row.try_get(0)?,
                    state: row.try_get(1)?,
                    trips: row.try_get(2)?,
                    claims: row.try_get(3)?,
                    claims_yen: row.try_get(4)?,
                    held: row.try_get(5)?,
                })
            },
            mapper: |it| GetMonthSummaries::from(it),
        }
    }
}
pub struct CountSetAsideStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn count_set_aside() -> CountSetAsideStmt {
    CountSetAsideStmt(
        "SELECT count(*) AS records FROM record_set_aside WHERE municipality = $1",
        None,
    )
}
impl CountSetAsideStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
    ) -> I64Query<'c, 'a, 's, C, i64, 1> {
        I64Query {
            client,
            params: [municipality],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct GetUsesBeforeMonthStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_uses_before_month() -> GetUsesBeforeMonthStmt {
    GetUsesBeforeMonthStmt(
        "SELECT claim.registrant, claim.scheme, claim.service_date, sum(coalesce(adjustment.units, claim.units))::bigint AS units, count(*) FILTER (WHERE coalesce(adjustment.units, claim.units) > 0) AS trips, sum(coalesce(adjustment.decided_yen, claim.decided_yen))::bigint AS amount_yen FROM claim LEFT JOIN claim_adjustment AS adjustment USING (municipality, trip, ordinal) WHERE claim.municipality = $1 AND claim.booked_month < $2 GROUP BY claim.registrant, claim.scheme, claim.service_date ORDER BY claim.registrant, claim.scheme, claim.service_date",
        None,
    )
}
impl GetUsesBeforeMonthStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        month: &'a chrono::NaiveDate,
    ) -> GetUsesBeforeMonthQuery<'c, 'a, 's, C, GetUsesBeforeMonth, 2> {
        GetUsesBeforeMonthQuery {
            client,
            params: [municipality, month],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |
                row: &tokio_postgres::Row,
            | -> Result<GetUsesBeforeMonthBorrowed, tokio_postgres::Error> {
                Ok(GetUsesBeforeMonthBorrowed {
                    registrant: row.try_get(0)?,
                    scheme: row.try_get(1)?,
                    service_date: row.try_get(2)?,
                    units: row.try_get(3)?,
                    trips: row.try_get(4)?,
                    amount_yen: row.try_get(5)?,
                })
            },
            mapper: |it| GetUsesBeforeMonth::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetUsesBeforeMonthParams<T1>,
        GetUsesBeforeMonthQuery<'c, 'a, 's, C, GetUsesBeforeMonth, 2>,
        C,
    > for GetUsesBeforeMonthStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetUsesBeforeMonthParams<T1>,
    ) -> GetUsesBeforeMonthQuery<'c, 'a, 's, C, GetUsesBeforeMonth, 2> {
        self.bind(client, &params.municipality, &params.month)
    }
}
pub struct GetNoncesBeforeMonthStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_nonces_before_month() -> GetNoncesBeforeMonthStmt {
    GetNoncesBeforeMonthStmt(
        "SELECT tap.terminal, tap.nonce FROM tap JOIN trip USING (municipality, trip) WHERE tap.municipality = $1 AND tap.nonce IS NOT NULL AND trip.booked_month < $2",
        None,
    )
}
impl GetNoncesBeforeMonthStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        month: &'a chrono::NaiveDate,
    ) -> GetNoncesBeforeMonthQuery<'c, 'a, 's, C, GetNoncesBeforeMonth, 2> {
        GetNoncesBeforeMonthQuery {
            client,
            params: [municipality, month],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |
                row: &tokio_postgres::Row,
            | -> Result<GetNoncesBeforeMonthBorrowed, tokio_postgres::Error> {
                Ok(GetNoncesBeforeMonthBorrowed {
                    terminal: row.try_get(0)?,
                    nonce: row.try_get(1)?,
                })
            },
            mapper: |it| GetNoncesBeforeMonth::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetNoncesBeforeMonthParams<T1>,
        GetNoncesBeforeMonthQuery<'c, 'a, 's, C, GetNoncesBeforeMonth, 2>,
        C,
    > for GetNoncesBeforeMonthStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetNoncesBeforeMonthParams<T1>,
    ) -> GetNoncesBeforeMonthQuery<'c, 'a, 's, C, GetNoncesBeforeMonth, 2> {
        self.bind(client, &params.municipality, &params.month)
    }
}
pub struct GetAllNoncePoolsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_all_nonce_pools() -> GetAllNoncePoolsStmt {
    GetAllNoncePoolsStmt(
        "SELECT terminal, first_number, nonce_count, seed, issued_at, expires_at FROM nonce_pool WHERE municipality = $1 ORDER BY terminal, first_number",
        None,
    )
}
impl GetAllNoncePoolsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
    ) -> GetAllNoncePoolsQuery<'c, 'a, 's, C, GetAllNoncePools, 1> {
        GetAllNoncePoolsQuery {
            client,
            params: [municipality],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |
                row: &tokio_postgres::Row,
            | -> Result<GetAllNoncePoolsBorrowed, tokio_postgres::Error> {
                Ok(GetAllNoncePoolsBorrowed {
                    terminal: row.try_get(0)?,
                    first_number: row.try_get(1)?,
                    nonce_count: row.try_get(2)?,
                    seed: row.try_get(3)?,
                    issued_at: row.try_get(4)?,
                    expires_at: row.try_get(5)?,
                })
            },
            mapper: |it| GetAllNoncePools::from(it),
        }
    }
}
pub struct GetAllCredentialsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_all_credentials() -> GetAllCredentialsStmt {
    GetAllCredentialsStmt(
        "SELECT fingerprint, registrant, valid_from, valid_until, chip_key, linked_at FROM credential WHERE municipality = $1 ORDER BY fingerprint",
        None,
    )
}
impl GetAllCredentialsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
    ) -> GetAllCredentialsQuery<'c, 'a, 's, C, GetAllCredentials, 1> {
        GetAllCredentialsQuery {
            client,
            params: [municipality],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |
                row: &tokio_postgres::Row,
            | -> Result<GetAllCredentialsBorrowed, tokio_postgres::Error> {
                Ok(GetAllCredentialsBorrowed {
                    fingerprint: row.try_get(0)?,
                    registrant: row.try_get(1)?,
                    valid_from: row.try_get(2)?,
                    valid_until: row.try_get(3)?,
                    chip_key: row.try_get(4)?,
                    linked_at: row.try_get(5)?,
                })
            },
            mapper: |it| GetAllCredentials::from(it),
        }
    }
}
pub struct GetAllRegistrantsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_all_registrants() -> GetAllRegistrantsStmt {
    GetAllRegistrantsStmt(
        "SELECT registrant, registered_on, ended_on, uses_before FROM registrant WHERE municipality = $1 ORDER BY registrant",
        None,
    )
}
impl GetAllRegistrantsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
    ) -> GetAllRegistrantsQuery<'c, 'a, 's, C, GetAllRegistrants, 1> {
        GetAllRegistrantsQuery {
            client,
            params: [municipality],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |
                row: &tokio_postgres::Row,
            | -> Result<GetAllRegistrantsBorrowed, tokio_postgres::Error> {
                Ok(GetAllRegistrantsBorrowed {
                    registrant: row.try_get(0)?,
                    registered_on: row.try_get(1)?,
                    ended_on: row.try_get(2)?,
                    uses_before: row.try_get(3)?,
                })
            },
            mapper: |it| GetAllRegistrants::from(it),
        }
    }
}
pub struct GetAllGroundsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_all_grounds() -> GetAllGroundsStmt {
    GetAllGroundsStmt(
        "SELECT registrant, ground, from_date, until_date FROM registrant_ground WHERE municipality = $1 ORDER BY registrant, from_date, ground",
        None,
    )
}
impl GetAllGroundsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
    ) -> GetAllGroundsQuery<'c, 'a, 's, C, GetAllGrounds, 1> {
        GetAllGroundsQuery {
            client,
            params: [municipality],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<GetAllGroundsBorrowed, tokio_postgres::Error> {
                    Ok(GetAllGroundsBorrowed {
                        registrant: row.try_get(0)?,
                        ground: row.try_get(1)?,
                        from_date: row.try_get(2)?,
                        until_date: row.try_get(3)?,
                    })
                },
            mapper: |it| GetAllGrounds::from(it),
        }
    }
}
pub struct PutAdjustmentsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_adjustments() -> PutAdjustmentsStmt {
    PutAdjustmentsStmt(
        "INSERT INTO claim_adjustment (municipality, trip, ordinal, booked_month, units, decided_yen, payable_yen, reasons) SELECT $1, t.trip, t.ordinal, $2, t.units, t.decided_yen, t.payable_yen, t.reasons FROM unnest($3::uuid[], $4::smallint[], $5::integer[], $6::bigint[], $7::bigint[], $8::jsonb[]) AS t (trip, ordinal, units, decided_yen, payable_yen, reasons)",
        None,
    )
}
impl PutAdjustmentsStmt {
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
        T4: crate::ArraySql<Item = i32>,
        T5: crate::ArraySql<Item = i64>,
        T6: crate::ArraySql<Item = i64>,
        T7: crate::JsonSql,
        T8: crate::ArraySql<Item = T7>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        month: &'a chrono::NaiveDate,
        trips: &'a T2,
        ordinals: &'a T3,
        units: &'a T4,
        decided_yen: &'a T5,
        payable_yen: &'a T6,
        reasons: &'a T8,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    municipality,
                    month,
                    trips,
                    ordinals,
                    units,
                    decided_yen,
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
    T4: crate::ArraySql<Item = i32>,
    T5: crate::ArraySql<Item = i64>,
    T6: crate::ArraySql<Item = i64>,
    T7: crate::JsonSql,
    T8: crate::ArraySql<Item = T7>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutAdjustmentsParams<T1, T2, T3, T4, T5, T6, T7, T8>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutAdjustmentsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutAdjustmentsParams<T1, T2, T3, T4, T5, T6, T7, T8>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.month,
            &params.trips,
            &params.ordinals,
            &params.units,
            &params.decided_yen,
            &params.payable_yen,
            &params.reasons,
        ))
    }
}
pub struct PutStatementsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_statements() -> PutStatementsStmt {
    PutStatementsStmt(
        "INSERT INTO statement (municipality, month, operator, line_count, total_yen, digest) SELECT $1, $2, t.* FROM unnest($3::text[], $4::integer[], $5::bigint[], $6::bytea[]) AS t",
        None,
    )
}
impl PutStatementsStmt {
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
        T4: crate::ArraySql<Item = i32>,
        T5: crate::ArraySql<Item = i64>,
        T6: crate::BytesSql,
        T7: crate::ArraySql<Item = T6>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        month: &'a chrono::NaiveDate,
        operators: &'a T3,
        line_counts: &'a T4,
        totals_yen: &'a T5,
        digests: &'a T7,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    municipality,
                    month,
                    operators,
                    line_counts,
                    totals_yen,
                    digests,
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
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::ArraySql<Item = i64>,
    T6: crate::BytesSql,
    T7: crate::ArraySql<Item = T6>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutStatementsParams<T1, T2, T3, T4, T5, T6, T7>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutStatementsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutStatementsParams<T1, T2, T3, T4, T5, T6, T7>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.month,
            &params.operators,
            &params.line_counts,
            &params.totals_yen,
            &params.digests,
        ))
    }
}
pub struct PutStatementLinesStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_statement_lines() -> PutStatementLinesStmt {
    PutStatementLinesStmt(
        "INSERT INTO statement_line (municipality, month, operator, line, kind, trip, ordinal, service_date, boarded_at, vehicle, fare_yen, units, amount_yen) SELECT $1, $2, t.* FROM unnest($3::text[], $4::integer[], $5::text[], $6::uuid[], $7::smallint[], $8::date[], $9::timestamptz[], $10::text[], $11::bigint[], $12::integer[], $13::bigint[]) AS t",
        None,
    )
}
impl PutStatementLinesStmt {
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
        T4: crate::ArraySql<Item = i32>,
        T5: crate::StringSql,
        T6: crate::ArraySql<Item = T5>,
        T7: crate::ArraySql<Item = uuid::Uuid>,
        T8: crate::ArraySql<Item = i16>,
        T9: crate::ArraySql<Item = chrono::NaiveDate>,
        T10: crate::ArraySql<Item = chrono::DateTime<chrono::FixedOffset>>,
        T11: crate::StringSql,
        T12: crate::ArraySql<Item = T11>,
        T13: crate::ArraySql<Item = i64>,
        T14: crate::ArraySql<Item = i32>,
        T15: crate::ArraySql<Item = i64>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        month: &'a chrono::NaiveDate,
        operators: &'a T3,
        lines: &'a T4,
        kinds: &'a T6,
        trips: &'a T7,
        ordinals: &'a T8,
        service_dates: &'a T9,
        boarded_ats: &'a T10,
        vehicles: &'a T12,
        fares_yen: &'a T13,
        units: &'a T14,
        amounts_yen: &'a T15,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    municipality,
                    month,
                    operators,
                    lines,
                    kinds,
                    trips,
                    ordinals,
                    service_dates,
                    boarded_ats,
                    vehicles,
                    fares_yen,
                    units,
                    amounts_yen,
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
    T3: crate::ArraySql<Item = T2>,
    T4: crate::ArraySql<Item = i32>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::ArraySql<Item = uuid::Uuid>,
    T8: crate::ArraySql<Item = i16>,
    T9: crate::ArraySql<Item = chrono::NaiveDate>,
    T10: crate::ArraySql<Item = chrono::DateTime<chrono::FixedOffset>>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = T11>,
    T13: crate::ArraySql<Item = i64>,
    T14: crate::ArraySql<Item = i32>,
    T15: crate::ArraySql<Item = i64>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutStatementLinesParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutStatementLinesStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutStatementLinesParams<
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
        >,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.month,
            &params.operators,
            &params.lines,
            &params.kinds,
            &params.trips,
            &params.ordinals,
            &params.service_dates,
            &params.boarded_ats,
            &params.vehicles,
            &params.fares_yen,
            &params.units,
            &params.amounts_yen,
        ))
    }
}
pub struct GetStatementsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_statements() -> GetStatementsStmt {
    GetStatementsStmt(
        "SELECT statement.operator, operator.name, statement.line_count, statement.total_yen, statement.digest FROM statement JOIN operator USING (municipality, operator) WHERE statement.municipality = $1 AND statement.month = $2 ORDER BY statement.operator",
        None,
    )
}
impl GetStatementsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        month: &'a chrono::NaiveDate,
    ) -> GetStatementsQuery<'c, 'a, 's, C, GetStatements, 2> {
        GetStatementsQuery {
            client,
            params: [municipality, month],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<GetStatementsBorrowed, tokio_postgres::Error> {
                    Ok(GetStatementsBorrowed {
                        operator: row.try_get(0)?,
                        name: row.try_get(1)?,
                        line_count: row.try_get(2)?,
                        total_yen: row.try_get(3)?,
                        digest: row.try_get(4)?,
                    })
                },
            mapper: |it| GetStatements::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetStatementsParams<T1>,
        GetStatementsQuery<'c, 'a, 's, C, GetStatements, 2>,
        C,
    > for GetStatementsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetStatementsParams<T1>,
    ) -> GetStatementsQuery<'c, 'a, 's, C, GetStatements, 2> {
        self.bind(client, &params.municipality, &params.month)
    }
}
pub struct GetStatementLinesStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_statement_lines() -> GetStatementLinesStmt {
    GetStatementLinesStmt(
        "SELECT operator, line, kind, trip, ordinal, service_date, boarded_at, vehicle, fare_yen, units, amount_yen FROM statement_line WHERE municipality = $1 AND month = $2 ORDER BY operator, line",
        None,
    )
}
impl GetStatementLinesStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        month: &'a chrono::NaiveDate,
    ) -> GetStatementLinesQuery<'c, 'a, 's, C, GetStatementLines, 2> {
        GetStatementLinesQuery {
            client,
            params: [municipality, month],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |
                row: &tokio_postgres::Row,
            | -> Result<GetStatementLinesBorrowed, tokio_postgres::Error> {
                Ok(GetStatementLinesBorrowed {
                    operator: row.try_get(0)?,
                    line: row.try_get(1)?,
                    kind: row.try_get(2)?,
                    trip: row.try_get(3)?,
                    ordinal: row.try_get(4)?,
                    service_date: row.try_get(5)?,
                    boarded_at: row.try_get(6)?,
                    vehicle: row.try_get(7)?,
                    fare_yen: row.try_get(8)?,
                    units: row.try_get(9)?,
                    amount_yen: row.try_get(10)?,
                })
            },
            mapper: |it| GetStatementLines::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetStatementLinesParams<T1>,
        GetStatementLinesQuery<'c, 'a, 's, C, GetStatementLines, 2>,
        C,
    > for GetStatementLinesStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetStatementLinesParams<T1>,
    ) -> GetStatementLinesQuery<'c, 'a, 's, C, GetStatementLines, 2> {
        self.bind(client, &params.municipality, &params.month)
    }
}
pub struct GetTieOutStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_tie_out() -> GetTieOutStmt {
    GetTieOutStmt(
        "SELECT (SELECT coalesce(sum(coalesce(adjustment.payable_yen, claim.payable_yen)), 0)::bigint FROM claim LEFT JOIN claim_adjustment AS adjustment USING (municipality, trip, ordinal) WHERE claim.municipality = $1 AND claim.booked_month = $2) AS claims_yen, (SELECT coalesce(sum(CASE WHEN credit LIKE 'operator:%' THEN amount_yen ELSE -amount_yen END), 0)::bigint FROM transfer WHERE municipality = $1 AND booked_month = $2 AND kind IN ('claim', 'adjustment')) AS ledger_yen, (SELECT coalesce(sum(amount_yen), 0)::bigint FROM statement_line WHERE municipality = $1 AND month = $2) AS lines_yen, (SELECT coalesce(sum(total_yen), 0)::bigint FROM statement WHERE municipality = $1 AND month = $2) AS statements_yen, (SELECT count(*) FROM payment WHERE municipality = $1 AND month = $2) AS payments, (SELECT coalesce(sum(amount_yen), 0)::bigint FROM payment WHERE municipality = $1 AND month = $2) AS payments_yen, (SELECT count(*) FROM transfer WHERE municipality = $1 AND booked_month = $2 AND kind = 'payment') AS paid, (SELECT coalesce(sum(amount_yen), 0)::bigint FROM transfer WHERE municipality = $1 AND booked_month = $2 AND kind = 'payment') AS paid_yen",
        None,
    )
}
impl GetTieOutStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        month: &'a chrono::NaiveDate,
    ) -> GetTieOutQuery<'c, 'a, 's, C, GetTieOut, 2> {
        GetTieOutQuery {
            client,
            params: [municipality, month],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<GetTieOut, tokio_postgres::Error> {
                Ok(GetTieOut {
                    claims_yen: row.try_get(0)?,
                    ledger_yen: row.try_get(1)?,
                    lines_yen: row.try_get(2)?,
                    statements_yen: row.try_get(3)?,
                    payments: row.try_get(4)?,
                    payments_yen: row.try_get(5)?,
                    paid: row.try_get(6)?,
                    paid_yen: row.try_get(7)?,
                })
            },
            mapper: |it| GetTieOut::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetTieOutParams<T1>,
        GetTieOutQuery<'c, 'a, 's, C, GetTieOut, 2>,
        C,
    > for GetTieOutStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetTieOutParams<T1>,
    ) -> GetTieOutQuery<'c, 'a, 's, C, GetTieOut, 2> {
        self.bind(client, &params.municipality, &params.month)
    }
}
