//! The registry as CSV: nothing is changed by it without a word.

#![cfg(test)]

mod support;

use settlement::Error;
use settlement::registry::{CsvImported, CsvKind, Encoding, export_csv, import_csv};
use support::{City, user};

async fn import(city: &City, kind: CsvKind, bytes: &[u8]) -> CsvImported {
    let who = (city.code, &user("clerk"));
    import_csv(&city.settlement, who, (kind, bytes), false)
        .await
        .unwrap()
}

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
