//! Sealing anew what is stored, a batch of rows a transaction: it can be stopped
//! and called again.

use domain::{MunicipalityCode, UserId};
use queries::queries::seal as sql;
use serde::Serialize;
use tokio_postgres::Client;

use super::{AccountEntryName, PREFIX, Place, SealKeys};
use crate::access::{Caller, Permission};
use crate::trail::perform;
use crate::{Result, Settlement, Transaction};

/// Rows that are sealed anew in one transaction.
const BATCH: i64 = 500;

/// How much was sealed anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Resealed {
    /// Rows.
    pub rows: usize,
}

/// Whether the database holds anything that a key sealed, of any municipality: then no new
/// key will do.
pub async fn is_anything_sealed(client: &Client) -> Result<bool> {
    let found = sql::is_anything_sealed()
        .bind(client, &PREFIX)
        .one()
        .await?;
    Ok(found)
}

/// Seals everything of a municipality that the first key did not seal. What is not
/// sealed at all is refused unless `accept_plain`: else whoever can write to the
/// database could have an account of their own sealed.
pub async fn reseal(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    accept_plain: bool,
    by: &UserId,
) -> Result<Resealed> {
    let caller = Caller::command(settlement, municipality, by).await?;
    let permission = Some(Permission::AccessManage);
    perform(
        settlement,
        &caller,
        permission,
        ("reseal", ""),
        async || {
            let mut rows = 0;
            loop {
                let resealed = settlement
                    .database
                    .transaction("reseal", municipality, async |tx| {
                        let worker = Worker {
                            keys: &settlement.seal_keys,
                            municipality,
                            accept_plain,
                        };
                        worker.batch(tx).await
                    })
                    .await?;
                if resealed == 0 {
                    return Ok(Resealed { rows });
                }
                rows += resealed;
            }
        },
    )
    .await
}

struct Worker<'a> {
    keys: &'a SealKeys,
    municipality: MunicipalityCode,
    accept_plain: bool,
}

impl Worker<'_> {
    async fn batch(&self, tx: &Transaction<'_>) -> Result<usize> {
        let mut count = self.operator_accounts(tx).await?;
        let (name, current) = (self.municipality.as_str(), self.keys.current());
        let stale = sql::stale_payer()
            .bind(tx, &name, &current.as_str())
            .opt()
            .await?;
        if let Some(row) = stale {
            let number = self.anew("payer", "", ("account_number", &row))?;
            sql::reseal_payer()
                .bind(tx, &number.as_str(), &name)
                .await?;
            count += 1;
        }
        let stale = sql::stale_payments()
            .bind(tx, &name, &current.as_str(), &BATCH)
            .all()
            .await?;
        for row in stale {
            let id = row.row.to_string();
            let number = self.anew("payment", &id, ("account_number", &row.number))?;
            let holder = self.anew("payment", &id, ("account_name", &row.holder))?;
            sql::reseal_payment()
                .bind(tx, &number.as_str(), &holder.as_str(), &name, &row.row)
                .await?;
            count += 1;
        }
        let stale = sql::stale_second_factors()
            .bind(tx, &name, &current.as_str(), &BATCH)
            .all()
            .await?;
        for row in stale {
            let secret = self.anew("user_login", &row.row, ("second_factor", &row.secret))?;
            sql::reseal_second_factor()
                .bind(tx, &secret.as_str(), &name, &row.row.as_str())
                .await?;
            count += 1;
        }
        Ok(count + self.bank_files(tx).await?)
    }

    async fn operator_accounts(&self, tx: &Transaction<'_>) -> Result<usize> {
        let (name, current) = (self.municipality.as_str(), self.keys.current());
        let stale = sql::stale_operator_accounts()
            .bind(tx, &name, &current.as_str(), &BATCH)
            .all()
            .await?;
        for row in &stale {
            let entry = AccountEntryName::new(&row.operator, row.entry, row.from_date);
            let (table, id) = (entry.table, &entry.row);
            let number = self.anew(table, id, ("account_number", &row.number))?;
            let holder = self.anew(table, id, ("account_name", &row.holder))?;
            sql::reseal_operator_account()
                .bind(
                    tx,
                    &number.as_str(),
                    &holder.as_str(),
                    &name,
                    &row.operator.as_str(),
                    &row.entry,
                )
                .await?;
        }
        Ok(stale.len())
    }

    async fn bank_files(&self, tx: &Transaction<'_>) -> Result<usize> {
        let (name, current) = (self.municipality.as_str(), self.keys.current());
        let stale = sql::stale_bank_files()
            .bind(tx, &name, &current.as_bytes(), &BATCH)
            .all()
            .await?;
        for row in &stale {
            let id = row.row.to_string();
            let place = Place::of_bank_file(self.municipality, &id);
            let plain = if self.accept_plain && !row.bytes.starts_with(PREFIX.as_bytes()) {
                row.bytes.clone()
            } else {
                let stored = String::from_utf8_lossy(&row.bytes);
                self.keys.open_bytes(place, &stored)?
            };
            let sealed = self.keys.seal(place, plain)?;
            sql::reseal_bank_file()
                .bind(tx, &sealed.as_bytes(), &name, &row.row)
                .await?;
        }
        Ok(stale.len())
    }

    fn anew(
        &self,
        table: &'static str,
        row: &str,
        (column, stored): (&'static str, &str),
    ) -> Result<String> {
        let place = Place {
            municipality: self.municipality,
            table,
            row,
            column,
        };
        let plain = if self.accept_plain && !stored.starts_with(PREFIX) {
            stored.to_owned()
        } else {
            self.keys.open(place, stored)?
        };
        self.keys.seal(place, &plain)
    }
}
