//! What there is to be named in requests, so that each operation can succeed.
//!
//! One JSON object: `values` for parameters by their name, and `operations`, where an
//! operation needs others than all have, or a body. An operation without a line is asked
//! as well, with what is drawn; should it never succeed so, the run says it. What changes
//! something has a registrant, terminal or finding of its own, so that no example spoils
//! another.

use anyhow::{Context as _, Result};
use domain::Digest;
use fleet::Taxi;
use fleet::city::{ADMIN, fingerprint, registrant};
use fleet::programs::Programs;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};
use virtual_card::{CardKey, Leaf, TestAuthority};
use wire::api::{Enrolment, EnrolmentRequest, Rotation, RotationRequest, Trips};
use wire::{Kind, SigningKey};

use crate::city::{DECISION, FINDINGS, MONTH, Prepared, field, now};

/// For this run's database only.
const PASSWORD: &str = "correct horse battery";

/// The examples.
pub fn examples(
    programs: &Programs,
    prepared: &mut Prepared,
    authority: &TestAuthority,
) -> Result<Value> {
    let [read, answered, decided, confirmed] = FINDINGS;
    let finding = |finding: &str| json!({ "finding": finding });
    Ok(json!({
        "values": {
            "registrant": registrant(0), "fingerprint": fingerprint(0), "terminal": "t-2",
            "finding": read, "after": read, "code": "burst", "month": MONTH, "operator": "op-1",
            "trip": prepared.trip,
        },
        "operations": {
            "beginSession": { "body": login(programs)? },
            "registerCard": { "body": registration(prepared, authority)? },
            "changeStanding": {
                "values": { "registrant": registrant(1) },
                "body": { "state": "ended", "from": "2026-11-01", "reason": "withdrawn" },
            },
            "changeGround": {
                "values": { "registrant": registrant(2) },
                "body": { "ground": "care", "from": "2026-11-01" },
            },
            "changeUsesBefore": {
                "values": { "registrant": registrant(2) }, "body": { "uses": 3 },
            },
            "changeOwnCredential": {
                "values": { "registrant": registrant(3) }, "body": { "state": "lost" },
            },
            "changeCredential": {
                "values": { "fingerprint": fingerprint(4) }, "body": { "state": "lost" },
            },
            "changeOwner": {
                "values": { "fingerprint": fingerprint(5) }, "body": { "reason": "wrong_card" },
            },
            "checkTap": { "body": tap(prepared)? },
            "takeInTrips": { "body": rides(prepared)? },
            "revokeTerminal": { "body": { "reason": "車両盗難" } },
            "enrol": { "body": enrolment(programs)? },
            "rotateKey": { "body": rotation(prepared)? },
            "replyToFinding": {
                "values": finding(answered), "body": { "remark": "祭りの日でした" },
            },
            "decideFinding": {
                "values": finding(decided),
                "body": { "outcome": "pay", "remark": "行事予定と一致" },
            },
            "confirmDecision": { "values": { "finding": confirmed, "decision": DECISION } },
        },
    }))
}

/// With a code that is good once: the city's time stands still.
fn login(programs: &Programs) -> Result<Value> {
    programs.run_on(&["user", "password", ADMIN, "--by", ADMIN], PASSWORD)?;
    let factor = programs.run(&["user", "totp", ADMIN, "--by", ADMIN, "--json"])?;
    let secret = Secret::try_from_base32(&field(&factor, "secret")?);
    let totp = Builder::new()
        .with_secret(secret.context("the secret of a second factor")?)
        .build()
        .context("a second factor")?;
    let code = totp.generate(u64::try_from(now()?.in_japan().timestamp())?);
    Ok(json!({
        "municipality": "102016", "user": ADMIN, "password": PASSWORD, "code": code.to_string(),
    }))
}

fn registration(prepared: &Prepared, authority: &TestAuthority) -> Result<Value> {
    let certificate = authority.issue(&Leaf::authentication(now()?), &CardKey::rsa()?)?;
    Ok(json!({
        "registrant": {
            "id": "R-new", "registered_on": "2026-11-01",
            "grounds": [{ "ground": "age75", "from": "2026-11-01" }],
        },
        "certificate": hex::encode(certificate),
        "chip_key": hex::encode(prepared.chip.spki_der()?),
    }))
}

fn tap(prepared: &Prepared) -> Result<Value> {
    let taxi = prepared.taxis.first().context("no taxi")?;
    Ok(serde_json::to_value(taxi.check(&prepared.chip, 0)?)?)
}

fn rides(prepared: &mut Prepared) -> Result<Value> {
    let taxi = prepared.taxis.first_mut().context("no taxi")?;
    let records = vec![taxi.ride(&prepared.chip)?, taxi.ride(&prepared.chip)?];
    Ok(serde_json::to_value(Trips { records })?)
}

/// A new key for the third terminal, whose device was exchanged, by a one-time code.
fn enrolment(programs: &Programs) -> Result<Value> {
    programs.run(&[
        "terminal", "revoke", "t-3", "--reason", "交換", "--by", ADMIN,
    ])?;
    let issued = programs.run(&["terminal", "code", "t-3", "--by", ADMIN, "--json"])?;
    let code = field(&issued, "code")?;
    let key = new_key("enrolled");
    Ok(serde_json::to_value(EnrolmentRequest {
        public_key: key.public(),
        enrolment: key.sign(Kind::Enrolment, "new", &Enrolment { code })?,
    })?)
}

/// The fourth terminal's next key.
fn rotation(prepared: &Prepared) -> Result<Value> {
    let Taxi { id, key: old, .. } = prepared.taxis.last().context("no taxi")?;
    let (id, new) = (id.to_string(), new_key("rotated"));
    let rotation = Rotation {
        terminal: id.clone(),
        public_key: new.public(),
    };
    Ok(serde_json::to_value(RotationRequest {
        public_key: new.public(),
        by_old: old.sign(Kind::Rotation, &id, &rotation)?,
        by_new: new.sign(Kind::Rotation, &id, &rotation)?,
    })?)
}

/// For this run's database only.
fn new_key(name: &str) -> SigningKey {
    SigningKey::from_seed(Digest::of(name).as_bytes())
}
