//! The whole small way: enrol, bundle, desk, tap, trip.

use actix_web::http::Method;
use actix_web::http::header::AUTHORIZATION;
use actix_web::test::TestRequest;
use domain::{Assurance, Digest, Fare, Trip, TripId, Yen};
use serde_json::{Value, json};
use virtual_card::{CardKey, Leaf};
use wire::api::{RegisteredCard, TapAnswer, TapCheck, TripStatus, Trips, TripsAnswer};
use wire::{Bundle, ChipAnswer, Jws, Kind, NoncePool, Purpose, Shown, Tap, TripRecord};

use crate::describes::assert_described;
use crate::support::{Terminal, World, at, municipality, post};

/// `DigestInfo` of SHA-256 up to the digest, which an RSA chip signs.
const DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

/// A resident's card: what a desk and a terminal would read of it.
struct Card {
    certificate: Vec<u8>,
    chip: CardKey,
}

impl Card {
    fn new(world: &World) -> Self {
        let leaf = Leaf::authentication(at("10:00:00"));
        let key = CardKey::rsa().unwrap();
        Self {
            certificate: world.authority.issue(&leaf, &key).unwrap(),
            chip: CardKey::rsa().unwrap(),
        }
    }

    fn tap(&self, terminal: &Terminal, trip: TripId, pool: &NoncePool) -> Tap {
        let mut tap = Tap {
            at: at("10:20:00"),
            purpose: Purpose::Alight,
            fingerprint: Digest::of(&self.certificate),
            units: None,
            instrument: None,
            photo_checked: true,
            chip: Some(ChipAnswer {
                nonce: pool.first,
                signature: Vec::new(),
            }),
            declared: None,
        };
        let challenge = tap.challenge(pool, &terminal.id.terminal, trip).unwrap();
        let mut signed = DIGEST_INFO.to_vec();
        signed.extend_from_slice(challenge.digest().as_bytes());
        tap.chip = Some(ChipAnswer {
            nonce: pool.first,
            signature: self.chip.sign_raw(&signed).unwrap(),
        });
        tap
    }

    fn registration(&self) -> Value {
        json!({
            "registrant": {
                "id": "r-1",
                "registered_on": "2026-04-01",
                "grounds": [{"ground": "age75", "from": "2026-04-01"}],
            },
            "certificate": hex::encode(&self.certificate),
            "chip_key": hex::encode(self.chip.spki_der().unwrap()),
        })
    }
}

fn trip_id() -> TripId {
    "0192f0c1-0000-7000-8000-000000000001".parse().unwrap()
}

fn record(terminal: &Terminal, tap: Tap, meter: i64) -> Jws {
    let area = municipality();
    let half = Yen::new(meter / 2);
    let record = TripRecord {
        trip_id: trip_id(),
        municipality: area,
        terminal: terminal.id.terminal.clone(),
        sequence: 1,
        previous: None,
        vehicle: "v-1".parse().unwrap(),
        driver: "d-1".parse().unwrap(),
        trip: Trip {
            boarded_at: at("10:05:00"),
            alighted_at: at("10:20:00"),
            boarding_area: area,
            alighting_area: area,
            distance_m: 5200,
            fare: Fare::meter(Yen::new(meter)),
            companions: 0,
        },
        taps: vec![tap],
        shown: Shown {
            scheme: Some("maebashi".parse().unwrap()),
            version: Some("2024-04-01".into()),
            claims_yen: vec![half],
            subsidy_yen: half,
            passenger_pays_yen: half,
            online: true,
        },
        signed_at: at("10:20:30"),
    };
    let id = terminal.id.to_string();
    terminal.key.sign(Kind::Trip, &id, &record).unwrap()
}

async fn bundle(world: &World, terminal: &Terminal, key: &wire::PublicKey) -> Bundle {
    let path = "/v1/terminal/bundle";
    let answer = world
        .call(world.signed(terminal, Method::GET, path, Vec::new()))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(
        answer.headers.get("content-type").unwrap(),
        "application/jose"
    );
    Bundle::verify(&Jws::unverified(answer.text()), key).unwrap()
}

#[actix_web::test]
async fn a_card_from_the_desk_pays_half_of_a_trip_once() {
    let world = World::new().await;
    let (terminal, enrolled) = world.enrolled().await;
    let card = Card::new(&world);

    let desk = post("/v1/registrants", &card.registration()).insert_header((
        AUTHORIZATION,
        format!("Bearer {}", world.token("clerk-1").await),
    ));
    let desk = world.call(desk).await;
    assert_described("RegisterCard", &card.registration());
    assert_described("RegisteredCard", &desk.json());
    let registered: RegisteredCard = desk.json();
    assert_eq!(registered.fingerprint, Digest::of(&card.certificate));

    let bundle = bundle(&world, &terminal, &enrolled.service_key).await;
    assert_eq!(bundle.terminal, enrolled.terminal);
    assert!(bundle.registered.may_contain(registered.fingerprint));
    assert_eq!(bundle.schemes.len(), 1);

    world.set_clock(at("10:20:10"));
    let tap = card.tap(&terminal, trip_id(), &bundle.nonces);
    let check = TapCheck {
        trip_id: trip_id(),
        boarded_at: at("10:05:00"),
        tap: tap.clone(),
    };
    assert_described("TapCheck", &serde_json::to_value(&check).unwrap());
    let known: TapAnswer = world
        .post_signed(&terminal, "/v1/taps", &check)
        .await
        .json();
    assert!(
        matches!(known, TapAnswer::Accepted { assurance, .. } if assurance == Assurance::A2),
        "{known:?}"
    );

    world.set_clock(at("10:21:00"));
    let trips = Trips {
        records: vec![record(&terminal, tap.clone(), 1500)],
    };
    let first: TripsAnswer = world
        .post_signed(&terminal, "/v1/trips", &trips)
        .await
        .json();
    assert_described("Trips", &serde_json::to_value(&trips).unwrap());
    assert_described("TripsAnswer", &serde_json::to_value(&first).unwrap());
    let [created] = first.answers.as_slice() else {
        panic!("{first:?}");
    };
    assert_eq!(created.status, TripStatus::Created, "{created:?}");
    let decision = created.decision.as_ref().unwrap();
    assert_eq!(decision.subsidy, Yen::new(750));
    assert_eq!(decision.passenger_pays, Yen::new(750));

    let again: TripsAnswer = world
        .post_signed(&terminal, "/v1/trips", &trips)
        .await
        .json();
    assert_eq!(again.answers[0].status, TripStatus::Duplicate);
    assert_eq!(again.answers[0].decision, created.decision);

    let changed = Trips {
        records: vec![record(&terminal, tap, 1600)],
    };
    let changed: TripsAnswer = world
        .post_signed(&terminal, "/v1/trips", &changed)
        .await
        .json();
    assert_eq!(changed.answers[0].status, TripStatus::Conflict);
}

#[actix_web::test]
async fn a_record_that_nobody_signed_is_answered_and_does_not_hold_up_the_others() {
    let world = World::new().await;
    let (terminal, enrolled) = world.enrolled().await;
    let card = Card::new(&world);
    let bundle = bundle(&world, &terminal, &enrolled.service_key).await;
    world.set_clock(at("10:21:00"));
    let tap = card.tap(&terminal, trip_id(), &bundle.nonces);
    let trips = Trips {
        records: vec![Jws::unverified("a.b.c"), record(&terminal, tap, 1500)],
    };
    let answer: TripsAnswer = world
        .post_signed(&terminal, "/v1/trips", &trips)
        .await
        .json();
    let statuses: Vec<_> = answer.answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [TripStatus::Rejected, TripStatus::Created]);
    // The card is not registered: the trip is kept, without a subsidy.
    let decision = answer.answers[1].decision.as_ref().unwrap();
    assert_eq!(decision.subsidy, Yen::ZERO);
}

#[actix_web::test]
async fn an_auditor_may_not_register_and_a_card_of_nobodys_authority_is_refused() {
    let world = World::new().await;
    let mut card = Card::new(&world);
    let register = |registration: Value, token: String| {
        post("/v1/registrants", &registration)
            .insert_header((AUTHORIZATION, format!("Bearer {token}")))
    };
    let auditor = world.token("auditor-1").await;
    let refused = world.call(register(card.registration(), auditor)).await;
    assert_eq!(refused.problem(), (403, "role_not_allowed".into()));

    let stranger = virtual_card::TestAuthority::p384(at("10:00:00")).unwrap();
    let leaf = Leaf::authentication(at("10:00:00"));
    card.certificate = stranger.issue(&leaf, &CardKey::rsa().unwrap()).unwrap();
    let clerk = world.token("clerk-1").await;
    let refused = world.call(register(card.registration(), clerk)).await;
    assert_eq!(refused.problem().0, 422);
}

#[actix_web::test]
async fn a_registrant_is_shown_ended_and_their_card_shut_out_by_the_desk_alone() {
    let world = World::new().await;
    let card = Card::new(&world);
    let clerk = format!("Bearer {}", world.token("clerk-1").await);
    let as_clerk = |request: TestRequest| request.insert_header((AUTHORIZATION, clerk.clone()));
    let registered = world
        .call(as_clerk(post("/v1/registrants", &card.registration())))
        .await;
    assert_eq!(registered.status, 200, "{}", registered.text());

    let path = "/v1/registrants/r-1/standings";
    let change = json!({"state": "ended", "from": "2026-11-01", "reason": "moved_away"});
    let states = format!("/v1/credentials/{}/states", Digest::of(&card.certificate));
    for request in [
        TestRequest::get().uri("/v1/registrants/r-1"),
        post(path, &change),
        post(&states, &json!({"state": "lost"})),
    ] {
        let answer = world.call(request).await;
        assert_eq!(answer.problem(), (401, "token_missing".into()));
    }
    let ended = world.call(as_clerk(post(path, &change))).await;
    assert_eq!(ended.status, 200, "{}", ended.text());
    assert_described("Changed", &ended.json());
    let lost = world
        .call(as_clerk(post(&states, &json!({"state": "lost"}))))
        .await;
    assert_eq!(lost.status, 200, "{}", lost.text());
    let shown = world
        .call(as_clerk(TestRequest::get().uri("/v1/registrants/r-1")))
        .await;
    let shown: Value = shown.json();
    assert_described("RegistrantDetail", &shown);
    assert_eq!(shown["standings"][0]["reason"], "moved_away");
    assert_eq!(shown["credentials"][0]["state"], "lost");

    let owners = format!("/v1/credentials/{}/owners", Digest::of(&card.certificate));
    let nobody = json!({"reason": "wrong_card"});
    let answer = world.call(post(&owners, &nobody)).await;
    assert_eq!(answer.problem(), (401, "token_missing".into()));
    let corrected = world.call(as_clerk(post(&owners, &nobody))).await;
    assert_eq!(corrected.status, 200, "{}", corrected.text());
    let corrected: Value = corrected.json();
    assert_described("ChangedOwner", &corrected);
    assert_eq!(corrected["before"], "r-1");

    let wrong = [
        (
            owners.as_str(),
            json!({"registrant": "r-2", "reason": "wrong_card"}),
            (404, "unknown_registrant"),
        ),
        (
            path,
            json!({"state": "registered", "from": "2026-11-01", "reason": "death"}),
            (422, "reason_does_not_fit"),
        ),
        (
            path,
            json!({"state": "ended", "from": "2026-03-31", "reason": "death"}),
            (422, "before_registration"),
        ),
        (
            "/v1/registrants/r-2/standings",
            change,
            (404, "unknown_registrant"),
        ),
    ];
    for (path, body, (status, code)) in wrong {
        let answer = world.call(as_clerk(post(path, &body))).await;
        assert_eq!(answer.problem(), (status, code.into()), "{path}");
    }
}
