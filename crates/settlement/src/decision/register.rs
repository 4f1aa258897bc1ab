//! What the registry knows that a decision needs, held in memory for a batch or
//! a month.

use std::collections::{HashMap, HashSet};

use domain::{Digest, RegistrantId, ServiceDate, TerminalId, Timestamp};
use jpki::ChipKey;
use rules::HeldGrounds;
use wire::NoncePool;

/// Cards, registrants and nonces.
#[derive(Default)]
pub struct Register {
    /// By fingerprint.
    pub credentials: HashMap<Digest, Credential>,
    /// By the city's number.
    pub registrants: HashMap<RegistrantId, RegisteredRegistrant>,
    /// By terminal, in order of their numbers.
    pub nonce_pools: HashMap<TerminalId, Vec<NoncePool>>,
    /// Nonces that a chip has answered already.
    pub used_nonces: HashSet<(TerminalId, u64)>,
}

/// A card bound to a registrant (登録カード).
#[derive(Clone)]
pub struct Credential {
    /// Whose.
    pub registrant: RegistrantId,
    /// First moment of its certificate.
    pub valid_from: Timestamp,
    /// Last moment of its certificate.
    pub valid_until: Timestamp,
    /// When the desk linked it; before that it was not a registered card.
    pub linked_at: Timestamp,
    /// The key pinned then.
    pub chip_key: ChipKey,
}

/// A registrant (利用登録者) with everything dated.
#[derive(Clone, Debug)]
pub struct RegisteredRegistrant {
    /// First day of use.
    pub registered_on: ServiceDate,
    /// Last day of use; none while registered.
    pub ended_on: Option<ServiceDate>,
    /// Uses on paper in the fiscal year of `registered_on`.
    pub uses_before: u32,
    /// Grounds (対象要件).
    pub grounds: Vec<GroundPeriod>,
}

/// A ground and when it held.
#[derive(Clone, Debug)]
pub struct GroundPeriod {
    /// Such as `age75`.
    pub ground: String,
    /// First day.
    pub from: ServiceDate,
    /// Last day; none while open.
    pub until: Option<ServiceDate>,
    /// When the city entered it; before that nobody could have known.
    pub admitted_at: Timestamp,
}

impl RegisteredRegistrant {
    /// The grounds that hold on `date`, as far as they were known at `known_at`.
    pub fn grounds_on(&self, date: ServiceDate, known_at: Timestamp) -> HeldGrounds {
        self.grounds
            .iter()
            .filter(|period| {
                period.admitted_at <= known_at
                    && period.from <= date
                    && period.until.is_none_or(|until| date <= until)
            })
            .map(|period| &period.ground)
            .collect()
    }
}

impl Register {
    /// The terminal's pool that nonce `number` is of.
    pub fn pool(&self, terminal: &TerminalId, number: u64) -> Option<&NoncePool> {
        let pools = self.nonce_pools.get(terminal)?;
        let after = pools.partition_point(|pool| pool.first <= number);
        let pool = pools.get(after.checked_sub(1)?)?;
        pool.numbers().contains(&number).then_some(pool)
    }
}
