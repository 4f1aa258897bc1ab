//! What holds of every decision by any scheme, whatever the trip.
//!
//! Schemes are generated as text in the file's own language, so that the reader
//! is tried along with the decision; they carry no examples, which is why these
//! tests stand inside the crate.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

mod scheme;
mod told;
mod trip;

use domain::{ServiceDate, Trip, Yen};
use proptest::prelude::*;

use crate::decide::decide_by_version;
use crate::{
    Award, CODES, Claim, Counts, Decision, DiscountOrder, Limit, Most, Outcome, Rider, Rules,
    Treatment, Version, read,
};

/// Everything that must hold of a decision.
fn hold(version: &Version, trip: &Trip, riders: &[Rider]) {
    let outcome = decide_by_version(version, trip, riders).unwrap();
    amounts_add_up(version.rules(), trip, &outcome);
    assert_eq!(outcome.awards.len(), riders.len());
    for (award, rider) in outcome.awards.iter().zip(riders) {
        award_holds(award, rider);
        if award.units > 0 {
            no_limit_is_passed(version.rules(), trip, award, rider);
        }
    }
    let again = decide_by_version(version, trip, riders).unwrap();
    let id = "law".parse().unwrap();
    let decision = outcome.into_decision(&id, riders);
    assert_eq!(again.into_decision(&id, riders), decision, "deterministic");
    words_hold(&decision);
}

fn amounts_add_up(rules: &Rules, trip: &Trip, outcome: &Outcome<'_>) {
    let total = trip.fare.total().unwrap().get();
    let (subsidy, pays) = (outcome.subsidy.get(), outcome.passenger_pays.get());
    let discount = outcome.discount.get();
    assert_eq!(subsidy + pays + discount, total, "to the yen");
    assert!(subsidy >= 0 && pays >= 0 && discount >= 0);
    let eligible = rules.fare.counts.sum(&trip.fare).unwrap().get();
    let left = if rules.fare.counts.meter {
        eligible - discount
    } else {
        eligible
    };
    assert!(
        subsidy <= left,
        "{subsidy} is above the eligible fare of {left}"
    );
    let parts = outcome.awards.iter().map(|award| award.subsidy);
    assert_eq!(Yen::checked_sum(parts).unwrap().get(), subsidy);
    if let Some(most) = rules.sharing.together_at_most {
        assert!(outcome.subsidy <= most);
    }
    if rules.discount.is_none() {
        assert_eq!(discount, 0);
    }
}

fn award_holds(award: &Award<'_>, rider: &Rider) {
    assert!(award.subsidy >= Yen::ZERO);
    assert_eq!(
        award.units == 0,
        award.subsidy == Yen::ZERO,
        "no yen, no use"
    );
    if let Some(offered) = rider.units {
        assert!(award.units <= offered, "never more than offered");
    }
    assert_eq!(award.by.is_some(), award.units > 0);
    let is_refused = award.treatment == Treatment::Refuse;
    assert!(
        !is_refused || award.units == 0,
        "what is refused pays nothing"
    );
}

fn no_limit_is_passed(rules: &Rules, trip: &Trip, award: &Award<'_>, rider: &Rider) {
    let date = ServiceDate::of(trip.boarded_at);
    let applies = |limit: &&Limit| limit.who.holds(&rider.grounds, award.instrument);
    for limit in rules.limits.iter().filter(applies) {
        let used = rider.used.counted_by(limit);
        let most = limit.most_for(rider.registered_on, date);
        let then = match limit.most {
            Most::Count(_, Counts::Uses) => u64::from(used.uses) + u64::from(award.units),
            Most::Count(_, Counts::Trips) => u64::from(used.trips) + 1,
            Most::Yen(..) => (used.amount.get() + award.subsidy.get()).unsigned_abs(),
        };
        assert!(then <= most, "{limit:?}: {then} of {most}");
    }
}

/// Every figure has a reason, with a known code and words.
fn words_hold(decision: &Decision) {
    let said = |claim: &Claim| !claim.reasons.is_empty() || !decision.reasons.is_empty();
    assert!(decision.claims.iter().all(said), "always a reason");
    let of_claims = decision.claims.iter().flat_map(|claim| &claim.reasons);
    for reason in of_claims.chain(&decision.reasons) {
        let is_known = CODES.iter().any(|known| known.code == reason.code);
        assert!(is_known, "{} is not in the list of codes", reason.code);
        assert!(
            !reason.ja.is_empty() && !reason.en.is_empty(),
            "{}",
            reason.code
        );
    }
}

#[test]
fn the_laws_hold_of_any_scheme_and_any_trip() {
    let read = std::cell::Cell::new(0_u32);
    proptest!(ProptestConfig::with_cases(3_000), |(
        choices in scheme::choices(), trip in trip::trip(), riders in trip::riders(),
    )| {
        // What can never apply is refused; such files are not schemes.
        if let Some(version) = scheme::version(&choices) {
            read.set(read.get() + 1);
            hold(&version, &trip, &riders);
        }
    });
    let read = read.get();
    assert!(
        read > 1_000,
        "only {read} of the generated files are schemes"
    );
}

#[test]
fn two_schemes_together_never_give_more_than_the_fare() {
    proptest!(ProptestConfig::with_cases(1_500), |(
        first in scheme::choices(), second in scheme::choices(),
        trip in trip::trip(), riders in trip::riders(), split in 0_usize..6,
    )| {
        let both = [scheme::scheme(&first), scheme::scheme(&second)];
        if let [Some(first), Some(second)] = &both {
            let (ours, theirs) = riders.split_at(split.min(riders.len()));
            let parties = [
                crate::Party { scheme: first, riders: ours },
                crate::Party { scheme: second, riders: theirs },
            ];
            let together = crate::decide_together(&parties, &trip).unwrap();
            let total = trip.fare.total().unwrap().get();
            let (subsidy, pays) = (together.subsidy.get(), together.passenger_pays.get());
            prop_assert_eq!(subsidy + pays + together.discount.get(), total);
            prop_assert!(subsidy >= 0 && pays >= 0);
            let parts = together.outcomes.iter().map(|outcome| outcome.subsidy);
            prop_assert_eq!(Yen::checked_sum(parts).unwrap().get(), subsidy);
            let counts = [first, second].map(|it| it.versions()[0].rules().fare.counts);
            let eligible = counts[0].union(counts[1]).sum(&trip.fare).unwrap();
            prop_assert!(together.subsidy <= eligible, "never above what either counts");
            let alone = decide_by_version(&first.versions()[0], &trip, ours).unwrap();
            let has_discount = |rules: &Rules| rules.discount.map(|it| it.order);
            if has_discount(first.versions()[0].rules()) != Some(DiscountOrder::BesideSubsidy)
                && first.versions()[0].rules().amounts.iter().all(|it| it.when.persons.is_none())
                && has_discount(first.versions()[0].rules()).is_some() == has_discount(second.versions()[0].rules()).is_some()
                && theirs.is_empty()
            {
                prop_assert_eq!(together.outcomes[0].subsidy, alone.subsidy, "the first is as alone");
            }
        }
    });
}

#[test]
fn impossible_fares_and_times_are_errors_and_never_panics() {
    proptest!(ProptestConfig::with_cases(1_000), |(
        choices in scheme::choices(), trip in trip::trip(), riders in trip::riders(),
        meter in any::<i64>(), toll in any::<i64>(), base in any::<i64>(), moved in any::<i64>(),
    )| {
        let mut trip = trip;
        trip.fare.meter_yen = Yen::new(meter);
        trip.fare.toll_yen = Yen::new(toll);
        trip.fare.base_yen = Yen::new(base);
        trip.boarded_at = trip.boarded_at.plus_seconds(moved);
        if let Some(version) = scheme::version(&choices) {
            let _ = decide_by_version(&version, &trip, &riders);
        }
    });
}

#[test]
fn schemes_that_subsidise_different_parts_leave_each_other_theirs() {
    let with = |counts: &str, share: &str| {
        let text = crate::shipped::MAEBASHI
            .replace("counts = [\"meter\"]", &format!("counts = [{counts}]"))
            .replace("share = \"1/2\"", &format!("share = \"{share}\""))
            .replace("at_most_a_use_yen = 1_000", "at_most_yen = 9_000");
        let version = read::without_examples(&text).unwrap().pop().unwrap();
        scheme::of(version)
    };
    let (meter, toll) = (with("\"meter\"", "100%"), with("\"toll\"", "100%"));
    let fare = r#"{"meter_yen":1000,"toll_yen":800}"#;
    let given = |schemes: &[&crate::Scheme]| -> Vec<i64> {
        let riders: Vec<Vec<Rider>> = (0..schemes.len()).map(|_| vec![trip::plain()]).collect();
        let parties = schemes.iter().zip(&riders);
        let parties: Vec<crate::Party<'_>> = parties
            .map(|(scheme, riders)| crate::Party { scheme, riders })
            .collect();
        let together = crate::decide_together(&parties, &trip::of_fare(fare)).unwrap();
        together
            .outcomes
            .iter()
            .map(|outcome| outcome.subsidy.get())
            .collect()
    };
    assert_eq!(given(&[&meter, &toll]), [1_000, 800]);
    assert_eq!(given(&[&toll, &meter]), [800, 1_000]);
    assert_eq!(given(&[&meter, &toll, &meter]), [1_000, 800, 0]);
}
