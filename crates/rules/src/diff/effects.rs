//! Who gains and who loses: the grid decided by both versions, and what changes
//! told in as few rows as say it.

use domain::{MunicipalityCode, Yen};
use serde::Serialize;

use super::circumstance::Circumstance;
use super::grid::{Grid, grid};
use super::ordinary::Ordinary;
use super::trial::{Figures, Trial};
use super::{Named, Sentence, named};
use crate::Version;
use crate::facts::words::{date, time};

/// Over a stretch of fares something changes the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// For registrants of any one of these grounds and of no other; absent: of
    /// any one that both versions have.
    pub who: Option<Vec<Named>>,
    /// With this kind of ticket, where there are several.
    pub instrument: Option<Named>,
    /// Registrants aboard.
    pub registrants: u32,
    /// In what the trip is special; absent: in nothing.
    pub circumstance: Option<Sentence>,
    /// Which way.
    pub change: Direction,
    /// Meter fares.
    pub fare_yen: Span,
    /// Subsidy by the earlier version, over all aboard.
    pub subsidy_before_yen: Span,
    /// Subsidy by the later version.
    pub subsidy_after_yen: Span,
    /// What the passengers pay together by the earlier version.
    pub passengers_before_yen: Span,
    /// What the passengers pay together by the later version.
    pub passengers_after_yen: Span,
    /// Uses or tickets taken by the earlier version, the most.
    pub uses_before: u32,
    /// Uses or tickets taken by the later version, the most.
    pub uses_after: u32,
}

/// Which way something changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More subsidy.
    MoreSubsidy,
    /// Less subsidy.
    LessSubsidy,
    /// The same for more uses.
    MoreUses,
    /// The same for fewer uses.
    FewerUses,
    /// The same subsidy and uses, but the passengers pay more.
    PassengersPayMore,
    /// The same subsidy and uses, but the passengers pay less.
    PassengersPayLess,
}

/// The least and the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The least.
    pub from: Yen,
    /// The most.
    pub to: Yen,
}

impl Span {
    const fn only(amount: Yen) -> Self {
        Self {
            from: amount,
            to: amount,
        }
    }

    fn and(self, amount: Yen) -> Self {
        Self {
            from: self.from.min(amount),
            to: self.to.max(amount),
        }
    }
}

/// What comes of a trip by both versions, for each fare.
type Curve = Vec<(Yen, Figures, Figures)>;

/// Rides that are told together.
#[derive(Clone)]
struct Told<'g> {
    grounds: Vec<&'g str>,
    instrument: Option<&'g str>,
    registrants: u32,
    circumstance: Circumstance,
    curve: Curve,
}

/// As many as are commonly seen in one taxi.
const REGISTRANTS: [u32; 3] = [1, 2, 3];

/// And what was tried.
pub(super) fn effects(
    a: &Version,
    b: &Version,
    home: Option<MunicipalityCode>,
) -> (Sentence, Vec<Effect>) {
    let grid = grid(a, b, home);
    let rides = rides(&grid, a, b);
    let in_words = |told: &Told<'_>| told.in_words(&grid, a, b);
    let effects = rides.iter().flat_map(in_words).collect();
    (tried(&grid), effects)
}

fn tried(grid: &Grid) -> Sentence {
    let Ordinary { on, at, .. } = grid.ordinary;
    let (at_ja, at_en) = time(at);
    let (least, most) = (grid.fares.first(), grid.fares.last());
    let (least, most) = (
        least.copied().unwrap_or_default(),
        most.copied().unwrap_or_default(),
    );
    let mut kinds: Vec<(&str, &str)> = Vec::new();
    for kind in grid.circumstances.iter().filter_map(Circumstance::kind) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let (ja, en): (Vec<&str>, Vec<&str>) = kinds.into_iter().unzip();
    let (others_ja, others_en) = if ja.is_empty() {
        (String::new(), String::new())
    } else {
        (
            format!("ほかに、1つだけ変えて試したもの: {}。", ja.join("、")),
            format!(" Also, one at a time: {}.", en.join(", ")),
        )
    };
    Sentence {
        ja: format!(
            "運賃{least}円から{most}円まで、登録者1人から3人、要件は1つずつ、ふだんの乗車は{}{at_ja}。{others_ja}",
            date(on)
        ),
        en: format!(
            "Fares of {least} to {most} yen, 1 to 3 registrants, one ground at a time; the ordinary trip is on {on} at {at_en}.{others_en}"
        ),
    }
}

fn rides<'g>(grid: &'g Grid, a: &Version, b: &Version) -> Vec<Told<'g>> {
    let mut rides: Vec<Told<'g>> = Vec::new();
    for circumstance in &grid.circumstances {
        for instrument in &grid.instruments {
            for registrants in REGISTRANTS {
                if registrants > 1 && *circumstance != Circumstance::Ordinary {
                    continue;
                }
                let tried = grid.grounds.iter();
                let tried = tried.filter(|it| {
                    let held_twice =
                        matches!(circumstance, Circumstance::AlsoHolds(also) if also.id == **it);
                    !held_twice && (registrants == 1 || grid.is_shared(it))
                });
                let each = tried.map(|ground| Told {
                    grounds: vec![ground.as_str()],
                    instrument: instrument.as_deref(),
                    registrants,
                    circumstance: circumstance.clone(),
                    curve: Vec::new(),
                });
                let decided = each.map(|told| told.decided(grid, a, b)).collect();
                rides.extend(by_ground(grid, decided));
            }
        }
    }
    by_when(only_special(rides))
}

/// Grounds with the same curve as one, those of both versions apart.
fn by_ground<'g>(grid: &Grid, each: Vec<Told<'g>>) -> Vec<Told<'g>> {
    let is_shared = |told: &Told<'_>| told.grounds.iter().all(|it| grid.is_shared(it));
    let mut merged: Vec<Told<'_>> = Vec::new();
    for told in each {
        let is_same =
            |it: &&mut Told<'_>| it.curve == told.curve && is_shared(it) == is_shared(&told);
        match merged.iter_mut().find(is_same) {
            Some(same) => same.grounds.extend(told.grounds),
            None => merged.push(told),
        }
    }
    merged
}

/// Without special rides that come out as the ordinary ones do.
fn only_special(rides: Vec<Told<'_>>) -> Vec<Told<'_>> {
    let is_ordinary = |told: &Told<'_>| told.circumstance == Circumstance::Ordinary;
    let ordinary: Vec<Told<'_>> = rides.iter().filter(|it| is_ordinary(it)).cloned().collect();
    let says_more = |told: &Told<'_>| {
        is_ordinary(told)
            || ordinary.iter().all(|it| {
                let covers = told
                    .grounds
                    .iter()
                    .all(|ground| it.grounds.contains(ground));
                !(covers
                    && it.registrants == told.registrants
                    && it.instrument == told.instrument
                    && it.curve == told.curve)
            })
    };
    let changes = |told: &Told<'_>| told.curve.iter().any(|(_, before, after)| before != after);
    rides
        .into_iter()
        .filter(|told| changes(told) && says_more(told))
        .collect()
}

/// Hours and days that come out alike as one; the words name each of them.
fn by_when(rides: Vec<Told<'_>>) -> Vec<Told<'_>> {
    let mut merged: Vec<Told<'_>> = Vec::new();
    for told in rides {
        let Circumstance::When(more) = &told.circumstance else {
            merged.push(told);
            continue;
        };
        let same = merged.iter_mut().find_map(|it| match &mut it.circumstance {
            Circumstance::When(when)
                if (&it.grounds, it.instrument, &it.curve)
                    == (&told.grounds, told.instrument, &told.curve) =>
            {
                Some(when)
            }
            _ => None,
        });
        match same {
            Some(when) => when.and(more),
            None => merged.push(told),
        }
    }
    merged
}

impl Told<'_> {
    fn decided(mut self, grid: &Grid, a: &Version, b: &Version) -> Self {
        let trial = Trial {
            ordinary: &grid.ordinary,
            grounds: grid.held_with(self.grounds.first().copied().unwrap_or_default()),
            instrument: self.instrument,
            registrants: self.registrants,
            circumstance: &self.circumstance,
        };
        let of_fare = |fare: &Yen| {
            let (before, after) = (trial.decide(a, *fare)?, trial.decide(b, *fare)?);
            Some((*fare, before, after))
        };
        self.curve = grid.fares.iter().filter_map(of_fare).collect();
        self
    }

    /// A row for each stretch of fares over which something changes one way.
    fn in_words(&self, grid: &Grid, a: &Version, b: &Version) -> Vec<Effect> {
        let mut effects: Vec<Effect> = Vec::new();
        let mut last = None;
        for (fare, before, after) in &self.curve {
            let change = Direction::between(before, after);
            match (change, effects.last_mut()) {
                (Some(_), Some(effect)) if last == change => effect.goes_on(*fare, before, after),
                (Some(change), _) => effects.push(Effect {
                    who: self.who(grid, a, b),
                    instrument: self.instrument.and_then(|id| instrument(id, a, b)),
                    registrants: self.registrants,
                    circumstance: self.circumstance.sentence(),
                    change,
                    fare_yen: Span::only(*fare),
                    subsidy_before_yen: Span::only(before.subsidy),
                    subsidy_after_yen: Span::only(after.subsidy),
                    passengers_before_yen: Span::only(before.passengers),
                    passengers_after_yen: Span::only(after.passengers),
                    uses_before: before.uses,
                    uses_after: after.uses,
                }),
                (None, _) => {}
            }
            last = change;
        }
        effects
    }

    fn who(&self, grid: &Grid, a: &Version, b: &Version) -> Option<Vec<Named>> {
        let is_told = |id: &String| self.grounds.iter().any(|ground| ground == id);
        let shared = grid.grounds.iter().take(grid.shared);
        if self.grounds.len() == grid.shared && shared.into_iter().all(is_told) {
            return None;
        }
        let in_either = |id: &&str| {
            let of = |version: &Version| {
                let all = &version.rules().eligibility.grounds;
                all.iter().find(|ground| ground.id == *id).map(named)
            };
            of(b).or_else(|| of(a))
        };
        Some(self.grounds.iter().filter_map(in_either).collect())
    }
}

impl Effect {
    fn goes_on(&mut self, fare: Yen, before: &Figures, after: &Figures) {
        self.fare_yen = self.fare_yen.and(fare);
        self.subsidy_before_yen = self.subsidy_before_yen.and(before.subsidy);
        self.subsidy_after_yen = self.subsidy_after_yen.and(after.subsidy);
        self.passengers_before_yen = self.passengers_before_yen.and(before.passengers);
        self.passengers_after_yen = self.passengers_after_yen.and(after.passengers);
        self.uses_before = self.uses_before.max(before.uses);
        self.uses_after = self.uses_after.max(after.uses);
    }
}

impl Direction {
    /// None where nothing changes.
    fn between(before: &Figures, after: &Figures) -> Option<Self> {
        use std::cmp::Ordering::{Equal, Greater, Less};
        let subsidy = after.subsidy.cmp(&before.subsidy);
        let uses = after.uses.cmp(&before.uses);
        let passengers = after.passengers.cmp(&before.passengers);
        match (subsidy, uses, passengers) {
            (Greater, _, _) => Some(Self::MoreSubsidy),
            (Less, _, _) => Some(Self::LessSubsidy),
            (Equal, Greater, _) => Some(Self::MoreUses),
            (Equal, Less, _) => Some(Self::FewerUses),
            (Equal, Equal, Greater) => Some(Self::PassengersPayMore),
            (Equal, Equal, Less) => Some(Self::PassengersPayLess),
            (Equal, Equal, Equal) => None,
        }
    }
}

fn instrument(id: &str, a: &Version, b: &Version) -> Option<Named> {
    let all = b.rules().instruments.iter().chain(&a.rules().instruments);
    let found = all.into_iter().find(|instrument| instrument.id == id);
    found.map(|instrument| Named {
        id: instrument.id.clone(),
        ja: instrument.ja.clone(),
        en: instrument.en.clone(),
    })
}
