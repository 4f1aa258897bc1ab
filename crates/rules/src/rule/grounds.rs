//! Which grounds a taxi has to be told to decide as the service does.
//!
//! A taxi is told as little of a passenger as can be: where every ground gives
//! the same, none at all.

use super::{Ground, Rules, Who};
use crate::HeldGrounds;

impl Rules {
    /// Whether the rules give something else to who holds `ground`, an
    /// exclusion aside: an amount or a limit names it, or grounds end at
    /// different times, so that which of them somebody holds decides.
    pub fn asks_for(&self, ground: &str) -> bool {
        let amounts = self.amounts.iter().map(|amount| &amount.when.who);
        let limits = self.limits.iter().map(|limit| &limit.who);
        amounts.chain(limits).any(|who| who.names(ground)) || self.ends_differ(ground)
    }

    /// The ground that is assumed of somebody who is eligible and of whom no
    /// ground was told: the first that is not asked for, since one that is would
    /// have been told. Only where all are, the first.
    pub fn assumed_ground(&self) -> Option<&Ground> {
        let grounds = &self.eligibility.grounds;
        let mut sufficing = grounds.iter().filter(|ground| ground.suffices);
        let untold = sufficing.clone().find(|ground| !self.asks_for(&ground.id));
        untold.or(sufficing.next())
    }

    /// `told` with [`Rules::assumed_ground`] where none of them makes eligible.
    pub fn with_assumed_ground(&self, told: &[String]) -> HeldGrounds {
        let grounds = &self.eligibility.grounds;
        let makes_eligible = |ground: &Ground| ground.suffices && told.contains(&ground.id);
        let is_eligible = grounds.iter().any(makes_eligible);
        let assumed = self.assumed_ground().filter(|_ground| !is_eligible);
        let assumed = assumed.map(|ground| &ground.id);
        told.iter().chain(assumed).collect()
    }

    /// Whether `ground` is one of grounds that do not all end alike.
    fn ends_differ(&self, ground: &str) -> bool {
        let grounds = &self.eligibility.grounds;
        let mut ends = grounds.iter().map(|one| one.ends);
        let first = ends.next();
        ends.any(|end| Some(end) != first) && grounds.iter().any(|one| one.id == ground)
    }
}

impl Who {
    fn names(&self, ground: &str) -> bool {
        let mut named = self.grounds.iter().chain(&self.without_grounds);
        named.any(|name| name == ground)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Scheme, shipped};

    fn rules(text: &str) -> Rules {
        let scheme = Scheme::parse("scheme.toml", text).unwrap();
        scheme.versions().last().unwrap().rules().clone()
    }

    fn asked_for(rules: &Rules) -> Vec<&str> {
        let ids = rules.eligibility.grounds.iter();
        ids.map(|ground| ground.id.as_str())
            .filter(|id| rules.asks_for(id))
            .collect()
    }

    fn with_assumed(rules: &Rules, told: &[&str]) -> Vec<String> {
        let told: Vec<String> = told.iter().map(ToString::to_string).collect();
        let held = rules.with_assumed_ground(&told);
        held.iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_scheme_that_gives_everybody_the_same_asks_for_no_ground() {
        let maebashi = rules(shipped::MAEBASHI);
        assert!(asked_for(&maebashi).is_empty());
        assert_eq!(with_assumed(&maebashi, &[]), ["age75"]);
    }

    #[test]
    fn a_ground_with_an_amount_of_its_own_is_asked_for_and_never_assumed() {
        let wa = rules(shipped::WA_PTSS);
        assert_eq!(asked_for(&wa), ["wheelchair"]);
        assert_eq!(with_assumed(&wa, &[]), ["disability"]);
        assert_eq!(with_assumed(&wa, &["wheelchair"]), ["wheelchair"]);
    }

    #[test]
    fn grounds_that_end_at_different_times_are_all_asked_for() {
        let half_a_year = r#"ends = { after_months = 6 }, ja = "妊産婦""#;
        let text = shipped::MAEBASHI.replace(r#"ja = "妊産婦""#, half_a_year);
        let maebashi = rules(&text);
        assert_eq!(
            asked_for(&maebashi).len(),
            maebashi.eligibility.grounds.len()
        );
        assert_eq!(with_assumed(&maebashi, &["maternity"]), ["maternity"]);
        assert_eq!(with_assumed(&maebashi, &[]), ["age75"], "of a stranger");
    }
}
