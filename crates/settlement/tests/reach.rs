//! What is known late of registrants, and how far it reaches back, to the yen.

#![cfg(test)]

mod support;

use domain::{Month, Standing, StandingReason};
use settlement::registry::{change_ground, change_standing};
use settlement::review::{self, Code, Ruling};
use support::books::{close, open};
use support::{City, ride};
use wire::api::{ChangeGround, ChangeStanding};

fn october() -> Month {
    "2026-10".parse().unwrap()
}

/// A trip of the first card, taken in now; its subsidy.
async fn rides(city: &City, boarded_at: &str) -> i64 {
    let record = city.record(0, &ride(boarded_at, 1_500, &[(0, 750)]));
    let answers = city.post(0, &[record]).await;
    answers[0].decision.as_ref().unwrap().subsidy.get()
}

/// Before and after the day, each before and after it was entered; to the yen.
#[tokio::test]
async fn a_death_that_is_known_late_is_settled_by_what_was_known_when() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-09T20:00:00+09:00");
    assert_eq!(rides(&city, "2026-10-03T10:00:00+09:00").await, 750);
    assert_eq!(rides(&city, "2026-10-08T10:00:00+09:00").await, 750);
    let died = ChangeStanding {
        state: Standing::Ended,
        from: "2026-10-05".parse().unwrap(),
        reason: StandingReason::Death,
        dry_run: false,
    };
    let (clerk, of) = (city.caller("clerk").await, &city.cards[0].registrant);
    let changed = change_standing(&city.settlement, &clerk, of, &died)
        .await
        .unwrap();
    assert_eq!((changed.count, changed.total_yen.get()), (1, 750));

    city.set_time("2026-10-12T20:00:00+09:00");
    assert_eq!(rides(&city, "2026-10-04T10:00:00+09:00").await, 750);
    assert_eq!(rides(&city, "2026-10-07T10:00:00+09:00").await, 0);

    let findings = open(&city).await;
    let touched: Vec<_> = findings
        .iter()
        .filter(|one| one.code == Code::UsedAfterEnd)
        .collect();
    assert_eq!(touched.len(), 1, "{findings:#?}");
    // The operator may answer first.
    city.set_time("2026-10-17T09:00:00+09:00");
    let what = (touched[0].finding, Ruling::Reject);
    let reason = "死亡後の利用".parse().unwrap();
    review::decide(&city.settlement, &clerk, what, &reason)
        .await
        .unwrap();
    city.set_time("2026-11-02T09:00:00+09:00");
    // Of the four, those before the day; the one that was paid for a dead person is not.
    assert_eq!(close(&city, october()).await.0, 1_500);
}

#[tokio::test]
async fn a_ground_that_ended_earlier_than_was_known_opens_the_days_it_lost() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-12T20:00:00+09:00");
    for day in ["03", "08", "11"] {
        assert_eq!(
            rides(&city, &format!("2026-10-{day}T10:00:00+09:00")).await,
            750
        );
    }
    let (clerk, of) = (city.caller("clerk").await, &city.cards[0].registrant);
    let ends = |until: &str, dry_run| ChangeGround {
        ground: "age75".into(),
        from: "2026-10-01".parse().unwrap(),
        until: Some(until.parse().unwrap()),
        evidence: None,
        dry_run,
    };
    for dry_run in [true, false] {
        let changed = change_ground(&city.settlement, &clerk, of, &ends("2026-10-09", dry_run))
            .await
            .unwrap();
        assert_eq!((changed.count, changed.total_yen.get()), (1, 750));
    }
    assert_eq!(open(&city).await.len(), 1);
    // Earlier once more: only what it loses anew.
    let changed = change_ground(&city.settlement, &clerk, of, &ends("2026-10-05", false))
        .await
        .unwrap();
    assert_eq!(changed.count, 1);
    assert_eq!(open(&city).await.len(), 2);
    let again = change_ground(&city.settlement, &clerk, of, &ends("2026-10-05", false))
        .await
        .unwrap();
    assert!(!again.changed);
    assert_eq!(rides(&city, "2026-10-06T10:00:00+09:00").await, 0);
    assert_eq!(rides(&city, "2026-10-05T10:00:00+09:00").await, 750);
}

#[tokio::test]
async fn an_exclusion_that_is_known_late_opens_the_days_it_holds_on() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-12T20:00:00+09:00");
    for day in ["03", "06", "08", "11"] {
        assert_eq!(
            rides(&city, &format!("2026-10-{day}T10:00:00+09:00")).await,
            750
        );
    }
    let (clerk, of) = (city.caller("clerk").await, &city.cards[0].registrant);
    let enter = async |ground: &str, until: Option<&str>| {
        let change = ChangeGround {
            ground: ground.into(),
            from: "2026-10-05".parse().unwrap(),
            until: until.map(|day| day.parse().unwrap()),
            evidence: None,
            dry_run: false,
        };
        let changed = change_ground(&city.settlement, &clerk, of, &change).await;
        changed.unwrap().count
    };
    // A further ground takes nothing away.
    assert_eq!(enter("disability", None).await, 0);
    assert_eq!(enter("welfare_vehicle", Some("2026-10-07")).await, 1);
    // For longer: of the days it was not known to hold on.
    assert_eq!(enter("welfare_vehicle", Some("2026-10-10")).await, 1);
    // For less long, it gives days back.
    assert_eq!(enter("welfare_vehicle", Some("2026-10-07")).await, 0);
    let opened = open(&city).await;
    assert!(opened.iter().all(|one| one.code == Code::UsedAfterEnd));
    assert_eq!(opened.len(), 2);
    assert_eq!(rides(&city, "2026-10-06T15:00:00+09:00").await, 0);
    assert_eq!(rides(&city, "2026-10-08T15:00:00+09:00").await, 750);
}

/// A clock that stands still, and one that was set back.
#[tokio::test]
async fn what_is_entered_after_a_trip_was_not_known_to_it_whatever_the_clock_says() {
    for then in ["2026-10-09T20:00:00+09:00", "2026-10-09T19:00:00+09:00"] {
        let city = City::found(&[0]).await;
        city.set_time("2026-10-09T20:00:00+09:00");
        assert_eq!(rides(&city, "2026-10-08T10:00:00+09:00").await, 750);
        city.set_time(then);
        let ended = ChangeStanding {
            state: Standing::Ended,
            from: "2026-10-05".parse().unwrap(),
            reason: StandingReason::Death,
            dry_run: false,
        };
        let (clerk, of) = (city.caller("clerk").await, &city.cards[0].registrant);
        change_standing(&city.settlement, &clerk, of, &ended)
            .await
            .unwrap();
        assert_eq!(rides(&city, "2026-10-07T10:00:00+09:00").await, 0);
        let findings = open(&city).await;
        let reason = "家族が利用".parse().unwrap();
        let what = (findings[0].finding, Ruling::Pay);
        review::decide(&city.settlement, &clerk, what, &reason)
            .await
            .unwrap();
        city.set_time("2026-11-02T09:00:00+09:00");
        assert_eq!(close(&city, october()).await.0, 750, "{then}");
    }
}
