//! Bank files of the Zengin standard: write and read, byte by byte.
//!
//! One kind of file: 総合振込 (general transfer, 種別 21), the file by which a
//! city tells its bank to pay its taxi operators. A file is a header, one data
//! record a payment, a trailer and an end record, each of 120 bytes of
//! JIS X 0201.
//!
//! ```
//! use chrono::NaiveDate;
//! use domain::Yen;
//! use zengin::{
//!     Account, AccountKind, BusinessCalendar, Originator, Profile, Transfer, TransferFile,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let calendar = BusinessCalendar::shipped();
//! let day = NaiveDate::from_ymd_opt(2026, 11, 28).ok_or("not a date")?; // a Saturday
//! let file = TransferFile {
//!     originator: Originator {
//!         code: "0000010201".parse()?,
//!         name: zengin::OriginatorName::from_typed("マエバシシ")?,
//!         account: Account {
//!             bank: "0140".parse()?,
//!             branch: "020".parse()?,
//!             kind: AccountKind::Ordinary,
//!             number: "1234".parse()?,
//!         },
//!         bank_name: None,
//!         branch_name: None,
//!     },
//!     transfer_date: calendar.next_business_day_on_or_after(day)?, // Monday the 30th
//!     transfers: vec![Transfer {
//!         account: Account {
//!             bank: "9900".parse()?,
//!             branch: "118".parse()?,
//!             kind: AccountKind::Ordinary,
//!             number: "7654321".parse()?,
//!         },
//!         payee: zengin::PayeeName::from_typed("ド）ながおかたくしー")?,
//!         amount: Yen::new(123_450),
//!         edi: Some("202610-000123".parse()?),
//!     }],
//! };
//! let bytes = zengin::write(&file, &Profile::default())?;
//! assert_eq!(bytes.len(), 4 * 122);
//! assert_eq!(zengin::read(&bytes)?.transfers, file.transfers);
//! # Ok(())
//! # }
//! ```
//!
//! Deliberately absent: the list of banks and branches (which changes weekly
//! and is somebody else's), legal-form abbreviations (株式会社 is カ or not as
//! the passbook says), readings of kanji, EBCDIC, several headers in one file,
//! and any answer of a bank: this kind of file has none.

mod calendar;
mod codes;
mod profile;
mod read;
mod text;
mod transfer;
mod write;

pub use calendar::{BusinessCalendar, BusinessDay, CalendarError, Closed};
pub use codes::{AccountKind, AccountNumber, BankCode, BranchCode, CodeError, RequesterCode};
pub use profile::{LineEnd, Profile};
pub use read::{MonthDay, ReadError, ReadFile, ReadProblem, read};
pub use text::{EdiText, OfficeName, OriginatorName, PayeeName, Refusal, TextError};
pub use transfer::{Account, MAX_AMOUNT, MAX_COUNT, MAX_TOTAL, Originator, Transfer, TransferFile};
pub use write::{WriteError, check, write};

/// Bytes in a record, without its line end.
pub const RECORD_BYTES: usize = 120;
