//! A terminal's key is its own, once and for ever.

#![cfg(test)]

mod support;

use domain::TerminalId;
use settlement::{Error, registry};
use support::{City, user};
use wire::api::{Enrolment, EnrolmentRequest};
use wire::{Kind, SigningKey};

async fn enrol_again(city: &City, key: &SigningKey) -> settlement::Result<()> {
    let terminal: TerminalId = "t-1".parse().unwrap();
    let until = city.settlement.now()?.plus_seconds(3_600);
    let clerk = user("clerk");
    let issued =
        registry::issue_code(&city.settlement, city.code, &terminal, &clerk, until).await?;
    let enrolment = key
        .sign(Kind::Enrolment, "", &Enrolment { code: issued.code })
        .unwrap();
    let request = EnrolmentRequest {
        public_key: key.public(),
        enrolment,
    };
    registry::enrol(&city.settlement, &request)
        .await
        .map(|_enrolled| ())
}

#[tokio::test]
async fn a_device_that_replaces_a_terminal_needs_a_name_of_its_own() {
    let city = City::found(&[]).await;
    let refused = enrol_again(&city, &SigningKey::from_seed(&[99; 32]))
        .await
        .unwrap_err();
    let Error::Refused(refusal) = refused else {
        panic!("not a refusal: {refused}");
    };
    assert_eq!(refusal.reason.code, "terminal_already_enrolled");
}

#[tokio::test]
async fn the_same_device_may_enrol_again_after_a_lost_answer() {
    let city = City::found(&[]).await;
    enrol_again(&city, &city.taxis[0].key).await.unwrap();
}
