//! One card at a time, after a card went to whom it belongs. Pure.
//!
//! What a wrong link did to other cards is undone, as far as nobody entered anything of
//! them since; and with its owner the card stands as if it had been theirs from the day on
//! which it was linked: the one that was linked last may be used.

use domain::{CredentialKind, CredentialState, Digest, Timestamp};

/// A card as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Card {
    pub(super) fingerprint: Digest,
    pub(super) kind: CredentialKind,
    /// When it was linked first, whoever to.
    pub(super) linked_at: Timestamp,
    /// Since when it is whose it is.
    pub(super) held_since: Timestamp,
    /// What was said of it last: since when, and when that was entered.
    pub(super) last: Option<(CredentialState, Timestamp, Timestamp)>,
}

/// What is to be entered of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) fingerprint: Digest,
    pub(super) from: Timestamp,
    pub(super) state: CredentialState,
}

/// `moving` goes away from `left` to the cards that are `there`.
pub(super) fn weigh(moving: &[Card], left: &[Card], there: &[Card], now: Timestamp) -> Vec<Said> {
    let mut said = Vec::new();
    let mut usable = Vec::new();
    for card in moving {
        let restored = card.replaced_by(left);
        said.extend(restored.map(|from| card.becomes(CredentialState::Usable, from)));
        if restored.is_some() || card.is_usable() {
            usable.push(card);
        }
    }
    for card in left {
        let others = left.iter().filter(|it| it.kind == card.kind);
        let in_use = others.into_iter().any(Card::is_usable);
        let restored = card.replaced_by(moving).filter(|_from| !in_use);
        said.extend(restored.map(|from| card.becomes(CredentialState::Usable, from)));
    }
    for card in usable {
        let others: Vec<&Card> = there
            .iter()
            .filter(|it| it.kind == card.kind && it.is_usable())
            .collect();
        if others.iter().any(|it| it.linked_at > card.linked_at) {
            said.retain(|it| it.fingerprint != card.fingerprint);
            if card.is_usable() {
                said.push(card.becomes(CredentialState::Replaced, now));
            }
        } else {
            said.extend(
                others
                    .into_iter()
                    .map(|it| it.becomes(CredentialState::Replaced, now)),
            );
        }
    }
    said
}

impl Card {
    fn is_usable(&self) -> bool {
        self.last
            .is_none_or(|(state, ..)| state == CredentialState::Usable)
    }

    /// Since when it is replaced, if that was entered as one of `others` came.
    fn replaced_by(&self, others: &[Self]) -> Option<Timestamp> {
        let (state, from, entered_at) = self.last?;
        let came_then = |it: &Self| it.kind == self.kind && it.held_since == entered_at;
        (state == CredentialState::Replaced && others.iter().any(came_then)).then_some(from)
    }

    const fn becomes(&self, state: CredentialState, from: Timestamp) -> Said {
        Said {
            fingerprint: self.fingerprint,
            from,
            state,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        let epoch: Timestamp = "2026-10-01T00:00:00+09:00".parse().unwrap();
        epoch.plus_seconds(minute * 60)
    }

    /// A card by its name, linked at a minute.
    fn card(name: &str, linked: i64) -> Card {
        Card {
            fingerprint: Digest::of(name),
            kind: CredentialKind::Card,
            linked_at: at(linked),
            held_since: at(linked),
            last: None,
        }
    }

    fn replaced(name: &str, linked: i64, when: i64) -> Card {
        Card {
            last: Some((CredentialState::Replaced, at(when), at(when))),
            ..card(name, linked)
        }
    }

    fn weighed(moving: &[Card], left: &[Card], there: &[Card]) -> Vec<(Digest, &'static str, i64)> {
        let said = weigh(moving, left, there, at(100));
        let minutes = |it: &Said| it.from.seconds_since(at(0)) / 60;
        said.iter()
            .map(|it| (it.fingerprint, it.state.as_str(), minutes(it)))
            .collect()
    }

    #[test]
    fn what_it_replaced_comes_back_and_it_takes_the_place_of_its_owners() {
        let said = weighed(
            &[card("x", 10)],
            &[replaced("a", 1, 10)],
            &[card("b", 2), replaced("b0", 1, 2)],
        );
        assert_eq!(
            said,
            [
                (Digest::of("a"), "usable", 10),
                (Digest::of("b"), "replaced", 100)
            ]
        );
    }

    #[test]
    fn what_came_later_stays_in_its_place_on_either_side() {
        // Of the wrong owner a newer card replaced it: that was no card of its owner's.
        let x = replaced("x", 10, 20);
        let said = weighed(&[x], &[replaced("a", 1, 10), card("a2", 20)], &[]);
        assert_eq!(said, [(x.fingerprint, "usable", 20)]);
        // With its owner there is a newer one.
        let said = weighed(&[card("x", 10)], &[], &[card("b", 20)]);
        assert_eq!(said, [(Digest::of("x"), "replaced", 100)]);
        assert_eq!(weighed(&[x], &[card("a2", 20)], &[card("b", 30)]), []);
    }

    #[test]
    fn what_a_person_entered_stays() {
        let lost = Card {
            last: Some((CredentialState::Lost, at(5), at(6))),
            ..card("a", 1)
        };
        assert_eq!(weighed(&[card("x", 10)], &[lost], &[]), []);
        assert_eq!(weighed(&[lost], &[], &[card("b", 2)]), []);
        let replaced_by_hand = replaced("a", 1, 12);
        assert_eq!(weighed(&[card("x", 10)], &[replaced_by_hand], &[]), []);
    }

    #[test]
    fn kinds_do_not_replace_one_another() {
        let transit = Card {
            kind: CredentialKind::TransitCard,
            ..card("t", 1)
        };
        assert_eq!(weighed(&[card("x", 10)], &[], &[transit]), []);
    }

    #[test]
    fn a_correction_taken_back_undoes_what_it_did() {
        // Corrected at 50: it was moved to b, whose card it replaced.
        let x = Card {
            held_since: at(50),
            ..card("x", 10)
        };
        let said = weighed(&[x], &[replaced("b", 2, 50)], &[card("a", 1)]);
        assert_eq!(
            said,
            [
                (Digest::of("b"), "usable", 50),
                (Digest::of("a"), "replaced", 100)
            ]
        );
    }
}
