//! The registry as CSV: nothing is changed by it without a word.

#![cfg(test)]

mod support;

use settlement::Error;
use settlement::registry::{CsvImported, CsvKind, Encoding, export_csv};
use support::City;
use support::files::import;

async fn export(city: &City, kind: CsvKind, encoding: Encoding) -> settlement::Result<Vec<u8>> {
    let clerk = city.caller("clerk").await;
    let (_rows, bytes) = export_csv(&city.settlement, &clerk, kind, encoding).await?;
    Ok(bytes)
}

/// What is exported as UTF-8, without its byte order mark.
async fn exported(city: &City, kind: CsvKind) -> String {
    let bytes = export(city, kind, Encoding::Utf8).await.unwrap();
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap();
    String::from_utf8(text.to_vec()).unwrap()
}

/// The columns of which problems are told, by their English names.
fn wrong_columns(imported: &CsvImported) -> Vec<&str> {
    let problems = imported.problems.iter();
    problems
        .filter_map(|it| it.column.as_deref()?.split(' ').next_back())
        .collect()
}

#[tokio::test]
async fn a_name_comes_back_as_it_was_typed() {
    let city = City::found(&[]).await;
    let before = exported(&city, CsvKind::Operators).await;
    let named = |name: &str| before.replace("第一タクシー", name);
    for (name, in_cp932) in [("㈱前橋①ﾀｸｼｰ（Ⅲ）", true), ("￥−第一‾", false)]
    {
        let typed = named(name);
        assert_ne!(typed, before, "the operator is called so");
        let taken = import(&city, CsvKind::Operators, typed.as_bytes()).await;
        assert_eq!(taken.problems, []);
        assert_eq!(exported(&city, CsvKind::Operators).await, typed);
        let cp932 = export(&city, CsvKind::Operators, Encoding::Cp932).await;
        if in_cp932 {
            let taken = import(&city, CsvKind::Operators, &cp932.unwrap()).await;
            assert_eq!((taken.problems, taken.entered), (Vec::new(), 0));
            assert_eq!(exported(&city, CsvKind::Operators).await, typed);
        } else {
            let Err(Error::Refused(refusal)) = cp932 else {
                panic!("it was written: {cp932:?}");
            };
            assert_eq!(refusal.reason.code, "not_in_encoding");
            let listed = refusal.reason.en;
            assert!(listed.contains("2:「−」 2:「‾」"), "{listed}");
        }
    }
}

#[tokio::test]
async fn a_registrant_is_known_in_whatever_width_their_number_is_typed() {
    let city = City::found(&[]).await;
    let row = |id: &str, day: &str| {
        format!("registrant,registered_on,ground,ground_from\n{id},{day},age75,2026-10-01\n")
    };
    let first = row("N-0001", "2026-10-01");
    let taken = import(&city, CsvKind::Registrants, first.as_bytes()).await;
    assert_eq!((taken.problems, taken.entered), (Vec::new(), 2));
    for id in ["N-0001", "Ｎ-０００１"] {
        let otherwise = row(id, "2026-10-02");
        let refused = import(&city, CsvKind::Registrants, otherwise.as_bytes()).await;
        assert_eq!(wrong_columns(&refused), ["registered_on"], "{id}");
    }
}

#[tokio::test]
async fn a_blank_does_not_take_away_what_evidence_was_seen() {
    let city = City::found(&[]).await;
    let header = "登録者,登録日,対象要件,要件開始日,要件終了日,確認方法";
    for (until, evidence, entered, now_seen) in [
        ("", "", 2, ""),
        ("", "certificate_seen", 1, "certificate_seen"),
        ("", "", 0, "certificate_seen"),
        ("2027-03-31", "", 1, "certificate_seen"),
        ("2027-03-31", "register_asked", 1, "register_asked"),
    ] {
        let row = format!("N-0001,2026-10-01,care,2026-10-01,{until},{evidence}");
        let file = format!("{header}\r\n{row}\r\n");
        let taken = import(&city, CsvKind::Registrants, file.as_bytes()).await;
        assert_eq!(
            (taken.problems, taken.entered),
            (Vec::new(), entered),
            "{row}"
        );
        let file = exported(&city, CsvKind::Registrants).await;
        let kept = format!("care,2026-10-01,{until},{now_seen}\r\n");
        assert!(file.ends_with(&kept), "{row}: {file}");
    }
}

/// The file of cards with another value in one column of its first row.
fn with_cell(file: &str, column: usize, value: &str) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(file.as_bytes());
    for (line, record) in reader.records().enumerate() {
        let record = record.unwrap();
        let cells = record.iter().enumerate();
        let changed = cells.map(|(place, cell)| match (line, place == column) {
            (1, true) => value,
            _ => cell,
        });
        writer.write_record(changed).unwrap();
    }
    writer.into_inner().unwrap()
}

#[tokio::test]
async fn a_card_that_is_linked_otherwise_is_named_and_not_passed_over() {
    let city = City::found(&[0, 0]).await;
    city.set_time("2026-10-05T20:00:00+09:00");
    let file = exported(&city, CsvKind::Credentials).await;
    let last = file.lines().last().unwrap();
    let key_of_another = last.split(',').find(|cell| cell.len() > 128).unwrap();
    for (column, name, value) in [
        (2, "kind", "transit_card"),
        (3, "issuer", "somebody else"),
        (4, "valid_from", "2026-01-01T00:00:00+09:00"),
        (5, "valid_until", "2036-01-01T00:00:00+09:00"),
        (6, "chip_key", key_of_another),
    ] {
        let typed = with_cell(&file, column, value);
        let refused = import(&city, CsvKind::Credentials, &typed).await;
        assert_eq!(wrong_columns(&refused), [name]);
        assert_eq!((refused.rows, refused.problems[0].line), (2, 2));
    }
    // The kind may be left out.
    let typed = with_cell(&file, 2, "");
    let taken = import(&city, CsvKind::Credentials, &typed).await;
    assert_eq!((taken.problems, taken.entered), (Vec::new(), 0));
    assert_eq!(exported(&city, CsvKind::Credentials).await, file);
}

#[tokio::test]
async fn no_card_is_lost_before_anybody_reports_it() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-05T20:00:00+09:00");
    let file = exported(&city, CsvKind::Credentials).await;
    let lost = String::from_utf8(with_cell(&file, 7, "lost")).unwrap();
    let from = |moment: &str| with_cell(&lost, 8, moment);
    let early = import(
        &city,
        CsvKind::Credentials,
        &from("2026-10-05T20:00:01+09:00"),
    )
    .await;
    assert_eq!(wrong_columns(&early), ["state_from"]);
    let taken = import(
        &city,
        CsvKind::Credentials,
        &from("2026-10-05T20:00:00+09:00"),
    )
    .await;
    assert_eq!((taken.problems, taken.entered), (Vec::new(), 1));
}
