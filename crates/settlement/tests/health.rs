//! What the meters say of the books, on a real database.

#![cfg(test)]

mod support;

use settlement::{health, month};
use support::{City, ride, user};

/// What the meters say of the municipality under `name`, with further labels.
fn shown(city: &City, name: &str, labels: &str) -> Option<String> {
    let text = meters::exposition().unwrap();
    let code = city.code;
    let name = format!("mytaku_books_{name}{{municipality=\"{code}\"{labels}}} ");
    let value = text.lines().find_map(|line| line.strip_prefix(&name));
    value.map(ToOwned::to_owned)
}

#[tokio::test]
async fn findings_gaps_and_months_to_close_are_shown_as_they_come_and_go() {
    let city = City::found(&[0, 0, 0]).await;
    // One car on two trips at once; the record between two others is kept back.
    let rides = [
        ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]),
        ride("2026-10-05T15:00:00+09:00", 1_500, &[(2, 750)]),
        ride("2026-10-05T10:10:00+09:00", 1_500, &[(1, 750)]),
    ];
    let records: Vec<_> = rides.iter().map(|ride| city.record(0, ride)).collect();
    city.set_time("2026-10-05T20:00:00+09:00");
    city.post(0, &records[..1]).await;
    city.post(0, &records[2..]).await;

    health::show(&city.settlement).await.unwrap();
    let hold = ",treatment=\"hold\"";
    let (waiting, missed) = (",state=\"waiting\"", ",state=\"missed\"");
    let is = |name: &str, labels: &str, wanted: &str| {
        assert_eq!(
            shown(&city, name, labels).as_deref(),
            Some(wanted),
            "{name}"
        );
    };
    is("findings_open", hold, "2");
    is("terminals_with_gaps", waiting, "1");
    is("terminals_with_gaps", missed, "0");
    is("months_to_close", "", "0");
    assert_eq!(shown(&city, "last_closing_timestamp_seconds", ""), None);

    city.set_time("2026-11-01T09:00:00+09:00");
    health::show(&city.settlement).await.unwrap();
    is("terminals_with_gaps", waiting, "0");
    is("terminals_with_gaps", missed, "1");
    is("months_to_close", "", "1");

    let october = "2026-10".parse().unwrap();
    month::close(&city.settlement, city.code, october, &user("finance"))
        .await
        .unwrap();
    health::show(&city.settlement).await.unwrap();
    is("months_to_close", "", "0");
    let closed_at = support::at("2026-11-01T09:00:00+09:00")
        .to_utc()
        .timestamp();
    is("last_closing_timestamp_seconds", "", &closed_at.to_string());
}
