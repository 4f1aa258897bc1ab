//! Cards after they were linked: renewed at the desk, lost without being at hand, and
//! what their issuer says of them.

#![cfg(test)]

mod support;

use domain::{CredentialState, Digest, Timestamp};
use settlement::Error;
use settlement::registry::{
    Asked, RevocationFile, RevocationSource, RevokedCard, SerialSuccession, SourceError,
    SuccessionFile, Successor, ask_revocations, ask_successions, change_own_credential,
    show_registrant,
};
use support::{City, at, ride};
use wire::api::{ChangeOwnCredential, ChangedCredential, RegistrantDetail, TripStatus};

/// The subsidy of a trip of a card, taken in now.
async fn subsidy(city: &City, card: usize, boarded_at: &str) -> i64 {
    let record = city.record(0, &ride(boarded_at, 1_500, &[(card, 750)]));
    let answers = city.post(0, &[record]).await;
    assert_eq!(answers[0].status, TripStatus::Created, "{answers:?}");
    answers[0].decision.as_ref().unwrap().subsidy.get()
}

async fn shown(city: &City) -> RegistrantDetail {
    let clerk = city.caller("clerk").await;
    show_registrant(&city.settlement, &clerk, &city.cards[0].registrant)
        .await
        .unwrap()
}

async fn states(city: &City) -> Vec<CredentialState> {
    let cards = shown(city).await.credentials;
    cards.into_iter().map(|card| card.state).collect()
}

async fn change(city: &City, state: CredentialState, dry_run: bool) -> ChangedCredential {
    let change = ChangeOwnCredential {
        number: None,
        state,
        from: Some(at("2026-10-05T09:00:00+09:00")),
        dry_run,
    };
    let (clerk, id) = (city.caller("clerk").await, &city.cards[0].registrant);
    change_own_credential(&city.settlement, &clerk, id, &change)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_renewed_card_takes_the_place_of_the_old_one_and_what_was_used_counts_on() {
    // One use is left of the year's 70.
    let mut city = City::found(&[69]).await;
    city.set_time("2026-10-05T20:00:00+09:00");
    let old = city.cards[0].fingerprint;
    let renewed = city.renew_with(0, 2, 69).await;
    assert_eq!(renewed.replaced, [old], "the desk says so");
    assert_eq!(
        city.renew_with(0, 2, 69).await,
        renewed,
        "the same again is answered the same"
    );
    assert_eq!(
        states(&city).await,
        [CredentialState::Replaced, CredentialState::Usable]
    );
    // What the old card did before is judged as of then.
    assert_eq!(subsidy(&city, 0, "2026-10-05T10:00:00+09:00").await, 750);
    city.set_time("2026-10-06T20:00:00+09:00");
    assert_eq!(subsidy(&city, 0, "2026-10-06T09:00:00+09:00").await, 0);
    assert_eq!(
        subsidy(&city, 1, "2026-10-06T10:00:00+09:00").await,
        0,
        "the old card's use was the year's last one"
    );
}

#[tokio::test]
async fn a_card_that_is_shut_out_is_not_registered_again_by_a_tap() {
    let mut city = City::found(&[0]).await;
    city.set_time("2026-10-05T20:00:00+09:00");
    change(&city, CredentialState::Lost, false).await;
    let refused = city.try_renew(0, 1, 0).await.unwrap_err();
    let Error::Refused(refusal) = refused else {
        panic!("{refused}");
    };
    assert_eq!(refusal.reason.code, "card_shut_out");
    change(&city, CredentialState::Usable, false).await;
    assert!(city.try_renew(0, 1, 0).await.is_ok());
}

#[tokio::test]
async fn a_lost_card_is_found_by_whose_it_is_and_a_rehearsal_keeps_nothing() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-05T20:00:00+09:00");
    assert_eq!(subsidy(&city, 0, "2026-10-05T08:00:00+09:00").await, 750);
    assert_eq!(subsidy(&city, 0, "2026-10-05T10:00:00+09:00").await, 750);
    let tried = change(&city, CredentialState::Lost, true).await;
    assert_eq!(states(&city).await, [CredentialState::Usable]);
    let done = change(&city, CredentialState::Lost, false).await;
    assert_eq!(tried, done);
    assert_eq!((done.number, done.changed.count), (1, 1));
    assert_eq!(done.changed.total_yen.get(), 750);
    assert_eq!(states(&city).await, [CredentialState::Lost]);
    let again = change(&city, CredentialState::Lost, false).await;
    assert!(!again.changed.changed);
    assert_eq!(subsidy(&city, 0, "2026-10-05T11:00:00+09:00").await, 0);
}

async fn revocations(city: &City, source: &impl RevocationSource, dry_run: bool) -> Asked {
    let clerk = city.caller("clerk").await;
    ask_revocations(&city.settlement, &clerk, source, dry_run)
        .await
        .unwrap()
}

async fn successions(city: &City, source: &impl SerialSuccession) -> Asked {
    let clerk = city.caller("clerk").await;
    ask_successions(&city.settlement, &clerk, source, false)
        .await
        .unwrap()
}

#[tokio::test]
async fn what_the_issuer_says_of_cards_becomes_rows_of_the_registry() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-05T20:00:00+09:00");
    assert_eq!(subsidy(&city, 0, "2026-10-05T12:30:00+09:00").await, 750);
    let (card, unknown) = (city.cards[0].fingerprint, "ab".repeat(32));
    let (next, last) = ("cd".repeat(32), "ef".repeat(32));
    let validity = "2026-10-01T00:00:00+09:00,2031-10-01T00:00:00+09:00";
    // Renewed twice since one last asked, and told in any order.
    let file = SuccessionFile::read(
        format!(
            "旧指紋,新指紋,有効開始,有効期限\n{next},{last},{validity}\n{unknown},{unknown},{validity}\n{card},{next},{validity}\n"
        )
        .as_bytes(),
    )
    .unwrap();
    let asked = successions(&city, &file).await;
    assert_eq!((asked.asked, asked.answered, asked.entered), (1, 2, 2));
    assert_eq!(successions(&city, &file).await.entered, 0, "once is enough");

    let file = RevocationFile::read(
        format!(
            "指紋,失効日時\n{card},2026-10-05T12:00:00+09:00\n{unknown},2026-10-05T12:00:00+09:00\n"
        )
        .as_bytes(),
        at("2026-10-05T20:00:00+09:00"),
    )
    .unwrap();
    let tried = revocations(&city, &file, true).await;
    let entered = revocations(&city, &file, false).await;
    assert_eq!(tried, entered, "a rehearsal is the same and keeps nothing");
    assert_eq!((entered.answered, entered.entered), (1, 1));
    assert_eq!((entered.count, entered.total_yen.get()), (1, 750));
    assert_eq!(revocations(&city, &file, false).await.entered, 0);
    assert_eq!(subsidy(&city, 0, "2026-10-05T11:00:00+09:00").await, 750);
    assert_eq!(subsidy(&city, 0, "2026-10-05T13:00:00+09:00").await, 0);
    let cards = shown(&city).await.credentials;
    let how: Vec<_> = cards.iter().map(|card| card.linked_how.as_str()).collect();
    assert_eq!(how, ["desk_tap", "succession", "succession"]);
    assert_eq!(
        cards.last().unwrap().state,
        CredentialState::Usable,
        "only the last of the chip's certificates may be used"
    );
    assert_eq!(cards[1].state, CredentialState::Replaced);
}

/// Says something of the first card, and then the line is cut.
struct Cut(Timestamp);

impl RevocationSource for Cut {
    async fn revoked(&self, cards: &[Digest]) -> Result<Vec<RevokedCard>, SourceError> {
        let mut said = Vec::new();
        for (number, fingerprint) in cards.iter().enumerate() {
            if number > 0 {
                return Err("the line was cut".into());
            }
            said.push(RevokedCard {
                fingerprint: *fingerprint,
                at: self.0,
            });
        }
        Ok(said)
    }
}

impl SerialSuccession for Cut {
    async fn successors(&self, cards: &[Digest]) -> Result<Vec<Successor>, SourceError> {
        // The first generation is answered, the second one is not.
        if cards.len() < 2 {
            return Err("the line was cut".into());
        }
        Ok(vec![Successor {
            fingerprint: cards[0],
            successor: Digest::of(b"next"),
            valid_from: self.0,
            valid_until: self.0,
        }])
    }
}

#[tokio::test]
async fn a_source_that_fails_half_way_changes_nothing() {
    let city = City::found(&[0, 0]).await;
    city.set_time("2026-10-05T20:00:00+09:00");
    let clerk = city.caller("clerk").await;
    let before = shown(&city).await;
    let cut = Cut(at("2026-10-05T12:00:00+09:00"));
    for asked in [
        ask_revocations(&city.settlement, &clerk, &cut, false).await,
        ask_successions(&city.settlement, &clerk, &cut, false).await,
    ] {
        let Err(Error::Refused(refusal)) = asked else {
            panic!("{asked:?}");
        };
        assert_eq!(refusal.reason.code, "source_failed");
        assert!(refusal.reason.en.contains("the line was cut"));
    }
    assert_eq!(shown(&city).await, before);
    let finance = city.caller("finance").await;
    assert!(
        ask_revocations(&city.settlement, &finance, &cut, false)
            .await
            .is_err(),
        "only the desk may"
    );
}
