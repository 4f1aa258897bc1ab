//! What the registry knows that a decision needs, held in memory for a batch or
//! a month.

use std::collections::{HashMap, HashSet};

use domain::{CredentialState, Digest, RegistrantId, ServiceDate, Standing, TerminalId, Timestamp};
use jpki::ChipKey;
use rules::HeldGrounds;
use wire::NoncePool;

use super::history::History;

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
    /// Whose it was when it was linked first.
    pub registrant: RegistrantId,
    /// Whose it is by what was entered of that later; none: nobody's.
    pub owners: History<(), Option<RegistrantId>>,
    /// First and last moment of its certificate; none of a transit card, which has none.
    pub validity: Option<(Timestamp, Timestamp)>,
    /// When the desk linked it; before that it was not a registered card.
    pub linked_at: Timestamp,
    /// The key pinned then; none of a transit card, which has none.
    pub chip_key: Option<ChipKey>,
    /// Usable until it says otherwise.
    pub states: History<Timestamp, CredentialState>,
}

/// A registrant (利用登録者) with everything dated.
#[derive(Clone, Debug)]
pub struct RegisteredRegistrant {
    /// When the city entered them; before that their number was nobody's.
    pub admitted_at: Timestamp,
    /// First day of use.
    pub registered_on: ServiceDate,
    /// What came after the first registration.
    pub standings: History<ServiceDate, Standing>,
    /// Uses on paper in the fiscal year of `registered_on`, as they were entered.
    pub uses_before: History<(), u32>,
    /// Grounds (対象要件), in the order in which they were entered; of those of a
    /// kind with the same first day, the last one counts.
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
        let known = |period: &&GroundPeriod| period.admitted_at <= known_at;
        self.grounds
            .iter()
            .enumerate()
            .filter(|(_, period)| known(period))
            .filter(|(place, period)| {
                let later = self.grounds.iter().skip(place + 1).filter(known);
                !later.into_iter().any(|later| later.replaces(period))
            })
            .map(|(_, period)| period)
            .filter(|period| period.from <= date && period.until.is_none_or(|until| date <= until))
            .map(|period| &period.ground)
            .collect()
    }

    /// Uses on paper in the fiscal year of `date`, as far as was known at `known_at`.
    pub fn used_on_paper(&self, date: ServiceDate, known_at: Timestamp) -> u32 {
        let of_year = date.fiscal_year() == self.registered_on.fiscal_year();
        let entered = self.uses_before.as_of((), known_at).filter(|_| of_year);
        entered.copied().unwrap_or_default()
    }

    /// Whether the registration has ended on `date`, as far as was known at `known_at`.
    pub fn has_ended(&self, date: ServiceDate, known_at: Timestamp) -> bool {
        self.standings.as_of(date, known_at) == Some(&Standing::Ended)
    }
}

impl GroundPeriod {
    /// Whether this corrects `other`, if it was entered after it.
    fn replaces(&self, other: &Self) -> bool {
        self.from == other.from && self.ground == other.ground
    }
}

impl Credential {
    /// Whose it is, as far as was known at `known_at`: by the last that was entered, also
    /// of a trip long before, as a wrong link was wrong from its first day.
    pub fn owner(&self, known_at: Timestamp) -> Option<&RegistrantId> {
        match self.owners.as_of((), known_at) {
            Some(entered) => entered.as_ref(),
            None => Some(&self.registrant),
        }
    }

    /// Its state at `moment`, as far as was known at `known_at`.
    pub fn state(&self, moment: Timestamp, known_at: Timestamp) -> CredentialState {
        let entered = self.states.as_of(moment, known_at);
        entered.copied().unwrap_or(CredentialState::Usable)
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
