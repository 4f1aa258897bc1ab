//! What a tap proves.
//!
//! The level is computed here from evidence and never taken from a terminal.
//! What only weakens trust stands beside the level as a flag; what makes the
//! card unusable for the trip refuses the tap.

use domain::{
    Assurance, CredentialState, DeclarationReason, Reason, RegistrantId, ServiceDate, TerminalId,
    Timestamp, TripId,
};
use wire::Tap;

use super::declared::grade_declared;
use super::flag::Flag;
use super::register::{Credential, Register, RegisteredRegistrant};

/// One tap, graded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradedTap {
    /// Whose card or number, if it is registered.
    pub registrant: Option<RegistrantId>,
    /// What it proves, or why it counts for nothing.
    pub grading: Grading,
    /// What stands beside the level.
    pub flags: Vec<Flag>,
    /// Why a number stands in the place of a card; none: a card was read.
    pub declared: Option<DeclarationReason>,
    /// The nonce that was answered, if the answer was good.
    pub nonce: Option<u64>,
}

/// The outcome of grading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grading {
    /// Usable, with this assurance.
    Level(Assurance),
    /// Not usable for this trip.
    Refused(Reason),
}

impl GradedTap {
    /// The same tap when its nonce was answered before: as good as no answer.
    pub(super) fn with_reused_nonce(mut self) -> Self {
        self.grading = Grading::Level(Assurance::A1);
        self.flags.extend([Flag::ReusedNonce, Flag::Downgrade]);
        self.nonce = None;
        self
    }
}

/// Grades a tap of trip `trip`, boarded at `boarded_at`, as the register stood
/// at `received_at`.
pub fn grade(
    register: &Register,
    terminal: &TerminalId,
    (trip, boarded_at): (TripId, Timestamp),
    tap: &Tap,
    received_at: Timestamp,
) -> GradedTap {
    if let Some(declared) = &tap.declared {
        return grade_declared(register, (tap, declared), (boarded_at, received_at));
    }
    let credential = register
        .credentials
        .get(&tap.fingerprint)
        .filter(|credential| credential.linked_at <= received_at);
    let owned = credential.and_then(|it| Some((it, it.owner(received_at)?)));
    let Some((credential, owner)) = owned else {
        return refused(None, not_registered());
    };
    if let Some(reason) = unusable(register, (credential, owner), (boarded_at, received_at)) {
        return refused(Some(owner), reason);
    }
    let mut flags = Vec::new();
    if !tap.photo_checked {
        flags.push(Flag::PhotoNotChecked);
    }
    match answer(register, terminal, trip, tap, credential) {
        Answer::Good { nonce, stale } => {
            if stale {
                flags.push(Flag::StaleNonce);
            }
            GradedTap {
                registrant: Some(owner.clone()),
                grading: Grading::Level(Assurance::A2),
                flags,
                declared: None,
                nonce: Some(nonce),
            }
        }
        Answer::Mismatch => refused(Some(owner), chip_mismatch()),
        Answer::Nothing(flag) => {
            flags.push(flag);
            if !matches!(flag, Flag::Downgrade | Flag::IdentifierOnly) {
                flags.push(Flag::Downgrade);
            }
            GradedTap {
                registrant: Some(owner.clone()),
                grading: Grading::Level(Assurance::A1),
                flags,
                declared: None,
                nonce: None,
            }
        }
    }
}

enum Answer {
    Good { nonce: u64, stale: bool },
    Mismatch,
    Nothing(Flag),
}

fn answer(
    register: &Register,
    terminal: &TerminalId,
    trip: TripId,
    tap: &Tap,
    credential: &Credential,
) -> Answer {
    let (chip, chip_key) = match (&tap.chip, &credential.chip_key) {
        (Some(chip), Some(chip_key)) => (chip, chip_key),
        (None, Some(_pinned)) => return Answer::Nothing(Flag::Downgrade),
        (None, None) => return Answer::Nothing(Flag::IdentifierOnly),
        // An answer to a challenge that no terminal puts to a card without such a chip.
        (Some(_answer), None) => return Answer::Mismatch,
    };
    let Some(pool) = register.pool(terminal, chip.nonce) else {
        return Answer::Nothing(Flag::UnknownNonce);
    };
    let Some(challenge) = tap.challenge(pool, terminal, trip) else {
        return Answer::Nothing(Flag::UnknownNonce);
    };
    if chip_key
        .verify(&challenge.preimage(), &chip.signature)
        .is_err()
    {
        return Answer::Mismatch;
    }
    if register
        .used_nonces
        .contains(&(terminal.clone(), chip.nonce))
    {
        return Answer::Nothing(Flag::ReusedNonce);
    }
    let early = tap.at.plus_seconds(wire::CLOCK_TOLERANCE_S) < pool.issued_at;
    Answer::Good {
        nonce: chip.nonce,
        stale: early || tap.at > pool.expires_at,
    }
}

/// Why a registered card may not be used for a trip boarded at `boarded_at`, as far
/// as was known at `received_at`.
fn unusable(
    register: &Register,
    (credential, owner): (&Credential, &RegistrantId),
    (boarded_at, received_at): (Timestamp, Timestamp),
) -> Option<Reason> {
    if let Some(reason) = shut_out(credential.state(boarded_at, received_at)) {
        return Some(reason);
    }
    let is_out_of_date =
        |(from, until): (Timestamp, Timestamp)| boarded_at < from || boarded_at > until;
    if credential.validity.is_some_and(is_out_of_date) {
        return Some(Reason::new(
            "card_expired",
            "カードの電子証明書の有効期限が切れています。市役所で更新の手続きをしてください。",
            "The card's certificate is out of date. Please renew it at the city office.",
        ));
    }
    let Some(registrant) = register.registrants.get(owner) else {
        return Some(not_registered());
    };
    not_registered_then(registrant, (boarded_at, received_at))
}

/// Why a registrant may not ride on a trip boarded at `boarded_at`, with whatever card, as
/// far as was known at `received_at`.
pub(super) fn not_registered_then(
    registrant: &RegisteredRegistrant,
    (boarded_at, received_at): (Timestamp, Timestamp),
) -> Option<Reason> {
    let date = ServiceDate::of(boarded_at);
    if date < registrant.registered_on {
        return Some(Reason::new(
            "registration_not_begun",
            format!("利用登録は{}からです。", registrant.registered_on),
            format!("The registration begins on {}.", registrant.registered_on),
        ));
    }
    if registrant.has_ended(date, received_at) {
        return Some(Reason::new(
            "registration_ended",
            "利用登録は終了しています。市役所にお問い合わせください。",
            "The registration has ended. Please ask the city office.",
        ));
    }
    None
}

fn shut_out(state: CredentialState) -> Option<Reason> {
    match state {
        CredentialState::Usable => None,
        CredentialState::Lost => Some(Reason::new(
            "card_reported_lost",
            "このカードは紛失の届けが出ています。市役所にお問い合わせください。",
            "This card was reported lost. Please ask the city office.",
        )),
        CredentialState::Revoked => Some(Reason::new(
            "certificate_revoked",
            "カードの電子証明書は失効しています。市役所で更新の手続きをしてください。",
            "The card's certificate was revoked. Please renew it at the city office.",
        )),
        CredentialState::Replaced => Some(Reason::new(
            "card_replaced",
            "このカードは新しいカードに替わっています。新しいカードをタッチしてください。",
            "This card was replaced. Please tap the new one.",
        )),
    }
}

pub(super) fn refused(owner: Option<&RegistrantId>, reason: Reason) -> GradedTap {
    GradedTap {
        registrant: owner.cloned(),
        grading: Grading::Refused(reason),
        flags: Vec::new(),
        declared: None,
        nonce: None,
    }
}

fn not_registered() -> Reason {
    Reason::new(
        "card_not_registered",
        "このカードは利用登録されていません。更新や再発行をした場合は、市役所で登録し直してください。",
        "This card is not registered. If it was renewed or re-issued, please register it again at the city office.",
    )
}

fn chip_mismatch() -> Reason {
    Reason::new(
        "chip_mismatch",
        "登録されたカードのICチップではありません。このカードは使えません。",
        "This is not the chip that was registered. The card cannot be used.",
    )
}
