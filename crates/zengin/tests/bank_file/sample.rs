//! The file that the hand-made golden bytes say, as values.

use chrono::NaiveDate;
use domain::Yen;
use zengin::{
    Account, AccountKind, BusinessCalendar, LineEnd, Originator, Profile, Transfer, TransferFile,
};

pub fn account(bank: &str, branch: &str, kind: AccountKind, number: &str) -> Account {
    Account {
        bank: bank.parse().unwrap(),
        branch: branch.parse().unwrap(),
        kind,
        number: number.parse().unwrap(),
    }
}

pub fn file() -> TransferFile {
    let day = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
    TransferFile {
        originator: Originator {
            code: "0000010201".parse().unwrap(),
            name: "ﾏｴﾊﾞｼｼ".parse().unwrap(),
            account: account("0140", "020", AccountKind::Ordinary, "42"),
            bank_name: Some("ｷﾞﾝｺｳ".parse().unwrap()),
            branch_name: Some("ﾎﾝﾃﾝ".parse().unwrap()),
        },
        transfer_date: BusinessCalendar::shipped().business_day(day).unwrap(),
        transfers: vec![
            Transfer {
                account: account("0140", "020", AccountKind::Ordinary, "1234"),
                payee: "ﾄﾞ)ﾅｶﾞｵｶﾀｸｼ-".parse().unwrap(),
                amount: Yen::new(123_450),
                edi: Some("202610-000123".parse().unwrap()),
            },
            Transfer {
                account: account("9900", "118", AccountKind::Savings, "7654321"),
                payee: "A1.ﾊﾟ ﾋﾟ".parse().unwrap(),
                amount: Yen::new(9_999_999_999),
                edi: None,
            },
        ],
    }
}

pub fn profile(line_end: LineEnd, eof: bool) -> Profile {
    Profile {
        line_end,
        eof,
        ..Profile::default()
    }
}

pub const LINE_ENDS: [LineEnd; 3] = [LineEnd::None, LineEnd::CrLf, LineEnd::Lf];
