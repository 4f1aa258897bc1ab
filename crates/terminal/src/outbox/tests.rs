//! Law: whatever happens to the outbox, the chain of its records is unbroken.

use std::path::Path;

use domain::{Fare, Reason, Trip, Yen};
use proptest::prelude::*;
use wire::Shown;
use wire::api::{TripAnswer, TripStatus};

use super::*;

fn key() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

fn key_id() -> TerminalKeyId {
    "102016/t-1".parse().unwrap()
}

fn trip_id(number: u32) -> TripId {
    format!("0192f0c1-0000-7000-8000-{number:012}")
        .parse()
        .unwrap()
}

fn record(trip_id: TripId, place: Place, online: bool) -> TripRecord {
    let at: Timestamp = "2026-10-05T10:00:00+09:00".parse().unwrap();
    TripRecord {
        trip_id,
        municipality: key_id().municipality,
        terminal: key_id().terminal,
        sequence: place.sequence,
        previous: place.previous,
        vehicle: "v-1".parse().unwrap(),
        driver: "d-1".parse().unwrap(),
        trip: Trip {
            boarded_at: at,
            alighted_at: at,
            boarding_area: key_id().municipality,
            alighting_area: key_id().municipality,
            distance_m: 1,
            fare: Fare::meter(Yen::new(1_500)),
            companions: 0,
        },
        taps: Vec::new(),
        shown: Shown {
            scheme: None,
            version: None,
            claims_yen: Vec::new(),
            subsidy_yen: Yen::new(750),
            passenger_pays_yen: Yen::new(750),
            online,
        },
        signed_at: at,
    }
}

fn open(folder: &Path) -> (Outbox, Database) {
    let database = Database::open(&folder.join("terminal.db")).unwrap();
    (Outbox::new(database.clone()), database)
}

fn append(outbox: &Outbox, number: u32) -> Result<Stored, OutboxError> {
    let trip_id = trip_id(number);
    outbox.append(trip_id, (&key(), &key_id()), |place| {
        record(trip_id, place, false)
    })
}

fn answer(jws: &Jws, status: TripStatus) -> TripAnswer {
    TripAnswer {
        record: jws.digest(),
        trip_id: None,
        status,
        reason: None,
        decision: None,
    }
}

/// Every record names its predecessor, and the numbers have no gap.
fn assert_unbroken(outbox: &Outbox) -> u32 {
    let mut expected = Place {
        sequence: 1,
        previous: None,
    };
    let all = outbox.last(usize::MAX).unwrap();
    for jws in &all {
        let record: TripRecord = jws.verify(Kind::Trip, &key().public()).unwrap();
        let place = Place {
            sequence: record.sequence,
            previous: record.previous,
        };
        assert_eq!(place, expected);
        expected = Place {
            sequence: record.sequence + 1,
            previous: Some(jws.digest()),
        };
    }
    u32::try_from(all.len()).unwrap()
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Append,
    /// The same trip once more, as after an answer that got lost.
    Repeat,
    FullDisk,
    Restart,
    Acknowledge(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Append),
        1 => Just(Step::Repeat),
        1 => Just(Step::FullDisk),
        1 => Just(Step::Restart),
        1 => (0..5_usize).prop_map(Step::Acknowledge),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_chain_never_breaks(steps in proptest::collection::vec(step(), 1..30)) {
        let folder = tempfile::tempdir().unwrap();
        let (mut outbox, mut database) = open(folder.path());
        let mut stored = 0_u32;
        for step in steps {
            match step {
                Step::Append => {
                    stored += 1;
                    prop_assert_eq!(append(&outbox, stored).unwrap().sequence, u64::from(stored));
                }
                Step::Repeat if stored > 0 => {
                    let again = append(&outbox, stored).unwrap();
                    prop_assert_eq!(again.sequence, u64::from(stored));
                }
                Step::Repeat => {}
                Step::FullDisk => {
                    database.fill_up(true);
                    while append(&outbox, stored + 1).is_ok() {
                        stored += 1;
                    }
                    database.fill_up(false);
                }
                Step::Restart => (outbox, database) = open(folder.path()),
                Step::Acknowledge(count) => {
                    let batch = outbox.waiting(count, usize::MAX).unwrap();
                    let answers: Vec<_> =
                        batch.iter().map(|jws| answer(jws, TripStatus::Created)).collect();
                    outbox.note(&answers).unwrap();
                }
            }
            prop_assert_eq!(assert_unbroken(&outbox), stored);
        }
    }
}

#[test]
fn a_full_disk_keeps_nothing_and_the_same_trip_can_be_finished_later() {
    let folder = tempfile::tempdir().unwrap();
    let (outbox, database) = open(folder.path());
    database.fill_up(true);
    let mut number = 1;
    let error = loop {
        match append(&outbox, number) {
            Ok(_) => number += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(
        error,
        OutboxError::Database(DatabaseError::DiskFull(_))
    ));
    assert_eq!(assert_unbroken(&outbox), number - 1);
    database.fill_up(false);
    assert_eq!(append(&outbox, number).unwrap().sequence, u64::from(number));
    assert_unbroken(&outbox);
}

#[test]
fn only_what_is_acknowledged_stops_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let (outbox, _database) = open(folder.path());
    for number in 1..=5 {
        append(&outbox, number).unwrap();
    }
    let batch = outbox.waiting(500, usize::MAX).unwrap();
    let mut rejected = answer(&batch[2], TripStatus::Rejected);
    rejected.reason = Some(Reason::new("unreadable", "読めません。", "Unreadable."));
    let stranger = answer(&Jws::unverified("a.b.c"), TripStatus::Created);
    let noted = outbox
        .note(&[
            answer(&batch[0], TripStatus::Created),
            answer(&batch[1], TripStatus::Duplicate),
            rejected,
            answer(&batch[3], TripStatus::Conflict),
            stranger,
        ])
        .unwrap();
    let expected = Counts {
        posted: 4,
        created: 1,
        duplicate: 1,
        conflict: 1,
        rejected: 1,
    };
    assert_eq!(noted.counts, expected);
    assert_eq!(outbox.waiting(500, usize::MAX).unwrap(), [batch[4].clone()]);
    let exposure = outbox.exposure().unwrap();
    assert_eq!(exposure.waiting, 1);
    assert_eq!(exposure.at_risk_yen, Yen::new(750));
    assert_eq!((exposure.conflict, exposure.rejected), (1, 1));
    let unsettled = outbox.unsettled().unwrap();
    let shown: Vec<_> = unsettled
        .iter()
        .map(|row| (row.sequence, row.status.as_str(), row.ja.as_deref()))
        .collect();
    assert_eq!(
        shown,
        [
            (3, "rejected", Some("読めません。")),
            (4, "conflict", None),
            (5, "waiting", None)
        ]
    );
}

#[test]
fn batches_are_bounded_by_count_and_by_size_but_never_empty() {
    let folder = tempfile::tempdir().unwrap();
    let (outbox, _database) = open(folder.path());
    for number in 1..=4 {
        append(&outbox, number).unwrap();
    }
    assert_eq!(outbox.waiting(3, usize::MAX).unwrap().len(), 3);
    assert_eq!(outbox.waiting(500, 1).unwrap().len(), 1);
    let all = outbox.last(500).unwrap();
    let two = all[0].as_str().len() + all[1].as_str().len();
    assert_eq!(outbox.waiting(500, two).unwrap(), all[..2]);
    assert_eq!(outbox.last(2).unwrap(), all[2..]);
}

#[test]
fn records_can_be_neither_changed_nor_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let (outbox, database) = open(folder.path());
    append(&outbox, 1).unwrap();
    for sql in ["DELETE FROM record", "UPDATE record SET jws = 'x'"] {
        let result: Result<usize, DatabaseError> =
            database.write(|transaction| Ok(transaction.execute(sql, [])?));
        assert!(result.is_err(), "{sql}");
    }
}
