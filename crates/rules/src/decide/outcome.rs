//! What comes of a decision, before it is put into words.

use domain::{Reason, SchemeId, Yen};
use smallvec::SmallVec;

use super::Few;
use crate::{Amount, Claim, Decision, Note, Rider, Tally, Treatment, Version};

/// The notes of a trip, one after the other: as many as a trip of four commonly
/// has.
pub(super) type Notes<'s> = SmallVec<[Note<'s>; 12]>;

/// What the rules say of a trip (判定).
///
/// `subsidy + passenger_pays + discount` is everything on the meter and beside
/// it, and the awards add up to `subsidy`. All are 0 yen or more.
#[derive(Clone, Debug)]
pub struct Outcome<'s> {
    /// By which version.
    pub version: &'s Version,
    /// What the city pays, over all awards.
    pub subsidy: Yen,
    /// What the passengers pay together.
    pub passenger_pays: Yen,
    /// The disability discount (障害者割引), which the operator gives.
    pub discount: Yen,
    /// One per registrant, in the order given.
    pub awards: Few<Award<'s>>,
    /// Those of the trip as a whole, then those of each award in turn.
    pub(super) notes: Notes<'s>,
    /// How many of the notes are of the trip as a whole.
    pub(super) of_trip: usize,
}

/// What one registrant is given. Why, [`Outcome::with_notes`] tells.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Award<'s> {
    /// How much.
    pub subsidy: Yen,
    /// Uses or tickets taken, 0 exactly when the subsidy is 0.
    pub units: u32,
    /// By which rule; none when nothing is paid.
    pub by: Option<&'s Amount>,
    /// Of which kind of ticket, where the scheme has several.
    pub instrument: Option<&'s str>,
    /// What becomes of the claim.
    pub treatment: Treatment,
    /// How many notes of the outcome come before those of the next award.
    pub(super) notes_until: usize,
}

impl<'s> Outcome<'s> {
    /// What holds for the trip as a whole: why nobody is subsidised, if so.
    pub fn notes(&self) -> &[Note<'s>] {
        self.notes.get(..self.of_trip).unwrap_or_default()
    }

    /// Everything that is to be said, of the trip and of every award.
    pub fn all_notes(&self) -> &[Note<'s>] {
        &self.notes
    }

    /// Each award with why it is what it is.
    pub fn with_notes(&self) -> impl Iterator<Item = (&Award<'s>, &[Note<'s>])> {
        let mut from = self.of_trip;
        self.awards.iter().map(move |award| {
            let notes = self.notes.get(from..award.notes_until);
            from = award.notes_until;
            (award, notes.unwrap_or_default())
        })
    }

    /// Where the decision in words will name a ground: of which award (none: of the
    /// trip as a whole), and which of its reasons.
    pub fn naming_a_ground(&self) -> impl Iterator<Item = (Option<usize>, usize)> {
        let of_awards = self.with_notes().map(|(_award, notes)| notes);
        let of_trip = std::iter::once((None, self.notes()));
        of_trip
            .chain((0..).map(Some).zip(of_awards))
            .flat_map(|(award, notes)| {
                let naming = (0..)
                    .zip(notes)
                    .filter(|(_place, note)| note.names_a_ground());
                naming.map(move |(place, _note)| (award, place))
            })
    }

    /// The outcome in words, for `riders` as they were decided.
    pub fn into_decision(self, scheme: &SchemeId, riders: &[Rider]) -> Decision {
        let claims = riders.iter().zip(self.with_notes());
        Decision {
            scheme: scheme.clone(),
            version: self.version.name().to_owned(),
            subsidy: self.subsidy,
            passenger_pays: self.passenger_pays,
            discount: self.discount,
            claims: claims
                .map(|(rider, (award, notes))| award.to_claim(rider, notes))
                .collect(),
            reasons: in_words(self.notes()),
            schemes: Vec::new(),
        }
    }
}

impl Award<'_> {
    /// What it adds to the counters.
    pub fn tally(&self) -> Tally {
        Tally::of_trip(self.units, self.subsidy)
    }

    /// The award in words, for the registrant it is for.
    fn to_claim(self, rider: &Rider, notes: &[Note<'_>]) -> Claim {
        Claim {
            registrant: rider.id.clone(),
            scheme: None,
            subsidy: self.subsidy,
            units: self.units,
            instrument: self.instrument.map(str::to_owned),
            treatment: self.treatment,
            reasons: in_words(notes),
        }
    }
}

fn in_words(notes: &[Note<'_>]) -> Vec<Reason> {
    notes.iter().map(Note::to_reason).collect()
}
