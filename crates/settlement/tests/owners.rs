//! A card that was linked to the wrong registrant, and what its correction comes to:
//! before and after, for trips that come in late, in the month's books and years later.

#![cfg(test)]

mod support;

use domain::{CredentialState, Digest, Month, OwnerReason, RegistrantId};
use settlement::Error;
use settlement::registry::{
    CsvKind, Encoding, change_own_credential, change_owner, export_csv, show_registrant,
};
use settlement::review::{self, Code, Ruling};
use support::books::{audit, close, open, opened_by_an_entry};
use support::files::import;
use support::{City, at, ride};
use wire::api::{ChangeOwnCredential, ChangeOwner, ChangedOwner};

fn october() -> Month {
    "2026-10".parse().unwrap()
}

/// A trip of a card, taken in now: its subsidy, and whose claim it is.
async fn rides(city: &City, card: usize, boarded_at: &str) -> (i64, String) {
    let record = city.record(0, &ride(boarded_at, 1_500, &[(card, 750)]));
    let answers = city.post(0, &[record]).await;
    let decision = answers[0].decision.as_ref().unwrap();
    let claims = city.database.connect().await.unwrap();
    let row = claims
        .query_one(
            "SELECT coalesce((SELECT registrant FROM claim WHERE trip = $1), '')",
            &[&uuid::Uuid::from(answers[0].trip_id.unwrap())],
        )
        .await
        .unwrap();
    (decision.subsidy.get(), row.get(0))
}

/// The cards in a file, as lines below its heading.
async fn exported(city: &City) -> (String, Vec<String>) {
    let clerk = city.caller("clerk").await;
    let (_rows, bytes) = export_csv(
        &city.settlement,
        &clerk,
        CsvKind::Credentials,
        Encoding::Utf8,
    )
    .await
    .unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let mut lines = text
        .trim_start_matches('\u{feff}')
        .lines()
        .map(str::to_owned);
    (lines.next().unwrap(), lines.collect())
}

fn of(id: &RegistrantId) -> ChangeOwner {
    ChangeOwner {
        registrant: Some(id.clone()),
        reason: OwnerReason::WrongRegistrant,
        dry_run: false,
    }
}

async fn correct(city: &City, card: usize, change: &ChangeOwner) -> ChangedOwner {
    let clerk = city.caller("clerk").await;
    let fingerprint = city.cards[card].fingerprint;
    change_owner(&city.settlement, &clerk, fingerprint, change)
        .await
        .unwrap()
}

fn code<T: std::fmt::Debug>(answer: settlement::Result<T>) -> String {
    match answer.unwrap_err() {
        Error::Refused(refusal) => refusal.reason.code.clone(),
        other => panic!("{other}"),
    }
}

/// The cards of a registrant, by what is linked first, and their states.
async fn cards(city: &City, id: &RegistrantId) -> Vec<(Digest, CredentialState)> {
    let clerk = city.caller("clerk").await;
    let detail = show_registrant(&city.settlement, &clerk, id).await.unwrap();
    let cards = detail.credentials.into_iter();
    cards.map(|card| (card.fingerprint, card.state)).collect()
}

/// R-0001 and R-0002 with a card each, and the second card of R-0002 linked to R-0001.
async fn mistaken() -> (City, [RegistrantId; 2]) {
    let mut city = City::found(&[0, 0]).await;
    city.set_time("2026-10-02T09:00:00+09:00");
    let first = city.cards[0].fingerprint;
    assert_eq!(city.renew_with(0, 3, 0).await.replaced, [first]);
    let people = [&city.cards[0], &city.cards[1]].map(|card| card.registrant.clone());
    (city, people)
}

#[tokio::test]
async fn a_trip_is_of_whom_the_card_was_said_to_be_when_it_came_in() {
    let (city, [wrong, right]) = mistaken().await;
    city.set_time("2026-10-09T20:00:00+09:00");
    let before = (750, wrong.to_string());
    assert_eq!(rides(&city, 2, "2026-10-03T10:00:00+09:00").await, before);
    let rehearsed = ChangeOwner {
        dry_run: true,
        ..of(&right)
    };
    let tried = correct(&city, 2, &rehearsed).await;
    assert!(open(&city).await.is_empty(), "a rehearsal keeps nothing");
    let done = correct(&city, 2, &of(&right)).await;
    assert_eq!(tried, done);
    assert_eq!((done.changed.count, done.changed.total_yen.get()), (1, 750));
    assert_eq!(done.before.as_ref(), Some(&wrong));
    // What the wrong link replaced comes back, and the new owner has one card at a time.
    let [own, of_right, moved] = [0, 1, 2].map(|card| city.cards[card].fingerprint);
    assert_eq!(
        (&*done.restored, &*done.replaced),
        (&[own][..], &[of_right][..])
    );
    let usable = CredentialState::Usable;
    assert_eq!(cards(&city, &wrong).await, [(own, usable)]);
    let replaced = CredentialState::Replaced;
    assert_eq!(
        cards(&city, &right).await,
        [(of_right, replaced), (moved, usable)]
    );
    let again = correct(&city, 2, &of(&right)).await;
    assert!(!again.changed.changed && again.restored.is_empty() && again.replaced.is_empty());

    // Late, of before the correction; and the card that was shut out by mistake meanwhile.
    city.set_time("2026-10-12T20:00:00+09:00");
    let after = (750, right.to_string());
    assert_eq!(rides(&city, 2, "2026-10-03T15:00:00+09:00").await, after);
    assert_eq!(rides(&city, 2, "2026-10-10T15:00:00+09:00").await, after);
    assert_eq!(rides(&city, 0, "2026-10-04T10:00:00+09:00").await, before);
    assert_eq!(
        rides(&city, 1, "2026-10-11T10:00:00+09:00").await,
        (0, String::new())
    );

    let (found, entry) = opened_by_an_entry(&city).await;
    assert_eq!(found.code, Code::CardOfAnother);
    let clerk = city.caller("clerk").await;
    let told = (entry.kind.as_str(), entry.reason.as_deref());
    assert_eq!(told, ("card_owner", Some("wrong_registrant")));
    assert_eq!(entry.entered_at, found.found_at);
    city.set_time("2026-10-20T09:00:00+09:00");
    let reason = "別の方のカードでの利用".parse().unwrap();
    review::decide(
        &city.settlement,
        &clerk,
        (found.finding, Ruling::Reject),
        &reason,
    )
    .await
    .unwrap();
    city.set_time("2026-11-02T09:00:00+09:00");
    assert_eq!(close(&city, october()).await, (2_250, 1));
    // Years later, after it was said otherwise again.
    city.set_time("2028-11-02T09:00:00+09:00");
    let back = correct(&city, 2, &of(&wrong)).await;
    assert_eq!(
        (&*back.restored, &*back.replaced),
        (&[of_right][..], &[own][..])
    );
    assert_eq!(
        back.changed.count, 2,
        "those that were claimed for the other"
    );
    audit(&city, october()).await;
}

#[tokio::test]
async fn uses_of_a_card_count_for_whose_it_is() {
    // One use is left to each.
    let mut city = City::found(&[69, 69]).await;
    city.set_time("2026-10-02T09:00:00+09:00");
    city.renew_with(0, 3, 69).await;
    let right = city.cards[1].registrant.clone();
    city.set_time("2026-10-09T20:00:00+09:00");
    assert_eq!(rides(&city, 2, "2026-10-03T10:00:00+09:00").await.0, 750);
    assert_eq!(rides(&city, 2, "2026-10-03T12:00:00+09:00").await.0, 0);
    correct(&city, 2, &of(&right)).await;
    assert_eq!(rides(&city, 2, "2026-10-03T14:00:00+09:00").await.0, 750);
    assert_eq!(rides(&city, 2, "2026-10-03T16:00:00+09:00").await.0, 0);
    city.set_time("2026-11-02T09:00:00+09:00");
    close(&city, october()).await;
}

#[tokio::test]
async fn a_card_of_nobody_is_refused_until_it_is_registered_anew() {
    let (mut city, [wrong, right]) = mistaken().await;
    let nobody = ChangeOwner {
        registrant: None,
        reason: OwnerReason::WrongCard,
        dry_run: false,
    };
    city.set_time("2026-10-09T20:00:00+09:00");
    let desk = city.try_renew(1, 3, 0).await;
    assert_eq!(code(desk), "card_linked_to_another_registrant");
    let done = correct(&city, 2, &nobody).await;
    assert_eq!(done.restored, [city.cards[0].fingerprint]);
    assert_eq!(rides(&city, 2, "2026-10-09T10:00:00+09:00").await.0, 0);
    let moved = city.cards[2].fingerprint.to_string();
    let (_heading, lines) = exported(&city).await;
    assert_eq!(lines.len(), 2, "what is nobody's is left out");
    assert!(lines.iter().all(|line| !line.contains(&moved)));
    let renewed = city.renew_with(1, 3, 0).await;
    assert_eq!(renewed.replaced, [city.cards[1].fingerprint]);
    assert_eq!(city.renew_with(1, 3, 0).await, renewed, "once is enough");
    assert_eq!(
        rides(&city, 2, "2026-10-09T12:00:00+09:00").await,
        (750, right.to_string())
    );
    let clerk = city.caller("clerk").await;
    let detail = show_registrant(&city.settlement, &clerk, &right)
        .await
        .unwrap();
    let reasons = detail.credentials[1].owners.iter();
    let reasons: Vec<_> = reasons.map(|entry| entry.reason.as_str()).collect();
    assert_eq!(reasons, ["wrong_card", "desk_tap"]);
    assert_eq!(cards(&city, &wrong).await.len(), 1);
}

#[tokio::test]
async fn a_file_says_whose_a_card_is_only_where_that_is_so_or_it_is_nobodys() {
    let (city, [wrong, right]) = mistaken().await;
    let moved = city.cards[2].fingerprint.to_string();
    let (heading, lines) = exported(&city).await;
    let line = lines.iter().find(|line| line.contains(&moved)).unwrap();
    let of_right = line.replacen(wrong.as_str(), right.as_str(), 1);
    let enter = async |line: &str| {
        let file = format!("{heading}\n{line}\n");
        import(&city, CsvKind::Credentials, file).await
    };
    assert_eq!(enter(&of_right).await.problems.len(), 1, "{of_right}");
    let nobody = ChangeOwner {
        registrant: None,
        reason: OwnerReason::WrongImport,
        dry_run: false,
    };
    correct(&city, 2, &nobody).await;
    assert!(enter(&of_right).await.problems.is_empty());
    assert_eq!(cards(&city, &right).await.len(), 2);
    assert!(enter(&of_right).await.problems.is_empty(), "the same again");
    assert_eq!(enter(line).await.problems.len(), 1, "it is corrected");
}

#[tokio::test]
async fn what_a_person_said_of_a_card_stays_and_who_may_not_changes_nothing() {
    let (city, [wrong, right]) = mistaken().await;
    city.set_time("2026-10-09T20:00:00+09:00");
    let clerk = city.caller("clerk").await;
    let lost = ChangeOwnCredential {
        number: Some(1),
        state: CredentialState::Lost,
        from: Some(at("2026-10-02T12:00:00+09:00")),
        dry_run: false,
    };
    change_own_credential(&city.settlement, &clerk, &wrong, &lost)
        .await
        .unwrap();
    let card = city.cards[2].fingerprint;
    let finance = city.caller("finance").await;
    let refused = change_owner(&city.settlement, &finance, card, &of(&right)).await;
    assert_eq!(code(refused), "role_not_allowed");
    let stranger: RegistrantId = "R-9999".parse().unwrap();
    let refused = change_owner(&city.settlement, &clerk, card, &of(&stranger)).await;
    assert_eq!(code(refused), "unknown_registrant");
    let unknown = Digest::of(b"no card");
    let refused = change_owner(&city.settlement, &clerk, unknown, &of(&right)).await;
    assert_eq!(code(refused), "unknown_credential");
    let done = correct(&city, 2, &of(&right)).await;
    assert!(done.restored.is_empty(), "a lost card stays lost");
}
