//! What a chip is asked to sign at a tap.
//!
//! The challenge binds the service's nonce to terminal, trip, purpose, card and
//! time, so that an answer is good for this tap and nothing else. It begins
//! with a label of its own, because the same chip may sign for other services:
//! mytaku never has a card sign what somebody else chose.

use domain::{Digest, TerminalId, Timestamp, TripId};
use serde::{Deserialize, Serialize};

use crate::Nonce;

/// What a tap is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A tap on boarding.
    Board,
    /// A tap on alighting, when the fare is known.
    Alight,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Board => "board",
            Self::Alight => "alight",
        }
    }
}

/// Everything that a chip's answer is bound to.
#[derive(Clone, Copy)]
pub struct Challenge<'a> {
    /// From the terminal's pool.
    pub nonce: Nonce,
    /// The terminal that asks.
    pub terminal: &'a TerminalId,
    /// The trip the tap is for.
    pub trip: TripId,
    /// Boarding or alighting.
    pub purpose: Purpose,
    /// Fingerprint of the certificate that was read in the same tap.
    pub fingerprint: Digest,
    /// The terminal's clock at the tap.
    pub at: Timestamp,
}

const LABEL: &[u8] = b"mytaku-tap-v1";

impl Challenge<'_> {
    /// The bytes whose SHA-256 the chip signs: the label and each field, each
    /// behind its length as four bytes big-endian, so that no two challenges
    /// share their bytes.
    pub fn preimage(&self) -> Vec<u8> {
        let trip = self.trip.as_uuid();
        let at = self.at.to_string();
        let fields: [&[u8]; 7] = [
            LABEL,
            &self.nonce.0,
            self.terminal.as_str().as_bytes(),
            trip.as_bytes().as_slice(),
            self.purpose.as_str().as_bytes(),
            self.fingerprint.as_bytes(),
            at.as_bytes(),
        ];
        let mut bytes = Vec::with_capacity(192);
        for field in fields {
            // Every field is short: an id is at most 64 bytes.
            let length = u32::try_from(field.len()).unwrap_or(u32::MAX);
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(field);
        }
        bytes
    }

    /// What is put before the chip.
    pub fn digest(&self) -> Digest {
        Digest::of(self.preimage())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Put together with another implementation (Python's hashlib) by the rule
    /// in [`Challenge::preimage`]. A change here breaks every terminal in use.
    const GOLDEN: &str = "91757f48f58c2562e38452e57e5a38d19c3da1171858c534904388605ce751ce";

    fn with(change: impl FnOnce(&mut Challenge<'_>)) -> Digest {
        let terminal: TerminalId = "t-1".parse().unwrap();
        let mut challenge = Challenge {
            nonce: Nonce([2; 32]),
            terminal: &terminal,
            trip: "0192f0c1-0000-7000-8000-000000000001".parse().unwrap(),
            purpose: Purpose::Alight,
            fingerprint: [3; 32].into(),
            at: "2026-10-05T10:00:00+09:00".parse().unwrap(),
        };
        change(&mut challenge);
        challenge.digest()
    }

    #[test]
    fn has_the_agreed_form() {
        assert_eq!(with(|_unchanged| ()).to_string(), GOLDEN);
    }

    #[test]
    fn is_bound_to_each_field() {
        let other_terminal: TerminalId = "t-2".parse().unwrap();
        let changed = [
            with(|c| c.nonce = Nonce([9; 32])),
            Challenge {
                nonce: Nonce([2; 32]),
                terminal: &other_terminal,
                trip: "0192f0c1-0000-7000-8000-000000000001".parse().unwrap(),
                purpose: Purpose::Alight,
                fingerprint: [3; 32].into(),
                at: "2026-10-05T10:00:00+09:00".parse().unwrap(),
            }
            .digest(),
            with(|c| c.trip = "0192f0c1-0000-7000-8000-000000000002".parse().unwrap()),
            with(|c| c.purpose = Purpose::Board),
            with(|c| c.fingerprint = [4; 32].into()),
            with(|c| c.at = "2026-10-05T10:00:01+09:00".parse().unwrap()),
        ];
        for digest in changed {
            assert_ne!(digest.to_string(), GOLDEN);
        }
    }
}
