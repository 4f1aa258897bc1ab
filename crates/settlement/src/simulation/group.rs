//! Sums over a group of claims, and how its registrants fare.

use std::collections::{BTreeMap, HashMap};

use domain::{Yen, YenOverflow};
use serde::Serialize;

use super::Paid;

/// A registrant, numbered by first appearance: small, and no name to print.
pub(super) type Number = u32;

/// The figures of a group, or of everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Trips with a claim of the group.
    pub trips: u64,
    /// Rides of its registrants, paid or not.
    pub claims: u64,
    /// Registrants with a claim.
    pub registrants: u64,
    /// Of them, who get more than was paid, over the whole span.
    pub gaining: u64,
    /// Who get less.
    pub losing: u64,
    /// Who get the same.
    pub unchanged: u64,
    /// What was paid.
    pub paid_yen: Yen,
    /// What the new scheme pays.
    pub new_yen: Yen,
    /// How much more that is.
    pub difference_yen: Yen,
    /// Uses that were taken.
    pub paid_units: u64,
    /// Uses that the new scheme takes.
    pub new_units: u64,
}

/// A claim on one ride: what was paid, and what is given now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Compared {
    pub(super) registrant: Number,
    /// The trip's number, which never comes again after another.
    pub(super) trip: u64,
    pub(super) paid: Paid,
    pub(super) new: Paid,
}

/// A group while claims are added.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// All but what follows from `differences`.
    sums: Figures,
    last_trip: Option<u64>,
    /// By registrant: new less paid.
    differences: HashMap<Number, Yen>,
}

impl Group {
    /// Counts a trip, once however often it is named in a row.
    pub(super) fn add_trip(&mut self, trip: u64) {
        if self.last_trip != Some(trip) {
            self.last_trip = Some(trip);
            self.sums.trips += 1;
        }
    }

    pub(super) fn add(&mut self, claim: Compared) -> Result<(), YenOverflow> {
        let Compared {
            registrant,
            trip,
            paid,
            new,
        } = claim;
        self.add_trip(trip);
        let sums = &mut self.sums;
        sums.claims += 1;
        sums.paid_units += u64::from(paid.units);
        sums.new_units += u64::from(new.units);
        sums.paid_yen = sums.paid_yen.checked_add(paid.yen)?;
        sums.new_yen = sums.new_yen.checked_add(new.yen)?;
        let difference = self.differences.entry(registrant).or_default();
        *difference = difference.checked_add(new.yen)?.checked_sub(paid.yen)?;
        Ok(())
    }

    pub(super) fn figures(&self) -> Result<Figures, YenOverflow> {
        let mut figures = self.sums;
        figures.difference_yen = figures.new_yen.checked_sub(figures.paid_yen)?;
        for difference in self.differences() {
            figures.registrants += 1;
            let fares = match difference.cmp(&Yen::ZERO) {
                std::cmp::Ordering::Greater => &mut figures.gaining,
                std::cmp::Ordering::Less => &mut figures.losing,
                std::cmp::Ordering::Equal => &mut figures.unchanged,
            };
            *fares += 1;
        }
        Ok(figures)
    }

    /// Each registrant's difference, in no order.
    pub(super) fn differences(&self) -> impl Iterator<Item = Yen> {
        self.differences.values().copied()
    }
}

/// Groups of one kind, by name.
#[derive(Debug, Default)]
pub(super) struct Groups {
    named: BTreeMap<String, Group>,
    /// Of what has no name, or of which it is not known.
    nameless: Group,
}

impl Groups {
    pub(super) fn of(&mut self, name: Option<&str>) -> &mut Group {
        let Some(name) = name else {
            return &mut self.nameless;
        };
        if !self.named.contains_key(name) {
            self.named.insert(name.to_owned(), Group::default());
        }
        // It is there; looked up once more, since an entry would need a name of
        // its own each time.
        self.named.get_mut(name).unwrap_or(&mut self.nameless)
    }

    /// In order of their names; the nameless one last, where it has anything.
    pub(super) fn all(&self) -> impl Iterator<Item = (Option<&str>, &Group)> {
        let named = self
            .named
            .iter()
            .map(|(name, group)| (Some(name.as_str()), group));
        let has_any = self.nameless.sums.trips > 0;
        named.chain(has_any.then_some((None, &self.nameless)))
    }
}
