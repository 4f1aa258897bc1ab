//! The reasons as they are published: each with what happens to the money, and the
//! file that the numbers are in.

use std::sync::Arc;

use domain::{Digest, Reason};
use serde::Serialize;

use super::code::Code;
use super::parameters::{Consequence, Parameters};
use super::store;
use crate::access::{Caller, Permission};
use crate::{Result, Settlement};

/// Everything that is looked for, with the numbers in force (審査基準).
#[derive(Clone, Debug, Serialize)]
pub struct Published {
    /// SHA-256 of the file in force.
    pub digest: Digest,
    /// Every reason.
    pub reasons: Vec<PublishedReason>,
    /// The numbers, as the file has them.
    pub parameters: Parameters,
}

/// A reason and what it does.
#[derive(Clone, Debug, Serialize)]
pub struct PublishedReason {
    /// Its code, in Japanese and English.
    #[serde(flatten)]
    pub reason: Reason,
    /// What happens to the money until somebody has decided.
    pub treatment: Consequence,
}

/// What is looked for, for the city and its operators alike.
pub async fn reasons(settlement: &Settlement, caller: &Caller) -> Result<Published> {
    caller.require(Permission::ReviewRead)?;
    let parameters = store::parameters(settlement, caller.municipality).await?;
    Ok(Published {
        digest: parameters.digest,
        reasons: Code::ALL
            .into_iter()
            .map(|code| PublishedReason {
                reason: code.reason(),
                treatment: parameters.consequence(code),
            })
            .collect(),
        parameters: Arc::unwrap_or_clone(parameters),
    })
}
