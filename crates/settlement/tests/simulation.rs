//! Trying rules on months that were settled, on a real database.

#![cfg(test)]

mod support;

use domain::{Month, Yen};
use rules::{Scheme, shipped};
use settlement::simulation::{self, Choices, Figures, MonthRange, Plan, Simulation};
use settlement::{Error, month};
use support::{City, ride, user};
use wire::api::TripStatus;

/// Two months of three registrants, the third with 69 uses on paper; October is
/// closed.
///
/// | trip | told and paid | uses |
/// |---|---|---|
/// | 1,500, first | 750 | 1 |
/// | 1,800, first and second | 500 each | 1 each |
/// | 1,500, first: third of the day | 0 | 0 |
/// | 1,500, third: 70th of the year | 750 | 1 |
/// | 1,500, third: 71st | 0 | 0 |
/// | 5,600, second, in the other taxi | 2,000 | 2 |
/// | November: 4,000, first | 2,000 | 2 |
async fn city_with_two_months() -> City {
    let city = City::found(&[0, 0, 69]).await;
    let october = [
        ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]),
        ride("2026-10-05T12:00:00+09:00", 1_800, &[(0, 500), (1, 500)]),
        ride("2026-10-05T15:00:00+09:00", 1_500, &[(0, 0)]),
        ride("2026-10-06T10:00:00+09:00", 1_500, &[(2, 750)]),
        ride("2026-10-06T11:00:00+09:00", 1_500, &[(2, 0)]),
    ];
    let far = ride("2026-10-06T17:00:00+09:00", 5_600, &[(1, 2_000)]);
    let november = ride("2026-11-05T10:00:00+09:00", 4_000, &[(0, 2_000)]);
    take_in(&city, 0, "2026-10-06T20:00:00+09:00", &october).await;
    take_in(&city, 1, "2026-10-06T20:10:00+09:00", &[far]).await;
    take_in(&city, 1, "2026-11-05T20:00:00+09:00", &[november]).await;
    close(&city, "2026-10", 4_500).await;
    city
}

async fn take_in(city: &City, taxi: usize, now: &str, rides: &[support::Ride]) {
    let records: Vec<_> = rides.iter().map(|ride| city.record(taxi, ride)).collect();
    city.set_time(now);
    for answer in city.post(taxi, &records).await {
        assert_eq!(answer.status, TripStatus::Created, "{answer:?}");
    }
}

async fn close(city: &City, month: &str, total: i64) {
    let month: Month = month.parse().unwrap();
    let closed = month::close(&city.settlement, city.code, month, &user("finance"))
        .await
        .unwrap();
    assert_eq!(closed.total_yen, Yen::new(total));
}

async fn tried(city: &City, range: &str, text: &str) -> Result<Simulation, Error> {
    let new = Scheme::parse("new.toml", text).unwrap();
    let range: MonthRange = range.parse().unwrap();
    let plan = Plan {
        new: &new,
        as_of: None,
        choices: Choices::AsFarAsKnown,
    };
    simulation::months(&city.settlement, city.code, range, &plan, |_month| ()).await
}

/// Maebashi's rules of 2024 with half the cap a use, and examples that are so
/// decided.
fn with_half_the_cap() -> String {
    let (cap, half) = ("at_most_a_use_yen = 1_000", "at_most_a_use_yen = 500");
    let text = shipped::MAEBASHI.replace(cap, half);
    assert_ne!(text, shipped::MAEBASHI);
    let (kept, last) = text.rsplit_once("[[version]]").unwrap();
    let (rules, _examples) = last.split_once("[[version.example]]").unwrap();
    format!(
        r#"{kept}[[version]]{rules}
[[version.example]]
name = "1人"
meter_yen = 900
boarded = 10:00:00
registrants = [{{}}]
expect = {{ subsidy_yen = 450, passenger_pays_yen = 450 }}

[[version.example]]
name = "2回分"
meter_yen = 1_500
boarded = 10:00:00
registrants = [{{}}]
expect = {{ subsidy_yen = 750, passenger_pays_yen = 750, then_used = [2] }}

[[version.example]]
name = "2人"
meter_yen = 1_800
boarded = 10:00:00
registrants = [{{}}, {{}}]
expect = {{ subsidy_yen = 1_000, passenger_pays_yen = 800 }}
"#
    )
}

#[tokio::test]
async fn the_very_scheme_makes_no_difference() {
    let city = city_with_two_months().await;
    let found = tried(&city, "2026-10", shipped::MAEBASHI).await.unwrap();
    let expected = Figures {
        trips: 6,
        claims: 7,
        registrants: 3,
        gaining: 0,
        losing: 0,
        unchanged: 3,
        paid_yen: Yen::new(4_500),
        new_yen: Yen::new(4_500),
        difference_yen: Yen::ZERO,
        paid_units: 6,
        new_units: 6,
    };
    assert_eq!(found.total, expected);
    assert!(found.months.unwrap().not_closed.is_empty());
    let by_operator: Vec<_> = found
        .by_operator
        .iter()
        .map(|group| (group.group.as_deref(), group.figures.new_yen.get()))
        .collect();
    assert_eq!(by_operator, [(Some("op-1"), 2_500), (Some("op-2"), 2_000)]);
    assert_eq!(found.by_district[0].group.as_deref(), Some("102016"));
    assert_eq!(found.by_ground[0].name.as_deref(), Some("75歳以上"));
}

#[tokio::test]
async fn half_the_cap_costs_what_one_works_out_by_hand() {
    let city = city_with_two_months().await;
    let found = tried(&city, "2026-10", &with_half_the_cap()).await.unwrap();
    // A share of 750 yen now takes two uses of 500 at most, so that the first
    // rider's day is over after the first trip, and the third has one use left.
    //   1,500, first: 750 with two uses
    //   1,800, first and second: the first has none left, the second rides alone: 900
    //   1,500, third: one use left, 500
    //   5,600, second, two uses: 1,000
    assert_eq!(found.total.new_yen, Yen::new(750 + 900 + 500 + 1_000));
    assert_eq!(found.total.difference_yen, Yen::new(3_150 - 4_500));
    assert_eq!(found.total.new_units, 2 + 2 + 1 + 2);
    // First: 750 for 1,250; second: 1,900 for 2,500; third: 500 for 750.
    assert_eq!(found.total.losing, 3);
    assert_eq!(found.largest_loss_yen, Yen::new(600));
}

#[tokio::test]
async fn months_are_tried_one_after_the_other_also_before_they_close() {
    let city = city_with_two_months().await;
    let found = tried(&city, "2026-04..2027-03", shipped::MAEBASHI)
        .await
        .unwrap();
    assert_eq!(found.total.trips, 7);
    assert_eq!(found.total.paid_yen, Yen::new(6_500));
    assert_eq!(found.total.difference_yen, Yen::ZERO);
    let months = found.months.unwrap();
    assert_eq!(
        (months.from.to_string(), months.until.to_string()),
        ("2026-10".into(), "2026-11".into())
    );
    assert_eq!(months.not_closed, ["2026-11".parse().unwrap()]);
    // October's uses count in November: the third registrant's year is over.
    let later = ride("2026-11-06T10:00:00+09:00", 1_500, &[(2, 0)]);
    take_in(&city, 0, "2026-11-06T20:00:00+09:00", &[later]).await;
    let found = tried(&city, "2026-11", shipped::MAEBASHI).await.unwrap();
    assert_eq!(found.total.trips, 2);
    assert_eq!(found.total.new_yen, Yen::new(2_000));
}

#[tokio::test]
async fn what_was_accepted_offline_over_a_limit_makes_no_difference_either() {
    let city = City::found(&[0]).await;
    let trips = [
        ride("2026-10-05T09:00:00+09:00", 1_800, &[(0, 900)]),
        ride("2026-10-05T12:00:00+09:00", 1_500, &[(0, 750)]),
        ride("2026-10-05T15:00:00+09:00", 1_000, &[(0, 500)]),
    ];
    let [morning, noon, evening] = trips.map(|ride| city.record(0, &ride));
    city.set_time("2026-10-05T20:00:00+09:00");
    // The last two arrive first, and take the day's two uses.
    for record in [noon, evening, morning] {
        city.post(0, &[record]).await;
    }
    city.set_time("2026-11-02T09:00:00+09:00");
    close(&city, "2026-10", 2_150).await;
    let found = tried(&city, "2026-10", shipped::MAEBASHI).await.unwrap();
    assert_eq!(found.total.paid_yen, Yen::new(2_150));
    assert_eq!(found.total.difference_yen, Yen::ZERO);
    assert_eq!((found.total.paid_units, found.total.new_units), (2, 2));
}

#[tokio::test]
async fn a_scheme_that_has_not_begun_says_how_to_try_it() {
    let city = city_with_two_months().await;
    let (_before, last) = shipped::MAEBASHI.rsplit_once("[[version]]").unwrap();
    let (head, _versions) = shipped::MAEBASHI.split_once("[[version]]").unwrap();
    let later =
        format!("{head}[[version]]{last}").replace("from = 2024-04-01", "from = 2027-04-01");
    let error = tried(&city, "2026-10", &later).await.unwrap_err();
    let Error::Refused(refusal) = error else {
        panic!("{error}");
    };
    assert_eq!(refusal.reason.code, "simulation_not_possible");
    assert!(
        refusal.reason.en.contains("--as-of 2027-04-01"),
        "{refusal}"
    );
}

#[tokio::test]
async fn months_without_records_are_named() {
    let city = City::found(&[0]).await;
    let error = tried(&city, "2025-01..2025-02", shipped::MAEBASHI)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("2025-01..2025-02"), "{error}");
}
