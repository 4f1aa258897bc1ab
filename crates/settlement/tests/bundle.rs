//! What a terminal is given to work by: small, and new only when it is.

#![cfg(test)]

mod support;

use std::time::{Duration, Instant};

use domain::{CredentialState, Digest};
use settlement::registry;
use support::City;
use wire::api::ChangeCredential;
use wire::{Bundle, SigningKey};

/// As many as a city of 330,000 may have.
const REGISTERED: i32 = 30_000;

fn fingerprint(number: i32) -> Digest {
    Digest::of(number.to_string())
}

/// Cards of one registrant, as if the desk had linked them.
async fn link(city: &City, numbers: std::ops::Range<i32>) {
    let fingerprints: Vec<Vec<u8>> = numbers
        .map(|number| fingerprint(number).as_bytes().to_vec())
        .collect();
    let client = city.database.connect().await.unwrap();
    client
        .execute(
            "INSERT INTO credential (municipality, fingerprint, registrant, issuer, valid_from,
                valid_until, chip_key, linked_by, linked_at)
            SELECT '102016', fingerprint, 'R-0001', 'test', now(), now(), '', 'clerk', now()
            FROM unnest($1::bytea[]) AS t (fingerprint)",
            &[&fingerprints],
        )
        .await
        .unwrap();
}

async fn find(city: &City, at_hand: &[Digest]) -> (Digest, Option<Bundle>, usize) {
    let terminal = &city.taxis[0].terminal;
    let answer = registry::find_bundle(&city.settlement, terminal, at_hand)
        .await
        .unwrap();
    let size = answer.bundle.as_ref().map_or(0, |jws| jws.as_str().len());
    let key = SigningKey::from_seed(&[1; 32]).public();
    let bundle = answer.bundle.map(|jws| Bundle::verify(&jws, &key).unwrap());
    (answer.content, bundle, size)
}

#[tokio::test]
async fn a_city_of_thirty_thousand_is_sent_in_less_than_120_kb_and_looked_up_quickly() {
    let city = City::found(&[0]).await;
    link(&city, 0..REGISTERED).await;
    let began = Instant::now();
    let (content, bundle, size) = find(&city, &[]).await;
    let made = began.elapsed();
    assert!(size < 120_000, "{size} bytes");
    let registered = bundle.unwrap().registered;
    assert!((0..REGISTERED).all(|number| registered.may_contain(fingerprint(number))));

    let looked_up = quickest(&city, content).await;
    println!("{size} bytes, made in {made:?}, not changed in {looked_up:?}");
    assert!(looked_up < made, "{looked_up:?} is not less than {made:?}");

    // Nor is it made anew for each once a card was shut out.
    let lost = ChangeCredential {
        state: CredentialState::Lost,
        from: None,
        dry_run: false,
    };
    let clerk = city.caller("clerk").await;
    registry::change_credential(&city.settlement, &clerk, fingerprint(0), &lost)
        .await
        .unwrap();
    let (content, _bundle, _size) = find(&city, &[]).await;
    let looked_up = quickest(&city, content).await;
    assert!(looked_up < made, "{looked_up:?} is not less than {made:?}");
}

/// How quickly it is told that nothing has changed.
async fn quickest(city: &City, content: Digest) -> Duration {
    let mut looked_up = Duration::MAX;
    for _ in 0..5 {
        let began = Instant::now();
        assert!(find(city, &[content]).await.1.is_none());
        looked_up = looked_up.min(began.elapsed());
    }
    looked_up
}

#[tokio::test]
async fn a_bundle_is_the_same_until_something_that_matters_changes() {
    let city = City::found(&[0]).await;
    let (first, bundle, _size) = find(&city, &[]).await;
    assert_eq!(bundle.unwrap().content, first);
    city.set_time("2026-10-01T06:30:00+09:00");
    let (same, bundle, _size) = find(&city, &[first]).await;
    assert_eq!(same, first);
    assert!(bundle.is_none());
    // A terminal that has another one is given this one.
    assert!(find(&city, &[Digest::of("")]).await.1.is_some());

    link(&city, 0..1).await;
    let (with_a_card, bundle, _size) = find(&city, &[first]).await;
    assert_ne!(with_a_card, first);
    assert!(bundle.unwrap().registered.may_contain(fingerprint(0)));

    // Nonces grow old, and with them comes another signed time.
    city.set_time("2026-10-01T09:00:00+09:00");
    let (with_nonces, bundle, _size) = find(&city, &[with_a_card]).await;
    assert_ne!(with_nonces, with_a_card);
    assert_eq!(bundle.unwrap().issued_at, city.settlement.now().unwrap());
}
