//! What a file says: who pays whom, how much, from where, on which day.

use domain::Yen;
use serde::{Deserialize, Serialize};

use crate::{
    AccountKind, AccountNumber, BankCode, BranchCode, BusinessDay, EdiText, OfficeName,
    OriginatorName, PayeeName, RequesterCode,
};

/// The most one transfer can carry: ten digits.
pub const MAX_AMOUNT: Yen = Yen::new(9_999_999_999);
/// The most transfers a file can carry: six digits. Banks allow fewer.
pub const MAX_COUNT: usize = 999_999;
/// The most a file can carry in all: twelve digits.
pub const MAX_TOTAL: Yen = Yen::new(999_999_999_999);

/// An account at a bank (口座).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Account {
    /// 金融機関番号.
    pub bank: BankCode,
    /// 支店番号.
    pub branch: BranchCode,
    /// 預金種目.
    pub kind: AccountKind,
    /// 口座番号.
    pub number: AccountNumber,
}

/// Who pays (振込依頼人).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Originator {
    /// The number the bank issued (振込依頼人コード).
    pub code: RequesterCode,
    /// What the payee's passbook shows (振込依頼人名).
    pub name: OriginatorName,
    /// Where the money comes from; not a savings account.
    pub account: Account,
    /// 仕向銀行名, which most banks do not ask for.
    pub bank_name: Option<OfficeName>,
    /// 仕向支店名, which most banks do not ask for.
    pub branch_name: Option<OfficeName>,
}

/// One payment (データレコード).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Where the money goes.
    pub account: Account,
    /// The account's name, as in the passbook (受取人名).
    pub payee: PayeeName,
    /// From 1 to [`MAX_AMOUNT`].
    pub amount: Yen,
    /// What the payee can match the payment by (EDI情報).
    pub edi: Option<EdiText>,
}

impl Transfer {
    /// What two transfers of one file must not share: a payment sent twice
    /// looks like this. One operator has one transfer a file.
    pub(crate) const fn payment(&self) -> Payment<'_> {
        let account = &self.account;
        (&account.bank, &account.branch, &account.number, self.amount)
    }
}

/// Where to and how much.
pub(crate) type Payment<'a> = (&'a BankCode, &'a BranchCode, &'a AccountNumber, Yen);

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferFile {
    /// Who pays.
    pub originator: Originator,
    /// The day of the transfer (振込指定日); the file carries it without a year.
    pub transfer_date: BusinessDay,
    /// The payments, in the order of the file.
    pub transfers: Vec<Transfer>,
}
