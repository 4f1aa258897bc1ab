//! What review makes of a claim that the rules decided. Pure.

use domain::{Reason, Yen};
use rules::Treatment;

use super::decide::AssessedClaim;

/// A claim as the rules decided it, before anybody looked at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ruled {
    /// Uses taken.
    pub units: u32,
    /// The subsidy.
    pub subsidy: Yen,
    /// What becomes of it.
    pub treatment: Treatment,
    /// What the operator is owed for it once it is paid.
    pub payable: Yen,
}

/// What findings and decisions come to for one claim, as known at some time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The worst of what is open or was decided: `Hold` or `Refuse`.
    pub worse: Option<Treatment>,
    /// Whether a person decided to pay what the scheme itself holds.
    pub released: bool,
    /// Why, one for each finding that bears on the money.
    pub reasons: Vec<Reason>,
}

impl Verdict {
    /// What becomes of a claim that the rules treat as `ruled`. Review takes away
    /// or gives back what the rules give; it never gives what they refuse.
    const fn applied_to(&self, ruled: Treatment) -> Treatment {
        match (ruled, self.worse) {
            (Treatment::Refuse, _) | (_, Some(Treatment::Refuse)) => Treatment::Refuse,
            (_, Some(Treatment::Hold)) => Treatment::Hold,
            (Treatment::Hold, _) if self.released => Treatment::Pay,
            (as_ruled, _) => as_ruled,
        }
    }
}

impl AssessedClaim {
    /// Puts the claim under `verdict`, whatever it was under before. What is held
    /// counts as used; what is refused does not.
    pub fn put_under(&mut self, verdict: &Verdict) {
        let treatment = verdict.applied_to(self.ruled.treatment);
        let (units, subsidy) = match treatment {
            Treatment::Refuse => (0, Yen::ZERO),
            _ => (self.ruled.units, self.ruled.subsidy),
        };
        self.payable = match treatment {
            Treatment::Pay | Treatment::PayAndSample => self.ruled.payable,
            Treatment::Hold | Treatment::Refuse => Yen::ZERO,
        };
        self.claim.units = units;
        self.claim.subsidy = subsidy;
        self.claim.treatment = treatment;
        let reasons = &mut self.claim.reasons;
        for reason in &verdict.reasons {
            if reasons.iter().all(|one| one.code != reason.code) {
                reasons.push(reason.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TREATMENTS: [Treatment; 4] = [
        Treatment::Pay,
        Treatment::PayAndSample,
        Treatment::Hold,
        Treatment::Refuse,
    ];

    fn claim(treatment: Treatment, subsidy: i64) -> AssessedClaim {
        let (units, payable) = if treatment == Treatment::Refuse {
            (0, 0)
        } else {
            (1, subsidy)
        };
        let subsidy = if treatment == Treatment::Refuse {
            0
        } else {
            subsidy
        };
        AssessedClaim {
            ordinal: 1,
            claim: rules::Claim {
                registrant: "R-1".parse().unwrap(),
                scheme: None,
                subsidy: Yen::new(subsidy),
                units,
                instrument: None,
                treatment,
                reasons: Vec::new(),
            },
            instrument: None,
            told: Yen::new(subsidy),
            payable: Yen::ZERO,
            ruled: Ruled {
                units,
                subsidy: Yen::new(subsidy),
                treatment,
                payable: Yen::new(payable),
            },
        }
    }

    proptest! {
        #[test]
        fn only_the_last_verdict_counts(
            ruled in prop::sample::select(&TREATMENTS[..]),
            first in prop::sample::select(&TREATMENTS[..]),
            last in prop::sample::select(&TREATMENTS[..]),
            subsidy in 1_i64..10_000,
        ) {
            let verdict = |worse: Treatment| Verdict {
                worse: matches!(worse, Treatment::Hold | Treatment::Refuse).then_some(worse),
                ..Verdict::default()
            };
            let mut twice = claim(ruled, subsidy);
            twice.put_under(&verdict(first));
            twice.put_under(&verdict(last));
            let mut once = claim(ruled, subsidy);
            once.put_under(&verdict(last));
            prop_assert_eq!(&twice, &once);
            prop_assert!(once.payable <= once.ruled.payable);
            if ruled == Treatment::Refuse || last == Treatment::Refuse {
                prop_assert_eq!((once.claim.units, once.payable), (0, Yen::ZERO));
            }
        }
    }

    #[test]
    fn what_the_scheme_holds_is_paid_once_a_person_says_so() {
        let mut held = claim(Treatment::Hold, 750);
        held.put_under(&Verdict::default());
        assert_eq!((held.payable, held.claim.units), (Yen::ZERO, 1));
        held.put_under(&Verdict {
            released: true,
            ..Verdict::default()
        });
        assert_eq!(
            (held.payable, held.claim.treatment),
            (Yen::new(750), Treatment::Pay)
        );
    }
}
