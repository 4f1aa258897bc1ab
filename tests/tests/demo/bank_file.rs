//! The bank's file, as an independent reader sees it.

use std::fs;

use end_to_end::settle::BankFile;
use end_to_end::summary::Summary;

/// Read by a crate that others wrote, and held against the statements field by
/// field.
pub fn check(summary: &Summary, subsidy_yen: i64) {
    let BankFile {
        path,
        records,
        total_yen,
        sha256,
    } = &summary.zengin;
    let bytes = fs::read(path).unwrap();
    assert_eq!(domain::Digest::of(&bytes).to_string(), *sha256);
    assert_eq!(*total_yen, subsidy_yen);
    assert_eq!(*records, 5, "header, two payments, trailer, end");
    assert_eq!(bytes.len(), records * 122, "120 bytes and CRLF each");

    let file = zengin_fmt::parse_general_transfer(&bytes).unwrap();
    let header = &file.header;
    assert_eq!(header.kind_code, 21);
    assert_eq!(header.code_division, zengin_fmt::CodeDivision::Jis);
    assert_eq!(header.remitter_code, "0000010201");
    assert_eq!(header.remitter_name, "ﾏｴﾊﾞｼｼ");
    assert_eq!(header.transfer_date, "1120");
    assert_eq!((&*header.bank_code, &*header.branch_code), ("9900", "001"));
    assert_eq!((&*header.bank_name, &*header.branch_name), ("", ""));
    assert_eq!(header.account_type.to_string(), "1");
    assert_eq!(header.account_number, "0012345");

    let accounts = [
        ("op-1", "9900", "118", "1", "7654321", "ﾐﾎﾝﾀｸｼ-(ｶ"),
        ("op-2", "9901", "020", "2", "0024680", "ﾕ)ｼｹﾝｺｳﾂｳ"),
    ];
    assert_eq!(file.details.len(), accounts.len());
    for (detail, (operator, bank, branch, kind, number, name)) in file.details.iter().zip(accounts)
    {
        let owed = summary
            .statements
            .iter()
            .find(|one| one.operator == operator);
        assert_eq!(i64::try_from(detail.amount), Ok(owed.unwrap().total_yen));
        assert_eq!((&*detail.bank_code, &*detail.branch_code), (bank, branch));
        assert_eq!((&*detail.bank_name, &*detail.branch_name), ("", ""));
        assert_eq!(detail.clearing_house_number, "0000");
        assert_eq!(detail.account_type.to_string(), kind);
        assert_eq!(detail.account_number, number);
        assert_eq!(detail.recipient_name, name);
        assert_eq!(detail.new_code, "0");
        assert_eq!(detail.transfer_designated_type, "7");
        assert_eq!(detail.identification, "Y");
        assert!(detail.edi_info.contains("202610"), "{}", detail.edi_info);
    }
    assert_eq!(
        usize::try_from(file.trailer.total_count),
        Ok(accounts.len())
    );
    assert_eq!(i64::try_from(file.trailer.total_amount), Ok(subsidy_yen));
}
