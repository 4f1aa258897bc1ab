//! Who may move a batch on. Pure.

use domain::{Digest, UserId};

/// Where a batch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// Made, looked at by nobody yet.
    Draft,
    /// Checked by somebody other than its maker.
    Checked,
    /// Approved by a third.
    Approved,
    /// Its bank file is written.
    Exported,
}

impl BatchState {
    /// As in SQL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Checked => "checked",
            Self::Approved => "approved",
            Self::Exported => "exported",
        }
    }

    pub(super) fn from_sql(text: &str) -> Option<Self> {
        [Self::Draft, Self::Checked, Self::Approved, Self::Exported]
            .into_iter()
            .find(|state| state.as_str() == text)
    }

    /// The state before this one, from which alone it is reached.
    const fn before(self) -> Option<Self> {
        match self {
            Self::Draft => None,
            Self::Checked => Some(Self::Draft),
            Self::Approved => Some(Self::Checked),
            Self::Exported => Some(Self::Approved),
        }
    }
}

/// Why a step is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepRefusal {
    /// The batch is elsewhere.
    #[error("the batch is {}, so it cannot become {}", .is.as_str(), .wanted.as_str())]
    WrongState {
        /// Where it stands.
        is: BatchState,
        /// Where it should go.
        wanted: BatchState,
    },
    /// The same person had it in hand before.
    #[error("{0} has already made or checked this batch; somebody else must do this")]
    SamePerson(UserId),
    /// What the person looked at is not what is stored.
    #[error("the digest given is not that of the batch, {0}; look at the batch again")]
    OtherContent(Digest),
}

/// Checks that `by`, who looked at content of digest `seen`, may move a batch
/// that `hands` had before from `is` to `wanted`.
pub fn check_step(
    (is, wanted): (BatchState, BatchState),
    hands: &[UserId],
    by: &UserId,
    (seen, content): (Digest, Digest),
) -> Result<(), StepRefusal> {
    if wanted.before() != Some(is) {
        return Err(StepRefusal::WrongState { is, wanted });
    }
    if hands.contains(by) {
        return Err(StepRefusal::SamePerson(by.clone()));
    }
    if seen != content {
        return Err(StepRefusal::OtherContent(content));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(name: &str) -> UserId {
        name.parse().unwrap()
    }

    fn step(
        is: BatchState,
        wanted: BatchState,
        hands: &[&str],
        by: &str,
    ) -> Result<(), StepRefusal> {
        let hands: Vec<UserId> = hands.iter().map(|name| user(name)).collect();
        let digest = Digest::of("content");
        check_step((is, wanted), &hands, &user(by), (digest, digest))
    }

    #[test]
    fn a_batch_goes_through_three_pairs_of_hands() {
        use BatchState::{Approved, Checked, Draft};
        assert_eq!(step(Draft, Checked, &["a"], "b"), Ok(()));
        assert_eq!(step(Checked, Approved, &["a", "b"], "c"), Ok(()));
        assert_eq!(
            step(Draft, Checked, &["a"], "a"),
            Err(StepRefusal::SamePerson(user("a")))
        );
        assert_eq!(
            step(Checked, Approved, &["a", "b"], "b"),
            Err(StepRefusal::SamePerson(user("b")))
        );
    }

    #[test]
    fn no_step_is_skipped_or_repeated() {
        use BatchState::{Approved, Checked, Draft, Exported};
        for (is, wanted) in [
            (Draft, Approved),
            (Draft, Exported),
            (Checked, Exported),
            (Checked, Checked),
            (Exported, Approved),
            (Approved, Draft),
        ] {
            assert_eq!(
                step(is, wanted, &[], "x"),
                Err(StepRefusal::WrongState { is, wanted }),
                "{is:?} to {wanted:?}"
            );
        }
    }

    #[test]
    fn approval_is_bound_to_what_was_looked_at() {
        let content = Digest::of("content");
        let refusal = check_step(
            (BatchState::Draft, BatchState::Checked),
            &[user("a")],
            &user("b"),
            (Digest::of("other"), content),
        );
        assert_eq!(refusal, Err(StepRefusal::OtherContent(content)));
    }
}
