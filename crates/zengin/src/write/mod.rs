//! From a [`TransferFile`] to bytes, or to the reasons why not.
//!
//! Everything a bank could refuse is refused here first; what the types cannot
//! hold (characters, lengths, codes, business days) has been refused before.
//! Not checked: whether banks, branches and accounts exist, and a bank's own
//! limit on the number of transfers.

mod error;
mod record;

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use domain::Yen;

use crate::transfer::Payment;
use crate::{
    Account, AccountKind, MAX_AMOUNT, MAX_COUNT, MAX_TOTAL, Originator, Profile, RECORD_BYTES,
    Transfer, TransferFile,
};
pub use error::WriteError;
use record::Record;

/// Everything that keeps `file` from being written, in the order of the file.
pub fn check(file: &TransferFile, profile: &Profile) -> Vec<WriteError> {
    let mut errors = Vec::new();
    check_originator(&file.originator, *profile, &mut errors);
    let mut seen = HashMap::new();
    for (number, transfer) in (1..).zip(&file.transfers) {
        check_transfer(transfer, number, *profile, &mut seen, &mut errors);
    }
    match file.transfers.len() {
        0 => errors.push(WriteError::Empty),
        count if count > MAX_COUNT => errors.push(WriteError::TooMany { count }),
        _ => {}
    }
    errors.extend(total(file).err());
    errors
}

fn check_originator(originator: &Originator, profile: Profile, errors: &mut Vec<WriteError>) {
    if originator.account.kind == AccountKind::Savings {
        errors.push(WriteError::OriginatorSavings);
    }
    if !profile.allow_period_in_names && originator.name.as_str().contains('.') {
        errors.push(WriteError::PeriodInOriginator);
    }
}

fn check_transfer<'a>(
    transfer: &'a Transfer,
    number: usize,
    profile: Profile,
    seen: &mut HashMap<Payment<'a>, usize>,
    errors: &mut Vec<WriteError>,
) {
    let amount = transfer.amount;
    if amount <= Yen::ZERO || amount > MAX_AMOUNT {
        errors.push(WriteError::Amount {
            transfer: number,
            amount,
        });
    }
    if !profile.allow_period_in_names && transfer.payee.as_str().contains('.') {
        errors.push(WriteError::PeriodInPayee { transfer: number });
    }
    let first = *seen.entry(transfer.payment()).or_insert(number);
    if first != number {
        errors.push(WriteError::Duplicate {
            transfer: number,
            first,
        });
    }
}

fn total(file: &TransferFile) -> Result<Yen, WriteError> {
    Yen::checked_sum(file.transfers.iter().map(|transfer| transfer.amount))
        .ok()
        .filter(|&total| total <= MAX_TOTAL)
        .ok_or(WriteError::Total)
}

/// The bytes of `file`, as the bank of `profile` wants them, or the first of
/// the errors that [`check`] finds.
pub fn write(file: &TransferFile, profile: &Profile) -> Result<Vec<u8>, WriteError> {
    if let Some(first) = check(file, profile).into_iter().next() {
        return Err(first);
    }
    let total = total(file)?;
    let line_end = profile.line_end.bytes();
    let records = file.transfers.len().saturating_add(3);
    let capacity = records.saturating_mul(RECORD_BYTES.saturating_add(line_end.len()));

    let mut bytes = Vec::with_capacity(capacity.saturating_add(usize::from(profile.eof)));
    let mut put = |record: Record| {
        bytes.extend(record.finish());
        bytes.extend(line_end);
    };
    put(header(&file.originator, file.transfer_date.date()));
    for transfer in &file.transfers {
        put(data(transfer));
    }
    put(trailer(file.transfers.len(), total));
    put(Record::new('9'));
    if profile.eof {
        bytes.push(0x1A);
    }
    Ok(bytes)
}

fn header(originator: &Originator, date: NaiveDate) -> Record {
    let account = &originator.account;
    let bank_name = originator.bank_name.as_ref();
    let branch_name = originator.branch_name.as_ref();
    Record::new('1')
        .digits("21") // 種別コード: 総合振込
        .digits("0") // コード区分: JIS
        .digits(originator.code.as_str())
        .text(originator.name.as_bytes(), 40)
        .number(date.month(), 2)
        .number(date.day(), 2)
        .digits(account.bank.as_str())
        .text(bank_name.map_or(b"", |name| name.as_bytes()), 15)
        .digits(account.branch.as_str())
        .text(branch_name.map_or(b"", |name| name.as_bytes()), 15)
        .digit(account.kind.digit())
        .digits(account.number.as_str())
}

fn data(transfer: &Transfer) -> Record {
    let Account {
        bank,
        branch,
        kind,
        number,
    } = &transfer.account;
    let record = Record::new('2')
        .digits(bank.as_str())
        .text(b"", 15) // 被仕向銀行名: the code says it
        .digits(branch.as_str())
        .text(b"", 15) // 被仕向支店名
        .digits("0000") // 手形交換所番号: unused
        .digit(kind.digit())
        .digits(number.as_str())
        .text(transfer.payee.as_bytes(), 30)
        .number(transfer.amount.get(), 10)
        .digits("0"); // 新規コード: その他
    // 振込指定区分 7 is 電信; 識別表示 says what the 20 bytes before are.
    match &transfer.edi {
        Some(edi) => record.text(edi.as_bytes(), 20).digits("7").text(b"Y", 1),
        None => record.number(0, 20).digits("7").text(b" ", 1),
    }
}

fn trailer(count: usize, total: Yen) -> Record {
    Record::new('8').number(count, 6).number(total.get(), 12)
}
