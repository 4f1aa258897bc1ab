//! What becomes of a request whose connection breaks before it is answered: it is done
//! to its end, and the trail says so; a service that stops waits for it as for others.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use deadpool_postgres::tokio_postgres::Client;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use crate::support::World;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Enough for the service to notice that a connection broke. If it has not by then, a
/// test shows less, but does not fail.
const NOTICES_BY_THEN: Duration = Duration::from_millis(300);

/// A registrant whose registration a clerk ends, and the city's own connection, by which
/// what changes the register is made to wait.
struct Desk {
    world: World,
    token: String,
    city: Client,
}

impl Desk {
    async fn new() -> Self {
        let world = World::new().await;
        let token = world.token("clerk-1").await;
        let city = world.database.connect().await.unwrap();
        city.batch_execute(
            "INSERT INTO registrant (municipality, registrant, registered_on, uses_before,
                admitted_by, admitted_at)
             VALUES ('102016', 'R-1', '2026-10-01', 0, 'clerk-1', '2026-10-01T09:00+09')",
        )
        .await
        .unwrap();
        Self { world, token, city }
    }

    /// Runs `visit` beside the service, and stops the service when its sender is used or
    /// dropped; returns when both have ended.
    async fn while_serving<T>(
        &self,
        visit: impl AsyncFnOnce(SocketAddr, oneshot::Sender<()>) -> T,
    ) -> T {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async {
            let _either_way = stopped.await;
        };
        let service = server::run(self.world.state.clone(), listener, None, stopped);
        let both = async { tokio::join!(service, visit(address, stop)) };
        let (service, visited) = timeout(PATIENCE, both).await.unwrap();
        service.unwrap();
        visited
    }

    /// Whatever changes the register waits from now on.
    async fn hold(&self) {
        let lock = "BEGIN; SELECT FROM last_moment WHERE municipality = '102016' FOR UPDATE";
        self.city.batch_execute(lock).await.unwrap();
    }

    async fn release(&self) {
        self.city.batch_execute("COMMIT").await.unwrap();
    }

    /// A request for the end of the registration.
    fn request(&self) -> String {
        let body = r#"{"state":"ended","from":"2026-10-05","reason":"moved_away"}"#;
        format!(
            "POST /v1/registrants/R-1/standings HTTP/1.1\r\nHost: mytaku\r\n\
             Authorization: Bearer {}\r\nContent-Length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        )
    }

    /// Sends it, and breaks the connection off once it is begun.
    async fn ask_and_break_off(&self, address: SocketAddr) {
        let connection = send(address, &self.request()).await;
        self.until_the_trail_says(&["begun"]).await;
        break_off(connection).await;
    }

    async fn until_the_trail_says(&self, expected: &[&str]) {
        for _again in 0..200 {
            if self.phases().await == expected {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(self.phases().await, expected);
    }

    async fn phases(&self) -> Vec<String> {
        let phases = "SELECT phase FROM trail_entry WHERE what = 'change_standing' ORDER BY number";
        let rows = self.city.query(phases, &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    async fn is_ended(&self) -> bool {
        let ended = "SELECT count(*) = 1 FROM registrant_standing
            WHERE registrant = 'R-1' AND state = 'ended'";
        self.city.query_one(ended, &[]).await.unwrap().get(0)
    }
}

async fn send(address: SocketAddr, request: &str) -> TcpStream {
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(request.as_bytes()).await.unwrap();
    connection
}

/// Not closed in an orderly way: the caller crashed, or the network did.
async fn break_off(connection: TcpStream) {
    connection.set_zero_linger().unwrap();
    drop(connection);
    sleep(NOTICES_BY_THEN).await;
}

#[tokio::test]
async fn an_act_whose_connection_breaks_is_done_to_its_end() {
    let desk = Desk::new().await;
    desk.while_serving(async |address, _stop| {
        desk.hold().await;
        desk.ask_and_break_off(address).await;
        desk.release().await;
        desk.until_the_trail_says(&["begun", "done"]).await;
        assert!(desk.is_ended().await);
    })
    .await;
}

#[tokio::test]
async fn a_service_that_is_told_to_stop_answers_what_is_under_way() {
    let desk = Desk::new().await;
    let answer = desk
        .while_serving(async |address, stop| {
            desk.hold().await;
            let mut connection = send(address, &desk.request()).await;
            desk.until_the_trail_says(&["begun"]).await;
            stop.send(()).unwrap();
            sleep(NOTICES_BY_THEN).await;
            desk.release().await;
            let mut answer = String::new();
            connection.read_to_string(&mut answer).await.unwrap();
            answer
        })
        .await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(desk.phases().await, ["begun", "done"]);
}

#[tokio::test]
async fn a_service_that_is_told_to_stop_waits_for_what_nobody_waits_for() {
    let desk = Desk::new().await;
    desk.while_serving(async |address, stop| {
        desk.hold().await;
        desk.ask_and_break_off(address).await;
        stop.send(()).unwrap();
        sleep(NOTICES_BY_THEN).await;
        desk.release().await;
    })
    .await;
    assert_eq!(desk.phases().await, ["begun", "done"]);
    assert!(desk.is_ended().await);
}

#[tokio::test]
async fn a_request_that_never_came_in_whole_is_not_begun_and_not_waited_for() {
    let desk = Desk::new().await;
    let began = desk
        .while_serving(async |address, stop| {
            let request = desk.request();
            let connection = send(address, request.strip_suffix('}').unwrap()).await;
            sleep(NOTICES_BY_THEN).await;
            break_off(connection).await;
            stop.send(()).unwrap();
            Instant::now()
        })
        .await;
    // Half of what the service would take for one that is under way.
    assert!(began.elapsed() < Duration::from_secs(5));
    assert!(desk.phases().await.is_empty());
}
