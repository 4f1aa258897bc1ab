//! From a doubt to the money, on a real database.

#![cfg(test)]

mod support;

use domain::{CredentialState, Month, Remark, Standing, StandingReason};
use settlement::access::Caller;
use settlement::registry::{change_credential, change_standing};
use settlement::review::{self, Code, Filter, Ruling};
use settlement::{Error, month};
use support::books::{audit, close, open, program_of, publish};
use support::{City, ride};
use uuid::Uuid;
use wire::api::{ChangeCredential, ChangeStanding, TripStatus};

fn october() -> Month {
    "2026-10".parse().unwrap()
}

fn november() -> Month {
    "2026-11".parse().unwrap()
}

fn remark(text: &str) -> Remark {
    text.parse().unwrap()
}

fn code(error: &Error) -> &str {
    match error {
        Error::Refused(refusal) => &refusal.reason.code,
        other => panic!("not a refusal: {other}"),
    }
}

/// One car on two trips at once, and a third that is as it should be.
async fn city_with_an_overlap() -> City {
    let city = City::found(&[0, 0, 0]).await;
    let rides = [
        ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]),
        ride("2026-10-05T10:10:00+09:00", 1_500, &[(1, 750)]),
        ride("2026-10-05T15:00:00+09:00", 1_500, &[(2, 750)]),
    ];
    let records: Vec<_> = rides.iter().map(|ride| city.record(0, ride)).collect();
    city.set_time("2026-10-05T20:00:00+09:00");
    city.post(0, &records[..1]).await;
    city.post(0, &records[1..]).await;
    city
}

async fn decide(city: &City, finding: Uuid, ruling: Ruling) -> review::Decided {
    let reason = remark("運行記録で確認");
    let what = (finding, ruling);
    let clerk = city.caller("clerk").await;
    review::decide(&city.settlement, &clerk, what, &reason)
        .await
        .unwrap()
}

#[tokio::test]
async fn both_trips_of_an_overlap_wait_and_the_third_is_paid() {
    let city = city_with_an_overlap().await;
    let findings = open(&city).await;
    let codes: Vec<_> = findings
        .iter()
        .map(|one| (one.code, one.told_yen.get()))
        .collect();
    assert_eq!(
        codes,
        [(Code::VehicleOverlap, 750), (Code::VehicleOverlap, 750)]
    );
    assert_eq!(findings[0].evidence.numbers["seconds_at_once"], 600);
    city.set_time("2026-11-02T09:00:00+09:00");
    assert_eq!(close(&city, october()).await, (750, 1));
}

#[tokio::test]
async fn what_is_decided_before_the_month_closes_is_paid_with_it() {
    let city = city_with_an_overlap().await;
    for finding in open(&city).await {
        decide(&city, finding.finding, Ruling::Pay).await;
    }
    assert!(open(&city).await.is_empty());
    city.set_time("2026-11-02T09:00:00+09:00");
    assert_eq!(close(&city, october()).await.0, 2_250);
}

#[tokio::test]
async fn what_is_decided_later_is_paid_with_the_next_month_and_the_first_stays() {
    let city = city_with_an_overlap().await;
    city.set_time("2026-11-02T09:00:00+09:00");
    assert_eq!(close(&city, october()).await.0, 750);
    let findings = open(&city).await;
    // At the very moment of closing, as the clock has it: still after it.
    decide(&city, findings[0].finding, Ruling::Pay).await;
    audit(&city, october()).await;
    city.set_time("2026-12-02T09:00:00+09:00");
    assert_eq!(close(&city, november()).await, (750, 1));
    let statements = month::statements(&city.settlement, city.code, november())
        .await
        .unwrap();
    let line = &statements[0].lines[0];
    assert_eq!(
        (line.amount_yen.get(), line.original_month),
        (750, Some(october()))
    );

    // Decided again the other way: the last one counts, and is booked a month later.
    decide(&city, findings[0].finding, Ruling::Reject).await;
    city.set_time("2027-01-04T09:00:00+09:00");
    assert_eq!(close(&city, "2026-12".parse().unwrap()).await, (-750, 1));
    audit(&city, october()).await;
    audit(&city, november()).await;
}

#[tokio::test]
async fn nobody_is_decided_against_unheard() {
    let city = city_with_an_overlap().await;
    let finding = open(&city).await[0].finding;
    let (operator, other) = (program_of(&city, "op-1"), program_of(&city, "op-2"));
    let reason = remark("運行記録がありません");
    let clerk = city.caller("clerk").await;
    let reject = || review::decide(&city.settlement, &clerk, (finding, Ruling::Reject), &reason);
    assert_eq!(code(&reject().await.unwrap_err()), "operator_not_heard");
    let said = remark("時計がずれていました");
    let reply = |of| review::reply(&city.settlement, of, (finding, &said));
    assert_eq!(code(&reply(&other).await.unwrap_err()), "no_such_finding");
    reply(&operator).await.unwrap();
    let own = review::queue(&city.settlement, &operator, &Filter::default())
        .await
        .unwrap();
    assert_eq!((own.count, own.total_yen.get()), (2, 1_500));
    // Both trips are its own: it sees what the city sees.
    for (its, ours) in own.findings.iter().zip(&open(&city).await) {
        assert_eq!(
            (&its.evidence, &its.subject),
            (&ours.evidence, &ours.subject)
        );
    }
    let strangers = review::queue(&city.settlement, &other, &Filter::default()).await;
    assert_eq!(strangers.unwrap().count, 0);
    let peek = review::show(&city.settlement, &other, finding).await;
    assert_eq!(code(&peek.unwrap_err()), "no_such_finding");
    reject().await.unwrap();
    let told = review::show(&city.settlement, &operator, finding)
        .await
        .unwrap();
    let decision = &told.decisions[0];
    assert_eq!(
        (decision.outcome, decision.by.as_ref()),
        (Ruling::Reject, None)
    );
    assert_eq!(decision.remark, "運行記録がありません");
    let case = review::show(&city.settlement, &clerk, finding)
        .await
        .unwrap();
    assert_eq!(case.statements[0].remark, "時計がずれていました");
    assert_eq!(case.finding.outcome, Some(Ruling::Reject));
    assert_eq!(
        code(&reply(&operator).await.unwrap_err()),
        "finding_already_decided"
    );
}

#[tokio::test]
async fn a_great_amount_takes_two_people_and_the_database_knows() {
    let city = city_with_an_overlap().await;
    let file = review::SHIPPED.replace("four_eyes_above_yen = 5000", "four_eyes_above_yen = 500");
    let clerk = city.caller("clerk").await;
    publish(&city, &file).await;
    let finding = open(&city).await[0].finding;
    let decided = decide(&city, finding, Ruling::Pay).await;
    assert!(decided.needs_second);
    assert_eq!(open(&city).await.len(), 2, "not in force yet");
    let what = (finding, decided.decision);
    let by_clerk = review::confirm(&city.settlement, &clerk, what).await;
    assert_eq!(
        code(&by_clerk.unwrap_err()),
        "decision_needs_another_person"
    );
    // Whatever stands in the way in the service, in the database it is the same.
    let own = format!(
        "INSERT INTO review_confirmation VALUES ('102016', '{}', 'clerk', now())",
        decided.decision
    );
    assert!(by_hand(&city, &own).await.contains("of their own"));
    // A smaller amount would need no second person.
    let small = format!(
        "INSERT INTO review_decision VALUES ('102016', '{}', '{finding}', 'pay', 'x', 1, 500,
            'clerk', now())",
        Uuid::now_v7()
    );
    assert!(by_hand(&city, &small).await.contains("750 yen"));

    // Decided otherwise meanwhile: nobody puts the first one in force by mistake.
    let again = decide(&city, finding, Ruling::Pay).await;
    let other = city.caller("other-clerk").await;
    let confirm = |decision| review::confirm(&city.settlement, &other, (finding, decision));
    let superseded = confirm(decided.decision).await.unwrap_err();
    assert_eq!(code(&superseded), "decision_superseded");
    confirm(again.decision).await.unwrap();
    assert_eq!(open(&city).await.len(), 1);
}

#[tokio::test]
async fn who_decides_publishes_no_parameters_and_nobody_a_term_of_no_days() {
    let city = City::found(&[]).await;
    let publish = async |by, file: &str| {
        let by = city.caller(by).await;
        let named = ("review.toml", file);
        review::publish(&city.settlement, &by, named).await
    };
    for (user, role) in [("clerk", "clerk"), ("head", "admin")] {
        let refused = publish(user, review::SHIPPED).await.unwrap_err();
        assert_eq!(code(&refused), "role_not_allowed", "{role}");
    }
    let unheard = review::SHIPPED.replace("reply_days = 7", "reply_days = 0");
    let refused = publish("approver", &unheard).await.unwrap_err();
    assert_eq!(code(&refused), "review_file_invalid");
    publish("approver", review::SHIPPED).await.unwrap();
}

#[tokio::test]
async fn a_meter_left_on_for_days_is_found_whichever_trip_comes_first() {
    for long_first in [true, false] {
        let city = City::found(&[0]).await;
        let long = ride("2026-10-05T10:00:00+09:00", 1_500, &[]);
        let long = city.changed_record(0, &long, |record| {
            record.trip.alighted_at = "2026-10-07T10:00:00+09:00".parse().unwrap();
            record.signed_at = "2026-10-07T10:01:00+09:00".parse().unwrap();
        });
        let during = ride("2026-10-05T21:50:00+09:00", 1_500, &[]);
        let after = ride("2026-10-05T22:10:00+09:00", 1_500, &[]);
        let [during, after] = [during, after].map(|ride| city.record(0, &ride));
        city.set_time("2026-10-07T20:00:00+09:00");
        let mut arrivals = [vec![long], vec![during, after]];
        if !long_first {
            arrivals.reverse();
        }
        for records in &arrivals {
            let answers = city.post(0, records).await;
            assert!(answers.iter().all(|one| one.status == TripStatus::Created));
        }
        let codes: Vec<_> = open(&city).await.iter().map(|one| one.code).collect();
        assert_eq!(codes, [Code::VehicleOverlap; 2], "{long_first}");
    }
}

/// What the database says to the service's role when it tries `statement`.
async fn by_hand(city: &City, statement: &str) -> String {
    let database = city.settlement.database();
    let tried: settlement::Result<()> = database
        .transaction("by_hand", city.code, async |tx| {
            tx.batch_execute(statement).await?;
            Ok(())
        })
        .await;
    match tried.unwrap_err() {
        Error::Database(error) => error.as_db_error().unwrap().message().to_owned(),
        other => panic!("not the database: {other}"),
    }
}

#[tokio::test]
async fn nothing_is_changed_and_nothing_deleted() {
    let city = city_with_an_overlap().await;
    let finding = open(&city).await[0].finding;
    let said = remark("時計がずれていました");
    review::reply(
        &city.settlement,
        &program_of(&city, "op-1"),
        (finding, &said),
    )
    .await
    .unwrap();
    decide(&city, finding, Ruling::Pay).await;
    for (table, column) in [
        ("finding", "treatment"),
        ("review_reply", "remark"),
        ("review_decision", "outcome"),
    ] {
        let changed = by_hand(&city, &format!("UPDATE {table} SET {column} = 'x'")).await;
        assert!(changed.contains("permission denied"), "{table}: {changed}");
        let deleted = by_hand(&city, &format!("DELETE FROM {table}")).await;
        assert!(deleted.contains("permission denied"), "{table}: {deleted}");
    }
}

#[tokio::test]
async fn totals_are_of_the_filter_whatever_the_page() {
    let city = city_with_an_overlap().await;
    let clerk = city.caller("clerk").await;
    let totals = async |caller: &Caller, filter: &Filter| {
        let page = review::queue(&city.settlement, caller, filter)
            .await
            .unwrap();
        (page.count, page.all_count, page.all_total_yen.get())
    };
    let first = open(&city).await[0].finding;
    let behind = Filter {
        after: Some(first),
        ..Filter::default()
    };
    assert_eq!(totals(&clerk, &behind).await, (1, 2, 1_500));
    let great = Filter {
        least_yen: Some(751),
        ..Filter::default()
    };
    assert_eq!(totals(&clerk, &great).await, (0, 0, 0));
    let own = program_of(&city, "op-1");
    assert_eq!(totals(&own, &behind).await, (1, 2, 1_500));
    let of_another = Filter {
        operator: Some("op-1".parse().unwrap()),
        ..Filter::default()
    };
    assert_eq!(
        totals(&program_of(&city, "op-2"), &of_another).await,
        (0, 0, 0)
    );
    decide(&city, first, Ruling::Pay).await;
    assert_eq!(totals(&clerk, &Filter::default()).await, (1, 1, 750));
    let all = Filter {
        decided_too: true,
        ..Filter::default()
    };
    assert_eq!(totals(&clerk, &all).await, (2, 2, 1_500));
}

#[tokio::test]
async fn looking_at_a_month_again_finds_nothing_twice() {
    let city = city_with_an_overlap().await;
    let file = review::SHIPPED.replace("more_than = 6", "more_than = 1");
    let clerk = city.caller("clerk").await;
    publish(&city, &file).await;
    let scanned = review::scan(&city.settlement, &clerk, october())
        .await
        .unwrap();
    assert_eq!((scanned.trips, scanned.findings, scanned.new), (3, 1, 1));
    let again = review::scan(&city.settlement, &clerk, october())
        .await
        .unwrap();
    assert_eq!((again.findings, again.new), (1, 0));
}

/// So many trips of the first card with one driver, a day each from `first` on.
async fn with_one_driver(city: &City, first: u32, count: u32) {
    let days = first..first + count;
    let records: Vec<_> = days
        .map(|day| format!("2026-10-{day:02}T10:00:00+09:00"))
        .map(|boarded| city.record(0, &ride(&boarded, 1_500, &[(0, 750)])))
        .collect();
    city.set_time(&format!("2026-10-{:02}T20:00:00+09:00", first + count - 1));
    city.post(0, &records).await;
}

const CONCENTRATED: &str = "[driver_card_concentration]\nat_least = 2\npercent = 90\n";

#[tokio::test]
async fn what_is_about_many_trips_together_is_not_rejected() {
    let city = City::found(&[0]).await;
    publish(&city, CONCENTRATED).await;
    with_one_driver(&city, 5, 2).await;
    let clerk = city.caller("clerk").await;
    review::scan(&city.settlement, &clerk, october())
        .await
        .unwrap();
    let finding = open(&city).await[0].finding;
    let reason = remark("運行記録で確認");
    city.set_time("2026-10-20T20:00:00+09:00");
    let reject = (finding, Ruling::Reject);
    let refused = review::decide(&city.settlement, &clerk, reject, &reason).await;
    assert_eq!(code(&refused.unwrap_err()), "nothing_to_reject");
    decide(&city, finding, Ruling::Pay).await;
    assert!(open(&city).await.is_empty());
}

/// Three registrants, a trip each, all paid as far as anybody knows.
async fn city_as_it_should_be() -> City {
    let city = City::found(&[0, 0, 0]).await;
    let times = ["10:00", "12:00", "15:00"];
    let records: Vec<_> = times
        .iter()
        .enumerate()
        .map(|(who, time)| {
            let boarded = format!("2026-10-05T{time}:00+09:00");
            city.record(0, &ride(&boarded, 1_500, &[(who, 750)]))
        })
        .collect();
    city.set_time("2026-10-05T20:00:00+09:00");
    city.post(0, &records).await;
    assert!(open(&city).await.is_empty());
    city
}

#[tokio::test]
async fn what_ended_before_the_trip_and_is_known_later_opens_its_claim() {
    let city = city_as_it_should_be().await;
    let clerk = city.caller("clerk").await;
    city.set_time("2026-10-06T09:00:00+09:00");
    let died = ChangeStanding {
        state: Standing::Ended,
        from: "2026-10-05".parse().unwrap(),
        reason: StandingReason::Death,
        dry_run: false,
    };
    let of = &city.cards[0].registrant;
    let changed = change_standing(&city.settlement, &clerk, of, &died)
        .await
        .unwrap();
    assert_eq!((changed.count, changed.total_yen.get()), (1, 750));
    let lost = ChangeCredential {
        state: CredentialState::Lost,
        from: Some("2026-10-05T13:00:00+09:00".parse().unwrap()),
        dry_run: false,
    };
    for (card, touched) in [(1, 0), (2, 1)] {
        let card = city.cards[card].fingerprint;
        let changed = change_credential(&city.settlement, &clerk, card, &lost)
            .await
            .unwrap();
        assert_eq!(changed.count, touched);
    }
    let findings = open(&city).await;
    let codes: Vec<_> = findings.iter().map(|one| one.code).collect();
    assert_eq!(codes, [Code::UsedAfterEnd; 2]);

    // One was lent to nobody: the city pays it. The other waits, and is not paid.
    decide(&city, findings[1].finding, Ruling::Pay).await;
    city.set_time("2026-11-02T09:00:00+09:00");
    assert_eq!(close(&city, october()).await, (1_500, 1));
    decide(&city, findings[0].finding, Ruling::Reject).await;
    city.set_time("2026-12-02T09:00:00+09:00");
    assert_eq!(close(&city, november()).await.0, 0);
    audit(&city, october()).await;
}

#[tokio::test]
async fn what_ended_before_a_closed_month_is_taken_back_until_somebody_decides() {
    let city = city_as_it_should_be().await;
    city.set_time("2026-11-02T09:00:00+09:00");
    assert_eq!(close(&city, october()).await, (2_250, 0));
    let died = ChangeStanding {
        state: Standing::Ended,
        from: "2026-10-05".parse().unwrap(),
        reason: StandingReason::Death,
        dry_run: false,
    };
    let clerk = city.caller("clerk").await;
    let of = &city.cards[0].registrant;
    change_standing(&city.settlement, &clerk, of, &died)
        .await
        .unwrap();
    city.set_time("2026-12-02T09:00:00+09:00");
    assert_eq!(close(&city, november()).await, (-750, 1));
    let statements = month::statements(&city.settlement, city.code, november())
        .await
        .unwrap();
    assert_eq!(statements[0].lines[0].original_month, Some(october()));

    // The day was a slip of the pen.
    decide(&city, open(&city).await[0].finding, Ruling::Pay).await;
    city.set_time("2027-01-04T09:00:00+09:00");
    assert_eq!(close(&city, "2026-12".parse().unwrap()).await, (750, 1));
    audit(&city, october()).await;
    audit(&city, november()).await;
}

#[test]
fn the_clerk_reads_of_every_reason_and_what_it_does() {
    let clerk = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/clerk.md");
    let clerk = std::fs::read_to_string(clerk).unwrap();
    let shipped = review::Parameters::parse(review::SHIPPED).unwrap();
    for code in Code::ALL {
        let begin = format!("| `{code}` |");
        let row = clerk.lines().find(|line| line.starts_with(&begin));
        let end = format!("| `{}` |", shipped.consequence(code).as_str());
        assert!(row.is_some_and(|row| row.ends_with(&end)), "{code}");
    }
}
