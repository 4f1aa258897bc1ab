//! Who may not call what: every operation of the description, tried by every kind
//! of caller that must be refused.
//!
//! [`DOORS`] says of each operation who may come in. All others are tried with
//! what the operation takes, and must be answered with status and code as here, and
//! with a status that the description names. An operation without a line fails.

use std::collections::BTreeSet;

use actix_web::http::Method;
use actix_web::http::header::AUTHORIZATION;
use actix_web::test::TestRequest;
use serde_json::Value;
use settlement::access::{self, Permission, Role, TokenFor, TokenWish};
use wire::SigningKey;

use crate::support::{Terminal, World, municipality, post, registry_of};

/// Who may come in.
enum Door {
    /// Anybody: there is nothing to refuse.
    Open,
    /// Whoever brings a one-time code in the body.
    Code,
    /// Whoever brings a rotation in the body that the terminal's present key signed.
    TwoKeys,
    /// An enrolled terminal, by its signature.
    Terminal,
    /// Whoever knows a password and a code, in the body.
    Login,
    /// A person's session.
    Session,
    /// A token, or a session, with this permission.
    Token(Permission),
    /// The same, but no operator's, who may have the permission for other things.
    City(Permission),
}

/// The number of no row.
const NO_ROW: &str = "01912f6e-0000-7000-8000-000000000000";

/// A line for each operation.
const DOORS: &[(&str, Door)] = &[
    ("healthz", Door::Open),
    ("readyz", Door::Open),
    ("openapi", Door::Open),
    ("enrol", Door::Code),
    ("beginSession", Door::Login),
    ("getSession", Door::Session),
    ("endSession", Door::Session),
    ("endSessions", Door::Session),
    ("getBundle", Door::Terminal),
    ("checkTap", Door::Terminal),
    ("takeInTrips", Door::Terminal),
    ("showTrip", Door::Token(Permission::ReviewRead)),
    ("registerCard", Door::Token(Permission::RegistryWrite)),
    ("showRegistrant", Door::Token(Permission::RegistryRead)),
    ("changeStanding", Door::Token(Permission::RegistryWrite)),
    ("changeCredential", Door::Token(Permission::RegistryWrite)),
    ("changeOwner", Door::Token(Permission::RegistryWrite)),
    ("changeGround", Door::Token(Permission::RegistryWrite)),
    ("changeUsesBefore", Door::Token(Permission::RegistryWrite)),
    (
        "changeOwnCredential",
        Door::Token(Permission::RegistryWrite),
    ),
    ("rotateKey", Door::TwoKeys),
    ("listTerminals", Door::Token(Permission::TerminalsRead)),
    ("listGaps", Door::Token(Permission::TerminalsRead)),
    ("listEnrolmentCodes", Door::City(Permission::TerminalsRead)),
    ("revokeTerminal", Door::Token(Permission::TerminalsWrite)),
    ("listReasons", Door::Token(Permission::ReviewRead)),
    ("listFindings", Door::Token(Permission::ReviewRead)),
    ("showFinding", Door::Token(Permission::ReviewRead)),
    ("listRecordsSetAside", Door::City(Permission::ReviewRead)),
    ("replyToFinding", Door::Token(Permission::ReviewReply)),
    ("decideFinding", Door::Token(Permission::ReviewDecide)),
    ("confirmDecision", Door::Token(Permission::ReviewDecide)),
    ("listClaims", Door::Token(Permission::StatementsRead)),
    ("listStatements", Door::Token(Permission::StatementsRead)),
    ("showStatement", Door::Token(Permission::StatementsRead)),
    ("exportStatement", Door::Token(Permission::StatementsRead)),
    ("listPayments", Door::Token(Permission::StatementsRead)),
];

/// An operation as the description has it.
struct Operation {
    name: String,
    method: Method,
    path: String,
    statuses: BTreeSet<String>,
}

fn operations() -> Vec<Operation> {
    let document: Value = serde_json::from_str(server::OPENAPI).unwrap();
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            all.push(Operation {
                name: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path
                    .replace("{terminal}", "t-1")
                    .replace("{registrant}", "R-0001")
                    .replace("{finding}", NO_ROW)
                    .replace("{trip}", NO_ROW)
                    .replace("{decision}", NO_ROW)
                    .replace("{month}", "2026-10")
                    .replace("{operator}", "op-1")
                    .replace("{fingerprint}", &"0".repeat(64)),
                statuses: operation["responses"]
                    .as_object()
                    .unwrap()
                    .keys()
                    .cloned()
                    .collect(),
            });
        }
    }
    all
}

impl Operation {
    fn request(&self, header: Option<&str>) -> TestRequest {
        let request = TestRequest::default()
            .method(self.method.clone())
            .uri(&self.path)
            .set_payload("{}");
        match header {
            Some(header) => request.insert_header((AUTHORIZATION, header)),
            None => request,
        }
    }

    async fn refuses(&self, world: &World, who: &str, header: Option<&str>, as_this: (u16, &str)) {
        let answer = world.call(self.request(header)).await;
        let (status, code) = answer.problem();
        assert_eq!((status, code.as_str()), as_this, "{}: {who}", self.name);
        assert!(
            self.statuses.contains(&status.to_string()),
            "{} answers {who} with {status}, which is not described",
            self.name
        );
    }
}

#[test]
fn every_operation_has_a_door_and_every_door_an_operation() {
    let there: BTreeSet<String> = operations().into_iter().map(|it| it.name).collect();
    let doors: BTreeSet<String> = DOORS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(there, doors);
    assert_eq!(DOORS.len(), doors.len(), "an operation has two doors");
}

/// What is open to anybody is the same for anybody, whatever they bring.
#[actix_web::test]
async fn an_open_door_asks_nobody() {
    let world = World::new().await;
    for operation in operations() {
        if matches!(door(&operation), Door::Open) {
            for header in [None, Some("Bearer x"), Some("Mytaku-Terminal x")] {
                let answer = world.call(operation.request(header)).await;
                assert_eq!(answer.status, 200, "{}", operation.name);
            }
        }
    }
}

#[actix_web::test]
async fn nobody_comes_in_by_another_door() {
    let world = World::new().await;
    let (terminal, _enrolled) = world.enrolled().await;
    let callers = Callers::new(&world, terminal).await;
    for operation in operations() {
        match door(&operation) {
            Door::Open => {}
            Door::Code => callers.try_code(&world, &operation).await,
            Door::TwoKeys => callers.try_without_body(&world, &operation).await,
            Door::Login => callers.try_login(&world, &operation).await,
            Door::Session => callers.try_session(&world, &operation).await,
            Door::Terminal => callers.try_terminal(&world, &operation).await,
            Door::Token(permission) => callers.try_token(&world, &operation, *permission).await,
            Door::City(permission) => {
                callers.try_token(&world, &operation, *permission).await;
                let operator = operators_token(&world).await;
                let refused = (403, "city_only");
                operation
                    .refuses(&world, "an operator", Some(&operator), refused)
                    .await;
            }
        }
    }
}

fn door(operation: &Operation) -> &'static Door {
    let mut doors = DOORS.iter();
    let found = doors.find(|(name, _)| *name == operation.name);
    &found.unwrap().1
}

/// Everybody who knocks.
struct Callers {
    terminal: Terminal,
    /// Of another municipality, enrolled there under the same name.
    foreign_terminal: Terminal,
}

const FOREIGN: &str = "102024";

impl Callers {
    async fn new(world: &World, terminal: Terminal) -> Self {
        let foreign: domain::MunicipalityCode = FOREIGN.parse().unwrap();
        let text = registry_of(FOREIGN);
        let file = toml::from_str(&text).unwrap();
        let digest = domain::Digest::of(text);
        settlement::registry::import(&world.settlement, (&file, digest), None)
            .await
            .unwrap();
        Self {
            terminal,
            foreign_terminal: Terminal {
                key: SigningKey::from_seed(&[21; 32]),
                id: format!("{foreign}/t-1").parse().unwrap(),
            },
        }
    }

    fn signed(world: &World, operation: &Operation, terminal: &Terminal) -> String {
        let what = (operation.method.as_str(), operation.path.as_str());
        terminal.authorization(what, b"{}", world.settlement.now().unwrap())
    }

    /// The body is all that counts, whoever sends it.
    async fn try_without_body(&self, world: &World, operation: &Operation) {
        let signed = Self::signed(world, operation, &self.terminal);
        for header in [None, Some(signed.as_str())] {
            let refused = (400, "body_invalid");
            operation
                .refuses(world, "without proof in the body", header, refused)
                .await;
        }
    }

    async fn try_code(&self, world: &World, operation: &Operation) {
        self.try_without_body(world, operation).await;
        let other_key = SigningKey::from_seed(&[22; 32]);
        for code in ["", "102016-00", "102024-00", "999999-00"] {
            let answer = world.enrol_with(&other_key, code).await;
            assert_eq!(answer.problem(), (404, "unknown_enrolment_code".into()));
        }
        assert!(operation.statuses.contains("404"));
    }

    async fn try_login(&self, world: &World, operation: &Operation) {
        let signed = Self::signed(world, operation, &self.terminal);
        let everything = token(world, "clerk-1", Role::Clerk, &Permission::ALL).await;
        for header in [None, Some(signed.as_str()), Some(everything.as_str())] {
            let refused = (400, "body_invalid");
            operation
                .refuses(world, "without a login", header, refused)
                .await;
        }
        // `settlement` tries every way of being wrong.
        for (municipality, user) in [("102016", "clerk-1"), ("102016", "x"), ("131016", "x")] {
            let login = serde_json::json!({
                "municipality": municipality, "user": user,
                "password": "correct horse battery", "code": "000000",
            });
            let answer = world.call(post(&operation.path, &login)).await;
            assert_eq!(answer.problem(), (401, "login_refused".into()));
        }
    }

    async fn try_session(&self, world: &World, operation: &Operation) {
        let missing = (401, "token_missing");
        operation.refuses(world, "nobody", None, missing).await;
        let signed = Self::signed(world, operation, &self.terminal);
        operation
            .refuses(world, "a terminal", Some(&signed), missing)
            .await;
        let unknown = (401, "unknown_token");
        for header in ["Bearer x", "Bearer mytaku-session_102016_00"] {
            operation
                .refuses(world, header, Some(header), unknown)
                .await;
        }
        let everything = token(world, "admin-1", Role::Admin, &Permission::ALL).await;
        for program in [everything, operators_token(world).await] {
            let refused = (403, "session_only");
            operation
                .refuses(world, "a program", Some(&program), refused)
                .await;
        }
    }

    async fn try_terminal(&self, world: &World, operation: &Operation) {
        let missing = (401, "terminal_signature_missing");
        operation.refuses(world, "nobody", None, missing).await;
        let everything = token(world, "clerk-1", Role::Clerk, &Permission::ALL).await;
        for user in [everything, operators_token(world).await] {
            operation
                .refuses(world, "a token", Some(&user), missing)
                .await;
        }
        let with = |key: u8, id: &str| Terminal {
            key: SigningKey::from_seed(&[key; 32]),
            id: id.parse().unwrap(),
        };
        let forged = with(30, "102016/t-1");
        let forged = Self::signed(world, operation, &forged);
        let invalid = (401, "terminal_signature_invalid");
        operation
            .refuses(world, "another key", Some(&forged), invalid)
            .await;
        let unknown = (401, "unknown_terminal");
        let here_in_another_place = with(7, "102024/t-1");
        for (who, terminal) in [
            (
                "a terminal of another municipality, not enrolled",
                &self.foreign_terminal,
            ),
            (
                "our terminal under another municipality's name",
                &here_in_another_place,
            ),
            (
                "a terminal that is not in the registry",
                &with(7, "102016/t-9"),
            ),
        ] {
            let header = Self::signed(world, operation, terminal);
            operation.refuses(world, who, Some(&header), unknown).await;
        }
    }

    async fn try_token(&self, world: &World, operation: &Operation, permission: Permission) {
        let missing = (401, "token_missing");
        operation.refuses(world, "nobody", None, missing).await;
        let signed = Self::signed(world, operation, &self.terminal);
        operation
            .refuses(world, "a terminal", Some(&signed), missing)
            .await;

        let unknown = (401, "unknown_token");
        let good = token(world, "clerk-1", Role::Clerk, &[permission]).await;
        let moved = good.replacen("102016", FOREIGN, 1);
        for header in ["Bearer ", "Bearer x", "Bearer mytaku_102016_AAAA", &moved] {
            operation
                .refuses(world, header, Some(header), unknown)
                .await;
        }
        revoke_all(world).await;
        operation
            .refuses(world, "a revoked token", Some(&good), unknown)
            .await;
        let expired = token_until(world, "clerk-1", Role::Clerk, &[permission], -1).await;
        operation
            .refuses(world, "an expired token", Some(&expired), unknown)
            .await;
        let out = token(world, "gone", Role::Admin, &[permission]).await;
        disable(world, "gone").await;
        operation
            .refuses(world, "a user who is shut out", Some(&out), unknown)
            .await;

        let others: Vec<_> = Permission::ALL
            .into_iter()
            .filter(|it| *it != permission)
            .collect();
        let narrow = token(world, "admin-1", Role::Admin, &others).await;
        let refused = (403, "scope_not_allowed");
        operation
            .refuses(world, "every other scope", Some(&narrow), refused)
            .await;
        for role in Role::ALL {
            if !permission.roles().contains(&role) {
                let header = token(world, role.as_str(), role, &Permission::ALL).await;
                let refused = (403, "role_not_allowed");
                operation
                    .refuses(world, role.as_str(), Some(&header), refused)
                    .await;
            }
        }
        let operator = operators_token(world).await;
        if !permission.is_for_operators() {
            let refused = (403, "scope_not_allowed");
            operation
                .refuses(world, "an operator", Some(&operator), refused)
                .await;
            // Also one that was given what no operator may have.
            let forged = forged_operators_token(world, permission).await;
            operation
                .refuses(world, "an operator", Some(&forged), (403, "city_only"))
                .await;
        }
    }
}

async fn token(world: &World, user: &str, role: Role, scopes: &[Permission]) -> String {
    token_until(world, user, role, scopes, 3600).await
}

/// A token of a user who has `role`, whatever else they had.
async fn token_until(
    world: &World,
    user: &str,
    role: Role,
    scopes: &[Permission],
    seconds: i64,
) -> String {
    let owner = world.database.connect().await.unwrap();
    owner
        .execute(
            "INSERT INTO user_account (municipality, user_id, role) VALUES ('102016', $1, $2)
             ON CONFLICT (municipality, user_id) DO UPDATE SET role = EXCLUDED.role, disabled_at = NULL",
            &[&user, &role.as_str()],
        )
        .await
        .unwrap();
    let of = TokenFor::User(user.parse().unwrap());
    make(world, of, scopes, user, seconds).await
}

async fn operators_token(world: &World) -> String {
    let own: Vec<_> = Permission::ALL
        .into_iter()
        .filter(|it| it.is_for_operators())
        .collect();
    token(world, "admin-1", Role::Admin, &Permission::ALL).await;
    let operator = TokenFor::Operator("op-1".parse().unwrap());
    make(world, operator, &own, "admin-1", 3600).await
}

async fn forged_operators_token(world: &World, permission: Permission) -> String {
    let token = operators_token(world).await;
    let owner = world.database.connect().await.unwrap();
    owner
        .execute(
            "UPDATE access_token SET scopes = ARRAY[$1] WHERE operator IS NOT NULL",
            &[&permission.as_str()],
        )
        .await
        .unwrap();
    token
}

async fn make(
    world: &World,
    of: TokenFor,
    scopes: &[Permission],
    by: &str,
    seconds: i64,
) -> String {
    let wish = TokenWish {
        of,
        label: String::new(),
        scopes: scopes.to_vec(),
        expires_at: world.settlement.now().unwrap().plus_seconds(seconds),
    };
    let by = world.caller(by).await;
    let made = access::create_token(&world.settlement, &by, &wish)
        .await
        .unwrap();
    format!("Bearer {}", made.token)
}

async fn revoke_all(world: &World) {
    token(world, "admin-1", Role::Admin, &Permission::ALL).await;
    let by = world.caller("admin-1").await;
    for row in access::list_tokens(&world.settlement, municipality())
        .await
        .unwrap()
    {
        if row.revoked_at.is_none() {
            access::revoke_token(&world.settlement, &by, row.id)
                .await
                .unwrap();
        }
    }
}

async fn disable(world: &World, user: &str) {
    let owner = world.database.connect().await.unwrap();
    let statement = "UPDATE user_account SET disabled_at = now() WHERE user_id = $1";
    owner.execute(statement, &[&user]).await.unwrap();
}
