//! A call that is refused before anything is begun: it is in the log, with whose it was,
//! and in the meters, and leaves the audit trail as it is.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use actix_web::http::header::AUTHORIZATION;
use actix_web::test::TestRequest;

use crate::support::World;

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn line_with(&self, what: &str) -> String {
        let log = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        let line = log.lines().find(|line| line.contains(what));
        line.unwrap_or_default().to_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[actix_web::test]
async fn a_call_that_is_not_allowed_is_in_the_log_and_the_meters_and_not_in_the_trail() {
    let world = World::new().await;
    let token = format!("Bearer {}", world.token("clerk-1").await);
    let before = entries(&world).await;
    let log = Log::default();
    let written = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || written.clone())
        .finish();
    let logging = tracing::subscriber::set_default(subscriber);
    // The token has other scopes.
    let request = TestRequest::get()
        .uri("/v1/review/findings")
        .insert_header((AUTHORIZATION, token));
    let refused = world.call(request).await;
    drop(logging);
    assert_eq!(refused.problem(), (403, "scope_not_allowed".into()));
    let id = refused.headers.get("x-request-id").unwrap();
    let id = id.to_str().unwrap();

    let whose = log.line_with("not allowed");
    for part in [id, "user:clerk-1", "token:", "review:read"] {
        assert!(whose.contains(part), "{part}: {whose}");
    }
    let answered = log.line_with("request answered");
    for part in [id, "/v1/review/findings", "status=403"] {
        assert!(answered.contains(part), "{part}: {answered}");
    }
    let meters = meters::exposition().unwrap();
    let counted = r#"mytaku_http_requests_total{operation="listFindings",status="403"}"#;
    assert!(meters.contains(counted), "{meters}");
    assert_eq!(entries(&world).await, before);
}

async fn entries(world: &World) -> i64 {
    let owner = world.database.connect().await.unwrap();
    let count = "SELECT count(*) FROM trail_entry";
    owner.query_one(count, &[]).await.unwrap().get(0)
}
