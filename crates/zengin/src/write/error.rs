//! Why a file cannot be written, for the clerk who prepares it.

use domain::{Reason, Yen};

use crate::{MAX_AMOUNT, MAX_COUNT, MAX_TOTAL};

/// Why a file cannot be written. Transfers are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// No transfers.
    #[error("there is nothing to transfer, and a bank refuses an empty file; write none")]
    Empty,
    /// More transfers than the trailer can count.
    #[error("{count} transfers are more than a file can carry ({MAX_COUNT}); split them")]
    TooMany {
        /// How many.
        count: usize,
    },
    /// More money than the trailer can carry.
    #[error("the transfers add up to more than a file can carry ({MAX_TOTAL} yen); split them")]
    Total,
    /// The originator pays from a savings account.
    #[error(
        "the originator's account is of kind 4 (貯蓄); a general transfer is paid from 1 (普通), 2 (当座) or 9 (その他)"
    )]
    OriginatorSavings,
    /// Nothing, less than nothing or too much.
    #[error(
        "transfer {transfer} is of {amount} yen, and a transfer is of 1 to {MAX_AMOUNT}; carry it forward or split it"
    )]
    Amount {
        /// Which transfer.
        transfer: usize,
        /// Its amount.
        amount: Yen,
    },
    /// The same amount to the same account as before.
    #[error(
        "transfer {transfer} pays the same amount to the same account as transfer {first}; if both are owed, make them one"
    )]
    Duplicate {
        /// Which transfer.
        transfer: usize,
        /// The one it repeats.
        first: usize,
    },
    /// A period in the originator's name, for a bank that takes none.
    #[error("the originator's name has a '.', which this bank does not take; use a space")]
    PeriodInOriginator,
    /// A period in a payee's name, for a bank that takes none.
    #[error(
        "the payee of transfer {transfer} has a '.', which this bank does not take; use a space"
    )]
    PeriodInPayee {
        /// Which transfer.
        transfer: usize,
    },
}

impl WriteError {
    /// The same in Japanese and English, for a screen.
    pub fn reason(&self) -> Reason {
        let (code, ja) = match self {
            Self::Empty => (
                "transfers_empty",
                "振込が1件もありません。空のデータは作成しません。".to_owned(),
            ),
            Self::TooMany { count } => (
                "transfers_too_many",
                format!(
                    "振込が{count}件あり、上限の{MAX_COUNT}件を超えています。分割してください。"
                ),
            ),
            Self::Total => (
                "transfers_total",
                format!("合計金額が上限の{MAX_TOTAL}円を超えています。分割してください。"),
            ),
            Self::OriginatorSavings => (
                "originator_savings",
                "振込依頼人の口座が貯蓄預金です。普通、当座、その他のいずれかにしてください。"
                    .to_owned(),
            ),
            Self::Amount { transfer, amount } => (
                "transfer_amount",
                format!(
                    "{transfer}件目の金額が{amount}円です。1円から{MAX_AMOUNT}円までにしてください。"
                ),
            ),
            Self::Duplicate { transfer, first } => (
                "transfer_duplicate",
                format!(
                    "{transfer}件目は{first}件目と同じ口座・同じ金額です。二重払いでなければ1件にまとめてください。"
                ),
            ),
            Self::PeriodInOriginator => (
                "originator_period",
                "この銀行では振込依頼人名に「.」を使えません。空白にしてください。".to_owned(),
            ),
            Self::PeriodInPayee { transfer } => (
                "payee_period",
                format!(
                    "{transfer}件目の受取人名に「.」があり、この銀行では使えません。空白にしてください。"
                ),
            ),
        };
        Reason::new(code, ja, self.to_string())
    }
}
