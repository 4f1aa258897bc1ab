//! The fares at which a version's subsidy stops growing, or jumps: its caps and steps.
//!
//! They are found by deciding the ordinary trip of the grid, for each ground, each kind of
//! ticket and each number of uses, alone and two together, so that whatever the file says in
//! whichever words is seen. Deliberately absent: steps of its rounding, which are everywhere
//! and worth nobody's while.

use domain::{MunicipalityCode, Yen};

use super::circumstance::Circumstance;
use super::grid::{Grid, grid};
use super::trial::Trial;
use crate::Version;

/// A fare from which on a passenger gets no more, or at once much more or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Notch {
    /// The subsidy grows up to this fare and not beyond it, or is less beyond it.
    Stops(Yen),
    /// From this fare on it is more at once.
    Jumps(Yen),
}

impl Notch {
    /// The fare.
    pub const fn fare(self) -> Yen {
        match self {
            Self::Stops(fare) | Self::Jumps(fare) => fare,
        }
    }
}

/// So much more at once, for one yen of fare, is a jump and no rounding.
const JUMP_YEN: i64 = 50;

/// For so many yen of fare it must not grow, to have stopped.
const PLATEAU_YEN: i64 = 500;

/// Fares lie so far apart, as meters count.
const TICK_YEN: i64 = 10;

/// The notches of `version` for a fare that is all on the meter, ascending.
///
/// `home` is the municipality that the version takes for granted, as of
/// [`facts`](crate::facts::facts).
pub fn notches(version: &Version, home: Option<MunicipalityCode>) -> Vec<Notch> {
    let grid = grid(version, version, home);
    let amounts = version.rules().amounts.iter();
    let most = amounts.map(|amount| amount.uses.most()).max().unwrap_or(1);
    let uses: Vec<Option<u32>> = [None]
        .into_iter()
        .chain((1..=most.min(super::trial::USES_TRIED)).map(Some))
        .collect();
    let mut found = Vec::new();
    // Where no amount asks for a ground, they are all alike.
    let mut amounts = version.rules().amounts.iter();
    let alike = amounts.all(|amount| {
        let who = &amount.when.who;
        who.grounds.is_empty() && who.without_grounds.is_empty()
    });
    let tried = if alike { 1 } else { grid.grounds.len() };
    for ground in grid.grounds.iter().take(tried) {
        for instrument in &grid.instruments {
            for registrants in 1..=2 {
                for units in &uses {
                    let trial = Trial {
                        ordinary: &grid.ordinary,
                        grounds: grid.held_with(ground),
                        instrument: instrument.as_deref(),
                        registrants,
                        circumstance: &Circumstance::Ordinary,
                    };
                    let subsidy = |fare: i64| {
                        trial
                            .decide_with(version, Yen::new(fare), *units)
                            .map_or(0, |figures| figures.subsidy.get())
                    };
                    found.extend(of_curve(&grid, subsidy));
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Of the subsidy by fare. Between two fares of the grid it changes its course once at
/// most, and where, is looked for by the tick.
fn of_curve(grid: &Grid, subsidy: impl Fn(i64) -> i64) -> Vec<Notch> {
    // The grid begins where fares do; a ticket may be used up before that.
    let below = (1..5).map(|hundreds| 100 * hundreds);
    let mut fares: Vec<i64> = grid
        .fares
        .iter()
        .map(|fare| fare.get())
        .chain(below)
        .collect();
    fares.sort_unstable();
    fares.dedup();
    let values: Vec<i64> = fares.iter().map(|fare| subsidy(*fare)).collect();
    let points = || fares.iter().copied().zip(values.iter().copied());
    let mut found = Vec::new();
    for ((before, less), (fare, more)) in points().zip(points().skip(1)) {
        if fare - before == 1 && more - less >= JUMP_YEN {
            found.push(Notch::Jumps(Yen::new(fare)));
        } else if fare - before == 1 && less - more >= JUMP_YEN {
            found.push(Notch::Stops(Yen::new(before)));
        } else if more > less && subsidy(fare + PLATEAU_YEN) == more {
            let mut ticks = (before..fare).rev().filter(|it| it % TICK_YEN == 0);
            let grows = |it: &i64| subsidy(*it) < more;
            let last = ticks.find(grows).unwrap_or(before);
            let stops = (last + TICK_YEN).min(fare);
            found.push(Notch::Stops(Yen::new(stops)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Scheme, shipped};

    fn of(file: &str) -> Vec<(&'static str, i64)> {
        let scheme = Scheme::parse("scheme.toml", file).unwrap();
        let version = scheme.versions().last().unwrap();
        notches(version, scheme.municipality())
            .into_iter()
            .map(|notch| match notch {
                Notch::Stops(fare) => ("stops", fare.get()),
                Notch::Jumps(fare) => ("jumps", fare.get()),
            })
            .collect()
    }

    #[test]
    fn half_of_the_fare_stops_growing_where_the_cap_is_half_of_it() {
        // Alone with one use and with two, and 500 yen each of two together.
        let found = of(shipped::MAEBASHI);
        for stops in [1_000, 2_000, 4_000] {
            assert!(found.contains(&("stops", stops)), "{found:?}");
        }
        assert!(found.len() <= 4, "{found:?}");
    }

    #[test]
    fn a_second_ticket_from_a_fare_on_is_a_jump() {
        let found = of(shipped::YACHIYO);
        assert!(found.contains(&("jumps", 1_000)), "{found:?}");
        assert!(found.contains(&("stops", 500)), "{found:?}");
    }
}
