//! Examples of messages are read by the types that the programs use, and the
//! signatures in them are good.

use std::collections::BTreeSet;

use domain::Digest;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wire::api::{
    Enrolled, EnrolmentRequest, Problem, RegisterCard, RegisteredCard, Rotation, TapAnswer,
    TapCheck, Trips, TripsAnswer,
};
use wire::{Jws, Kind, SignedRequest, SigningKey, TripRecord};

use crate::document::{document, documents};

#[test]
fn every_example_of_a_message_is_one() {
    let mut seen = BTreeSet::new();
    for document in documents() {
        for block in document.blocks() {
            if block.language == "json" && !block.label.is_empty() && !block.is_file() {
                let said = format!("{}: {}", document.name, block.label);
                is_read(block.label, &block.text).unwrap_or_else(|error| panic!("{said}: {error}"));
                seen.insert(block.label.to_owned());
            }
        }
    }
    assert!(seen.len() >= 8, "only {seen:?} were found");
}

/// Reads `text` by the type called `label`; what it means must be all that it
/// says.
fn is_read(label: &str, text: &str) -> Result<(), String> {
    fn by<T: DeserializeOwned + Serialize>(text: &str) -> Result<(), String> {
        let read: T = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let said: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let meant = serde_json::to_value(read).map_err(|error| error.to_string())?;
        if said == meant {
            Ok(())
        } else {
            Err(format!("is read as {meant}"))
        }
    }
    match label {
        "session" => Ok(()),
        "Enrolled" => by::<Enrolled>(text),
        "Rotation" => by::<Rotation>(text),
        "EnrolmentRequest" => by::<EnrolmentRequest>(text),
        "Problem" => by::<Problem>(text),
        "RegisterCard" => by::<RegisterCard>(text),
        "RegisteredCard" => by::<RegisteredCard>(text),
        "SignedRequest" => by::<SignedRequest>(text),
        "TapAnswer" => by::<TapAnswer>(text),
        "TapCheck" => by::<TapCheck>(text),
        "TripRecord" => by::<TripRecord>(text),
        "Trips" => by::<Trips>(text),
        "TripsAnswer" => by::<TripsAnswer>(text),
        other => Err(format!("{other} is not a type that is checked here")),
    }
}

/// The key of the worked example, which is no secret: 32 bytes of 7.
fn example_key() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

#[test]
fn the_signed_record_of_the_integrators_guide_is_what_its_terminal_would_sign() {
    let guide = document("docs/integrator.md");
    let record: TripRecord = serde_json::from_str(&guide.block("TripRecord").text).unwrap();
    let signed = example_key()
        .sign(Kind::Trip, "102016/t-1", &record)
        .unwrap();
    let shown = Jws::unverified(guide.block("record.jws").text.trim());
    assert_eq!(shown, signed);
    let read: TripRecord = shown.verify(Kind::Trip, &example_key().public()).unwrap();
    assert_eq!(read, record);
    assert!(guide.text.contains(&signed.digest().to_string()));
}

#[test]
fn the_signed_request_of_the_integrators_guide_fits_its_body() {
    let guide = document("docs/integrator.md");
    let request: SignedRequest = serde_json::from_str(&guide.block("SignedRequest").text).unwrap();
    let body = guide.block("body.json");
    assert_eq!(request.body, Digest::of(body.text.trim_end()));
    let _trips: Trips = serde_json::from_str(&body.text).unwrap();
    let header = SignedRequest::authorization(
        &example_key(),
        &"102016/t-1".parse().unwrap(),
        (&request.method, &request.path),
        body.text.trim_end().as_bytes(),
        request.at,
    );
    assert_eq!(
        guide.block("authorization.txt").text.trim(),
        header.unwrap()
    );
}
