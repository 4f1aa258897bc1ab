//! What an operator's program reads over HTTP: its own, and nothing of another's.

use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE};
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use settlement::access::{self, Permission, TokenFor, TokenWish};

use crate::describes::assert_described;
use crate::support::{Answer, World};

/// Two operators with everything that they have; the taxi of t-3 went from the first to
/// the second. Of t-1 the records 1, 2 and 4 are missing, of t-3 the first operator's 2
/// and the second one's 4.
const ROWS: &str = "
SET session_replication_role = replica;
INSERT INTO user_account VALUES ('102016', 'admin-1', 'admin');
INSERT INTO operator VALUES ('102016', 'op-2', '試験交通');
INSERT INTO vehicle VALUES ('102016', 'v-2', 'op-2'), ('102016', 'v-3', 'op-2');
INSERT INTO terminal VALUES ('102016', 't-2', 'v-2'), ('102016', 't-3', 'v-3');
INSERT INTO terminal_key SELECT '102016', 't-' || n, 1, decode(repeat('0' || n, 32), 'hex'),
    '2026-10-01T09:00:00+09:00' FROM generate_series(1, 3) AS n;
INSERT INTO terminal_key_revocation VALUES ('102016', 't-2', 1, now(), 'lost', 'admin-1', now());
INSERT INTO trip SELECT '102016', ('01912f6e-0000-7000-8000-00000000' || substr(terminal, 3) || '00'
    || sequence)::uuid, terminal, sequence, 'record', 'digest', NULL,
    operator, 'v-' || substr(terminal, 3), 'd-' || substr(operator, 4), '2026-10-05T10:00:00+09:00',
    '2026-10-05T10:20:00+09:00', '2026-10-05', '2026-10-01', '{}', received_at::timestamptz,
    '102016', '102016', 5200, 1500
    FROM (VALUES ('t-1', 3, 'op-1', '2026-10-05T11:00:00+09:00'),
        ('t-1', 5, 'op-1', '2026-10-05T12:00:00+09:00'),
        ('t-3', 1, 'op-1', '2026-10-05T13:00:00+09:00'),
        ('t-3', 3, 'op-1', '2026-10-05T14:00:00+09:00'),
        ('t-3', 5, 'op-2', '2026-10-05T15:00:00+09:00'))
        AS t (terminal, sequence, operator, received_at);
INSERT INTO tap SELECT municipality, trip, 1, terminal, sha256('card'), 'R-0001', boarded_at, 'A1',
    NULL, '{photo_not_checked,downgrade}', NULL FROM trip;
INSERT INTO claim SELECT municipality, trip, 1, 'R-0001', 's', 'd', 'v', operator, service_date,
    booked_month, 1, 'pay', 750, 750, 750, '[]' FROM trip;
INSERT INTO month VALUES ('102016', '2026-10-01', 'closed', now(), 'admin-1', 'd')
    ON CONFLICT (municipality, month) DO UPDATE SET state = 'closed', closed_at = now(),
        closed_by = 'admin-1', digest = 'd';
INSERT INTO statement SELECT municipality, '2026-10-01', operator, count(*), 750 * count(*),
    sha256(operator::bytea) FROM trip GROUP BY municipality, operator;
INSERT INTO statement_line SELECT municipality, '2026-10-01', operator,
    row_number() OVER (PARTITION BY operator ORDER BY terminal, sequence), 'claim', trip, 1,
    service_date, boarded_at, vehicle, 1500, 1, 750 FROM trip;
INSERT INTO payout_batch (municipality, batch, month, transfer_date, content_digest, state, made_by,
    made_at, checked_by, checked_at, approved_by, approved_at, exported_at, file, file_digest)
    VALUES ('102016', gen_random_uuid(), '2026-10-01', '2026-11-20', 'd', 'exported', 'a', now(),
        'b', now(), 'c', now(), now(), 'f', 'd');
INSERT INTO payout_batch (municipality, batch, month, transfer_date, content_digest, state, made_by,
    made_at) VALUES ('102016', gen_random_uuid(), '2026-11-01', '2026-12-20', 'd', 'draft', 'a', now());
INSERT INTO payment SELECT batch.municipality, gen_random_uuid(), batch,
    substr(operator, 4)::integer, batch.month, operator, 750, '0001', '001', 1, 'sealed:number', 'sealed:name', operator || 'REF'
    FROM payout_batch AS batch, operator;
SET session_replication_role = origin;
";

async fn world() -> World {
    let world = World::new().await;
    let owner = world.database.connect().await.unwrap();
    owner.batch_execute(ROWS).await.unwrap();
    world
}

async fn bearer(world: &World, of: TokenFor) -> String {
    let wish = TokenWish {
        of,
        label: String::new(),
        scopes: vec![
            Permission::StatementsRead,
            Permission::TerminalsRead,
            Permission::ReviewRead,
        ],
        expires_at: world.settlement.now().unwrap().plus_seconds(60),
    };
    let by = world.caller("admin-1").await;
    let made = access::create_token(&world.settlement, &by, &wish)
        .await
        .unwrap();
    format!("Bearer {}", made.token)
}

async fn operator(world: &World, operator: &str) -> String {
    bearer(world, TokenFor::Operator(operator.parse().unwrap())).await
}

async fn city(world: &World) -> String {
    bearer(world, TokenFor::User("auditor-1".parse().unwrap())).await
}

async fn get(world: &World, who: &str, path: &str) -> Answer {
    let request = TestRequest::get().uri(path);
    world
        .call(request.insert_header((AUTHORIZATION, who)))
        .await
}

async fn json(world: &World, who: &str, path: &str) -> Value {
    let answer = get(world, who, path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

/// `member` of each of `list`'s, in order and once.
fn each(list: &Value, member: &str) -> Vec<String> {
    let all = list.as_array().unwrap();
    let mut all: Vec<_> = all
        .iter()
        .map(|one| one[member].as_str().unwrap().to_owned())
        .collect();
    all.sort();
    all.dedup();
    all
}

/// Each list as the city and each operator see it: how many, and whose. An operator that
/// asks for another's gets its own.
#[actix_web::test]
async fn an_operator_gets_its_own_of_every_list_and_the_city_all() {
    let world = world().await;
    let city = city(&world).await;
    let [first, second] = [
        operator(&world, "op-1").await,
        operator(&world, "op-2").await,
    ];
    for (path, schema, items, [all, of_first, of_second]) in [
        ("/v1/statements?", "StatementHeads", "items", [2, 1, 1]),
        (
            "/v1/statements?month=2026-10",
            "StatementHeads",
            "items",
            [2, 1, 1],
        ),
        (
            "/v1/statements?month=2026-11",
            "StatementHeads",
            "items",
            [0, 0, 0],
        ),
        ("/v1/claims?month=2026-10", "ClaimPage", "claims", [5, 4, 1]),
        ("/v1/claims?month=2026-09", "ClaimPage", "claims", [0, 0, 0]),
        ("/v1/payments?", "ExportedPayments", "items", [2, 1, 1]),
        ("/v1/terminals?", "TerminalStates", "items", [3, 1, 2]),
    ] {
        let seen = json(&world, &city, path).await;
        assert_described(schema, &seen);
        assert_eq!(seen["count"], all, "{path} for the city");
        for (who, name, count) in [(&first, "op-1", of_first), (&second, "op-2", of_second)] {
            for asked in ["", "&operator=op-1", "&operator=op-2"] {
                if path.starts_with("/v1/terminals") && !asked.is_empty() {
                    continue;
                }
                let seen = json(&world, who, &format!("{path}{asked}")).await;
                assert_described(schema, &seen);
                assert_eq!(seen["count"], count, "{path}{asked} for {name}");
                let operators = each(&seen[items], "operator");
                assert!(operators.iter().all(|it| it == name), "{operators:?}");
            }
        }
        if path.starts_with("/v1/statements?month=2026-10") {
            let of_one = json(&world, &city, &format!("{path}&operator=op-2")).await;
            assert_eq!(each(&of_one["items"], "operator"), ["op-2"]);
        }
    }
}

#[actix_web::test]
async fn a_statement_is_its_operators_and_the_citys_and_for_others_not_there() {
    let world = world().await;
    let [first, second] = [
        operator(&world, "op-1").await,
        operator(&world, "op-2").await,
    ];
    let path = "/v1/statements/2026-10/op-1";
    for who in [&first, &city(&world).await] {
        let statement = json(&world, who, path).await;
        assert_described("Statement", &statement);
        assert_eq!(statement["count"], 4);
        assert_eq!(statement["total_yen"], 3_000);
        assert_eq!(each(&statement["lines"], "vehicle"), ["v-1", "v-3"]);
        let csv = get(&world, who, &format!("{path}/csv")).await;
        let kind = csv.headers.get(CONTENT_TYPE).unwrap();
        assert_eq!(kind, "text/csv; charset=utf-8");
        assert!(csv.text().starts_with("\u{feff}行,種別,"));
        assert_eq!(csv.text().lines().count(), 5);
    }
    let none = (404, "no_such_statement".to_owned());
    for (who, path) in [
        (&second, path),
        (&first, "/v1/statements/2026-10/op-2"),
        (&first, "/v1/statements/2026-11/op-1"),
        (&first, "/v1/statements/2026-10/op-9"),
    ] {
        for ending in ["", "/csv"] {
            let refused = get(&world, who, &format!("{path}{ending}")).await;
            assert_eq!(refused.problem(), none, "{path}{ending}");
        }
    }
    for path in ["/v1/statements/x/op-1", "/v1/statements/2026-13/op-1"] {
        let refused = get(&world, &first, path).await;
        assert_eq!(refused.problem(), (404, "unknown_route".into()), "{path}");
    }
}

/// Nobody learns from another's half of a chain, nor that it has no gaps.
#[actix_web::test]
async fn gaps_are_shown_to_whoever_drove_behind_them() {
    let world = world().await;
    let gaps = |list: &Value| -> Vec<Value> {
        let members = ["terminal", "first_missing", "last_missing", "last_trip_at"];
        let all = list["items"].as_array().unwrap();
        all.iter()
            .map(|gap| members.iter().map(|member| gap[member].clone()).collect())
            .collect()
    };
    let path = "/v1/terminals/gaps";
    let all = json(&world, &city(&world).await, path).await;
    assert_described("Gaps", &all);
    assert_eq!(all["count"], 4);
    let of_first = json(&world, &operator(&world, "op-1").await, path).await;
    assert_described("Gaps", &of_first);
    assert_eq!(
        gaps(&of_first),
        [
            json!(["t-1", 1, 2, "2026-10-05T12:00:00+09:00"]),
            json!(["t-1", 4, 4, "2026-10-05T12:00:00+09:00"]),
            json!(["t-3", 2, 2, "2026-10-05T14:00:00+09:00"]),
        ]
    );
    let of_second = json(&world, &operator(&world, "op-2").await, path).await;
    assert_eq!(
        gaps(&of_second),
        [json!(["t-3", 4, 4, "2026-10-05T15:00:00+09:00"])]
    );
}

/// Who rode, what a clerk wrote down of a revocation, and accounts are the city's.
#[actix_web::test]
async fn an_operator_reads_nothing_that_is_the_citys() {
    let world = world().await;
    let second = operator(&world, "op-2").await;
    for path in [
        "/v1/statements",
        "/v1/statements/2026-10/op-2",
        "/v1/statements/2026-10/op-2/csv",
        "/v1/claims?month=2026-10",
        "/v1/payments",
        "/v1/terminals",
    ] {
        let text = get(&world, &second, path).await.text();
        for secret in ["R-0001", "sealed", "lost", "admin-1", "op-1", "set_aside"] {
            assert!(!text.contains(secret), "{path} says {secret}: {text}");
        }
    }
    let terminals = json(&world, &second, "/v1/terminals").await;
    assert_eq!(each(&terminals["items"], "state"), ["enrolled", "revoked"]);
    for query in [
        "",
        "month=2026-13",
        "month=2026-10&after=x",
        "month=2026-10&x=1",
    ] {
        let refused = get(&world, &second, &format!("/v1/claims?{query}")).await;
        assert_eq!(refused.problem(), (400, "query_invalid".into()), "{query}");
    }
}

const OF_FIRST: &str = "01912f6e-0000-7000-8000-000000001003";
const FINDING: &str = "01912f6e-0000-7000-8000-000000000001";

#[actix_web::test]
async fn a_trip_is_shown_tap_by_tap_and_only_the_city_reads_who_rode() {
    let world = world().await;
    let path = format!("/v1/trips/{OF_FIRST}");
    let (city, first) = (city(&world).await, operator(&world, "op-1").await);
    for (who, names) in [(&city, true), (&first, false)] {
        let trip = json(&world, who, &path).await;
        assert_described("ShownTrip", &trip);
        let tap = &trip["taps"][0];
        assert_eq!(tap["assurance"], "A1");
        let flags = each(&tap["flags"], "code");
        assert_eq!(flags, ["downgrade", "photo_not_checked"]);
        for named in [
            &tap["registrant"],
            &tap["fingerprint"],
            &trip["claims"][0]["registrant"],
        ] {
            assert_eq!(named.is_string(), names);
        }
    }
    let second = operator(&world, "op-2").await;
    let refused = get(&world, &second, &path).await;
    assert_eq!(refused.problem(), (404, "no_such_trip".into()));
    let none = get(&world, &city, "/v1/trips/1").await;
    assert_eq!(none.problem(), (404, "unknown_route".into()));
}

#[actix_web::test]
async fn the_entry_that_opened_a_claim_is_the_citys_to_read() {
    let world = world().await;
    let owner = world.database.connect().await.unwrap();
    owner
        .batch_execute(&format!(
            "SET session_replication_role = replica;
             INSERT INTO registrant_standing (municipality, registrant, from_date, state, reason,
                entered_at, entered_by) VALUES ('102016', 'R-0001', '2026-10-02', 'ended', 'death',
                '2026-10-06T10:00:00+09:00', 'clerk-1');
             SET session_replication_role = origin;
             INSERT INTO finding VALUES ('102016', '{FINDING}', 'used_after_end', 'op-1',
                '2026-10-01', '{OF_FIRST}', 1, 'R-0001 2026-10-02', 'hold',
                '{{\"trips\": [\"{OF_FIRST}\"], \"numbers\": {{\"decided_yen\": 750}}}}', 'd',
                '2026-10-06T10:00:00+09:00')"
        ))
        .await
        .unwrap();
    let path = format!("/v1/review/findings/{FINDING}");
    let case = json(&world, &city(&world).await, &path).await;
    assert_described("FindingCase", &case);
    assert_eq!(case["rows"]["entries"][0]["state"], "ended");
    assert_eq!(case["rows"]["entries"][0]["entered_by"], "clerk-1");
    let own = json(&world, &operator(&world, "op-1").await, &path).await;
    assert_described("FindingCase", &own);
    assert_eq!(own["rows"]["entries"], json!([]));
    assert_eq!(own["evidence"]["numbers"]["decided_yen"], 750);
    assert_eq!(each(&own["rows"]["trips"], "trip"), [OF_FIRST]);
    assert!(!own.to_string().contains("R-0001"));
}
