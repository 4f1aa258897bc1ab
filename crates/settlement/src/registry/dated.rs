//! Entering what holds from a day on. Deliberately absent: reading it back for a
//! decision, which `register` and `intake` do.

use domain::{InvoiceNumber, MunicipalityCode, ServiceDate, Timestamp, UserId};
use queries::queries::registry as sql;

use super::reach;
use crate::schemes::SchemeCache;
use crate::seal::SealKeys;
use crate::{Result, Transaction};

/// Who enters something, when and where.
pub(super) struct Entering<'a> {
    pub(super) municipality: MunicipalityCode,
    /// None only while the registry is begun.
    pub(super) by: Option<&'a UserId>,
    pub(super) now: Timestamp,
    pub(super) seal_keys: &'a SealKeys,
    pub(super) schemes: &'a SchemeCache,
}

/// What is assigned (所属・搭載).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// To an operator.
    Vehicle,
    /// To an operator.
    Driver,
    /// To a vehicle.
    Terminal,
}

impl Kind {
    /// As in SQL.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Vehicle => "vehicle",
            Self::Driver => "driver",
            Self::Terminal => "terminal",
        }
    }
}

/// A thing and whose it is.
pub(super) struct Assigned<'a> {
    pub(super) thing: &'a str,
    /// None: out of service.
    pub(super) holder: Option<&'a str>,
    /// None: from the first month for what is new, else from today.
    pub(super) from: Option<ServiceDate>,
}

/// On what terms an operator takes part.
pub(super) struct OperatorTerms<'a> {
    pub(super) operator: &'a str,
    pub(super) from: Option<ServiceDate>,
    pub(super) licensed_until: Option<ServiceDate>,
    pub(super) contracted_until: Option<ServiceDate>,
    pub(super) invoice_number: Option<&'a InvoiceNumber>,
}

impl Entering<'_> {
    /// The user's name as SQL takes it.
    pub(super) fn by(&self) -> &str {
        self.by.map_or("", UserId::as_str)
    }

    /// Enters whose things are, as far as that is not so already; how many were.
    pub(super) async fn assign<'a>(
        &self,
        tx: &Transaction<'_>,
        kind: Kind,
        assigned: impl Iterator<Item = Assigned<'a>>,
    ) -> Result<u64> {
        let mut things = Vec::new();
        let mut holders = Vec::new();
        let mut from_dates = Vec::new();
        for one in assigned {
            things.push(one.thing);
            holders.push(one.holder);
            from_dates.push(one.from.map(ServiceDate::date));
        }
        let entered = sql::put_assignments()
            .bind(
                tx,
                &self.municipality.as_str(),
                &kind.as_str(),
                &self.now.in_japan(),
                &self.by(),
                &ServiceDate::of(self.now).date(),
                &things,
                &holders,
                &from_dates,
            )
            .await?;
        if entered > 0 {
            reach::open_of_assignments(tx, self, kind, &things).await?;
        }
        Ok(entered)
    }

    /// Enters an operator's terms, as far as they are not so already.
    pub(super) async fn put_terms(
        &self,
        tx: &Transaction<'_>,
        terms: &OperatorTerms<'_>,
    ) -> Result<u64> {
        let entered = sql::put_operator_terms()
            .bind(
                tx,
                &terms.operator,
                &terms.licensed_until.map(ServiceDate::date),
                &terms.contracted_until.map(ServiceDate::date),
                &terms.invoice_number.map(InvoiceNumber::as_str),
                &self.now.in_japan(),
                &self.by(),
                &terms.from.map(ServiceDate::date),
                &self.municipality.as_str(),
                &ServiceDate::of(self.now).date(),
            )
            .await?;
        if entered > 0 {
            reach::open_of_terms(tx, self, terms).await?;
        }
        Ok(entered)
    }
}
