//! Round the first wall, which is each query's WHERE: what the database shows when
//! it is asked for all of a table.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail the test; clippy allows it in the tests themselves"
)]

use deadpool_postgres::tokio_postgres::Client;
use deadpool_postgres::tokio_postgres::error::SqlState;
use settlement::{Database, Error, Login, Scope};
use testkit::TestDatabase;

/// Tables that are not a municipality's.
const NOT_OF_A_TENANT: &[&str] = &["schema_migration"];

/// Two municipalities with the same names in each; in the first, two operators
/// with everything that operators have.
const ROWS: &str = "
SET session_replication_role = replica;
INSERT INTO municipality SELECT m, 'x', '2026-10-01' FROM unnest(ARRAY['102016', '102024']) AS m;
INSERT INTO last_moment SELECT municipality, now() FROM municipality;
INSERT INTO user_account SELECT municipality, 'u', 'admin' FROM municipality;
INSERT INTO operator SELECT municipality, o, 'x'
    FROM municipality, unnest(ARRAY['op-1', 'op-2']) AS o;
INSERT INTO operator_account SELECT municipality, operator, 1, '2026-10-01', NULL, '0001', '001', 1,
    '1', 'X', now(), 'u' FROM operator;
INSERT INTO vehicle SELECT municipality, 'v-' || operator, operator FROM operator;
INSERT INTO driver SELECT municipality, 'd-' || operator, operator FROM operator;
INSERT INTO terminal SELECT municipality, 't-' || vehicle, vehicle FROM vehicle;
INSERT INTO registrant SELECT municipality, '1', '2026-10-01', 0, 'u', now()
    FROM municipality;
INSERT INTO trip SELECT municipality, gen_random_uuid(), 't-v-' || operator, 1, 'r', 'd', NULL,
    operator, 'v-' || operator, 'd-' || operator, now(), now(), '2026-10-01', '2026-10-01', '{}',
    now(), '102016', '102016', 1, 1 FROM operator;
INSERT INTO tap SELECT municipality, trip, 1, terminal, 'f', '1', now(), 'A2', NULL, '{}', NULL
    FROM trip;
INSERT INTO claim SELECT municipality, trip, 1, '1', 's', 'd', 'v', operator, service_date,
    booked_month, 1, 'pay', 1, 1, 1, '[]' FROM trip;
INSERT INTO month SELECT municipality, '2026-10-01', 'open' FROM municipality;
INSERT INTO statement SELECT municipality, '2026-10-01', operator, 1, 1, 'd' FROM operator;
INSERT INTO statement_line SELECT municipality, '2026-10-01', operator, 1, 'claim', trip, 1,
    service_date, now(), vehicle, 1, 1, 1 FROM trip;
INSERT INTO payment SELECT municipality, gen_random_uuid(), gen_random_uuid(), 1, '2026-10-01',
    operator, 1, '0001', '001', 1, '1', 'X', 'r' FROM operator;
INSERT INTO terminal_key SELECT municipality, terminal, 1, sha256('k'), now() FROM terminal;
INSERT INTO terminal_key_revocation SELECT municipality, terminal, 1, now(), 'r', 'u', now()
    FROM terminal;
UPDATE payment SET batch = payment;
INSERT INTO payout_batch (municipality, batch, month, transfer_date, content_digest, state, made_by,
    made_at, checked_by, checked_at, approved_by, approved_at, exported_at, file, file_digest)
    SELECT municipality, payment, date '2026-10-01' + (number || ' months')::interval,
        '2026-11-20', 'd', 'exported', operator, now(), 'b', now(), 'c', now(), now(), 'f', 'd'
    FROM (SELECT *, row_number() OVER (PARTITION BY municipality) AS number
        FROM (SELECT municipality, payment, operator FROM payment) AS p) AS numbered;
INSERT INTO transfer SELECT municipality, gen_random_uuid(), 'scheme:s', 'operator:' || operator,
    1, 'claim', '2026-10-01', now(), trip, 1 FROM trip;
INSERT INTO finding SELECT municipality, gen_random_uuid(), 'burst', operator, '2026-10-01', trip, 1,
    's', 'hold', '{}', 'd', now() FROM trip;
INSERT INTO review_reply SELECT municipality, gen_random_uuid(), finding, 'r', operator, now()
    FROM finding;
INSERT INTO review_decision SELECT municipality, gen_random_uuid(), finding, 'pay', operator, 1, 0,
    'u', now() FROM finding;
INSERT INTO review_confirmation SELECT municipality, decision, 'v', now() FROM review_decision;
INSERT INTO payer SELECT municipality, '1', 'X', '0001', '001', 1, '1' FROM municipality;
INSERT INTO access_token (municipality, token, token_digest, user_id, label, scopes, created_at,
    expires_at) SELECT municipality, gen_random_uuid(), 't', 'u', '', '{s}', now(), now()
    FROM municipality;
INSERT INTO user_login SELECT municipality, 'u', 'p', NULL, 0, 0, NULL FROM municipality;
INSERT INTO session SELECT municipality, 's', 'u', now(), now(), now(), NULL FROM municipality;
INSERT INTO trail_entry SELECT municipality, 1, gen_random_uuid(), 'begun', now(), 'user:u',
    'command', 'w', '', NULL, NULL, 'd' FROM municipality;
INSERT INTO scheme_file SELECT municipality, 's', 'd', 'f', 't', now(), 'u' FROM municipality;
INSERT INTO review_file SELECT municipality, 'd', 'f', 't', now(), 'u' FROM municipality;
INSERT INTO enrolment_code (municipality, code_digest, terminal, expires_at)
    SELECT municipality, 'c', 't-v-op-1', now() FROM municipality;
INSERT INTO nonce_pool SELECT municipality, 't-v-op-1', 1, 1, sha256('s'), now(), now()
    FROM municipality;
INSERT INTO record_set_aside SELECT municipality, 'd', 't-v-op-1', gen_random_uuid(), 'r',
    'conflict', 'c', now() FROM municipality;
INSERT INTO account SELECT municipality, 'scheme:s', 'subsidy' FROM municipality;
INSERT INTO claim_adjustment SELECT municipality, trip, ordinal, booked_month, 1, 1, 1, '[]'
    FROM claim;
INSERT INTO registrant_ground (municipality, registrant, ground, from_date, admitted_at)
    SELECT municipality, '1', 'g', '2026-10-01', now() FROM municipality;
INSERT INTO registrant_standing (municipality, registrant, from_date, state, reason, entered_at,
    entered_by) SELECT municipality, '1', '2026-10-01', 'ended', 'death', now(), 'u'
    FROM municipality;
INSERT INTO registrant_uses_before (municipality, registrant, uses, entered_at, entered_by)
    SELECT municipality, '1', 1, now(), 'u' FROM municipality;
INSERT INTO credential (municipality, fingerprint, registrant, issuer, valid_from, valid_until,
    chip_key, linked_by, linked_at)
    SELECT municipality, 'f', '1', 'i', now(), now(), 'k', 'u', now() FROM municipality;
INSERT INTO credential_owner (municipality, fingerprint, registrant, reason, entered_at, entered_by)
    SELECT municipality, 'f', '1', 'wrong_card', now(), 'u' FROM municipality;
INSERT INTO credential_state (municipality, fingerprint, from_at, state, entered_at, entered_by)
    SELECT municipality, 'f', now(), 'lost', now(), 'u' FROM municipality;
INSERT INTO assignment (municipality, kind, thing, from_date, entered_at)
    SELECT municipality, 'vehicle', vehicle, '2026-10-01', now() FROM vehicle;
INSERT INTO operator_terms (municipality, operator, from_date, entered_at)
    SELECT municipality, operator, '2026-10-01', now() FROM operator;
SET session_replication_role = origin;
";

async fn tables(client: &Client) -> Vec<String> {
    let rows = client
        .query(
            "SELECT relname::text FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
             WHERE nspname = 'public' AND relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY relname",
            &[],
        )
        .await
        .unwrap();
    rows.iter()
        .map(|row| row.get(0))
        .filter(|table: &String| !NOT_OF_A_TENANT.contains(&table.as_str()))
        .collect()
}

/// What `scope` sees when it counts by `query`; none: it may not even ask. Whatever else
/// goes wrong is no wall.
async fn count(database: &Database, scope: Scope, query: &str) -> Option<i64> {
    let counted: settlement::Result<i64> = database
        .transaction("walls", scope, async |tx| {
            Ok(tx.query_one(query, &[]).await?.get(0))
        })
        .await;
    match counted {
        Ok(count) => Some(count),
        Err(Error::Database(error)) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => {
            None
        }
        Err(error) => panic!("{query}: {error}"),
    }
}

/// Why the database refuses `statement` to the service of the first municipality, and what
/// it says; none: it does not refuse.
async fn refusal(database: &Database, statement: &str) -> Option<(SqlState, String)> {
    let [city, ..] = scopes();
    let tried: settlement::Result<()> = database
        .transaction("walls", city, async |tx| {
            tx.batch_execute(statement).await?;
            Ok(())
        })
        .await;
    match tried {
        Ok(()) => None,
        Err(Error::Database(error)) => {
            let error = error.as_db_error().unwrap();
            Some((error.code().clone(), error.message().to_owned()))
        }
        Err(error) => panic!("{statement}: {error}"),
    }
}

async fn world() -> (TestDatabase, Client, Database) {
    let test = TestDatabase::new().await;
    let owner = test.connect().await.unwrap();
    owner.batch_execute(ROWS).await.unwrap();
    let database = Database::new(test.pool());
    (test, owner, database)
}

fn scopes() -> [Scope; 4] {
    let here = "102016".parse().unwrap();
    [
        Scope::from(here),
        Scope::Operator(here, "op-1".parse().unwrap()),
        Scope::Operator(here, "op-2".parse().unwrap()),
        Scope::Operator(here, "op-3".parse().unwrap()),
    ]
}

/// From the catalogue, so that a new table without its wall is found.
#[tokio::test]
async fn every_table_belongs_to_a_municipality_and_has_its_wall() {
    let (_test, owner, _database) = world().await;
    for table in tables(&owner).await {
        let wall = owner
            .query_one(
                // A view has the walls of its tables, for whoever asks.
                "SELECT relrowsecurity OR relkind = 'v',
                    reloptions @> '{security_invoker=true}' IS TRUE OR EXISTS (
                        SELECT FROM pg_policy
                        WHERE polrelid = pg_class.oid AND polname = 'own_municipality'),
                    EXISTS (SELECT FROM information_schema.columns
                        WHERE table_name = relname AND column_name = 'municipality'),
                    pg_get_userbyid(relowner) IN ('mytaku_service', 'mytaku_operator')
                 FROM pg_class WHERE oid = $1::text::regclass",
                &[&table],
            )
            .await
            .unwrap();
        let [secured, policy, column, owned]: [bool; 4] = [0, 1, 2, 3].map(|index| wall.get(index));
        assert!(secured && policy && column, "{table} has no wall");
        assert!(!owned, "{table} is the service's own");
    }
}

#[tokio::test]
async fn nobody_sees_a_row_of_another_municipality() {
    let (_test, owner, database) = world().await;
    for table in tables(&owner).await {
        let foreign = format!("SELECT count(*) FROM {table} WHERE municipality <> '102016'");
        let any = format!("SELECT count(municipality) FROM {table}");
        for scope in scopes() {
            let place = format!("{table} as {scope:?}");
            let there = count(&database, scope, &foreign).await;
            assert!(matches!(there, None | Some(0)), "{place}: {there:?}");
        }
        // Else the walls would hold because there is nothing behind them.
        let [city, ..] = scopes();
        let own = count(&database, city, &any).await;
        let all: i64 = owner.query_one(&any, &[]).await.unwrap().get(0);
        assert!(
            own > Some(0) && Some(all) > own,
            "{table} is empty here: give it a row of both municipalities in ROWS"
        );
    }
}

/// The columns of `table` that the service may write by `privilege`, as the catalogue says.
async fn writable(owner: &Client, table: &str, privilege: &str) -> Vec<String> {
    let rows = owner
        .query(
            "SELECT quote_ident(attname::text) FROM pg_attribute
             WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped
                 AND attidentity = '' AND attgenerated = ''
                 AND has_column_privilege('mytaku_service', attrelid, attnum, $2)
             ORDER BY attnum",
            &[&table, &privilege],
        )
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn nobody_writes_a_row_of_another_municipality() {
    let (_test, owner, database) = world().await;
    let (mut inserted, mut updated) = (0, 0);
    for table in tables(&owner).await {
        // Triggers might refuse it first, and it is the wall that is tried.
        let is_view = owner
            .query_one(
                "SELECT relkind = 'v' FROM pg_class WHERE oid = $1::text::regclass",
                &[&table],
            )
            .await
            .unwrap();
        if !is_view.get::<_, bool>(0) {
            owner
                .batch_execute(&format!("ALTER TABLE {table} DISABLE TRIGGER USER"))
                .await
                .unwrap();
        }
        let is_refused = async |statement: &str| {
            let refused = refusal(&database, statement).await;
            let is_by_the_wall = refused.as_ref().is_some_and(|(code, message)| {
                *code == SqlState::INSUFFICIENT_PRIVILEGE && message.contains("row-level security")
            });
            assert!(is_by_the_wall, "{statement}: {refused:?}");
        };
        let columns = writable(&owner, &table, "INSERT").await;
        if !columns.is_empty() {
            inserted += 1;
            let values: Vec<&str> = columns
                .iter()
                .map(|column| match column.as_str() {
                    "municipality" => "'102024'",
                    other => other,
                })
                .collect();
            let (columns, values) = (columns.join(", "), values.join(", "));
            is_refused(&format!(
                "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} LIMIT 1"
            ))
            .await;
        }
        let columns = writable(&owner, &table, "UPDATE").await;
        for column in &columns {
            updated += 1;
            let [city, ..] = scopes();
            let changed = format!(
                "WITH changed AS (UPDATE {table} SET {column} = {column}
                     WHERE municipality <> '102016' RETURNING 1)
                 SELECT count(*) FROM changed"
            );
            let there = count(&database, city, &changed).await;
            assert_eq!(there, Some(0), "{table}.{column}");
            if column == "municipality" {
                is_refused(&format!("UPDATE {table} SET municipality = '102024'")).await;
            }
        }
    }
    // Else the catalogue was asked for the wrong thing.
    assert!(inserted > 30 && updated > 20, "{inserted} {updated}");
}

/// With the columns by which a row is an operator's, and how to read its name there.
const OF_OPERATORS: &[(&str, &str)] = &[
    ("operator", "operator"),
    ("operator_account", "operator"),
    ("vehicle", "operator"),
    ("driver", "operator"),
    ("terminal", "substr(vehicle, 3)"),
    ("terminal_key", "substr(terminal, 5)"),
    ("terminal_key_revocation", "substr(terminal, 5)"),
    (
        "payout_batch",
        "(SELECT operator FROM payment WHERE payment.batch = payout_batch.batch)",
    ),
    ("trip", "operator"),
    ("tap", "substr(terminal, 5)"),
    ("claim", "operator"),
    ("statement", "operator"),
    ("statement_line", "operator"),
    ("payment", "operator"),
    ("transfer", "substr(credit, 10)"),
    ("finding", "operator"),
    ("review_reply", "replied_by"),
    ("review_decision", "remark"),
    (
        "review_confirmation",
        "(SELECT remark FROM review_decision AS made
            WHERE made.decision = review_confirmation.decision)",
    ),
    (
        "review_in_force",
        "(SELECT operator FROM finding AS own WHERE own.finding = review_in_force.finding)",
    ),
];

/// Not secret between the operators of a municipality.
const COMMON: &[&str] = &["municipality", "month"];

#[tokio::test]
async fn an_operator_sees_its_own_rows_and_of_everything_else_nothing() {
    let (_test, owner, database) = world().await;
    let [city, first, second, stranger] = scopes();
    for table in tables(&owner).await {
        if COMMON.contains(&table.as_str()) {
            continue;
        }
        let all = format!("SELECT count(municipality) FROM {table}");
        let Some((_, of)) = OF_OPERATORS.iter().find(|(name, _)| *name == table) else {
            // Also without a column: a grant of any would be found.
            for query in [all, format!("SELECT count(*) FROM {table}")] {
                let there = count(&database, first.clone(), &query).await;
                assert_eq!(there, None, "operators may read {table}");
            }
            continue;
        };
        assert_eq!(
            count(&database, city.clone(), &all).await,
            Some(2),
            "{table}"
        );
        for (scope, name) in [(&first, "op-1"), (&second, "op-2")] {
            let own = format!("{all} WHERE {of} = '{name}'");
            let other = format!("{all} WHERE {of} <> '{name}'");
            assert_eq!(
                count(&database, scope.clone(), &own).await,
                Some(1),
                "{table}"
            );
            assert_eq!(
                count(&database, scope.clone(), &other).await,
                Some(0),
                "{table}"
            );
        }
        assert_eq!(
            count(&database, stranger.clone(), &all).await,
            Some(0),
            "{table}"
        );
    }
}

#[tokio::test]
async fn an_operator_reads_neither_who_rode_nor_by_which_card_and_writes_nothing() {
    let (_test, _owner, database) = world().await;
    let [city, first, ..] = scopes();
    for query in [
        "SELECT count(registrant) FROM claim",
        "SELECT count(registrant) FROM tap",
        "SELECT count(fingerprint) FROM tap",
        "SELECT count(record) FROM trip",
        "SELECT count(public_key) FROM terminal_key",
        "SELECT count(reason) FROM terminal_key_revocation",
        "SELECT count(file) FROM payout_batch",
        "SELECT count(made_by) FROM payout_batch",
        "SELECT count(entered_by) FROM operator_account",
        "SELECT count(subject) FROM finding",
        "SELECT count(evidence) FROM finding",
    ] {
        // The city may: so it is not the query that fails.
        assert!(count(&database, city.clone(), query).await.is_some());
        assert_eq!(count(&database, first.clone(), query).await, None);
    }
    let give_away = "WITH given AS (UPDATE vehicle SET operator = 'op-2' RETURNING 1 AS one)
        SELECT count(one) FROM given";
    assert_eq!(count(&database, first, give_away).await, None);
    assert_eq!(count(&database, city, give_away).await, Some(2));
}

/// A role that a transaction took can be given back: what is there then has no way round.
#[tokio::test]
async fn who_gives_the_role_back_stands_before_a_closed_door() {
    let (test, owner, database) = world().await;
    let login = test.pool().get().await.unwrap();
    assert_eq!(Login::of(&login).await.unwrap(), Login::Service);
    assert_eq!(Login::of(&owner).await.unwrap(), Login::AboveTheWalls);
    let owned_by: String = owner
        .query_one(
            "SELECT relowner::regrole::text FROM pg_class WHERE oid = 'trip'::regclass",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    let mut statements = vec![
        format!("SET ROLE {owned_by}"),
        "ALTER TABLE claim DISABLE TRIGGER USER".to_owned(),
        "DROP POLICY own_municipality ON trip".to_owned(),
        "GRANT ALL ON trip TO mytaku_login".to_owned(),
        "CREATE TABLE elsewhere (everything text)".to_owned(),
        "SET session_replication_role = replica".to_owned(),
        "DELETE FROM transfer".to_owned(),
        "UPDATE last_moment SET moment = now()".to_owned(),
    ];
    for table in tables(&owner).await {
        statements.push(format!("SELECT count(*) FROM {table}"));
    }
    for statement in statements {
        let refused = refusal(&database, &format!("RESET ROLE; {statement}")).await;
        let code = refused.map(|(code, _message)| code);
        assert_eq!(code, Some(SqlState::INSUFFICIENT_PRIVILEGE), "{statement}");
    }
}

/// What the service asks outside a transaction is all that it may ask there.
#[tokio::test]
async fn functions_that_look_over_the_walls_are_these_three_and_only_the_services() {
    let (_test, owner, _database) = world().await;
    let rows = owner
        .query(
            "SELECT proname::text, NOT EXISTS (
                    SELECT FROM aclexplode(proacl) WHERE grantee NOT IN (
                        proowner, 'mytaku_login'::regrole)) AND proacl IS NOT NULL,
                proconfig @> ARRAY['search_path=public, pg_temp']
             FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
             WHERE nspname = 'public' AND prosecdef ORDER BY proname",
            &[],
        )
        .await
        .unwrap();
    let found: Vec<(String, bool, bool)> = rows
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();
    let expected = ["flush", "is_anything_sealed", "municipalities"];
    assert_eq!(
        found,
        expected.map(|name| (name.to_owned(), true, true)),
        "(name, closed to others, looks nothing up elsewhere)"
    );
}

#[tokio::test]
async fn without_a_scope_there_is_nothing_to_see() {
    let (_test, owner, _database) = world().await;
    owner
        .batch_execute("SET ROLE mytaku_service")
        .await
        .unwrap();
    for table in tables(&owner).await {
        let query = format!("SELECT count(*) FROM {table}");
        let row = owner.query_one(&query, &[]).await.unwrap();
        assert_eq!(row.get::<_, i64>(0), 0, "{table}");
    }
}
