//! Transit cards: linked with a My Number card only, worth A1 at most, and one at a time.

#![cfg(test)]

mod support;

use domain::{CredentialKind, CredentialState, Digest, OwnerReason};
use settlement::registry::{
    CsvKind, Encoding, change_owner, export_csv, make_bundle, register_card, show_registrant,
};
use settlement::{Error, registry};
use support::books::close;
use support::files::import;
use support::{City, at, registration, ride};
use wire::api::{ChangeOwnCredential, ChangeOwner, RegisteredCard, TripStatus};
use wire::{Bundle, SigningKey, TripRecord};

/// As a terminal makes it of the card's number.
fn transit(name: &str) -> Digest {
    Digest::of(name)
}

/// Links a transit card with card `number` of the registrant of card `of`.
async fn link(
    city: &City,
    (of, number): (usize, u32),
    card: Digest,
) -> settlement::Result<RegisteredCard> {
    let mut input = registration((number, city.cards[of].registrant.clone()), ("age75", 0));
    input.transit_card = Some(card);
    let clerk = city.caller("clerk").await;
    register_card(&city.settlement, &clerk, &input).await
}

/// A ride of a transit card that was put on instead of the first card.
async fn rides(city: &City, card: Digest, boarded_at: &str) {
    rides_with(city, card, boarded_at, |record| record.taps[0].chip = None).await;
}

async fn rides_with(
    city: &City,
    card: Digest,
    boarded_at: &str,
    change: impl FnOnce(&mut TripRecord),
) {
    let record = city.changed_record(0, &ride(boarded_at, 1_500, &[(0, 750)]), |record| {
        record.taps[0].fingerprint = card;
        change(record);
    });
    let answers = city.post(0, &[record]).await;
    assert_eq!(answers[0].status, TripStatus::Created, "{answers:#?}");
}

/// What came of the taps, in order of boarding: level, flags, refusal, whose.
async fn graded(city: &City) -> Vec<String> {
    let client = city.database.connect().await.unwrap();
    let rows = client
        .query(
            "SELECT concat_ws(' ', assurance, array_to_string(flags, ','), refusal, tap.registrant)
            FROM tap JOIN trip USING (municipality, trip) ORDER BY boarded_at",
            &[],
        )
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

fn code<T: std::fmt::Debug>(answer: settlement::Result<T>) -> String {
    match answer.unwrap_err() {
        Error::Refused(refusal) => refusal.reason.code.clone(),
        other => panic!("{other}"),
    }
}

async fn states(city: &City, of: usize) -> Vec<(CredentialKind, CredentialState)> {
    let (clerk, id) = (city.caller("clerk").await, &city.cards[of].registrant);
    let detail = show_registrant(&city.settlement, &clerk, id).await.unwrap();
    let cards = detail.credentials.iter();
    cards.map(|card| (card.kind, card.state)).collect()
}

#[tokio::test]
async fn a_transit_card_is_worth_a1_and_a_chips_answer_to_it_nothing() {
    let city = City::found(&[0]).await;
    let (suica, other) = (transit("suica"), transit("pasmo"));
    city.set_time("2026-10-02T09:00:00+09:00");
    let linked = link(&city, (0, 1), suica).await.unwrap();
    assert_eq!(linked.transit_card, Some(suica));
    assert_eq!(linked.replaced, [], "it replaces no card of another kind");
    assert_eq!(link(&city, (0, 1), suica).await.unwrap(), linked, "once");
    city.set_time("2026-10-05T20:00:00+09:00");
    rides(&city, suica, "2026-10-05T08:00:00+09:00").await;
    rides(&city, other, "2026-10-05T09:00:00+09:00").await;
    rides_with(&city, suica, "2026-10-05T10:00:00+09:00", |_answered| ()).await;
    assert_eq!(
        graded(&city).await,
        [
            "A1 identifier_only R-0001",
            " card_not_registered",
            " chip_mismatch R-0001",
        ]
    );
    // The terminals know it.
    let bundle = make_bundle(&city.settlement, &city.taxis[0].terminal)
        .await
        .unwrap();
    let bundle = Bundle::verify(&bundle, &SigningKey::from_seed(&[1; 32]).public()).unwrap();
    assert!(bundle.registered.may_contain(suica));
    city.set_time("2026-11-02T09:00:00+09:00");
    close(&city, "2026-10".parse().unwrap()).await;
}

#[tokio::test]
async fn a_new_transit_card_takes_the_place_of_the_old_one_and_of_no_other_card() {
    use CredentialKind::{Card, TransitCard};
    use CredentialState::{Replaced, Usable};
    let city = City::found(&[0, 0]).await;
    let (old, new) = (transit("old"), transit("new"));
    city.set_time("2026-10-02T09:00:00+09:00");
    link(&city, (0, 1), old).await.unwrap();
    city.set_time("2026-10-03T09:00:00+09:00");
    assert_eq!(link(&city, (0, 1), new).await.unwrap().replaced, [old]);
    assert_eq!(
        states(&city, 0).await,
        [
            (Card, Usable),
            (TransitCard, Replaced),
            (TransitCard, Usable)
        ]
    );
    // A renewed My Number card replaces no transit card.
    link(&city, (0, 3), new).await.unwrap();
    assert_eq!(
        states(&city, 0).await,
        [
            (Card, Replaced),
            (TransitCard, Replaced),
            (TransitCard, Usable),
            (Card, Usable)
        ]
    );
    // Neither another's nor a shut out one is linked, and nothing of that registration stays.
    let refused = link(&city, (1, 4), new).await;
    assert_eq!(code(refused), "card_linked_to_another_registrant");
    assert_eq!(states(&city, 1).await, [(Card, Usable)]);
    assert_eq!(code(link(&city, (0, 3), old).await), "card_shut_out");
}

#[tokio::test]
async fn a_wrongly_linked_transit_card_is_corrected_alone() {
    let city = City::found(&[0, 0]).await;
    let suica = transit("suica");
    city.set_time("2026-10-02T09:00:00+09:00");
    link(&city, (0, 1), suica).await.unwrap();
    let clerk = city.caller("clerk").await;
    let change = ChangeOwner {
        registrant: Some(city.cards[1].registrant.clone()),
        reason: OwnerReason::WrongCard,
        dry_run: false,
    };
    let done = change_owner(&city.settlement, &clerk, suica, &change)
        .await
        .unwrap();
    assert_eq!(done.cards, [suica]);
    assert!(done.restored.is_empty() && done.replaced.is_empty());
    city.set_time("2026-10-05T20:00:00+09:00");
    rides(&city, suica, "2026-10-05T08:00:00+09:00").await;
    assert_eq!(graded(&city).await, ["A1 identifier_only R-0002"]);
    let lost = ChangeOwnCredential {
        number: Some(2),
        state: CredentialState::Lost,
        from: Some(at("2026-10-05T09:00:00+09:00")),
        dry_run: false,
    };
    let whose = &city.cards[1].registrant;
    registry::change_own_credential(&city.settlement, &clerk, whose, &lost)
        .await
        .unwrap();
    rides(&city, suica, "2026-10-05T10:00:00+09:00").await;
    let last = graded(&city).await.pop().unwrap();
    assert_eq!(last, " card_reported_lost R-0002");
}

#[tokio::test]
async fn a_file_has_of_a_transit_card_its_fingerprint_and_nothing_of_a_certificate() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-02T09:00:00+09:00");
    link(&city, (0, 1), transit("suica")).await.unwrap();
    let clerk = city.caller("clerk").await;
    let kind = CsvKind::Credentials;
    let (_rows, file) = export_csv(&city.settlement, &clerk, kind, Encoding::Utf8)
        .await
        .unwrap();
    let file = String::from_utf8(file).unwrap();
    let again = import(&city, kind, &file).await;
    assert_eq!((again.entered, again.problems), (0, Vec::new()));
    let suica = transit("suica").to_string();
    let line = file.lines().find(|line| line.contains(&suica)).unwrap();
    let new = line.replace(&suica, &transit("new").to_string());
    let heading = file.lines().next().unwrap();
    let one = import(&city, kind, &format!("{heading}\n{new}\n")).await;
    assert_eq!((one.entered, one.problems), (1, Vec::new()));
    let with_issuer = new.replacen("transit_card,", "transit_card,CN=x", 1);
    let problems = import(&city, kind, &format!("{heading}\n{with_issuer}\n"))
        .await
        .problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    let as_card = new.replacen("transit_card,", "card,", 1);
    let problems = import(&city, kind, &format!("{heading}\n{as_card}\n"))
        .await
        .problems;
    assert_eq!(problems.len(), 4, "{problems:?}");
}
