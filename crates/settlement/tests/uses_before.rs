//! Uses on paper that come in late or were mistyped: what they mean for trips before and
//! after, for the month's books, and in the files of the desk.

#![cfg(test)]

mod support;

use domain::Month;
use settlement::registry::{CsvKind, Encoding, change_uses_before, export_csv, show_registrant};
use settlement::review::Code;
use support::books::{audit, close, open, opened_by_an_entry};
use support::files::import;
use support::{City, ride};
use wire::api::{ChangeUsesBefore, Changed};

fn october() -> Month {
    "2026-10".parse().unwrap()
}

/// A trip, taken in now, of which the passenger was told the right `subsidy`.
async fn rides(city: &City, boarded_at: &str, subsidy: i64) {
    let record = city.record(0, &ride(boarded_at, 1_500, &[(0, subsidy)]));
    let answers = city.post(0, &[record]).await;
    let decision = answers[0].decision.as_ref().unwrap();
    assert_eq!(decision.subsidy.get(), subsidy, "{boarded_at}");
}

async fn enter(city: &City, uses: u32, dry_run: bool) -> Changed {
    let (clerk, id) = (city.caller("clerk").await, &city.cards[0].registrant);
    let change = ChangeUsesBefore { uses, dry_run };
    change_uses_before(&city.settlement, &clerk, id, &change)
        .await
        .unwrap()
}

/// What is known last, and the entries after the registration.
async fn known(city: &City) -> (u32, Vec<u32>) {
    let (clerk, id) = (city.caller("clerk").await, &city.cards[0].registrant);
    let detail = show_registrant(&city.settlement, &clerk, id).await.unwrap();
    let entries = detail.uses_entries.iter().map(|entry| entry.uses);
    (detail.uses_before, entries.collect())
}

#[tokio::test]
async fn a_trip_is_decided_by_the_uses_on_paper_that_were_known_when_it_came_in() {
    // 70 uses a year.
    let city = City::found(&[60]).await;
    city.set_time("2026-10-09T20:00:00+09:00");
    rides(&city, "2026-10-05T10:00:00+09:00", 750).await;
    rides(&city, "2026-10-07T10:00:00+09:00", 750).await;

    let tried = enter(&city, 69, true).await;
    assert!(open(&city).await.is_empty(), "a rehearsal keeps nothing");
    assert_eq!(known(&city).await, (60, vec![]));
    let done = enter(&city, 69, false).await;
    assert_eq!(tried, done);
    // The first of the two is the seventieth.
    assert_eq!((done.count, done.total_yen.get()), (1, 750));
    assert_eq!(done.touched[0].service_date.to_string(), "2026-10-07");
    assert!(!enter(&city, 69, false).await.changed, "it was so already");

    city.set_time("2026-10-12T20:00:00+09:00");
    rides(&city, "2026-10-06T10:00:00+09:00", 0).await;
    rides(&city, "2026-10-10T10:00:00+09:00", 0).await;

    let less = enter(&city, 10, false).await;
    assert!(less.changed && less.count == 0);
    rides(&city, "2026-10-11T10:00:00+09:00", 750).await;
    assert_eq!(known(&city).await, (10, vec![69, 10]));

    let (found, entry) = opened_by_an_entry(&city).await;
    assert_eq!(found.code, Code::UsedBefore);
    let told = (entry.kind.as_str(), entry.state.as_deref());
    assert_eq!(told, ("uses_before", Some("69")));

    city.set_time("2026-11-02T09:00:00+09:00");
    assert_eq!(close(&city, october()).await, (2_250, 0));
    // Years later, after it was said otherwise again.
    city.set_time("2028-11-02T09:00:00+09:00");
    enter(&city, 70, false).await;
    audit(&city, october()).await;
}

#[tokio::test]
async fn paper_counts_in_the_fiscal_year_of_the_registration_only() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-09T20:00:00+09:00");
    enter(&city, 70, false).await;
    rides(&city, "2026-10-09T10:00:00+09:00", 0).await;
    city.set_time("2027-04-02T20:00:00+09:00");
    rides(&city, "2027-03-31T10:00:00+09:00", 0).await;
    rides(&city, "2027-04-01T10:00:00+09:00", 750).await;
}

#[tokio::test]
async fn a_file_of_the_desk_says_them_anew_and_a_blank_says_nothing() {
    let city = City::found(&[60]).await;
    city.set_time("2026-10-09T20:00:00+09:00");
    let clerk = city.caller("clerk").await;
    let exported = async || {
        let export = export_csv(
            &city.settlement,
            &clerk,
            CsvKind::Registrants,
            Encoding::Utf8,
        );
        String::from_utf8(export.await.unwrap().1).unwrap()
    };
    let file = exported().await;
    let said = |uses: &str| {
        let changed = file.replace(",60,", &format!(",{uses},"));
        assert_ne!(changed, file);
        changed
    };
    let done = import(&city, CsvKind::Registrants, said("69")).await;
    assert_eq!((done.problems.len(), done.entered), (0, 1), "{done:?}");
    assert_eq!(exported().await, said("69"));
    let blank = import(&city, CsvKind::Registrants, said("")).await;
    assert_eq!((blank.problems.len(), blank.entered), (0, 0), "{blank:?}");
    assert_eq!(known(&city).await, (69, vec![69]));
}
