//! From bytes back to what a file says, believing nothing.
//!
//! A strict reader of the files that [`write`](crate::write) makes, for the
//! check before a file leaves the house and for the audit after: what it
//! accepts, the writer would write again, byte for byte. Files of other
//! programs may well be right and yet be refused here.

mod cursor;
mod split;

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use domain::{Yen, YenOverflow};

use crate::{
    Account, AccountKind, AccountNumber, BankCode, BranchCode, CodeError, EdiText, LineEnd,
    OfficeName, Originator, OriginatorName, PayeeName, RequesterCode, TextError, Transfer,
};
use cursor::Cursor;

/// What a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFile {
    /// Who pays.
    pub originator: Originator,
    /// The day of the transfer; the file does not say the year.
    pub transfer_date: MonthDay,
    /// The payments, in the order of the file.
    pub transfers: Vec<Transfer>,
    /// Their sum, recomputed and equal to the trailer's.
    pub total: Yen,
    /// What follows every record.
    pub line_end: LineEnd,
    /// Whether the file closes with the byte 1A.
    pub eof: bool,
}

/// A day of any year: month 1 to 12, day 1 to 31, 2/29 included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthDay {
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
}

impl From<NaiveDate> for MonthDay {
    fn from(date: NaiveDate) -> Self {
        Self {
            month: date.month(),
            day: date.day(),
        }
    }
}

/// Where and why a file is not one of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("record {record}, byte {offset}: {problem}")]
pub struct ReadError {
    /// Which record, counted from 1.
    pub record: usize,
    /// Which byte of the record, counted from 0 as in the standard's tables.
    pub offset: usize,
    /// What is wrong.
    pub problem: ReadProblem,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadProblem {
    /// Something else stands there than must.
    #[error("{field}: expected {expected}, found {found}")]
    Unexpected {
        /// The field or part of the file.
        field: &'static str,
        /// What must stand there.
        expected: &'static str,
        /// What does.
        found: String,
    },
    /// A text that cannot stand there.
    #[error(transparent)]
    Text(TextError),
    /// A code that is none.
    #[error(transparent)]
    Code(CodeError),
    /// The trailer counts other than there are.
    #[error(
        "count of the trailer: expected {counted}, as many as there are data records, found {stated}"
    )]
    Count {
        /// What the trailer says.
        stated: i64,
        /// How many data records there are.
        counted: i64,
    },
    /// The trailer sums up to other than there is.
    #[error("total of the trailer: expected {sum}, the sum of the data records, found {stated}")]
    Total {
        /// What the trailer says.
        stated: Yen,
        /// What the data records add up to.
        sum: Yen,
    },
    /// The same amount to the same account as in a record before.
    #[error("expected another payment, found the amount and account of record {first} again")]
    Duplicate {
        /// The record it repeats.
        first: usize,
    },
}

/// Reads a file of ours; see the module's words on how strictly.
pub fn read(bytes: &[u8]) -> Result<ReadFile, ReadError> {
    let split = split::split(bytes)?;
    let mut records = (1..).zip(split.records.iter().copied());
    let mut next = |expected: &'static str, kinds: &[u8]| match records.next() {
        Some((number, record)) => Cursor::open(number, record, expected, kinds),
        None => Err(split.ends_before(expected)),
    };

    let (originator, transfer_date) = header(next("1 (header)", b"1")?.1)?;
    let mut transfers = vec![data(next("2 (data)", b"2")?.1)?];
    let mut trailer = loop {
        match next("2 (data) or 8 (trailer)", b"28")? {
            (b'2', cursor) => transfers.push(data(cursor)?),
            (_, cursor) => break cursor,
        }
    };
    check_duplicates(&transfers)?;
    let total = check_totals(&mut trailer, &transfers)?;
    next("9 (end)", b"9")?.1.filler()?;
    if let Some((number, _)) = records.next() {
        return Err(split::goes_on(number));
    }
    Ok(ReadFile {
        originator,
        transfer_date,
        transfers,
        total,
        line_end: split.line_end,
        eof: split.eof,
    })
}

fn header(mut cursor: Cursor<'_>) -> Result<(Originator, MonthDay), ReadError> {
    cursor.constant("kind of transfer", "21", b"21")?;
    cursor.constant("code", "0 (JIS)", b"0")?;
    let code = cursor.code("requester code", 10, RequesterCode::new)?;
    let name = cursor.text("originator name", 40, OriginatorName::from_field)?;
    let transfer_date = transfer_date(&mut cursor)?;
    let bank = cursor.code("bank code", 4, BankCode::new)?;
    let bank_name = cursor.optional_text("bank name", 15, OfficeName::from_field)?;
    let branch = cursor.code("branch code", 3, BranchCode::new)?;
    let branch_name = cursor.optional_text("branch name", 15, OfficeName::from_field)?;
    let kind = account_kind(&mut cursor, "1, 2 or 9", |kind| {
        kind != AccountKind::Savings
    })?;
    let number = cursor.code("account number", 7, AccountNumber::new)?;
    cursor.filler()?;
    let account = Account {
        bank,
        branch,
        kind,
        number,
    };
    let originator = Originator {
        code,
        name,
        account,
        bank_name,
        branch_name,
    };
    Ok((originator, transfer_date))
}

fn data(mut cursor: Cursor<'_>) -> Result<Transfer, ReadError> {
    let bank = cursor.code("bank code", 4, BankCode::new)?;
    cursor.constant("bank name", "spaces", &[b' '; 15])?;
    let branch = cursor.code("branch code", 3, BranchCode::new)?;
    cursor.constant("branch name", "spaces", &[b' '; 15])?;
    cursor.constant("clearing house", "0000", b"0000")?;
    let kind = account_kind(&mut cursor, "1, 2, 4 or 9", |_| true)?;
    let number = cursor.code("account number", 7, AccountNumber::new)?;
    let payee = cursor.text("payee name", 30, PayeeName::from_field)?;
    let amount = amount(&mut cursor)?;
    cursor.constant("new code", "0", b"0")?;
    let mut customer = cursor;
    cursor.take("customer codes or EDI text", 20)?;
    cursor.constant("kind of sending", "7 (telegraphic)", b"7")?;
    let edi = if cursor.flag("EDI mark", "Y or a space", b'Y', b' ')? {
        Some(customer.text("EDI text", 20, EdiText::from_field)?)
    } else {
        customer.constant("customer codes", "zeros", &[b'0'; 20])?;
        None
    };
    cursor.filler()?;
    let account = Account {
        bank,
        branch,
        kind,
        number,
    };
    Ok(Transfer {
        account,
        payee,
        amount,
        edi,
    })
}

fn transfer_date(cursor: &mut Cursor<'_>) -> Result<MonthDay, ReadError> {
    let start = *cursor;
    let month = u32::try_from(cursor.number("transfer date", 2)?).unwrap_or_default();
    let day = u32::try_from(cursor.number("transfer date", 2)?).unwrap_or_default();
    // Any leap year will do: the file does not say which year it means.
    NaiveDate::from_ymd_opt(2000, month, day)
        .map(MonthDay::from)
        .ok_or_else(|| start.unexpected("transfer date", 4, "a date as MMDD"))
}

fn account_kind(
    cursor: &mut Cursor<'_>,
    expected: &'static str,
    allowed: fn(AccountKind) -> bool,
) -> Result<AccountKind, ReadError> {
    let start = *cursor;
    let digit = cursor.take("account kind", 1)?;
    digit
        .first()
        .and_then(|&digit| AccountKind::from_digit(char::from(digit)).ok())
        .filter(|&kind| allowed(kind))
        .ok_or_else(|| start.unexpected("account kind", 1, expected))
}

fn amount(cursor: &mut Cursor<'_>) -> Result<Yen, ReadError> {
    let start = *cursor;
    match cursor.number("amount", 10)? {
        0 => Err(start.unexpected("amount", 10, "at least 1 yen")),
        yen => Ok(Yen::new(yen)),
    }
}

fn check_duplicates(transfers: &[Transfer]) -> Result<(), ReadError> {
    let mut seen = HashMap::new();
    // The first data record is record 2.
    for (record, transfer) in (2..).zip(transfers) {
        let first = *seen.entry(transfer.payment()).or_insert(record);
        if first != record {
            return Err(ReadError {
                record,
                offset: 0,
                problem: ReadProblem::Duplicate { first },
            });
        }
    }
    Ok(())
}

fn check_totals(trailer: &mut Cursor<'_>, transfers: &[Transfer]) -> Result<Yen, ReadError> {
    let start = *trailer;
    let stated = trailer.number("count of the trailer", 6)?;
    let counted = i64::try_from(transfers.len()).unwrap_or(i64::MAX);
    if stated != counted {
        return Err(start.error(ReadProblem::Count { stated, counted }));
    }
    let start = *trailer;
    let stated = Yen::new(trailer.number("total of the trailer", 12)?);
    let sum = Yen::checked_sum(transfers.iter().map(|transfer| transfer.amount)).map_err(
        |YenOverflow| start.unexpected("total of the trailer", 12, "a sum of twelve digits"),
    )?;
    if stated != sum {
        return Err(start.error(ReadProblem::Total { stated, sum }));
    }
    trailer.filler()?;
    Ok(sum)
}
