//! What a later scheme file may change, and what it may not, on a real database.

#![cfg(test)]

mod support;

use rules::{Scheme, shipped::MAEBASHI};
use settlement::registry::{self, Published};
use settlement::{Error, Refusal, month};
use support::{City, ride, user};
use wire::api::TripStatus;

/// A city in which the version of 2024 has decided a trip of 5 October 2026.
async fn city() -> City {
    let city = City::found(&[0, 0]).await;
    city.set_time("2026-10-05T20:00:00+09:00");
    let record = city.record(0, &ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]));
    let answers = city.post(0, &[record]).await;
    assert_eq!(answers[0].status, TripStatus::Created, "{answers:?}");
    city.set_time("2026-10-06T08:00:00+09:00");
    city
}

async fn publish(city: &City, text: &str) -> Result<Published, Error> {
    let file = ("scheme.toml", text);
    registry::publish(&city.settlement, city.code, file, &user("clerk")).await
}

async fn refused(city: &City, text: &str) -> Refusal {
    match publish(city, text).await {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

/// The last version of the file and what stands before it.
fn last_version(text: &str) -> (&str, &str) {
    text.split_at(text.rfind("\n[[version]]\n").unwrap())
}

fn digest(text: &str, version: &str) -> String {
    let scheme = Scheme::parse("scheme.toml", text).unwrap();
    let mut versions = scheme.versions().iter();
    let version = versions.find(|one| one.name() == version).unwrap();
    version.digest().to_string()
}

/// Maebashi's file with the last version once more, from `from` on.
fn with_version_from(from: &str) -> String {
    let (_before, last) = last_version(MAEBASHI);
    format!("{MAEBASHI}{}", last.replacen("2024-04-01", from, 1))
}

#[tokio::test]
async fn a_version_is_added_and_decides_from_its_day_on() {
    let city = city().await;
    let longer = with_version_from("2026-10-06");
    let published = publish(&city, &longer).await.unwrap();
    assert!(published.new);
    assert_eq!(published.versions.last().unwrap(), "2026-10-06");
    let record = city.record(0, &ride("2026-10-06T07:30:00+09:00", 1_500, &[(0, 750)]));
    let answers = city.post(0, &[record]).await;
    let decision = answers[0].decision.as_ref().unwrap();
    assert_eq!(decision.version, "2026-10-06");
    // What came in before is recomputed by the file that was in force then.
    city.set_time("2026-11-02T09:00:00+09:00");
    let october = "2026-10".parse().unwrap();
    let closed = month::close(&city.settlement, city.code, october, &user("finance"))
        .await
        .unwrap();
    assert_eq!(closed.adjustments, 0);
    let audit = month::audit(&city.settlement, city.code, october)
        .await
        .unwrap();
    assert!(audit.matches, "{audit:#?}");
}

#[tokio::test]
async fn a_version_that_decided_a_trip_keeps_its_figures() {
    let city = city().await;
    let (before, last) = last_version(MAEBASHI);
    let changed = last.replace("pay_within_days = 30", "pay_within_days = 45");
    let changed = format!("{before}{changed}");
    let refusal = refused(&city, &changed).await;
    assert_eq!(refusal.reason.code, "scheme_already_decided_by");
    for part in [
        "2024-04-01",
        &digest(MAEBASHI, "2024-04-01"),
        &digest(&changed, "2024-04-01"),
    ] {
        assert!(refusal.reason.ja.contains(part), "{refusal:?}");
        assert!(refusal.reason.en.contains(part), "{refusal:?}");
    }
    let gone = refused(&city, before).await;
    assert_eq!(gone.reason.code, "scheme_already_decided_by");
    assert!(gone.reason.en.contains("has no such version"), "{gone:?}");
}

#[tokio::test]
async fn words_examples_and_undecided_versions_may_change() {
    let city = city().await;
    let commented = MAEBASHI.replace("# 障害者割引", "# 障害者の割引");
    assert!(
        publish(&city, &format!("# 1\n{commented}"))
            .await
            .unwrap()
            .new
    );
    city.set_time("2026-10-06T09:00:00+09:00");
    let (before, last) = last_version(MAEBASHI);
    let earlier = before.replace("pay_within_days = 30", "pay_within_days = 45");
    assert!(
        publish(&city, &format!("{earlier}{last}"))
            .await
            .unwrap()
            .new
    );
}

#[tokio::test]
async fn a_decided_version_may_end_but_not_before_its_last_decided_day() {
    let city = city().await;
    let ending = |until| {
        let from = "from = 2024-04-01\n";
        assert_eq!(MAEBASHI.matches(from).count(), 1);
        MAEBASHI.replace(from, &format!("{from}until = {until}\n"))
    };
    let early = refused(&city, &ending("2026-10-04")).await;
    assert_eq!(early.reason.code, "scheme_already_decided_by");
    assert!(early.reason.en.contains("trips of 2026-10-05"), "{early:?}");
    let taken_over = refused(&city, &with_version_from("2026-10-05")).await;
    assert_eq!(taken_over.reason.code, "scheme_already_decided_by");
    assert!(publish(&city, &ending("2026-10-05")).await.unwrap().new);
}

#[tokio::test]
async fn a_model_is_not_published_and_a_file_only_once() {
    let city = city().await;
    let model = MAEBASHI.replacen("municipality = \"102016\"\n", "", 1);
    let refusal = refused(&city, &model).await;
    assert_eq!(refusal.reason.code, "scheme_is_a_model");
    assert!(!publish(&city, MAEBASHI).await.unwrap().new, "in force");
    let second = format!("# 2\n{MAEBASHI}");
    assert!(publish(&city, &second).await.unwrap().new);
    city.set_time("2026-10-06T09:00:00+09:00");
    let refusal = refused(&city, MAEBASHI).await;
    assert_eq!(refusal.reason.code, "scheme_file_superseded");
}
