//! A small city with one taxi, and how to call it.

use std::path::PathBuf;
use std::sync::Arc;

use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::http::{Method, StatusCode};
use actix_web::{App, test};
use clock::Clock;
use domain::{Digest, MunicipalityCode, Timestamp};
use jpki::{Policy, TrustAnchors};
use serde::Serialize;
use serde::de::DeserializeOwned;
use server::{AppState, ReadyCheck, configure};
use settlement::access::{self, Caller, Permission, TokenFor, TokenWish};
use settlement::registry;
use settlement::seal::SealKeys;
use settlement::{CardTrust, Database, Settlement};
use tempfile::TempDir;
use testkit::TestDatabase;
use virtual_card::TestAuthority;
use wire::api::{Enrolled, Enrolment, EnrolmentRequest, Problem};
use wire::{Kind, SignedRequest, SigningKey, TerminalKeyId};

const REGISTRY: &str = r#"
[municipality]
code = "102016"
name = "前橋市"
first_month = "2026-10"
[payer]
requester_code = "1234567890"
requester_name = "ﾏｴﾊﾞｼｼ"
bank = "0128"
branch = "001"
account_kind = "ordinary"
account_number = "0012345"
[[user]]
id = "head-1"
role = "admin"
[[user]]
id = "clerk-1"
role = "clerk"
[[user]]
id = "auditor-1"
role = "auditor"
[[operator]]
id = "op-1"
name = "例タクシー"
bank = "0128"
branch = "002"
account_kind = "ordinary"
account_number = "7654321"
account_name = "ﾚｲﾀｸｼｰ"
vehicles = ["v-1"]
drivers = ["d-1"]
[[terminal]]
id = "t-1"
vehicle = "v-1"
"#;

/// The same registry for another municipality.
pub fn registry_of(municipality: &str) -> String {
    REGISTRY.replace("102016", municipality)
}

pub fn at(text: &str) -> Timestamp {
    format!("2026-10-05T{text}+09:00").parse().unwrap()
}

pub fn municipality() -> MunicipalityCode {
    "102016".parse().unwrap()
}

fn ready_check(database: &TestDatabase) -> ReadyCheck {
    let pool = database.pool();
    Arc::new(move || {
        let pool = pool.clone();
        Box::pin(async move {
            let client = pool.get().await?;
            Ok(schema::check(&client).await?)
        })
    })
}

pub struct World {
    pub database: TestDatabase,
    pub settlement: Arc<Settlement>,
    pub authority: TestAuthority,
    pub state: AppState,
    clock: PathBuf,
    _folder: TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// A terminal's key, under the name it was enrolled with or pretends to have.
pub struct Terminal {
    pub key: SigningKey,
    pub id: TerminalKeyId,
}

impl World {
    /// At 10:00, with the registry imported and the scheme published.
    pub async fn new() -> Self {
        let database = TestDatabase::new().await;
        let folder = tempfile::tempdir().unwrap();
        let clock = folder.path().join("clock");
        clock::set(&clock, at("10:00:00")).unwrap();
        let authority = TestAuthority::p384(at("10:00:00")).unwrap();
        let anchors_pem = authority.pem().unwrap();
        let trust = CardTrust {
            anchors: TrustAnchors::from_pem(&anchors_pem).unwrap(),
            anchors_pem,
            policy: Policy::test_hierarchy(),
        };
        let settlement = Arc::new(Settlement::new(
            Database::new(database.pool()),
            Clock::from_file(&clock).unwrap(),
            SigningKey::from_seed(&[1; 32]),
            Some(trust),
            SealKeys::parse(&SealKeys::new_line().unwrap()).unwrap(),
        ));
        let file = toml::from_str(REGISTRY).unwrap();
        registry::import(&settlement, (&file, Digest::of(REGISTRY)), None)
            .await
            .unwrap();
        let scheme = ("maebashi.toml", rules::shipped::MAEBASHI);
        let clerk = "clerk-1".parse().unwrap();
        registry::publish(&settlement, municipality(), scheme, &clerk)
            .await
            .unwrap();
        Self {
            state: AppState::start(
                Arc::clone(&settlement),
                Database::new(database.pool()),
                ready_check(&database),
            )
            .unwrap(),
            database,
            settlement,
            authority,
            clock,
            _folder: folder,
        }
    }

    pub fn set_clock(&self, time: Timestamp) {
        clock::set(&self.clock, time).unwrap();
    }

    pub async fn call(&self, request: test::TestRequest) -> Answer {
        let app = App::new().configure(|config| configure(config, self.state.clone()));
        let service = test::init_service(app).await;
        let response = test::call_service(&service, request.to_request()).await;
        Answer {
            status: response.status(),
            headers: response.headers().clone(),
            body: test::read_body(response).await.to_vec(),
        }
    }

    pub async fn code(&self) -> String {
        let (terminal, clerk) = ("t-1".parse().unwrap(), "clerk-1".parse().unwrap());
        let until = self.settlement.now().unwrap().plus_seconds(3600);
        registry::issue_code(&self.settlement, municipality(), &terminal, &clerk, until)
            .await
            .unwrap()
            .code
    }

    pub async fn enrol_with(&self, key: &SigningKey, code: &str) -> Answer {
        let request = EnrolmentRequest {
            public_key: key.public(),
            enrolment: key
                .sign(Kind::Enrolment, "new", &Enrolment { code: code.into() })
                .unwrap(),
        };
        self.call(post("/v1/terminal/enrolment", &request)).await
    }

    pub async fn enrolled(&self) -> (Terminal, Enrolled) {
        let terminal = Terminal {
            key: SigningKey::from_seed(&[7; 32]),
            id: "102016/t-1".parse().unwrap(),
        };
        let enrolled = self.enrol_with(&terminal.key, &self.code().await).await;
        (terminal, enrolled.json())
    }

    /// A user who calls by the command line.
    pub async fn caller(&self, user: &str) -> Caller {
        let user = user.parse().unwrap();
        Caller::command(&self.settlement, municipality(), &user)
            .await
            .unwrap()
    }

    pub async fn token(&self, user: &str) -> String {
        let caller = self.caller(user).await;
        let wish = TokenWish {
            of: TokenFor::User(user.parse().unwrap()),
            label: String::new(),
            scopes: vec![
                Permission::RegistryRead,
                Permission::RegistryWrite,
                Permission::TerminalsRead,
                Permission::TerminalsWrite,
            ],
            expires_at: self.settlement.now().unwrap().plus_seconds(3600),
        };
        access::create_token(&self.settlement, &caller, &wish)
            .await
            .unwrap()
            .token
    }

    /// A request as `terminal` signs it, now.
    pub fn signed(
        &self,
        terminal: &Terminal,
        method: Method,
        path: &str,
        body: Vec<u8>,
    ) -> test::TestRequest {
        let now = self.settlement.now().unwrap();
        let header = terminal.authorization((method.as_str(), path), &body, now);
        test::TestRequest::default()
            .method(method)
            .uri(path)
            .insert_header((AUTHORIZATION, header))
            .set_payload(body)
    }

    pub async fn post_signed(
        &self,
        terminal: &Terminal,
        path: &str,
        body: &impl Serialize,
    ) -> Answer {
        let body = serde_json::to_vec(body).unwrap();
        self.call(self.signed(terminal, Method::POST, path, body))
            .await
    }
}

impl Terminal {
    pub fn authorization(&self, what: (&str, &str), body: &[u8], at: Timestamp) -> String {
        SignedRequest::authorization(&self.key, &self.id, what, body, at).unwrap()
    }
}

pub fn post(path: &str, body: &impl Serialize) -> test::TestRequest {
    test::TestRequest::post()
        .uri(path)
        .set_payload(serde_json::to_vec(body).unwrap())
}

impl Answer {
    pub fn json<T: DeserializeOwned>(&self) -> T {
        assert_eq!(
            self.status,
            StatusCode::OK,
            "{}",
            String::from_utf8_lossy(&self.body)
        );
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// The code, after checking that this is a problem in every respect.
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(
            self.headers.get("content-type").unwrap(),
            "application/problem+json"
        );
        assert!(self.headers.contains_key("x-request-id"));
        let problem: Problem = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem.status, self.status.as_u16());
        assert_eq!(problem.kind, "about:blank");
        assert!(!problem.title.is_ascii(), "Japanese first: {problem:?}");
        assert!(
            problem.detail.is_ascii() || problem.detail.contains('…'),
            "{}",
            problem.detail
        );
        (problem.status, problem.code)
    }
}
