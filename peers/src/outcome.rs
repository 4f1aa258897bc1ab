//! What both sides must agree on: the subsidy and the uses of each registrant.
//! Deliberately absent: why, which only ours says.

/// What a decision gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Over all registrants.
    pub subsidy_yen: i64,
    /// To each, in the order of their taps.
    pub given: Vec<Given>,
}

/// What one registrant is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// How much.
    pub subsidy_yen: i64,
    /// How many uses it takes.
    pub uses: u32,
}
