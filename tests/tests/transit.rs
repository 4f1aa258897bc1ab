//! Transit cards (交通系ICカード), from the desk to what the city sees: one that was linked
//! with a resident's card is taken for what it is worth, and no other.

mod common;

use common::stage;
use domain::Yen;
use end_to_end::cards::Cards;
use end_to_end::city::{CLERK, TAXIS};
use end_to_end::desk;
use end_to_end::http::Http;
use end_to_end::service::Service;
use end_to_end::story::{RESIDENTS, Resident};
use end_to_end::taxi::Taxi;
use serde_json::{Value, json};
use virtual_card::{Persona, VirtualReader};

const LINKED: &str = "transit";
const NOBODYS: &str = "nobodys-transit";
/// Another number than the linked one calls out.
const NUMBER: [u8; 8] = [0x01, 0x10, 0x02, 0x10, 0xAA, 0xBB, 0xCC, 0xDD];

const RESIDENT: Resident = Resident {
    transit: Some(LINKED),
    ..RESIDENTS[0]
};

#[test]
fn a_linked_transit_card_is_taken_and_the_city_sees_how_little_it_proves() {
    let stage = stage();
    let cards = Cards::make(&stage).unwrap();
    let nobodys = Persona::transit_with(NOBODYS, NUMBER);
    nobodys.save(&cards.file(NOBODYS)).unwrap();
    let host = stage.binary("mytaku-virtual-card").unwrap();
    let mut reader = VirtualReader::start(&host, &stage.path("r1")).unwrap();
    let service = Service::start(&stage, &cards.anchors).unwrap();
    service.set_up_city().unwrap();
    desk::register(&stage, &service, &cards, &mut reader, &[RESIDENT]).unwrap();

    stage
        .set_clock("2026-10-05T09:10:00+09:00".parse().unwrap())
        .unwrap();
    let mut taxi = Taxi::start(&stage, &service, &cards, (TAXIS[0], reader)).unwrap();
    taxi.sync().unwrap();
    taxi.board().unwrap();
    let refused = taxi.tap(NOBODYS, None).unwrap();
    assert_eq!(
        (refused.outcome.as_str(), refused.reason.code.as_str()),
        ("refused", "transit_card_not_accepted")
    );
    let accepted = taxi.tap(LINKED, None).unwrap();
    assert_eq!(accepted.reason.code, "accepted", "{accepted:?}");
    assert_eq!(accepted.assurance.as_deref(), Some("A1"));
    let fare = taxi.alight(Yen::new(1_500), 5_200, 0).unwrap();
    assert_eq!(
        (fare.subsidy_yen, fare.passenger_pays_yen, fare.provisional),
        (Yen::new(750), Yen::new(750), false)
    );
    let trip = taxi.finish().unwrap();
    let delivered = taxi.sync().unwrap();
    assert_eq!((delivered.created, delivered.waiting), (1, 0));
    taxi.stop().unwrap();

    let http = Http::new(service.url());
    let made: Value = service
        .ask(["token", "create", CLERK, "--scope", "review:read"])
        .unwrap();
    let clerk = format!("Bearer {}", made["token"].as_str().unwrap());
    let shown = http
        .get(&format!("/v1/trips/{trip}"), Some(&clerk))
        .unwrap();
    let shown: Value = shown.json().unwrap();
    // The one that was refused is no part of the trip.
    let [tap] = shown["taps"].as_array().unwrap().as_slice() else {
        panic!("{shown:#}");
    };
    assert_eq!(
        (&tap["registrant"], &tap["assurance"], &tap["refusal"]),
        (&json!(RESIDENT.id), &json!("A1"), &Value::Null)
    );
    let flags = tap["flags"].as_array().unwrap();
    let flags: Vec<&Value> = flags.iter().map(|flag| &flag["code"]).collect();
    assert_eq!(flags, ["identifier_only"]);
    // The scheme gives the passenger the subsidy, and has somebody look before it is paid.
    let claim = &shown["claims"][0];
    assert_eq!(
        (
            &claim["treatment"],
            &claim["decided_yen"],
            &claim["payable_yen"]
        ),
        (&json!("hold"), &json!(750), &json!(0))
    );
}
