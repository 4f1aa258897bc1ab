//! Migrating a real database.
#![cfg(test)]

use local_postgres::{Cluster, DATABASE, Options};
use schema::{Error, Step, check, check_against, migrate, migrate_to, shipped};
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

/// A new server and its database.
struct Database {
    cluster: Cluster,
    _folder: TempDir,
}

impl Database {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            cluster: Cluster::start(folder.path(), &Options::throwaway()).unwrap(),
            _folder: folder,
        }
    }

    async fn connect(&self) -> Client {
        let url = self.cluster.url(DATABASE);
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }
}

const fn step(number: u32, name: &'static str, sql: &'static str) -> Step {
    Step { number, name, sql }
}

const ONE: Step = step(1, "one", "CREATE TABLE one (word text);");
const TWO: Step = step(2, "two", "INSERT INTO one VALUES ('once');");

async fn words(client: &Client) -> i64 {
    let row = client.query_one("SELECT count(*) FROM one", &[]).await;
    row.unwrap().get(0)
}

#[tokio::test]
async fn each_step_runs_once() {
    let database = Database::new();
    let mut client = database.connect().await;
    let behind = check_against(&client, &[ONE, TWO]).await;
    assert!(matches!(behind, Err(Error::Behind { at: 0, .. })));

    let first = migrate_to(&mut client, &[ONE]).await.unwrap();
    assert_eq!(
        (first.applied.as_slice(), first.version),
        (["0001_one".to_owned()].as_slice(), 1)
    );
    let message = check_against(&client, &[ONE, TWO])
        .await
        .unwrap_err()
        .to_string();
    assert_eq!(
        message,
        "the database is at migration 1 and needs 0002_two; run: mytaku migrate"
    );

    let second = migrate_to(&mut client, &[ONE, TWO]).await.unwrap();
    assert_eq!(second.applied, ["0002_two"]);
    let third = migrate_to(&mut client, &[ONE, TWO]).await.unwrap();
    assert_eq!((third.applied.len(), third.version), (0, 2));
    check_against(&client, &[ONE, TWO]).await.unwrap();
    assert_eq!(words(&client).await, 1);
}

#[tokio::test]
async fn two_who_migrate_at_once_apply_each_step_once() {
    let database = Database::new();
    let (mut left, mut right) = (database.connect().await, database.connect().await);
    let steps = [ONE, TWO];
    let (left_report, right_report) = tokio::join!(
        migrate_to(&mut left, &steps),
        migrate_to(&mut right, &steps)
    );
    let applied = left_report.unwrap().applied.len() + right_report.unwrap().applied.len();
    assert_eq!(applied, 2);
    assert_eq!(words(&left).await, 1);
}

#[tokio::test]
async fn a_step_that_fails_leaves_nothing_and_names_its_line() {
    let database = Database::new();
    let mut client = database.connect().await;
    let broken = step(
        2,
        "broken",
        "INSERT INTO one VALUES ('半分');\nSELECT nothing;",
    );
    let failed = migrate_to(&mut client, &[ONE, broken]).await;
    let message = failed.unwrap_err().to_string();
    assert_eq!(message, "migration 0002_broken, line 2, failed");
    assert_eq!(words(&client).await, 0);
    assert_eq!(
        migrate_to(&mut client, &[ONE, TWO]).await.unwrap().applied,
        ["0002_two"]
    );
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_left_alone() {
    let database = Database::new();
    let mut client = database.connect().await;
    migrate_to(&mut client, &[ONE, TWO]).await.unwrap();

    let edited = step(1, "one", "CREATE TABLE one (word text NOT NULL);");
    let refused = migrate_to(&mut client, &[edited, TWO]).await;
    assert!(matches!(refused, Err(Error::Edited { .. })), "{refused:?}");
    let refused = migrate_to(&mut client, &[ONE]).await;
    assert!(
        matches!(refused, Err(Error::Unknown { number: 2, .. })),
        "{refused:?}"
    );
    let refused = check_against(&client, &[ONE]).await;
    assert!(
        matches!(refused, Err(Error::Unknown { number: 2, .. })),
        "{refused:?}"
    );
    check_against(&client, &[ONE, TWO]).await.unwrap();
}

#[tokio::test]
async fn the_shipped_steps_apply() {
    let database = Database::new();
    let mut client = database.connect().await;
    let report = migrate(&mut client).await.unwrap();
    assert_eq!(report.applied.len(), shipped().len());
    check(&client).await.unwrap();
}

/// Sealed values open only as they were sealed, so none of their letters may change.
#[tokio::test]
async fn an_account_is_moved_as_it_was_sealed_and_holds_from_the_first_day_of_its_terms() {
    let database = Database::new();
    let mut client = database.connect().await;
    let (before, _dated) = shipped().split_at(14);
    migrate_to(&mut client, before).await.unwrap();
    client
        .batch_execute(
            "INSERT INTO municipality VALUES ('102016', 'x', '2026-10-01');
             INSERT INTO operator VALUES
                ('102016', 'op-1', 'x', 'C-1', '0128', '002', 1, 'sealed:a:b', 'sealed:a:c'),
                ('102016', 'op-2', 'y', '', '0140', '020', 2, 'sealed:a:d', 'sealed:a:e'),
                ('102016', 'op-3', 'z', NULL, '0140', '021', 9, 'sealed:a:f', 'sealed:a:g');
             INSERT INTO operator_terms (municipality, operator, from_date, entered_at)
                VALUES ('102016', 'op-1', '2027-04-01', now()),
                    ('102016', 'op-1', '2028-04-01', now()),
                    ('102016', 'op-2', '2026-10-01', now());",
        )
        .await
        .unwrap();
    migrate(&mut client).await.unwrap();
    let rows = client
        .query(
            "SELECT concat_ws(' ', operator, entry, from_date, creditor_number, bank_code,
                branch_code, account_kind, account_number, account_name, entered_by)
             FROM operator_account ORDER BY operator",
            &[],
        )
        .await
        .unwrap();
    let moved: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(
        moved,
        [
            "op-1 0 2027-04-01 C-1 0128 002 1 sealed:a:b sealed:a:c",
            "op-2 0 2026-10-01 0140 020 2 sealed:a:d sealed:a:e",
            "op-3 0 2026-10-01 0140 021 9 sealed:a:f sealed:a:g",
        ]
    );
}

/// The shipped steps before one of them.
fn before(name: &str) -> &'static [Step] {
    let place = shipped().iter().position(|step| step.name == name);
    shipped().split_at(place.unwrap()).0
}

/// What was found before operators saw any of it is told to them as what is found later.
#[tokio::test]
async fn trips_are_told_from_their_records_and_findings_to_whom_they_are_about() {
    let database = Database::new();
    let mut client = database.connect().await;
    migrate_to(&mut client, before("hearing")).await.unwrap();
    client
        .batch_execute(
            r#"SET session_replication_role = replica;
            INSERT INTO trip
            SELECT '102016', ('0192f0c1-0000-7000-8000-00000000000' || n)::uuid, 't', n,
                'h.' || translate(encode(convert_to('{"trip": {"boarding_area": "102016",
                    "alighting_area": "102024", "distance_m": ' || 100 * n || ', "fare":
                    {"meter_yen": 1500, "pickup_yen": 300, "base_yen": 600,
                    "disability_discount": false}}, "of": "マイタク"}', 'UTF8'), 'base64'),
                    E'+/=\n', '-_') || '.s', 'd', NULL, 'op-' || n, 'v', 'd',
                timestamptz '2026-10-05T10:00:00+09:00' + n * interval '10 minutes',
                timestamptz '2026-10-05T10:20:00+09:00' + n * interval '10 minutes',
                '2026-10-05', '2026-10-01', '{}', now()
            FROM generate_series(1, 2) AS n;
            INSERT INTO finding
            SELECT trip.municipality, trip.trip, 'registrant_overlap', trip.operator,
                '2026-10-01', trip.trip, 1, other.trip::text, 'hold',
                jsonb_build_object('trips', jsonb_build_array(trip.trip, other.trip),
                    'numbers', jsonb_build_object('seconds_at_once', 600, 'other', 1)), 'd', now()
            FROM trip JOIN trip AS other ON other.trip <> trip.trip;
            SET session_replication_role = origin;"#,
        )
        .await
        .unwrap();
    migrate(&mut client).await.unwrap();
    let rows = client
        .query(
            "SELECT concat_ws(' ', boarding_area, alighting_area, distance_m, fare_yen, own_subject,
                own_evidence ->> 'trips', own_evidence ->> 'numbers',
                jsonb_array_length(own_evidence -> 'of_others'),
                (own_evidence #>> '{of_others,0,from}')::timestamptz AT TIME ZONE 'Asia/Tokyo',
                (own_evidence #>> '{of_others,0,until}')::timestamptz AT TIME ZONE 'Asia/Tokyo')
             FROM trip JOIN finding USING (trip) ORDER BY trip",
            &[],
        )
        .await
        .unwrap();
    let told: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    let expected = |n: u32| {
        format!(
            "102016 102024 {n}00 1800 [\"0192f0c1-0000-7000-8000-00000000000{n}\"] \
            {{\"seconds_at_once\": 600}} 1 2026-10-05 10:20:00 2026-10-05 10:30:00"
        )
    };
    assert_eq!(told, [expected(1), expected(2)]);
}
