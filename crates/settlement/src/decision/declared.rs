//! What a number is worth that was typed because no card was read: A0, and never more.
//!
//! Deliberately absent: whether a scheme pays for that, which is the rules'. A number that
//! nobody has, one that has ended and one that is yet to begin are told apart for the city
//! only; the taxi hears the same of all (`intake::check_tap`), since numbers can be tried.

use domain::{Assurance, Reason, Timestamp};
use wire::{Declared, Tap};

use super::flag::Flag;
use super::grade::{GradedTap, Grading, not_registered_then, refused};
use super::register::Register;

/// Grades `tap`, in which `declared` stands, of a trip boarded at `boarded_at`, as the
/// register stood at `received_at`.
pub(super) fn grade_declared(
    register: &Register,
    (tap, declared): (&Tap, &Declared),
    (boarded_at, received_at): (Timestamp, Timestamp),
) -> GradedTap {
    if !tap.is_consistent() {
        return refused(None, contradictory());
    }
    let (owner, known) = (&declared.registrant, &register.registrants);
    let known = known.get(owner).filter(|it| it.admitted_at <= received_at);
    let Some(registrant) = known else {
        return refused(None, not_registered());
    };
    if let Some(reason) = not_registered_then(registrant, (boarded_at, received_at)) {
        return refused(Some(owner), reason);
    }
    let mut flags = vec![Flag::Declared];
    if !tap.photo_checked {
        flags.push(Flag::PhotoNotChecked);
    }
    GradedTap {
        registrant: Some(owner.clone()),
        grading: Grading::Level(Assurance::A0),
        flags,
        declared: Some(declared.reason),
        nonce: None,
    }
}

fn not_registered() -> Reason {
    Reason::new(
        "number_not_registered",
        "この登録番号の方は利用登録されていません。",
        "Nobody is registered under this number.",
    )
}

/// No terminal of ours signs it. As with a chip's answer that is another chip's, the tap
/// is refused and not the record: whoever else rode with a good card keeps their claim.
fn contradictory() -> Reason {
    Reason::new(
        "declaration_contradictory",
        "申告された登録番号の記録に誤りがあります。",
        "The fingerprint is not that of the number declared, or a chip is said to have answered to a number.",
    )
}
