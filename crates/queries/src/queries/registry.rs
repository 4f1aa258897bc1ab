// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct UpsertMunicipalityParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub municipality: T1,
    pub name: T2,
    pub first_month: chrono::NaiveDate,
}
#[derive(Debug)]
pub struct UpsertPayerParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::StringSql,
    T6: crate::StringSql,
> {
    pub municipality: T1,
    pub requester_code: T2,
    pub requester_name: T3,
    pub bank_code: T4,
    pub branch_code: T5,
    pub account_kind: i16,
    pub account_number: T6,
}
#[derive(Debug)]
pub struct UpsertUserParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub municipality: T1,
    pub user_id: T2,
    pub role: T3,
}
#[derive(Debug)]
pub struct GetUserRoleParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub municipality: T1,
    pub user_id: T2,
}
#[derive(Debug)]
pub struct PutAccessTokenParams<T1: crate::StringSql, T2: crate::BytesSql, T3: crate::StringSql> {
    pub municipality: T1,
    pub token_digest: T2,
    pub user_id: T3,
    pub created_at: chrono::DateTime<chrono::FixedOffset>,
    pub expires_at: chrono::DateTime<chrono::FixedOffset>,
}
#[derive(Debug)]
pub struct GetTokenUserParams<T1: crate::StringSql, T2: crate::BytesSql> {
    pub municipality: T1,
    pub token_digest: T2,
    pub now: chrono::DateTime<chrono::FixedOffset>,
}
#[derive(Debug)]
pub struct UpsertOperatorParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::StringSql,
    T6: crate::StringSql,
    T7: crate::StringSql,
    T8: crate::StringSql,
> {
    pub municipality: T1,
    pub operator: T2,
    pub name: T3,
    pub creditor_number: Option<T4>,
    pub bank_code: T5,
    pub branch_code: T6,
    pub account_kind: i16,
    pub account_number: T7,
    pub account_name: T8,
}
#[derive(Debug)]
pub struct UpsertVehicleParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub municipality: T1,
    pub vehicle: T2,
    pub operator: T3,
}
#[derive(Debug)]
pub struct UpsertDriverParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub municipality: T1,
    pub driver: T2,
    pub operator: T3,
}
#[derive(Debug)]
pub struct UpsertTerminalParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub municipality: T1,
    pub terminal: T2,
    pub vehicle: T3,
}
#[derive(Debug)]
pub struct GetTerminalParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub municipality: T1,
    pub terminal: T2,
}
#[derive(Debug)]
pub struct PutEnrolmentCodeParams<T1: crate::StringSql, T2: crate::BytesSql, T3: crate::StringSql> {
    pub municipality: T1,
    pub code_digest: T2,
    pub terminal: T3,
    pub expires_at: chrono::DateTime<chrono::FixedOffset>,
}
#[derive(Debug)]
pub struct UseEnrolmentCodeParams<T1: crate::StringSql, T2: crate::BytesSql> {
    pub now: chrono::DateTime<chrono::FixedOffset>,
    pub municipality: T1,
    pub code_digest: T2,
}
#[derive(Debug)]
pub struct EnrolTerminalParams<T1: crate::BytesSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub public_key: T1,
    pub enrolled_at: chrono::DateTime<chrono::FixedOffset>,
    pub municipality: T2,
    pub terminal: T3,
}
#[derive(Debug)]
pub struct LockTerminalParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub municipality: T1,
    pub terminal: T2,
}
#[derive(Debug)]
pub struct NextNonceNumberParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub municipality: T1,
    pub terminal: T2,
}
#[derive(Debug)]
pub struct PutNoncePoolParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::BytesSql> {
    pub municipality: T1,
    pub terminal: T2,
    pub first_number: i64,
    pub nonce_count: i32,
    pub seed: T3,
    pub issued_at: chrono::DateTime<chrono::FixedOffset>,
    pub expires_at: chrono::DateTime<chrono::FixedOffset>,
}
#[derive(Debug)]
pub struct PutSchemeFileParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::BytesSql,
    T4: crate::StringSql,
    T5: crate::StringSql,
    T6: crate::StringSql,
> {
    pub municipality: T1,
    pub scheme: T2,
    pub digest: T3,
    pub file_name: T4,
    pub file_text: T5,
    pub published_at: chrono::DateTime<chrono::FixedOffset>,
    pub published_by: T6,
}
#[derive(Debug)]
pub struct SchemeHasClaimsParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub municipality: T1,
    pub scheme: T2,
}
#[derive(Debug)]
pub struct PutRegistrantParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub municipality: T1,
    pub registrant: T2,
    pub registered_on: chrono::NaiveDate,
    pub uses_before: i32,
    pub admitted_by: T3,
    pub admitted_at: chrono::DateTime<chrono::FixedOffset>,
}
#[derive(Debug)]
pub struct PutGroundParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub municipality: T1,
    pub registrant: T2,
    pub ground: T3,
    pub from_date: chrono::NaiveDate,
    pub until_date: Option<chrono::NaiveDate>,
}
#[derive(Debug)]
pub struct PutCredentialParams<
    T1: crate::StringSql,
    T2: crate::BytesSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::BytesSql,
    T6: crate::StringSql,
> {
    pub municipality: T1,
    pub fingerprint: T2,
    pub registrant: T3,
    pub issuer: T4,
    pub valid_from: chrono::DateTime<chrono::FixedOffset>,
    pub valid_until: chrono::DateTime<chrono::FixedOffset>,
    pub chip_key: T5,
    pub linked_by: T6,
    pub linked_at: chrono::DateTime<chrono::FixedOffset>,
}
#[derive(Debug)]
pub struct GetCredentialOwnerParams<T1: crate::StringSql, T2: crate::BytesSql> {
    pub municipality: T1,
    pub fingerprint: T2,
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetMunicipality {
    pub municipality: String,
    pub name: String,
    pub first_month: chrono::NaiveDate,
}
pub struct GetMunicipalityBorrowed<'a> {
    pub municipality: &'a str,
    pub name: &'a str,
    pub first_month: chrono::NaiveDate,
}
impl<'a> From<GetMunicipalityBorrowed<'a>> for GetMunicipality {
    fn from(
        GetMunicipalityBorrowed {
            municipality,
            name,
            first_month,
        }: GetMunicipalityBorrowed<'a>,
    ) -> Self {
        Self {
            municipality: municipality.into(),
            name: name.into(),
            first_month,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetPayer {
    pub requester_code: String,
    pub requester_name: String,
    pub bank_code: String,
    pub branch_code: String,
    pub account_kind: i16,
    pub account_number: String,
}
pub struct GetPayerBorrowed<'a> {
    pub requester_code: &'a str,
    pub requester_name: &'a str,
    pub bank_code: &'a str,
    pub branch_code: &'a str,
    pub account_kind: i16,
    pub account_number: &'a str,
}
impl<'a> From<GetPayerBorrowed<'a>> for GetPayer {
    fn from(
        GetPayerBorrowed {
            requester_code,
            requester_name,
            bank_code,
            branch_code,
            account_kind,
            account_number,
        }: GetPayerBorrowed<'a>,
    ) -> Self {
        Self {
            requester_code: requester_code.into(),
            requester_name: requester_name.into(),
            bank_code: bank_code.into(),
            branch_code: branch_code.into(),
            account_kind,
            account_number: account_number.into(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetTokenUser {
    pub user_id: String,
    pub role: String,
}
pub struct GetTokenUserBorrowed<'a> {
    pub user_id: &'a str,
    pub role: &'a str,
}
impl<'a> From<GetTokenUserBorrowed<'a>> for GetTokenUser {
    fn from(GetTokenUserBorrowed { user_id, role }: GetTokenUserBorrowed<'a>) -> Self {
        Self {
            user_id: user_id.into(),
            role: role.into(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetOperators {
    pub operator: String,
    pub name: String,
    pub creditor_number: Option<String>,
    pub bank_code: String,
    pub branch_code: String,
    pub account_kind: i16,
    pub account_number: String,
    pub account_name: String,
}
pub struct GetOperatorsBorrowed<'a> {
    pub operator: &'a str,
    pub name: &'a str,
    pub creditor_number: Option<&'a str>,
    pub bank_code: &'a str,
    pub branch_code: &'a str,
    pub account_kind: i16,
    pub account_number: &'a str,
    pub account_name: &'a str,
}
impl<'a> From<GetOperatorsBorrowed<'a>> for GetOperators {
    fn from(
        GetOperatorsBorrowed {
            operator,
            name,
            creditor_number,
            bank_code,
            branch_code,
            account_kind,
            account_number,
            account_name,
        }: GetOperatorsBorrowed<'a>,
    ) -> Self {
        Self {
            operator: operator.into(),
            name: name.into(),
            creditor_number: creditor_number.map(|v| v.into()),
            bank_code: bank_code.into(),
            branch_code: branch_code.into(),
            account_kind,
            account_number: account_number.into(),
            account_name: account_name.into(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetTerminal {
    pub terminal: String,
    pub vehicle: String,
    pub operator: String,
    pub public_key: Option<Vec<u8>>,
}
pub struct GetTerminalBorrowed<'a> {
    pub terminal: &'a str,
    pub vehicle: &'a str,
    pub operator: &'a str,
    pub public_key: Option<&'a [u8]>,
}
impl<'a> From<GetTerminalBorrowed<'a>> for GetTerminal {
    fn from(
        GetTerminalBorrowed {
            terminal,
            vehicle,
            operator,
            public_key,
        }: GetTerminalBorrowed<'a>,
    ) -> Self {
        Self {
            terminal: terminal.into(),
            vehicle: vehicle.into(),
            operator: operator.into(),
            public_key: public_key.map(|v| v.into()),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct GetSchemeFiles {
    pub scheme: String,
    pub digest: Vec<u8>,
    pub file_name: String,
    pub file_text: String,
    pub published_at: chrono::DateTime<chrono::FixedOffset>,
}
pub struct GetSchemeFilesBorrowed<'a> {
    pub scheme: &'a str,
    pub digest: &'a [u8],
    pub file_name: &'a str,
    pub file_text: &'a str,
    pub published_at: chrono::DateTime<chrono::FixedOffset>,
}
impl<'a> From<GetSchemeFilesBorrowed<'a>> for GetSchemeFiles {
    fn from(
        GetSchemeFilesBorrowed {
            scheme,
            digest,
            file_name,
            file_text,
            published_at,
        }: GetSchemeFilesBorrowed<'a>,
    ) -> Self {
        Self {
            scheme: scheme.into(),
            digest: digest.into(),
            file_name: file_name.into(),
            file_text: file_text.into(),
            published_at,
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct GetMunicipalityQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetMunicipalityBorrowed, tokio_postgres::Error>,
    mapper: fn(GetMunicipalityBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetMunicipalityQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetMunicipalityBorrowed) -> R,
    ) -> GetMunicipalityQuery<'c, 'a, 's, C, R, N> {
        GetMunicipalityQuery {
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
pub struct GetPayerQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetPayerBorrowed, tokio_postgres::Error>,
    mapper: fn(GetPayerBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetPayerQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(GetPayerBorrowed) -> R) -> GetPayerQuery<'c, 'a, 's, C, R, N> {
        GetPayerQuery {
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
pub struct StringQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<&str, tokio_postgres::Error>,
    mapper: fn(&str) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> StringQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(&str) -> R) -> StringQuery<'c, 'a, 's, C, R, N> {
        StringQuery {
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
pub struct GetTokenUserQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetTokenUserBorrowed, tokio_postgres::Error>,
    mapper: fn(GetTokenUserBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetTokenUserQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetTokenUserBorrowed) -> R,
    ) -> GetTokenUserQuery<'c, 'a, 's, C, R, N> {
        GetTokenUserQuery {
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
pub struct GetOperatorsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetOperatorsBorrowed, tokio_postgres::Error>,
    mapper: fn(GetOperatorsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetOperatorsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetOperatorsBorrowed) -> R,
    ) -> GetOperatorsQuery<'c, 'a, 's, C, R, N> {
        GetOperatorsQuery {
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
pub struct GetTerminalQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetTerminalBorrowed, tokio_postgres::Error>,
    mapper: fn(GetTerminalBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetTerminalQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetTerminalBorrowed) -> R,
    ) -> GetTerminalQuery<'c, 'a, 's, C, R, N> {
        GetTerminalQuery {
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
pub struct GetSchemeFilesQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GetSchemeFilesBorrowed, tokio_postgres::Error>,
    mapper: fn(GetSchemeFilesBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GetSchemeFilesQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(GetSchemeFilesBorrowed) -> R,
    ) -> GetSchemeFilesQuery<'c, 'a, 's, C, R, N> {
        GetSchemeFilesQuery {
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
pub struct BoolQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<bool, tokio_postgres::Error>,
    mapper: fn(bool) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> BoolQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(bool) -> R) -> BoolQuery<'c, 'a, 's, C, R, N> {
        BoolQuery {
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
pub struct Vecu8Query<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<&[u8], tokio_postgres::Error>,
    mapper: fn(&[u8]) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> Vecu8Query<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(&[u8]) -> R) -> Vecu8Query<'c, 'a, 's, C, R, N> {
        Vecu8Query {
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
pub struct UpsertMunicipalityStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn upsert_municipality() -> UpsertMunicipalityStmt {
    UpsertMunicipalityStmt(
        "INSERT INTO municipality (municipality, name, first_month) VALUES ($1, $2, $3) ON CONFLICT (municipality) DO UPDATE SET name = EXCLUDED.name",
        None,
    )
}
impl UpsertMunicipalityStmt {
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
        municipality: &'a T1,
        name: &'a T2,
        first_month: &'a chrono::NaiveDate,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(self.0, &[municipality, name, first_month])
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        UpsertMunicipalityParams<T1, T2>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for UpsertMunicipalityStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UpsertMunicipalityParams<T1, T2>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.name,
            &params.first_month,
        ))
    }
}
pub struct GetMunicipalityStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_municipality() -> GetMunicipalityStmt {
    GetMunicipalityStmt(
        "SELECT municipality, name, first_month FROM municipality WHERE municipality = $1",
        None,
    )
}
impl GetMunicipalityStmt {
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
    ) -> GetMunicipalityQuery<'c, 'a, 's, C, GetMunicipality, 1> {
        GetMunicipalityQuery {
            client,
            params: [municipality],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |
                row: &tokio_postgres::Row,
            | -> Result<GetMunicipalityBorrowed, tokio_postgres::Error> {
                Ok(GetMunicipalityBorrowed {
                    municipality: row.try_get(0)?,
                    name: row.try_get(1)?,
                    first_month: row.try_get(2)?,
                })
            },
            mapper: |it| GetMunicipality::from(it),
        }
    }
}
pub struct UpsertPayerStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn upsert_payer() -> UpsertPayerStmt {
    UpsertPayerStmt(
        "INSERT INTO payer (municipality, requester_code, requester_name, bank_code, branch_code, account_kind, account_number) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (municipality) DO UPDATE SET requester_code = EXCLUDED.requester_code, requester_name = EXCLUDED.requester_name, bank_code = EXCLUDED.bank_code, branch_code = EXCLUDED.branch_code, account_kind = EXCLUDED.account_kind, account_number = EXCLUDED.account_number",
        None,
    )
}
impl UpsertPayerStmt {
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
        T3: crate::StringSql,
        T4: crate::StringSql,
        T5: crate::StringSql,
        T6: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        requester_code: &'a T2,
        requester_name: &'a T3,
        bank_code: &'a T4,
        branch_code: &'a T5,
        account_kind: &'a i16,
        account_number: &'a T6,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    municipality,
                    requester_code,
                    requester_name,
                    bank_code,
                    branch_code,
                    account_kind,
                    account_number,
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
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::StringSql,
    T6: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        UpsertPayerParams<T1, T2, T3, T4, T5, T6>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for UpsertPayerStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UpsertPayerParams<T1, T2, T3, T4, T5, T6>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.requester_code,
            &params.requester_name,
            &params.bank_code,
            &params.branch_code,
            &params.account_kind,
            &params.account_number,
        ))
    }
}
pub struct GetPayerStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_payer() -> GetPayerStmt {
    GetPayerStmt(
        "SELECT requester_code, requester_name, bank_code, branch_code, account_kind, account_number FROM payer WHERE municipality = $1",
        None,
    )
}
impl GetPayerStmt {
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
    ) -> GetPayerQuery<'c, 'a, 's, C, GetPayer, 1> {
        GetPayerQuery {
            client,
            params: [municipality],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<GetPayerBorrowed, tokio_postgres::Error> {
                    Ok(GetPayerBorrowed {
                        requester_code: row.try_get(0)?,
                        requester_name: row.try_get(1)?,
                        bank_code: row.try_get(2)?,
                        branch_code: row.try_get(3)?,
                        account_kind: row.try_get(4)?,
                        account_number: row.try_get(5)?,
                    })
                },
            mapper: |it| GetPayer::from(it),
        }
    }
}
pub struct UpsertUserStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn upsert_user() -> UpsertUserStmt {
    UpsertUserStmt(
        "INSERT INTO user_account (municipality, user_id, role) VALUES ($1, $2, $3) ON CONFLICT (municipality, user_id) DO UPDATE SET role = EXCLUDED.role",
        None,
    )
}
impl UpsertUserStmt {
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
        T3: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        user_id: &'a T2,
        role: &'a T3,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[municipality, user_id, role]).await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        UpsertUserParams<T1, T2, T3>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for UpsertUserStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UpsertUserParams<T1, T2, T3>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(client, &params.municipality, &params.user_id, &params.role))
    }
}
pub struct GetUserRoleStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_user_role() -> GetUserRoleStmt {
    GetUserRoleStmt(
        "SELECT role FROM user_account WHERE municipality = $1 AND user_id = $2",
        None,
    )
}
impl GetUserRoleStmt {
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
        user_id: &'a T2,
    ) -> StringQuery<'c, 'a, 's, C, String, 2> {
        StringQuery {
            client,
            params: [municipality, user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetUserRoleParams<T1, T2>,
        StringQuery<'c, 'a, 's, C, String, 2>,
        C,
    > for GetUserRoleStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetUserRoleParams<T1, T2>,
    ) -> StringQuery<'c, 'a, 's, C, String, 2> {
        self.bind(client, &params.municipality, &params.user_id)
    }
}
pub struct PutAccessTokenStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_access_token() -> PutAccessTokenStmt {
    PutAccessTokenStmt(
        "INSERT INTO access_token (municipality, token_digest, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        None,
    )
}
impl PutAccessTokenStmt {
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
        token_digest: &'a T2,
        user_id: &'a T3,
        created_at: &'a chrono::DateTime<chrono::FixedOffset>,
        expires_at: &'a chrono::DateTime<chrono::FixedOffset>,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[municipality, token_digest, user_id, created_at, expires_at],
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
        PutAccessTokenParams<T1, T2, T3>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutAccessTokenStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutAccessTokenParams<T1, T2, T3>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.token_digest,
            &params.user_id,
            &params.created_at,
            &params.expires_at,
        ))
    }
}
pub struct GetTokenUserStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_token_user() -> GetTokenUserStmt {
    GetTokenUserStmt(
        "SELECT token.user_id, user_account.role FROM access_token AS token JOIN user_account USING (municipality, user_id) WHERE token.municipality = $1 AND token.token_digest = $2 AND token.expires_at > $3",
        None,
    )
}
impl GetTokenUserStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::BytesSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        token_digest: &'a T2,
        now: &'a chrono::DateTime<chrono::FixedOffset>,
    ) -> GetTokenUserQuery<'c, 'a, 's, C, GetTokenUser, 3> {
        GetTokenUserQuery {
            client,
            params: [municipality, token_digest, now],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<GetTokenUserBorrowed, tokio_postgres::Error> {
                    Ok(GetTokenUserBorrowed {
                        user_id: row.try_get(0)?,
                        role: row.try_get(1)?,
                    })
                },
            mapper: |it| GetTokenUser::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::BytesSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetTokenUserParams<T1, T2>,
        GetTokenUserQuery<'c, 'a, 's, C, GetTokenUser, 3>,
        C,
    > for GetTokenUserStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetTokenUserParams<T1, T2>,
    ) -> GetTokenUserQuery<'c, 'a, 's, C, GetTokenUser, 3> {
        self.bind(
            client,
            &params.municipality,
            &params.token_digest,
            &params.now,
        )
    }
}
pub struct UpsertOperatorStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn upsert_operator() -> UpsertOperatorStmt {
    UpsertOperatorStmt(
        "INSERT INTO operator (municipality, operator, name, creditor_number, bank_code, branch_code, account_kind, account_number, account_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (municipality, operator) DO UPDATE SET name = EXCLUDED.name, creditor_number = EXCLUDED.creditor_number, bank_code = EXCLUDED.bank_code, branch_code = EXCLUDED.branch_code, account_kind = EXCLUDED.account_kind, account_number = EXCLUDED.account_number, account_name = EXCLUDED.account_name",
        None,
    )
}
impl UpsertOperatorStmt {
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
        T3: crate::StringSql,
        T4: crate::StringSql,
        T5: crate::StringSql,
        T6: crate::StringSql,
        T7: crate::StringSql,
        T8: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        operator: &'a T2,
        name: &'a T3,
        creditor_number: &'a Option<T4>,
        bank_code: &'a T5,
        branch_code: &'a T6,
        account_kind: &'a i16,
        account_number: &'a T7,
        account_name: &'a T8,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    municipality,
                    operator,
                    name,
                    creditor_number,
                    bank_code,
                    branch_code,
                    account_kind,
                    account_number,
                    account_name,
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
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::StringSql,
    T6: crate::StringSql,
    T7: crate::StringSql,
    T8: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        UpsertOperatorParams<T1, T2, T3, T4, T5, T6, T7, T8>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for UpsertOperatorStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UpsertOperatorParams<T1, T2, T3, T4, T5, T6, T7, T8>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.operator,
            &params.name,
            &params.creditor_number,
            &params.bank_code,
            &params.branch_code,
            &params.account_kind,
            &params.account_number,
            &params.account_name,
        ))
    }
}
pub struct GetOperatorsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_operators() -> GetOperatorsStmt {
    GetOperatorsStmt(
        "SELECT operator, name, creditor_number, bank_code, branch_code, account_kind, account_number, account_name FROM operator WHERE municipality = $1 ORDER BY operator",
        None,
    )
}
impl GetOperatorsStmt {
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
    ) -> GetOperatorsQuery<'c, 'a, 's, C, GetOperators, 1> {
        GetOperatorsQuery {
            client,
            params: [municipality],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<GetOperatorsBorrowed, tokio_postgres::Error> {
                    Ok(GetOperatorsBorrowed {
                        operator: row.try_get(0)?,
                        name: row.try_get(1)?,
                        creditor_number: row.try_get(2)?,
                        bank_code: row.try_get(3)?,
                        branch_code: row.try_get(4)?,
                        account_kind: row.try_get(5)?,
                        account_number: row.try_get(6)?,
                        account_name: row.try_get(7)?,
                    })
                },
            mapper: |it| GetOperators::from(it),
        }
    }
}
pub struct UpsertVehicleStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn upsert_vehicle() -> UpsertVehicleStmt {
    UpsertVehicleStmt(
        "INSERT INTO vehicle (municipality, vehicle, operator) VALUES ($1, $2, $3) ON CONFLICT (municipality, vehicle) DO UPDATE SET operator = EXCLUDED.operator",
        None,
    )
}
impl UpsertVehicleStmt {
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
        T3: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        vehicle: &'a T2,
        operator: &'a T3,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(self.0, &[municipality, vehicle, operator])
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        UpsertVehicleParams<T1, T2, T3>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for UpsertVehicleStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UpsertVehicleParams<T1, T2, T3>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.vehicle,
            &params.operator,
        ))
    }
}
pub struct UpsertDriverStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn upsert_driver() -> UpsertDriverStmt {
    UpsertDriverStmt(
        "INSERT INTO driver (municipality, driver, operator) VALUES ($1, $2, $3) ON CONFLICT (municipality, driver) DO UPDATE SET operator = EXCLUDED.operator",
        None,
    )
}
impl UpsertDriverStmt {
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
        T3: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        driver: &'a T2,
        operator: &'a T3,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(self.0, &[municipality, driver, operator])
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        UpsertDriverParams<T1, T2, T3>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for UpsertDriverStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UpsertDriverParams<T1, T2, T3>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.driver,
            &params.operator,
        ))
    }
}
pub struct UpsertTerminalStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn upsert_terminal() -> UpsertTerminalStmt {
    UpsertTerminalStmt(
        "INSERT INTO terminal (municipality, terminal, vehicle) VALUES ($1, $2, $3) ON CONFLICT (municipality, terminal) DO UPDATE SET vehicle = EXCLUDED.vehicle",
        None,
    )
}
impl UpsertTerminalStmt {
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
        T3: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        terminal: &'a T2,
        vehicle: &'a T3,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(self.0, &[municipality, terminal, vehicle])
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        UpsertTerminalParams<T1, T2, T3>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for UpsertTerminalStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UpsertTerminalParams<T1, T2, T3>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.terminal,
            &params.vehicle,
        ))
    }
}
pub struct GetTerminalStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_terminal() -> GetTerminalStmt {
    GetTerminalStmt(
        "SELECT terminal.terminal, terminal.vehicle, vehicle.operator, terminal.public_key FROM terminal JOIN vehicle USING (municipality, vehicle) WHERE terminal.municipality = $1 AND terminal.terminal = $2",
        None,
    )
}
impl GetTerminalStmt {
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
    ) -> GetTerminalQuery<'c, 'a, 's, C, GetTerminal, 2> {
        GetTerminalQuery {
            client,
            params: [municipality, terminal],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<GetTerminalBorrowed, tokio_postgres::Error> {
                    Ok(GetTerminalBorrowed {
                        terminal: row.try_get(0)?,
                        vehicle: row.try_get(1)?,
                        operator: row.try_get(2)?,
                        public_key: row.try_get(3)?,
                    })
                },
            mapper: |it| GetTerminal::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetTerminalParams<T1, T2>,
        GetTerminalQuery<'c, 'a, 's, C, GetTerminal, 2>,
        C,
    > for GetTerminalStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetTerminalParams<T1, T2>,
    ) -> GetTerminalQuery<'c, 'a, 's, C, GetTerminal, 2> {
        self.bind(client, &params.municipality, &params.terminal)
    }
}
pub struct PutEnrolmentCodeStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_enrolment_code() -> PutEnrolmentCodeStmt {
    PutEnrolmentCodeStmt(
        "INSERT INTO enrolment_code (municipality, code_digest, terminal, expires_at) VALUES ($1, $2, $3, $4)",
        None,
    )
}
impl PutEnrolmentCodeStmt {
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
        code_digest: &'a T2,
        terminal: &'a T3,
        expires_at: &'a chrono::DateTime<chrono::FixedOffset>,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(self.0, &[municipality, code_digest, terminal, expires_at])
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
        PutEnrolmentCodeParams<T1, T2, T3>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutEnrolmentCodeStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutEnrolmentCodeParams<T1, T2, T3>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.code_digest,
            &params.terminal,
            &params.expires_at,
        ))
    }
}
pub struct UseEnrolmentCodeStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn use_enrolment_code() -> UseEnrolmentCodeStmt {
    UseEnrolmentCodeStmt(
        "UPDATE enrolment_code SET used_at = $1 WHERE municipality = $2 AND code_digest = $3 AND used_at IS NULL AND expires_at > $1 RETURNING terminal",
        None,
    )
}
impl UseEnrolmentCodeStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::BytesSql>(
        &'s self,
        client: &'c C,
        now: &'a chrono::DateTime<chrono::FixedOffset>,
        municipality: &'a T1,
        code_digest: &'a T2,
    ) -> StringQuery<'c, 'a, 's, C, String, 3> {
        StringQuery {
            client,
            params: [now, municipality, code_digest],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::BytesSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        UseEnrolmentCodeParams<T1, T2>,
        StringQuery<'c, 'a, 's, C, String, 3>,
        C,
    > for UseEnrolmentCodeStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a UseEnrolmentCodeParams<T1, T2>,
    ) -> StringQuery<'c, 'a, 's, C, String, 3> {
        self.bind(
            client,
            &params.now,
            &params.municipality,
            &params.code_digest,
        )
    }
}
pub struct EnrolTerminalStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn enrol_terminal() -> EnrolTerminalStmt {
    EnrolTerminalStmt(
        "UPDATE terminal SET public_key = $1, enrolled_at = $2 WHERE municipality = $3 AND terminal = $4",
        None,
    )
}
impl EnrolTerminalStmt {
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
        T2: crate::StringSql,
        T3: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        public_key: &'a T1,
        enrolled_at: &'a chrono::DateTime<chrono::FixedOffset>,
        municipality: &'a T2,
        terminal: &'a T3,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(self.0, &[public_key, enrolled_at, municipality, terminal])
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::BytesSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        EnrolTerminalParams<T1, T2, T3>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for EnrolTerminalStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a EnrolTerminalParams<T1, T2, T3>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.public_key,
            &params.enrolled_at,
            &params.municipality,
            &params.terminal,
        ))
    }
}
pub struct LockTerminalStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn lock_terminal() -> LockTerminalStmt {
    LockTerminalStmt(
        "SELECT terminal FROM terminal WHERE municipality = $1 AND terminal = $2 FOR UPDATE",
        None,
    )
}
impl LockTerminalStmt {
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
    ) -> StringQuery<'c, 'a, 's, C, String, 2> {
        StringQuery {
            client,
            params: [municipality, terminal],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        LockTerminalParams<T1, T2>,
        StringQuery<'c, 'a, 's, C, String, 2>,
        C,
    > for LockTerminalStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a LockTerminalParams<T1, T2>,
    ) -> StringQuery<'c, 'a, 's, C, String, 2> {
        self.bind(client, &params.municipality, &params.terminal)
    }
}
pub struct NextNonceNumberStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn next_nonce_number() -> NextNonceNumberStmt {
    NextNonceNumberStmt(
        "SELECT coalesce(max(first_number + nonce_count), 1) AS first_number FROM nonce_pool WHERE municipality = $1 AND terminal = $2",
        None,
    )
}
impl NextNonceNumberStmt {
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
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [municipality, terminal],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        NextNonceNumberParams<T1, T2>,
        I64Query<'c, 'a, 's, C, i64, 2>,
        C,
    > for NextNonceNumberStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a NextNonceNumberParams<T1, T2>,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.municipality, &params.terminal)
    }
}
pub struct PutNoncePoolStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_nonce_pool() -> PutNoncePoolStmt {
    PutNoncePoolStmt(
        "INSERT INTO nonce_pool (municipality, terminal, first_number, nonce_count, seed, issued_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        None,
    )
}
impl PutNoncePoolStmt {
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
        T3: crate::BytesSql,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        terminal: &'a T2,
        first_number: &'a i64,
        nonce_count: &'a i32,
        seed: &'a T3,
        issued_at: &'a chrono::DateTime<chrono::FixedOffset>,
        expires_at: &'a chrono::DateTime<chrono::FixedOffset>,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    municipality,
                    terminal,
                    first_number,
                    nonce_count,
                    seed,
                    issued_at,
                    expires_at,
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
    T3: crate::BytesSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutNoncePoolParams<T1, T2, T3>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutNoncePoolStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutNoncePoolParams<T1, T2, T3>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.terminal,
            &params.first_number,
            &params.nonce_count,
            &params.seed,
            &params.issued_at,
            &params.expires_at,
        ))
    }
}
pub struct PutSchemeFileStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_scheme_file() -> PutSchemeFileStmt {
    PutSchemeFileStmt(
        "INSERT INTO scheme_file (municipality, scheme, digest, file_name, file_text, published_at, published_by) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        None,
    )
}
impl PutSchemeFileStmt {
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
        T3: crate::BytesSql,
        T4: crate::StringSql,
        T5: crate::StringSql,
        T6: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        scheme: &'a T2,
        digest: &'a T3,
        file_name: &'a T4,
        file_text: &'a T5,
        published_at: &'a chrono::DateTime<chrono::FixedOffset>,
        published_by: &'a T6,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    municipality,
                    scheme,
                    digest,
                    file_name,
                    file_text,
                    published_at,
                    published_by,
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
    T3: crate::BytesSql,
    T4: crate::StringSql,
    T5: crate::StringSql,
    T6: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutSchemeFileParams<T1, T2, T3, T4, T5, T6>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutSchemeFileStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutSchemeFileParams<T1, T2, T3, T4, T5, T6>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.scheme,
            &params.digest,
            &params.file_name,
            &params.file_text,
            &params.published_at,
            &params.published_by,
        ))
    }
}
pub struct GetSchemeFilesStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_scheme_files() -> GetSchemeFilesStmt {
    GetSchemeFilesStmt(
        "SELECT scheme, digest, file_name, file_text, published_at FROM scheme_file WHERE municipality = $1 ORDER BY published_at, scheme",
        None,
    )
}
impl GetSchemeFilesStmt {
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
    ) -> GetSchemeFilesQuery<'c, 'a, 's, C, GetSchemeFiles, 1> {
        GetSchemeFilesQuery {
            client,
            params: [municipality],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |
                row: &tokio_postgres::Row,
            | -> Result<GetSchemeFilesBorrowed, tokio_postgres::Error> {
                Ok(GetSchemeFilesBorrowed {
                    scheme: row.try_get(0)?,
                    digest: row.try_get(1)?,
                    file_name: row.try_get(2)?,
                    file_text: row.try_get(3)?,
                    published_at: row.try_get(4)?,
                })
            },
            mapper: |it| GetSchemeFiles::from(it),
        }
    }
}
pub struct SchemeHasClaimsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn scheme_has_claims() -> SchemeHasClaimsStmt {
    SchemeHasClaimsStmt(
        "SELECT EXISTS (SELECT FROM claim WHERE municipality = $1 AND scheme = $2) AS has_claims",
        None,
    )
}
impl SchemeHasClaimsStmt {
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
        scheme: &'a T2,
    ) -> BoolQuery<'c, 'a, 's, C, bool, 2> {
        BoolQuery {
            client,
            params: [municipality, scheme],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        SchemeHasClaimsParams<T1, T2>,
        BoolQuery<'c, 'a, 's, C, bool, 2>,
        C,
    > for SchemeHasClaimsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a SchemeHasClaimsParams<T1, T2>,
    ) -> BoolQuery<'c, 'a, 's, C, bool, 2> {
        self.bind(client, &params.municipality, &params.scheme)
    }
}
pub struct PutRegistrantStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_registrant() -> PutRegistrantStmt {
    PutRegistrantStmt(
        "INSERT INTO registrant (municipality, registrant, registered_on, uses_before, admitted_by, admitted_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (municipality, registrant) DO NOTHING",
        None,
    )
}
impl PutRegistrantStmt {
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
        T3: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        registrant: &'a T2,
        registered_on: &'a chrono::NaiveDate,
        uses_before: &'a i32,
        admitted_by: &'a T3,
        admitted_at: &'a chrono::DateTime<chrono::FixedOffset>,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    municipality,
                    registrant,
                    registered_on,
                    uses_before,
                    admitted_by,
                    admitted_at,
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
    T3: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutRegistrantParams<T1, T2, T3>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutRegistrantStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutRegistrantParams<T1, T2, T3>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.registrant,
            &params.registered_on,
            &params.uses_before,
            &params.admitted_by,
            &params.admitted_at,
        ))
    }
}
pub struct PutGroundStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_ground() -> PutGroundStmt {
    PutGroundStmt(
        "INSERT INTO registrant_ground (municipality, registrant, ground, from_date, until_date) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (municipality, registrant, ground, from_date) DO NOTHING",
        None,
    )
}
impl PutGroundStmt {
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
        T3: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        registrant: &'a T2,
        ground: &'a T3,
        from_date: &'a chrono::NaiveDate,
        until_date: &'a Option<chrono::NaiveDate>,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[municipality, registrant, ground, from_date, until_date],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutGroundParams<T1, T2, T3>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutGroundStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutGroundParams<T1, T2, T3>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.registrant,
            &params.ground,
            &params.from_date,
            &params.until_date,
        ))
    }
}
pub struct PutCredentialStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn put_credential() -> PutCredentialStmt {
    PutCredentialStmt(
        "INSERT INTO credential (municipality, fingerprint, registrant, issuer, valid_from, valid_until, chip_key, linked_by, linked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (municipality, fingerprint) DO NOTHING",
        None,
    )
}
impl PutCredentialStmt {
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
        T4: crate::StringSql,
        T5: crate::BytesSql,
        T6: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        fingerprint: &'a T2,
        registrant: &'a T3,
        issuer: &'a T4,
        valid_from: &'a chrono::DateTime<chrono::FixedOffset>,
        valid_until: &'a chrono::DateTime<chrono::FixedOffset>,
        chip_key: &'a T5,
        linked_by: &'a T6,
        linked_at: &'a chrono::DateTime<chrono::FixedOffset>,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    municipality,
                    fingerprint,
                    registrant,
                    issuer,
                    valid_from,
                    valid_until,
                    chip_key,
                    linked_by,
                    linked_at,
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
    T4: crate::StringSql,
    T5: crate::BytesSql,
    T6: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PutCredentialParams<T1, T2, T3, T4, T5, T6>,
        std::pin::Pin<
            Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
        >,
        C,
    > for PutCredentialStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PutCredentialParams<T1, T2, T3, T4, T5, T6>,
    ) -> std::pin::Pin<
        Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>,
    > {
        Box::pin(self.bind(
            client,
            &params.municipality,
            &params.fingerprint,
            &params.registrant,
            &params.issuer,
            &params.valid_from,
            &params.valid_until,
            &params.chip_key,
            &params.linked_by,
            &params.linked_at,
        ))
    }
}
pub struct GetCredentialOwnerStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_credential_owner() -> GetCredentialOwnerStmt {
    GetCredentialOwnerStmt(
        "SELECT registrant FROM credential WHERE municipality = $1 AND fingerprint = $2",
        None,
    )
}
impl GetCredentialOwnerStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::BytesSql>(
        &'s self,
        client: &'c C,
        municipality: &'a T1,
        fingerprint: &'a T2,
    ) -> StringQuery<'c, 'a, 's, C, String, 2> {
        StringQuery {
            client,
            params: [municipality, fingerprint],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::BytesSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GetCredentialOwnerParams<T1, T2>,
        StringQuery<'c, 'a, 's, C, String, 2>,
        C,
    > for GetCredentialOwnerStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GetCredentialOwnerParams<T1, T2>,
    ) -> StringQuery<'c, 'a, 's, C, String, 2> {
        self.bind(client, &params.municipality, &params.fingerprint)
    }
}
pub struct GetFingerprintsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn get_fingerprints() -> GetFingerprintsStmt {
    GetFingerprintsStmt(
        "SELECT fingerprint FROM credential WHERE municipality = $1 ORDER BY fingerprint",
        None,
    )
}
impl GetFingerprintsStmt {
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
    ) -> Vecu8Query<'c, 'a, 's, C, Vec<u8>, 1> {
        Vecu8Query {
            client,
            params: [municipality],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
