//! Where the seals of an operator's account are bound. Deliberately absent: reading and
//! entering accounts, which `registry` does.

use chrono::NaiveDate;
use domain::MunicipalityCode;

use super::Place;

/// Of what was entered before accounts were dated.
const BEFORE_DATES: i32 = 0;

/// An entry of an operator's account, as its seals name it.
///
/// Its day is part of the name: an account that was given another day does not open.
/// What was entered before there were dates keeps the name that it was sealed with.
pub(crate) struct AccountEntryName {
    pub(super) table: &'static str,
    pub(super) row: String,
}

impl AccountEntryName {
    pub(crate) fn new(operator: &str, entry: i32, from: NaiveDate) -> Self {
        if entry == BEFORE_DATES {
            return Self {
                table: "operator",
                row: operator.to_owned(),
            };
        }
        Self {
            table: "operator_account",
            row: format!("{operator} {entry} {from}"),
        }
    }

    pub(crate) fn place(&self, municipality: MunicipalityCode, column: &'static str) -> Place<'_> {
        Place {
            municipality,
            table: self.table,
            row: &self.row,
            column,
        }
    }
}
