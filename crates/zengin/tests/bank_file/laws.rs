//! Laws that hold for every file.

use chrono::NaiveDate;
use domain::Yen;
use proptest::collection::vec;
use proptest::prelude::*;
use zengin::{
    Account, AccountKind, BusinessCalendar, LineEnd, Originator, Profile, RECORD_BYTES, Transfer,
    TransferFile, read, write,
};

use crate::{golden, independent_reader, sample};

/// Text of a class, made of `units` of one or two characters.
fn text<T>(units: &'static [&'static str], max: usize) -> impl Strategy<Value = T>
where
    T: std::str::FromStr + std::fmt::Debug,
{
    vec(proptest::sample::select(units), 1..=max)
        .prop_filter_map("not a text", |units| units.concat().trim().parse().ok())
}

const NAME: &[&str] = &[
    "ｱ", "ﾝ", "ｶﾞ", "ﾄﾞ", "ﾎﾟ", "ｳﾞ", "ﾜ", "A", "Z", "0", "9", " ", "(", ")", "-", ".",
];
const EDI: &[&str] = &[
    "ｦ", "ﾊﾟ", "B", "8", " ", "/", "¥", "｢", "｣", "-", "(", ")", ".",
];
const OFFICE: &[&str] = &["ｱ", "ｻﾞ", "ﾋﾟ", "C", "7", "-"];

fn account(kinds: &'static [AccountKind]) -> impl Strategy<Value = Account> {
    let kind = proptest::sample::select(kinds);
    ("[0-9]{4}", "[0-9]{3}", kind, "[0-9]{1,7}")
        .prop_map(|(bank, branch, kind, number)| sample::account(&bank, &branch, kind, &number))
}

fn originator() -> impl Strategy<Value = Originator> {
    (
        "[0-9]{1,10}",
        text(NAME, 20),
        account(&[
            AccountKind::Ordinary,
            AccountKind::Current,
            AccountKind::Other,
        ]),
        proptest::option::of(text(OFFICE, 7)),
        proptest::option::of(text(OFFICE, 7)),
    )
        .prop_map(|(code, name, account, bank_name, branch_name)| Originator {
            code: code.parse().unwrap(),
            name,
            account,
            bank_name,
            branch_name,
        })
}

fn transfer() -> impl Strategy<Value = Transfer> {
    (
        account(&[
            AccountKind::Ordinary,
            AccountKind::Current,
            AccountKind::Savings,
            AccountKind::Other,
        ]),
        text(NAME, 15),
        1..=9_999_999_999_i64,
        proptest::option::of(text(EDI, 10)),
    )
        .prop_map(|(account, payee, amount, edi)| Transfer {
            account,
            payee,
            amount: Yen::new(amount),
            edi,
        })
}

fn file() -> impl Strategy<Value = TransferFile> {
    (originator(), 0..700_u64, vec(transfer(), 1..12)).prop_map(|(originator, days, transfers)| {
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let date = first + chrono::Days::new(days);
        TransferFile {
            originator,
            transfer_date: BusinessCalendar::shipped()
                .next_business_day_on_or_after(date)
                .unwrap(),
            transfers,
        }
    })
}

fn profile() -> impl Strategy<Value = Profile> {
    (proptest::sample::select(&sample::LINE_ENDS), any::<bool>())
        .prop_map(|(line_end, eof)| sample::profile(line_end, eof))
}

/// What a file of transfers may be made of, beside its line ends.
fn is_legal(byte: u8) -> bool {
    matches!(byte, b' ' | b'(' | b')' | b'-'..=b'9' | b'A'..=b'Z' | b'\\')
        || matches!(byte, 0xA2 | 0xA3 | 0xA6 | 0xB1..=0xDF)
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(file in file(), profile in profile()) {
        let bytes = write(&file, &profile).unwrap();
        let said = read(&bytes).unwrap();
        prop_assert_eq!(said.originator, file.originator);
        prop_assert_eq!(said.transfer_date, file.transfer_date.date().into());
        prop_assert_eq!(said.transfers, file.transfers);
        prop_assert_eq!((said.line_end, said.eof), (profile.line_end, profile.eof));
    }

    #[test]
    fn an_independent_reader_agrees(file in file(), profile in profile()) {
        independent_reader::agrees(&write(&file, &profile).unwrap(), &file);
    }

    #[test]
    fn every_record_is_120_legal_bytes_and_the_trailer_is_their_sum(file in file()) {
        let bytes = write(&file, &sample::profile(LineEnd::None, false)).unwrap();
        prop_assert_eq!(bytes.len(), (file.transfers.len() + 3) * RECORD_BYTES);
        prop_assert!(bytes.iter().copied().all(is_legal));

        let records: Vec<&[u8]> = bytes.chunks(RECORD_BYTES).collect();
        let [_, data @ .., trailer, _] = records.as_slice() else { panic!("too short") };
        let yen = |digits: &[u8]| str::from_utf8(digits).unwrap().parse::<i64>().unwrap();
        let sum: i64 = data.iter().map(|record| yen(&record[80..90])).sum();
        prop_assert_eq!(yen(&trailer[7..19]), sum);
        prop_assert_eq!(yen(&trailer[1..7]), i64::try_from(data.len()).unwrap());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..700)) {
        prop_assert!(read(&bytes).is_err());
    }

    /// So an accepted file says nothing that the reader overlooked.
    #[test]
    fn a_changed_byte_is_refused_or_is_what_the_writer_would_write(
        at in 0..600_usize,
        byte in prop_oneof![any::<u8>(), proptest::sample::select(b" 0123456789YAB.-\xB6\xDE".as_slice())],
    ) {
        let mut bytes = golden::file(b"");
        bytes[at] = byte;
        if let Ok(said) = read(&bytes) {
            let original = sample::file();
            let mut again = write(
                &TransferFile {
                    originator: said.originator,
                    transfer_date: original.transfer_date,
                    transfers: said.transfers,
                },
                &sample::profile(LineEnd::None, false),
            )
            .unwrap();
            // The year is not in the file, so the date cannot be rebuilt from it.
            again[54..58].copy_from_slice(&bytes[54..58]);
            prop_assert_eq!(again, bytes);
        }
    }
}
