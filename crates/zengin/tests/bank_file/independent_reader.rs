//! A reader that others wrote reads what we write, and agrees on every field.

use zengin::{BusinessCalendar, EdiText, OfficeName, TransferFile, write};
use zengin_fmt::general_transfer::Detail;

use crate::sample;

/// It shows the byte 5C as a backslash, where JIS X 0201 has the yen sign.
fn shown(text: &str) -> String {
    text.replace('¥', "\\")
}

fn optional(name: Option<&OfficeName>) -> &str {
    name.map_or("", OfficeName::as_str)
}

/// Compares every field that zengin-fmt read with the one we wrote.
pub fn agrees(bytes: &[u8], file: &TransferFile) {
    let read = zengin_fmt::parse_general_transfer(bytes).unwrap();

    let (header, originator) = (&read.header, &file.originator);
    assert_eq!(header.kind_code, 21);
    assert_eq!(header.code_division, zengin_fmt::CodeDivision::Jis);
    assert_eq!(header.remitter_code, originator.code.as_str());
    assert_eq!(header.remitter_name, originator.name.as_str());
    let date = file.transfer_date.date().format("%m%d").to_string();
    assert_eq!(header.transfer_date, date);
    assert_eq!(header.bank_code, originator.account.bank.as_str());
    assert_eq!(header.bank_name, optional(originator.bank_name.as_ref()));
    assert_eq!(header.branch_code, originator.account.branch.as_str());
    assert_eq!(
        header.branch_name,
        optional(originator.branch_name.as_ref())
    );
    let kind = originator.account.kind.digit().to_string();
    assert_eq!(header.account_type.to_string(), kind);
    assert_eq!(header.account_number, originator.account.number.as_str());

    assert_eq!(read.details.len(), file.transfers.len());
    for (detail, transfer) in read.details.iter().zip(&file.transfers) {
        let customer_code = match transfer.edi {
            Some(_) => "",
            None => "0000000000",
        };
        let expected = Detail {
            bank_code: transfer.account.bank.to_string(),
            bank_name: String::new(),
            branch_code: transfer.account.branch.to_string(),
            branch_name: String::new(),
            clearing_house_number: "0000".to_owned(),
            account_type: transfer.account.kind.digit().to_string().parse().unwrap(),
            account_number: transfer.account.number.to_string(),
            recipient_name: transfer.payee.to_string(),
            amount: transfer.amount.get().try_into().unwrap(),
            new_code: "0".to_owned(),
            customer_code1: customer_code.to_owned(),
            customer_code2: customer_code.to_owned(),
            edi_info: shown(transfer.edi.as_ref().map_or("", EdiText::as_str)),
            transfer_designated_type: "7".to_owned(),
            identification: transfer.edi.as_ref().map_or("", |_| "Y").to_owned(),
        };
        assert_eq!(detail, &expected);
    }

    let sum: i64 = file.transfers.iter().map(|t| t.amount.get()).sum();
    assert_eq!(
        usize::try_from(read.trailer.total_count),
        Ok(file.transfers.len())
    );
    assert_eq!(i64::try_from(read.trailer.total_amount), Ok(sum));
}

#[test]
fn an_independent_reader_agrees_on_every_field_whatever_the_line_end() {
    let mut file = sample::file();
    file.transfers[0].edi = Some("¥ｦ｢1｣(A)/-.ﾊﾟ".parse().unwrap());
    for line_end in sample::LINE_ENDS {
        for eof in [false, true] {
            let bytes = write(&file, &sample::profile(line_end, eof)).unwrap();
            agrees(&bytes, &file);
        }
    }
}

#[test]
fn a_year_of_transfer_dates_reads_back_as_month_and_day() {
    let calendar = BusinessCalendar::shipped();
    let mut file = sample::file();
    let first = chrono::NaiveDate::from_ymd_opt(2027, 1, 1).unwrap();
    let days = first.iter_days().take(365);
    for date in days.filter_map(|date| calendar.business_day(date).ok()) {
        file.transfer_date = date;
        let bytes = write(&file, &zengin::Profile::default()).unwrap();
        agrees(&bytes, &file);
        assert_eq!(
            zengin::read(&bytes).unwrap().transfer_date,
            date.date().into()
        );
    }
}
