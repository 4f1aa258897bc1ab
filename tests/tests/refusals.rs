//! What the service answers to what no well-behaved program sends: a problem
//! document with a code of its own, and nothing is taken in.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: a surprise should end the test where it happens"
)]

mod common;

use common::{city, journey, opening, registration, stage};
use domain::Yen;
use end_to_end::bare::{self, TRIPS, authorize, new_key};
use end_to_end::http::Answer;
use serde_json::json;
use wire::Jws;
use wire::api::{TripAnswer, TripStatus, Trips, TripsAnswer};

/// The code of a refusal; its status and its words are checked on the way.
fn code(answer: &Answer, status: u16) -> String {
    let problem = answer.problem().unwrap();
    assert_eq!(
        (answer.status, problem.status),
        (status, status),
        "{problem:?}"
    );
    assert_eq!(problem.kind, "about:blank");
    assert!(
        !problem.title.is_ascii(),
        "{} is not Japanese",
        problem.title
    );
    assert!(problem.detail.is_ascii() || problem.detail.contains(char::is_whitespace));
    problem.code
}

fn only(answer: &TripsAnswer) -> &TripAnswer {
    assert_eq!(answer.answers.len(), 1);
    answer.answers.first().unwrap()
}

fn reason(answer: &TripAnswer) -> (TripStatus, &str) {
    let code = answer.reason.as_ref().map_or("", |reason| &reason.code);
    (answer.status, code)
}

#[test]
fn requests_that_are_not_a_terminals_own_are_refused() {
    let stage = stage();
    let city = city(&stage, 1);
    let terminal = city.terminal(0);
    let body = serde_json::to_vec(&Trips {
        records: Vec::new(),
    })
    .unwrap();
    let post = |authorization: &str, body: &[u8]| {
        city.http.post(TRIPS, Some(authorization), body).unwrap()
    };

    let unsigned = city.http.post(TRIPS, None, &body).unwrap();
    assert_eq!(code(&unsigned, 401), "terminal_signature_missing");

    let foreign_key = new_key().unwrap();
    let what = ("POST", TRIPS);
    let forged = authorize(&foreign_key, &terminal.enrolled, what, &body, opening()).unwrap();
    assert_eq!(
        code(&post(&forged, &body), 401),
        "terminal_signature_invalid"
    );

    let signed = terminal.authorization(TRIPS, &body, opening()).unwrap();
    let changed = br#"{"records":["a.b.c"]}"#;
    assert_eq!(
        code(&post(&signed, changed), 401),
        "request_differs_from_signed"
    );

    for off in [-301, 301] {
        let at = opening().plus_seconds(off);
        let signed = terminal.authorization(TRIPS, &body, at).unwrap();
        assert_eq!(code(&post(&signed, &body), 401), "clock_off");
    }

    let mut stranger = terminal.enrolled.clone();
    stranger.terminal = "t-2".parse().unwrap();
    let not_enrolled = authorize(&terminal.key, &stranger, what, &body, opening()).unwrap();
    assert_eq!(code(&post(&not_enrolled, &body), 401), "unknown_terminal");
}

#[test]
fn records_that_are_anothers_or_were_changed_are_not_taken_in() {
    let stage = stage();
    let city = city(&stage, 1);
    let resident = city.residents.first().unwrap();
    let mut terminal = city.terminal(0);
    let mut other = city.terminal(1);
    let at = opening().plus_seconds(60 * 60);
    let now = at.plus_seconds(60 * 60);
    stage.set_clock(now).unwrap();
    let foreign = other.record(&journey(at), resident).unwrap();
    let record = terminal.unsigned(&journey(at), resident).unwrap();
    let send = |record: &Jws| terminal.send(std::slice::from_ref(record), now).unwrap();
    let answer = send(&foreign);
    assert_eq!(
        reason(only(&answer)),
        (TripStatus::Rejected, "record_not_signed")
    );

    let naming_another = other.unsigned(&journey(at), resident).unwrap();
    let naming_another = terminal.sign(&naming_another).unwrap();
    let answer = send(&naming_another);
    assert_eq!(
        reason(only(&answer)),
        (TripStatus::Rejected, "record_of_another_terminal")
    );

    let garbage = send(&Jws::unverified("a.b.c"));
    assert_eq!(
        reason(only(&garbage)),
        (TripStatus::Rejected, "record_not_signed")
    );

    let first = terminal.sign(&record).unwrap();
    let mut changed = record;
    changed.trip.fare.meter_yen = Yen::new(9_000);
    let dearer = terminal.sign(&changed).unwrap();
    assert_eq!(only(&send(&first)).status, TripStatus::Created);
    let answer = send(&dearer);
    assert_eq!(
        reason(only(&answer)),
        (TripStatus::Conflict, "trip_already_recorded_otherwise")
    );
    // The first answer stands.
    assert_eq!(only(&send(&first)).status, TripStatus::Duplicate);
    let status: serde_json::Value = city.service.ask(["month", "status"]).unwrap();
    assert_eq!(status["months"][0]["trips"], 1);
    assert_eq!(status["months"][0]["claims_yen"], 750);
}

#[test]
fn a_code_enrols_one_terminal_once() {
    let stage = stage();
    let city = city(&stage, 0);
    let code_of_t1 = city.service.terminal_code("t-1").unwrap();
    let enrol = |code: &str| {
        let request = bare::enrolment(&new_key().unwrap(), code).unwrap();
        city.http
            .post("/v1/terminal/enrolment", None, &request)
            .unwrap()
    };
    assert_eq!(enrol(&code_of_t1).status, 200);
    assert_eq!(code(&enrol(&code_of_t1), 404), "unknown_enrolment_code");
    let guessed = format!("102016-{}", "0".repeat(32));
    assert_eq!(code(&enrol(&guessed), 404), "unknown_enrolment_code");
    let other_city = format!("131016-{}", "0".repeat(32));
    assert_eq!(code(&enrol(&other_city), 404), "unknown_enrolment_code");

    // A code is signed for by the key that it enrols.
    let code_of_t2 = city.service.terminal_code("t-2").unwrap();
    let mut request: serde_json::Value =
        serde_json::from_slice(&bare::enrolment(&new_key().unwrap(), &code_of_t2).unwrap())
            .unwrap();
    request["public_key"] = json!(new_key().unwrap().public().to_string());
    let body = serde_json::to_vec(&request).unwrap();
    let answer = city
        .http
        .post("/v1/terminal/enrolment", None, &body)
        .unwrap();
    assert_eq!(code(&answer, 422), "enrolment_not_signed");
}

#[test]
fn the_citys_door_is_for_who_brings_a_token_that_may_do_it() {
    let stage = stage();
    let city = city(&stage, 1);
    let resident = city.residents.first().unwrap();
    let register = |token: Option<&str>, body: &[u8]| {
        let authorization = token.map(|token| format!("Bearer {token}"));
        city.http
            .post("/v1/registrants", authorization.as_deref(), body)
            .unwrap()
    };
    let body = registration(resident, 1);
    assert_eq!(code(&register(None, &body), 401), "token_missing");
    let wrong = format!("{}x", city.token);
    for token in ["x", "mytaku_102016_x", &wrong] {
        let answer = register(Some(token), &body);
        assert_eq!(code(&answer, 401), "unknown_token", "{token}");
    }
    let auditor = city.service.token("auditor-1").unwrap();
    assert_eq!(
        code(&register(Some(&auditor), &body), 403),
        "role_not_allowed"
    );
    assert_eq!(
        code(&register(Some(&city.token), b"{"), 400),
        "body_invalid"
    );

    // The same again is the same; the same card for somebody else is not.
    assert_eq!(register(Some(&city.token), &body).status, 200);
    let somebody_else = registration(resident, 2);
    assert_eq!(
        code(&register(Some(&city.token), &somebody_else), 409),
        "card_linked_to_another_registrant"
    );
}

#[test]
fn what_is_too_large_or_nowhere_is_told_so() {
    let stage = stage();
    let city = city(&stage, 0);
    let terminal = city.terminal(0);
    let nowhere = city.http.get("/v1/nowhere", None).unwrap();
    assert_eq!(code(&nowhere, 404), "unknown_route");
    let wrong_method = city.http.get(TRIPS, None).unwrap();
    assert_eq!(code(&wrong_method, 405), "method_not_allowed");

    let large = vec![b' '; (8 << 20) + 1];
    let authorization = terminal.authorization(TRIPS, &large, opening()).unwrap();
    let answer = city.http.post(TRIPS, Some(&authorization), &large).unwrap();
    assert_eq!(code(&answer, 413), "body_too_large");

    let many = json!({"records": vec!["a.b.c"; 501]});
    let answer = terminal.post(TRIPS, &many, opening()).unwrap();
    assert_eq!(code(&answer, 422), "too_many_records");
}
