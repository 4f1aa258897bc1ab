//! What waits for a person, and months that are closed and audited to the yen.

use domain::{Month, Yen};
use settlement::access::{Caller, Permission, Through, Who};
use settlement::month;
use settlement::review::{self, Entry, Filter, Finding};
use uuid::Uuid;

use super::{City, user};

/// The findings that wait for the city.
pub async fn open(city: &City) -> Vec<Finding> {
    let clerk = city.caller("clerk").await;
    review::queue(&city.settlement, &clerk, &Filter::default())
        .await
        .unwrap()
        .findings
}

/// The one finding that waits, and the one entry of the registry that made it.
pub async fn opened_by_an_entry(city: &City) -> (Finding, Entry) {
    let mut findings = open(city).await;
    assert_eq!(findings.len(), 1, "{findings:#?}");
    let found = findings.remove(0);
    let clerk = city.caller("clerk").await;
    let case = review::show(&city.settlement, &clerk, found.finding)
        .await
        .unwrap();
    let [entry] = &case.rows.entries[..] else {
        panic!("{case:#?}");
    };
    (found, entry.clone())
}

/// A program of an operator, with a token for its replies.
pub fn program_of(city: &City, operator: &str) -> Caller {
    Caller {
        municipality: city.code,
        who: Who::Operator(operator.parse().unwrap()),
        through: Through::Token {
            token: Uuid::now_v7(),
            scopes: vec![Permission::ReviewRead, Permission::ReviewReply],
        },
    }
}

/// Puts a file of parameters in force.
pub async fn publish(city: &City, file: &str) {
    let by = city.caller("approver").await;
    review::publish(&city.settlement, &by, ("review.toml", file))
        .await
        .unwrap();
}

/// Closes a month, audits it, and says what it pays.
pub async fn close(city: &City, month: Month) -> (i64, usize) {
    let closed = month::close(&city.settlement, city.code, month, &user("finance"))
        .await
        .unwrap();
    audit(city, month).await;
    (closed.total_yen.get(), closed.adjustments)
}

/// A month recomputes as it was closed.
pub async fn audit(city: &City, month: Month) {
    let audit = month::audit(&city.settlement, city.code, month)
        .await
        .unwrap();
    assert!(audit.matches, "{audit:#?}");
    assert_eq!(audit.tie_out.largest_difference_yen, Yen::ZERO);
}
