//! What cannot be written, and what cannot be read, with the words a person
//! gets to see.

use chrono::NaiveDate;
use domain::Yen;
use zengin::{
    AccountKind, AccountNumber, BankCode, BranchCode, BusinessCalendar, Profile, RequesterCode,
    TransferFile, WriteError, check, read, write,
};

use crate::{golden, sample};

fn refusal(change: impl FnOnce(&mut TransferFile)) -> String {
    let mut file = sample::file();
    change(&mut file);
    write(&file, &Profile::default()).unwrap_err().to_string()
}

#[test]
fn a_file_that_a_bank_would_refuse_is_not_written() {
    assert_eq!(
        refusal(|file| file.transfers.clear()),
        "there is nothing to transfer, and a bank refuses an empty file; write none"
    );
    assert_eq!(
        refusal(|file| file.transfers[0].amount = Yen::ZERO),
        "transfer 1 is of 0 yen, and a transfer is of 1 to 9,999,999,999; carry it forward or split it"
    );
    assert_eq!(
        refusal(|file| file.transfers[1].amount = Yen::new(-5)),
        "transfer 2 is of -5 yen, and a transfer is of 1 to 9,999,999,999; carry it forward or split it"
    );
    assert_eq!(
        refusal(|file| file.transfers[1].amount = Yen::new(10_000_000_000)),
        "transfer 2 is of 10,000,000,000 yen, and a transfer is of 1 to 9,999,999,999; carry it forward or split it"
    );
    assert_eq!(
        refusal(|file| file.originator.account.kind = AccountKind::Savings),
        "the originator's account is of kind 4 (貯蓄); a general transfer is paid from 1 (普通), 2 (当座) or 9 (その他)"
    );
    // Another name or note does not make it another payment.
    assert_eq!(
        refusal(|file| {
            let mut again = file.transfers[0].clone();
            again.payee = "ﾍﾞﾂﾒｲ".parse().unwrap();
            again.edi = None;
            file.transfers.push(again);
        }),
        "transfer 3 pays the same amount to the same account as transfer 1; if both are owed, make them one"
    );
}

/// `count` transfers of `amount`, each to an account of its own.
fn many(count: u32, amount: Yen) -> TransferFile {
    let mut file = sample::file();
    let first = file.transfers[0].clone();
    file.transfers = (0..count)
        .map(|number| {
            let mut transfer = first.clone();
            transfer.account.number = number.to_string().parse().unwrap();
            transfer.amount = amount;
            transfer
        })
        .collect();
    file
}

#[test]
fn a_file_carries_as_many_transfers_and_as_much_money_as_its_trailer_can_say() {
    let profile = Profile::default();
    let mut most = many(999_999, Yen::new(1_000_000));
    assert_eq!(check(&most, &profile), []);
    let one_more = sample::file().transfers.remove(1);
    most.transfers.push(one_more);
    assert_eq!(
        check(&most, &profile),
        [WriteError::TooMany { count: 1_000_000 }, WriteError::Total]
    );
    assert_eq!(
        check(&many(101, Yen::new(9_999_999_999)), &profile),
        [WriteError::Total]
    );
}

#[test]
fn a_check_lists_everything_at_once() {
    let mut file = sample::file();
    file.transfers[0].amount = Yen::ZERO;
    file.originator.name = "A.B".parse().unwrap();
    let strict = Profile {
        allow_period_in_names: false,
        ..Profile::default()
    };
    assert_eq!(
        check(&file, &strict),
        [
            WriteError::PeriodInOriginator,
            WriteError::Amount {
                transfer: 1,
                amount: Yen::ZERO
            },
            WriteError::PeriodInPayee { transfer: 2 },
        ]
    );
    assert_eq!(check(&sample::file(), &Profile::default()), []);
}

#[test]
fn a_clerk_reads_the_refusals_in_japanese() {
    let amount = WriteError::Amount {
        transfer: 3,
        amount: Yen::ZERO,
    };
    assert_eq!(
        amount.reason().ja,
        "3件目の金額が0円です。1円から9,999,999,999円までにしてください。"
    );
    assert_eq!(amount.reason().en, amount.to_string());
    let date = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let closed = BusinessCalendar::shipped().business_day(date).unwrap_err();
    assert_eq!(
        closed.reason().ja,
        "2026-11-23は銀行休業日(国民の祝日・休日)です。別の日にしてください。"
    );
}

#[test]
fn a_day_on_which_banks_are_closed_is_no_transfer_date() {
    let refusal = |year, month, day| {
        let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        BusinessCalendar::shipped()
            .business_day(date)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refusal(2026, 11, 23),
        "2026-11-23 is not a bank business day (a national holiday); choose another day"
    );
    assert_eq!(
        refusal(2026, 11, 28),
        "2026-11-28 is not a bank business day (a Saturday or Sunday); choose another day"
    );
    assert_eq!(
        refusal(2026, 12, 31),
        "2026-12-31 is not a bank business day (12/31 to 1/3); choose another day"
    );
}

#[test]
fn codes_have_their_digits_and_nothing_else() {
    assert_eq!(AccountNumber::new("42").unwrap().as_str(), "0000042");
    assert_eq!(RequesterCode::new("10201").unwrap().as_str(), "0000010201");
    assert_eq!(
        BankCode::new("140").unwrap_err().to_string(),
        "the bank code must be 4 digits, 0-9 without spaces or hyphens"
    );
    assert_eq!(
        AccountNumber::new("12-3456").unwrap_err().to_string(),
        "the account number must be 1 to 7 digits, 0-9 without spaces or hyphens"
    );
    assert!(AccountNumber::new("").is_err());
    assert!(AccountNumber::new("12345678").is_err());
    assert!(BranchCode::new("０２０").is_err());
    assert!(serde_json::from_str::<BankCode>("\"014\"").is_err());
    assert_eq!(
        AccountKind::from_digit('7').unwrap_err().to_string(),
        "an account kind is 1 (普通), 2 (当座), 4 (貯蓄) or 9 (その他)"
    );
}

#[test]
fn a_profile_is_read_from_a_few_words() {
    let profile: Profile = serde_json::from_str(r#"{"line_end":"none"}"#).unwrap();
    assert_eq!(profile, sample::profile(zengin::LineEnd::None, false));
    assert!(serde_json::from_str::<Profile>(r#"{"line_ends":"none"}"#).is_err());
}

/// What the reader says of the hand-made file with `put` at a record's offset.
fn said_with(record: usize, offset: usize, put: &[u8]) -> String {
    let mut bytes = golden::file(b"\r\n");
    let at = (record - 1) * 122 + offset;
    bytes[at..at + put.len()].copy_from_slice(put);
    read(&bytes).unwrap_err().to_string()
}

#[test]
fn a_header_trailer_or_line_end_that_is_not_ours_is_refused_by_record_and_byte() {
    let table: &[(usize, usize, &[u8], &str)] = &[
        (
            1,
            0,
            b"2",
            "record 1, byte 0: kind of record: expected 1 (header), found \"2\"",
        ),
        (
            1,
            1,
            b"11",
            "record 1, byte 1: kind of transfer: expected 21, found \"1\"",
        ),
        (
            1,
            54,
            b"1399",
            "record 1, byte 54: transfer date: expected a date as MMDD, found \"1399\"",
        ),
        (
            1,
            95,
            b"4",
            "record 1, byte 95: account kind: expected 1, 2 or 9, found \"4\"",
        ),
        (
            1,
            119,
            b"X",
            "record 1, byte 119: filler: expected spaces, found \"X\"",
        ),
        (
            3,
            0,
            b"9",
            "record 3, byte 0: kind of record: expected 2 (data) or 8 (trailer), found \"9\"",
        ),
        (
            4,
            1,
            b"000003",
            "record 4, byte 1: count of the trailer: expected 2, as many as there are data records, found 3",
        ),
        (
            4,
            7,
            b"010000123450",
            "record 4, byte 7: total of the trailer: expected 10,000,123,449, the sum of the data records, found 10,000,123,450",
        ),
        (
            5,
            120,
            b"\n\n",
            "record 5, byte 120: line end: expected CR LF, found \"\\n\\n\"",
        ),
    ];
    for &(record, offset, put, message) in table {
        assert_eq!(said_with(record, offset, put), message);
    }
}

#[test]
fn a_payment_that_is_not_ours_is_refused_by_record_and_byte() {
    let table: &[(usize, &[u8], &str)] = &[
        (
            42,
            b"7",
            "byte 42: account kind: expected 1, 2, 4 or 9, found \"7\"",
        ),
        (
            43,
            b"1234   ",
            "byte 43: account number: expected digits, found \"1234   \"",
        ),
        (
            61,
            b"\xB0",
            "byte 61: character 12 of the payee name, 'ｰ' (U+FF70), is the prolonged sound mark; write a hyphen '-'",
        ),
        (
            60,
            b"\xAD",
            "byte 60: character 11 of the payee name, 'ｭ' (U+FF6D), is a small kana; write the large one",
        ),
        (
            50,
            b"a",
            "byte 50: character 1 of the payee name, 'a' (U+0061), is a lower case letter; write a capital",
        ),
        (50, &[b' '; 30], "byte 50: the payee name is empty"),
        (
            80,
            b"0000000000",
            "byte 80: amount: expected at least 1 yen, found \"0000000000\"",
        ),
        (
            97,
            b",",
            "byte 97: character 7 of the EDI text, ',' (U+002C), is not a character this field of a bank file takes",
        ),
        (
            112,
            b"N",
            "byte 112: EDI mark: expected Y or a space, found \"N\"",
        ),
    ];
    for &(offset, put, message) in table {
        assert_eq!(said_with(2, offset, put), format!("record 2, {message}"));
    }
}

#[test]
fn a_file_of_other_records_is_refused() {
    let records = golden::records();
    let refusal = |order: &[usize]| {
        let bytes: Vec<u8> = order.iter().flat_map(|&at| records[at].clone()).collect();
        read(&bytes).unwrap_err().to_string()
    };
    assert_eq!(
        refusal(&[]),
        "record 1, byte 0: kind of record: expected 1 (header), found the end of the file"
    );
    assert_eq!(
        refusal(&[0, 3, 4]),
        "record 2, byte 0: kind of record: expected 2 (data), found \"8\""
    );
    assert_eq!(
        refusal(&[0, 1, 2, 3]),
        "record 5, byte 0: kind of record: expected 9 (end), found the end of the file"
    );
    // Several headers in one file are for banks that ask for them.
    assert_eq!(
        refusal(&[0, 1, 2, 3, 0, 1, 2, 3, 4]),
        "record 5, byte 0: kind of record: expected 9 (end), found \"1\""
    );
    assert_eq!(
        refusal(&[0, 1, 2, 3, 4, 4]),
        "record 6, byte 0: kind of record: expected the end of the file, found another record"
    );
    assert_eq!(
        refusal(&[0, 1, 1, 3, 4]),
        "record 3, byte 0: expected another payment, found the amount and account of record 2 again"
    );
}

#[test]
fn a_file_in_another_encoding_is_refused() {
    let with_mark = [b"\xEF\xBB\xBF".as_slice(), &golden::file(b"")].concat();
    assert!(read(&with_mark).is_err());
    let doubled: Vec<u8> = golden::file(b"").iter().flat_map(|&b| [b, 0]).collect();
    assert!(read(&doubled).is_err());
}
