//! Which card of a registrant is meant when it is not at hand: the only one that it
//! can be, or the one with the number that was given. Pure.

use domain::{CredentialState, Timestamp};
use wire::api::{ChangeOwnCredential, CredentialDetail};

use crate::{Error, Result};

/// The card that `change` is about, with its number; `cards` are the registrant's,
/// the oldest first.
///
/// One is shut out while it is in use, and let in again while it is not; a card that
/// expired is in use no more.
pub(super) fn choose<'c>(
    cards: &'c [CredentialDetail],
    change: &ChangeOwnCredential,
    now: Timestamp,
) -> Result<(usize, &'c CredentialDetail)> {
    let numbered = || (1..).zip(cards);
    if let Some(wanted) = change.number {
        return numbered()
            .find(|(number, _card)| *number == wanted)
            .ok_or_else(|| no_such_card(wanted, cards.len()));
    }
    let in_use = |card: &CredentialDetail| {
        let is_over = card.valid_until.is_some_and(|until| until < now);
        card.state == CredentialState::Usable && !is_over
    };
    let may_be_meant = |card: &CredentialDetail| match change.state {
        CredentialState::Usable => card.state != CredentialState::Usable,
        _ => in_use(card),
    };
    let meant: Vec<_> = numbered()
        .filter(|(_number, card)| may_be_meant(card))
        .collect();
    match meant.as_slice() {
        [one] => Ok(*one),
        [] => already_so(numbered(), change).ok_or_else(|| none_is_meant(cards.len())),
        several => Err(several_are_meant(several)),
    }
}

/// Saying the same once more of the only card finds it again, and changes nothing.
fn already_so<'c>(
    cards: impl Iterator<Item = (usize, &'c CredentialDetail)>,
    change: &ChangeOwnCredential,
) -> Option<(usize, &'c CredentialDetail)> {
    let mut same = cards.filter(|(_number, card)| card.state == change.state);
    let one = same.next()?;
    same.next().is_none().then_some(one)
}

fn no_such_card(wanted: usize, count: usize) -> Error {
    Error::not_found(
        "no_such_card",
        format!("{wanted}枚目のカードはありません。登録されているのは{count}枚です。"),
        format!("There is no card {wanted}; {count} are registered."),
    )
}

fn none_is_meant(count: usize) -> Error {
    Error::conflict(
        "no_card_to_change",
        format!(
            "該当するカードがありません(登録{count}枚)。登録の内容を表示し、カードの番号を指定してください。"
        ),
        format!(
            "None of the {count} registered cards is in the state that this would change; show the registrant and give the card's number."
        ),
    )
}

fn several_are_meant(meant: &[(usize, &CredentialDetail)]) -> Error {
    let listed: Vec<String> = meant
        .iter()
        .map(|(number, card)| format!("{number} ({})", card.linked_at))
        .collect();
    let listed = listed.join(", ");
    Error::conflict(
        "several_cards",
        format!("カードが複数あります。番号を指定してください。番号(登録日時): {listed}"),
        format!("It may be any of several cards; give a number. Number (linked at): {listed}"),
    )
}

#[cfg(test)]
mod tests {
    use domain::{CredentialKind, Digest};

    use super::*;

    fn card(state: CredentialState, valid_until: &str) -> CredentialDetail {
        let at = "2026-04-01T09:00:00+09:00".parse().unwrap();
        CredentialDetail {
            fingerprint: Digest::of(valid_until.as_bytes()),
            kind: CredentialKind::Card,
            linked_how: "desk_tap".into(),
            linked_at: at,
            valid_from: Some(at),
            valid_until: Some(valid_until.parse().unwrap()),
            state,
            states: Vec::new(),
            owners: Vec::new(),
        }
    }

    fn chosen(
        cards: &[CredentialDetail],
        state: CredentialState,
        number: Option<usize>,
    ) -> std::result::Result<usize, String> {
        let change = ChangeOwnCredential {
            number,
            state,
            from: None,
            dry_run: false,
        };
        let now = "2026-10-05T12:00:00+09:00".parse().unwrap();
        match choose(cards, &change, now) {
            Ok((number, _card)) => Ok(number),
            Err(Error::Refused(refusal)) => Err(refusal.reason.code.clone()),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn the_card_in_use_is_the_lost_one_and_the_lost_one_is_found() {
        use CredentialState::{Lost, Replaced, Usable};
        const GOOD: &str = "2030-04-01T00:00:00+09:00";
        const OVER: &str = "2026-06-01T00:00:00+09:00";
        let renewed = [card(Replaced, GOOD), card(Usable, OVER), card(Usable, GOOD)];
        assert_eq!(chosen(&renewed, Lost, None), Ok(3));
        assert_eq!(chosen(&renewed, Usable, None), Ok(1));
        assert_eq!(chosen(&renewed, Lost, Some(2)), Ok(2));
        assert_eq!(chosen(&renewed, Lost, Some(4)), Err("no_such_card".into()));
        let two = [card(Usable, GOOD), card(Usable, GOOD)];
        assert_eq!(chosen(&two, Lost, None), Err("several_cards".into()));
        let lost = [card(Lost, GOOD)];
        assert_eq!(chosen(&lost, Lost, None), Ok(1), "the same again");
        assert_eq!(chosen(&[], Lost, None), Err("no_card_to_change".into()));
    }
}
