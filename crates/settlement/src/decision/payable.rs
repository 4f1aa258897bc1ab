//! What the operator is owed for a claim, when what the passenger was told is
//! not what the rules give.

use domain::Yen;
use rules::{LossBearer, Treatment};

/// The amount the city pays for a claim.
///
/// What the passenger was told on the day stands, so the passenger is never
/// asked for more. `told` is that amount; `due` is what the rules give now that
/// all trips are known; `unlimited` is what they give when limits on the number
/// of uses are left aside. An operator is never paid more than it gave, and the
/// city never bears more than being over a limit: not a wrong sum.
pub fn payable(
    told: Yen,
    due: Yen,
    unlimited: Yen,
    bearer: LossBearer,
    treatment: Treatment,
) -> Yen {
    let borne_by_city = match bearer {
        LossBearer::City => due.max(unlimited),
        LossBearer::Operator => due,
    };
    match treatment {
        Treatment::Pay | Treatment::PayAndSample => told.min(borne_by_city),
        Treatment::Hold | Treatment::Refuse => Yen::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pay(told: i64, due: i64, unlimited: i64, bearer: LossBearer) -> i64 {
        payable(
            Yen::new(told),
            Yen::new(due),
            Yen::new(unlimited),
            bearer,
            Treatment::Pay,
        )
        .get()
    }

    #[test]
    fn what_was_told_and_is_due_is_paid() {
        assert_eq!(pay(750, 750, 750, LossBearer::Operator), 750);
        assert_eq!(pay(750, 750, 750, LossBearer::City), 750);
    }

    #[test]
    fn an_over_limit_trip_is_borne_as_the_scheme_says() {
        assert_eq!(pay(750, 0, 750, LossBearer::Operator), 0);
        assert_eq!(pay(750, 0, 750, LossBearer::City), 750);
    }

    #[test]
    fn a_wrong_sum_is_never_the_citys() {
        assert_eq!(pay(9_000, 750, 750, LossBearer::City), 750);
        assert_eq!(pay(9_000, 0, 750, LossBearer::City), 750);
    }

    #[test]
    fn an_operator_gets_no_more_than_it_gave() {
        assert_eq!(pay(500, 750, 750, LossBearer::City), 500);
        assert_eq!(pay(0, 750, 750, LossBearer::Operator), 0);
    }

    #[test]
    fn nothing_is_paid_while_held() {
        let held = payable(
            Yen::new(750),
            Yen::new(750),
            Yen::new(750),
            LossBearer::City,
            Treatment::Hold,
        );
        assert_eq!(held, Yen::ZERO);
    }
}
