// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct PutBatchParams<T1: crate::StringSql, T2: crate::BytesSql, T3: crate::StringSql> {
    pub municipality: T1,
    pub batch: uuid::Uuid,
    pub month: chrono::NaiveDate,
    pub transfer_date: chrono::NaiveDate,
    pub content_digest: T2,
    pub made_by: T3,
    pub made_at: chrono::DateTime<chrono::FixedOffset>,
}
#[derive(Debug)]
pub struct PutPaymentsParams<
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::ArraySql<Item = i32>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::ArraySql<Item = i64>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::ArraySql<Item = i16>,
    T12: crate::StringSql,
    T13: crate::ArraySql<Item = T12>,
    T14: crate::StringSql,
    T15: crate::ArraySql<Item = T14>,
    T16: crate::StringSql,
    T17: crate::ArraySql<Item = T16>,
> {
    pub municipality: T1,
    pub batch: uuid::Uuid,
    pub month: chrono::NaiveDate,
    pub payments: T2,
    pub numbers: T3,
    pub operators: T5,
    pub amounts_yen: T6,
    pub bank_codes: T8,
    pub branch_codes: T10,
    pub account_kinds: T11,
    pub account_numbers: T13,
    pub account_names: T15,
    pub references: T17,
}
#[derive(Debug)]
pub struct LockBatchParams<T1: crate::StringSql> {
    pub municipality: T1,
    pub month: chrono::NaiveDate,
}
#[derive(Debug)]
pub struct GetBatchParams<T1: crate::StringSql> {
    pub municipality: T1,
    pub month: chrono::NaiveDate,
}
#[derive(Debug)]
pub struct GetPaymentsParams<T1: crate::StringSql> {
    pub municipality: T1,
    pub batch: uuid::Uuid,
}
#[derive(Debug)]
pub struct CheckBatchParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub user_id: T1,
    pub now: chrono::DateTime<chrono::FixedOffset>,
    pub municipality: T2,
    pub batch: uuid::Uuid,
}
#[derive(Debug)]
pub struct ApproveBatchParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub user_id: T1,
    pub now: chrono::DateTime<chrono::FixedOffset>,
    pub municipality: T2,
    pub batch: uuid::Uuid,
}
#[derive(Debug)]
pub struct ExportBatchParams<T1: crate::BytesSql, T2: crate::BytesSql, T3: crate::StringSql> {
    pub now: chrono::DateTime<chrono::FixedOffset>,
    pub file: T1,
    pub file_digest: T2,
    pub municipality: T3,
    pub batch: uuid::Uuid,
}
#[derive(Debug)]
pub struct PutPaymentTransfersParams<
    T1: crate::StringSql,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::ArraySql<Item = i64>,
    T6: crate::ArraySql<Item = uuid::Uuid>,
> {
    pub municipality: T1,
    pub month: chrono::NaiveDate,
    pub booked_at: chrono::DateTime<chrono::FixedOffset>,
    pub transfers: T2,
    pub debits: T4,
    pub amounts_yen: T5,
    pub payments: T6,
}
#[derive(Debug, Clone, PartialEq)]
pub struct LockBatch {
    pub batch: uuid::Uuid,
    pub month: chrono::NaiveDate,
    pub transfer_date: chrono::NaiveDate,
    pub content_digest: Vec<u8>,
    pub state: String,
    pub made_by: String,
    pub checked_by: Option<String>,
    pub approved_by: Option<String>,
    pub file: Option<Vec<u8>>,
    pub file_digest: Option<Vec<u8>>,
}
pub struct LockBatchBorrowed<'a> {
    pub batch: uuid::Uuid,
    pub month: chrono::NaiveDate,
    pub transfer_date: chrono::NaiveDate,
    pub content_digest: &'a [u8],
    pub state: &'a str,
    pub made_by: &'a str,
    pub checked_by: Option<&'a str>,
    pub approved_by: Option<&'a str>,
    pub file: Option<&'a [u8]>,
    pub file_digest: Option<&'a [u8]>,
}
impl<'a> From<LockBatchBorrowed<'a>> for LockBatch {
    fn from(
        LockBatchBorrowed {
            batch,
            month,
            transfer_date,
            content_digest,
            state,
            made_by,
            checked_by,
            approved_by,
            file,
            file_digest,
        }: LockBatchBorrowed<'a>,
    ) -> Self {
        Self {
            batch,
            month,
            transfer_date,
            content_digest: content_digest.into(),
            state: state.into(),
            made_by: made_by.into(),
            checked_by: checked_by.map(|v| v.into()),
            approved_by: approved_by.map(|v| v.into()),
            file: file.map(|v| v.into()),
            file_digest: file_digest.map(|v| v.into()),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetBatch {
    pub batch: uuid::Uuid,
    pub month: chrono::NaiveDate,
    pub transfer_date: chrono::NaiveDate,
    pub content_digest: Vec<u8>,
    pub state: String,
    pub made_by: String,
    pub checked_by: Option<String>,
    pub approved_by: Option<String>,
    pub file: Option<Vec<u8>>,
    pub file_digest: Option<Vec<u8>>,
}
pub struct GetBatchBorrowed<'a> {
    pub batch: uuid::Uuid,
    pub month: chrono::NaiveDate,
    pub transfer_date: chrono::NaiveDate,
    pub content_digest: &'a [u8],
    pub state: &'a str,
    pub made_by: &'a str,
    pub checked_by: Option<&'a str>,
    pub approved_by: Option<&'a str>,
    pub file: Option<&'a [u8]>,
    pub file_digest: Option<&'a [u8]>,
}
impl<'a> From<GetBatchBorrowed<'a>> for GetBatch {
    fn from(
        GetBatchBorrowed {
            batch,
            month,
            transfer_date,
            content_digest,
            state,
            made_by,
            checked_by,
            approved_by,
            file,
            file_digest,
        }: GetBatchBorrowed<'a>,
    ) -> Self {
        Self {
            batch,
            month,
            transfer_date,
            content_digest: content_digest.into(),
            state: state.into(),
            made_by: made_by.into(),
            checked_by: checked_by.map(|v| v.into()),
            approved_by: approved_by.map(|v| v.into()),
            file: file.map(|v| v.into()),
            file_digest: file_digest.map(|v| v.into()),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetPayments {
    pub payment: uuid::Uuid,
    pub number: i32,
    pub operator: String,
    pub amount_yen: i64,
    pub bank_code: String,
    pub branch_code: String,
    pub account_kind: i16,
    pub account_number: String,
    pub account_name: String,
    pub reference: String,
}
pub struct GetPaymentsBorrowed<'a> {
    pub payment: uuid::Uuid,
    pub number: i32,
    pub operator: &'a str,
    pub amount_yen: i64,
    pub bank_code: &'a str,
    pub branch_code: &'a str,
    pub account_kind: i16,
    pub account_number: &'a str,
    pub account_name: &'a str,
    pub reference: &'a str,
}
impl<'a> From<GetPaymentsBorrowed<'a>> for GetPayments {
    fn from(
        GetPaymentsBorrowed {
            payment,
            number,
            operator,
            amount_yen,
            bank_code,
            branch_code,
            account_kind,
            account_number,
            account_name,
            reference,
        }: GetPaymentsBorrowed<'a>,
    ) -> Self {
        Self {
            payment,
            number,
            operator: operator.into(),
            amount_yen,
            bank_code: bank_code.into(),
            branch_code: branch_code.into(),
            account_kind,
            account_number: account_number.into(),
            account_name: account_name.into(),
            reference: reference.into(),
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct LockBatchQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<LockBatchBorrowed, tokio_postgres::Error>,
    mapper: fn(LockBatchBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> LockBatchQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(LockBatchBorrowed) -> R) -> LockBatchQuery<'c, 'a, 's, C, R, N> {
        LockBatchQuery {
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
pub struct GetBatchQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetBatchBorrowed, tokio_postgres::Error>,
    mapper: fn(GetBatchBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetBatchQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(GetBatchBorrowed) -> R) -> GetBatchQuery<'c, 'a, 's, C, R, N> {
        GetBatchQuery {
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
pub struct GetPaymentsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetPaymentsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetPaymentsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetPaymentsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetPaymentsBorrowed) -> R,
    ) -> GetPaymentsQuery<'c, 'a, 's, C, R, N> {
        GetPaymentsQuery {
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
pub struct PutBatchStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_batch() -> PutBatchStmt {
    PutBatchStmt(
        "INSERT INTO payout_batch (municipality, batch, month, transfer_date, content_digest, state, made_by, made_at) VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7)",
        None,
    )
}
impl PutBatchStmt {
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
        municipality: &'a T1,
        batch: &'a uuid::Uuid,
        month: &'a chrono::NaiveDate,
        transfer_date: &'a chrono::NaiveDate,
        content_digest: &'a T2,
        made_by: &'a T3,
        made_at: &'a chrono::DateTime<chrono::FixedOffset>,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    municipality,
                    batch,
                    month,
                    transfer_date,
                    content_digest,
                    made_by,
                    made_at,
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
    T3: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutBatchParams<T1, T2, T3>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutBatchStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutBatchParams<T1, T2, T3>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.batch,
            &params.month,
            &params.transfer_date,
            &params.content_digest,
            &params.made_by,
            &params.made_at,
        ))
    }
}
pub struct PutPaymentsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_payments() -> PutPaymentsStmt {
    PutPaymentsStmt(
        "INSERT INTO payment (municipality, batch, month, payment, number, operator, amount_yen, bank_code, branch_code, account_kind, account_number, account_name, reference) SELECT $1, $2, $3, t.* FROM unnest($4::uuid[], $5::integer[], $6::text[], $7::bigint[], $8::text[], $9::text[], $10::smallint[], $11::text[], $12::text[], $13::text[]) AS t",
        None,
    )
}
impl PutPaymentsStmt {
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
        T3: crate::ArraySql<Item = i32>,
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = T4>,
        T6: crate::ArraySql<Item = i64>,
        T7: crate::StringSql,
        T8: crate::ArraySql<Item = T7>,
        T9: crate::StringSql,
        T10: crate::ArraySql<Item = T9>,
        T11: crate::ArraySql<Item = i16>,
        T12: crate::StringSql,
        T13: crate::ArraySql<Item = T12>,
        T14: crate::StringSql,
        T15: crate::ArraySql<Item = T14>,
        T16: crate::StringSql,
        T17: crate::ArraySql<Item = T16>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        batch: &'a uuid::Uuid,
        month: &'a chrono::NaiveDate,
        payments: &'a T2,
        numbers: &'a T3,
        operators: &'a T5,
        amounts_yen: &'a T6,
        bank_codes: &'a T8,
        branch_codes: &'a T10,
        account_kinds: &'a T11,
        account_numbers: &'a T13,
        account_names: &'a T15,
        references: &'a T17,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    municipality,
                    batch,
                    month,
                    payments,
                    numbers,
                    operators,
                    amounts_yen,
                    bank_codes,
                    branch_codes,
                    account_kinds,
                    account_numbers,
                    account_names,
                    references,
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
    T3: crate::ArraySql<Item = i32>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::ArraySql<Item = i64>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::ArraySql<Item = i16>,
    T12: crate::StringSql,
    T13: crate::ArraySql<Item = T12>,
    T14: crate::StringSql,
    T15: crate::ArraySql<Item = T14>,
    T16: crate::StringSql,
    T17: crate::ArraySql<Item = T16>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutPaymentsParams<
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
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutPaymentsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutPaymentsParams<
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
            &params.batch,
            &params.month,
            &params.payments,
            &params.numbers,
            &params.operators,
            &params.amounts_yen,
            &params.bank_codes,
            &params.branch_codes,
            &params.account_kinds,
            &params.account_numbers,
            &params.account_names,
            &params.references,
        ))
    }
}
pub struct LockBatchStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn lock_batch() -> LockBatchStmt {
    LockBatchStmt(
        "SELECT batch, month, transfer_date, content_digest, state, made_by, checked_by, approved_by, file, file_digest FROM payout_batch WHERE municipality = $1 AND month = $2 FOR UPDATE",
        None,
    )
}
impl LockBatchStmt {
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
    ) -> LockBatchQuery<'c, 'a, 's, C, LockBatch, 2> {
        LockBatchQuery {
            client,
            params: [municipality, month],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<LockBatchBorrowed, tokio_postgres::Error> {
                    Ok(LockBatchBorrowed {
                        batch: row.try_get(0)?,
                        month: row.try_get(1)?,
                        transfer_date: row.try_get(2)?,
                        content_digest: row.try_get(3)?,
                        state: row.try_get(4)?,
                        made_by: row.try_get(5)?,
                        checked_by: row.try_get(6)?,
                        approved_by: row.try_get(7)?,
                        file: row.try_get(8)?,
                        file_digest: row.try_get(9)?,
                    })
                },
            mapper: |it| LockBatch::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        LockBatchParams<T1>,
        LockBatchQuery<'c, 'a, 's, C, LockBatch, 2>,
        C,
    > for LockBatchStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a LockBatchParams<T1>,
    ) -> LockBatchQuery<'c, 'a, 's, C, LockBatch, 2> {
        self.bind(client, &params.municipality, &params.month)
    }
}
pub struct GetBatchStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_batch() -> GetBatchStmt {
    GetBatchStmt(
        "SELECT batch, month, transfer_date, content_digest, state, made_by, checked_by, approved_by, file, file_digest FROM payout_batch WHERE municipality = $1 AND month = $2",
        None,
    )
}
impl GetBatchStmt {
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
    ) -> GetBatchQuery<'c, 'a, 's, C, GetBatch, 2> {
        GetBatchQuery {
            client,
            params: [municipality, month],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<GetBatchBorrowed, tokio_postgres::Error> {
                    Ok(GetBatchBorrowed {
                        batch: row.try_get(0)?,
                        month: row.try_get(1)?,
                        transfer_date: row.try_get(2)?,
                        content_digest: row.try_get(3)?,
                        state: row.try_get(4)?,
                        made_by: row.try_get(5)?,
                        checked_by: row.try_get(6)?,
                        approved_by: row.try_get(7)?,
                        file: row.try_get(8)?,
                        file_digest: row.try_get(9)?,
                    })
                },
            mapper: |it| GetBatch::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetBatchParams<T1>,
        GetBatchQuery<'c, 'a, 's, C, GetBatch, 2>,
        C,
    > for GetBatchStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetBatchParams<T1>,
    ) -> GetBatchQuery<'c, 'a, 's, C, GetBatch, 2> {
        self.bind(client, &params.municipality, &params.month)
    }
}
pub struct GetPaymentsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_payments() -> GetPaymentsStmt {
    GetPaymentsStmt(
        "SELECT payment, number, operator, amount_yen, bank_code, branch_code, account_kind, account_number, account_name, reference FROM payment WHERE municipality = $1 AND batch = $2 ORDER BY number",
        None,
    )
}
impl GetPaymentsStmt {
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
        batch: &'a uuid::Uuid,
    ) -> GetPaymentsQuery<'c, 'a, 's, C, GetPayments, 2> {
        GetPaymentsQuery {
            client,
            params: [municipality, batch],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<GetPaymentsBorrowed, tokio_postgres::Error> {
                    Ok(GetPaymentsBorrowed {
                        payment: row.try_get(0)?,
                        number: row.try_get(1)?,
                        operator: row.try_get(2)?,
                        amount_yen: row.try_get(3)?,
                        bank_code: row.try_get(4)?,
                        branch_code: row.try_get(5)?,
                        account_kind: row.try_get(6)?,
                        account_number: row.try_get(7)?,
                        account_name: row.try_get(8)?,
                        reference: row.try_get(9)?,
                    })
                },
            mapper: |it| GetPayments::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetPaymentsParams<T1>,
        GetPaymentsQuery<'c, 'a, 's, C, GetPayments, 2>,
        C,
    > for GetPaymentsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetPaymentsParams<T1>,
    ) -> GetPaymentsQuery<'c, 'a, 's, C, GetPayments, 2> {
        self.bind(client, &params.municipality, &params.batch)
    }
}
pub struct CheckBatchStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn check_batch() -> CheckBatchStmt {
    CheckBatchStmt(
        "UPDATE payout_batch SET state = 'checked', checked_by = $1, checked_at = $2 WHERE municipality = $3 AND batch = $4 AND state = 'draft'",
        None,
    )
}
impl CheckBatchStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        user_id: &'a T1,
        now: &'a chrono::DateTime<chrono::FixedOffset>,
        municipality: &'a T2,
        batch: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(self.0, &[user_id, now, municipality, batch])
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        CheckBatchParams<T1, T2>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for CheckBatchStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a CheckBatchParams<T1, T2>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.user_id,
            &params.now,
            &params.municipality,
            &params.batch,
        ))
    }
}
pub struct ApproveBatchStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn approve_batch() -> ApproveBatchStmt {
    ApproveBatchStmt(
        "UPDATE payout_batch SET state = 'approved', approved_by = $1, approved_at = $2 WHERE municipality = $3 AND batch = $4 AND state = 'checked'",
        None,
    )
}
impl ApproveBatchStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        user_id: &'a T1,
        now: &'a chrono::DateTime<chrono::FixedOffset>,
        municipality: &'a T2,
        batch: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(self.0, &[user_id, now, municipality, batch])
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        ApproveBatchParams<T1, T2>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for ApproveBatchStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a ApproveBatchParams<T1, T2>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.user_id,
            &params.now,
            &params.municipality,
            &params.batch,
        ))
    }
}
pub struct ExportBatchStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn export_batch() -> ExportBatchStmt {
    ExportBatchStmt(
        "UPDATE payout_batch SET state = 'exported', exported_at = $1, file = $2, file_digest = $3 WHERE municipality = $4 AND batch = $5 AND state = 'approved'",
        None,
    )
}
impl ExportBatchStmt {
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
        T1: crate::BytesSql,
        T2: crate::BytesSql,
        T3: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        now: &'a chrono::DateTime<chrono::FixedOffset>,
        file: &'a T1,
        file_digest: &'a T2,
        municipality: &'a T3,
        batch: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(self.0, &[now, file, file_digest, municipality, batch])
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::BytesSql,
    T2: crate::BytesSql,
    T3: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        ExportBatchParams<T1, T2, T3>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for ExportBatchStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a ExportBatchParams<T1, T2, T3>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.now,
            &params.file,
            &params.file_digest,
            &params.municipality,
            &params.batch,
        ))
    }
}
pub struct PutPaymentTransfersStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_payment_transfers() -> PutPaymentTransfersStmt {
    PutPaymentTransfersStmt(
        "INSERT INTO transfer (municipality, transfer, debit, credit, amount_yen, kind, booked_month, booked_at, payment) SELECT $1, t.transfer, t.debit, 'bank', t.amount_yen, 'payment', $2, $3, t.payment FROM unnest($4::uuid[], $5::text[], $6::bigint[], $7::uuid[]) AS t (transfer, debit, amount_yen, payment)",
        None,
    )
}
impl PutPaymentTransfersStmt {
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
        T6: crate::ArraySql<Item = uuid::Uuid>,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        month: &'a chrono::NaiveDate,
        booked_at: &'a chrono::DateTime<chrono::FixedOffset>,
        transfers: &'a T2,
        debits: &'a T4,
        amounts_yen: &'a T5,
        payments: &'a T6,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    municipality,
                    month,
                    booked_at,
                    transfers,
                    debits,
                    amounts_yen,
                    payments,
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
    T6: crate::ArraySql<Item = uuid::Uuid>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutPaymentTransfersParams<T1, T2, T3, T4, T5, T6>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutPaymentTransfersStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutPaymentTransfersParams<T1, T2, T3, T4, T5, T6>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.month,
            &params.booked_at,
            &params.transfers,
            &params.debits,
            &params.amounts_yen,
            &params.payments,
        ))
    }
}
