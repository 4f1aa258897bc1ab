//! A task of its own for every request, so that what is begun is done to its end.
//!
//! When a connection breaks, the framework drops whatever answers it, wherever that
//! waits at the moment. So what answers a request is not the connection's: it goes on
//! by itself, and only the answer is lost. A body that has not come in whole never
//! does then, and its request is refused as cut off.
//!
//! A service that stops waits for these tasks, as for those that are answered
//! ([`crate::run()`]), but no longer than stated there. What is not done by then is cut
//! off: its transaction is taken back, and the trail has it as begun, as after a crash.
//! Deliberately absent: a limit. How much is under way at once is limited by the
//! connections to the database, for which nobody waits long.

use std::sync::Arc;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::rt;
use actix_web::web::Data;
use tokio::sync::watch;

use crate::problem::internal;

/// How many requests are under way, whether anybody still waits for their answer or not.
#[derive(Clone, Default)]
pub(crate) struct UnderWay(Arc<watch::Sender<usize>>);

/// A request that is under way until this is dropped.
struct OneMore(UnderWay);

impl UnderWay {
    fn one_more(&self) -> OneMore {
        self.0.send_modify(|count| *count += 1);
        OneMore(self.clone())
    }

    /// Comes at a moment at which none is.
    pub(crate) async fn none(&self) {
        let mut count = self.0.subscribe();
        // Its sender lives as long as this does.
        let _none = count.wait_for(|count| *count == 0).await;
    }
}

impl Drop for OneMore {
    fn drop(&mut self) {
        let UnderWay(count) = &self.0;
        count.send_modify(|count| *count -= 1);
    }
}

pub(crate) async fn run<B: MessageBody + 'static>(
    under_way: Data<UnderWay>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let one_more = under_way.one_more();
    let answered = rt::spawn(async move {
        let answered = next.call(request).await;
        drop(one_more);
        answered
    });
    match answered.await {
        Ok(answered) => answered,
        // It panicked. The request's id went with it.
        Err(fault) => Err(internal(&fault).into()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use actix_web::http::StatusCode;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, init_service, try_call_service};
    use actix_web::{App, HttpResponse, web};
    use tokio::time::timeout;

    use super::*;

    async fn fails() -> HttpResponse {
        panic!("as a fault of ours would")
    }

    #[actix_web::test]
    async fn a_panic_is_answered_as_our_fault_and_is_not_under_way_any_more() {
        let under_way = UnderWay::default();
        let app = App::new()
            .app_data(Data::new(under_way.clone()))
            .wrap(from_fn(run))
            .route("/fails", web::get().to(fails))
            .default_service(web::to(HttpResponse::Ok));
        let service = init_service(app).await;
        let fails = TestRequest::get().uri("/fails").to_request();
        let fault = try_call_service(&service, fails).await.err().unwrap();
        let answer = fault.error_response();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        timeout(Duration::ZERO, under_way.none()).await.unwrap();
        let next = TestRequest::get().to_request();
        let next = try_call_service(&service, next).await.unwrap();
        assert_eq!(next.status(), StatusCode::OK);
    }
}
