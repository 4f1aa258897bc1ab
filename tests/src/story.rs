//! The script of the play: who taps, who rides, and what must come of it.
//!
//! The amounts are stated here from the scheme's published rules, not computed:
//! the play fails when the programs come to others.

mod scenes;

pub use scenes::SCENES;

/// A resident to be registered.
#[derive(Clone, Copy, Debug)]
pub struct Resident {
    /// The card they show.
    pub persona: &'static str,
    /// The city's own number for them.
    pub id: &'static str,
    /// Why they are eligible.
    pub ground: &'static str,
    /// Uses made on paper this fiscal year.
    pub uses_before: u32,
    /// The transit card that they wish to have linked with it.
    pub transit: Option<&'static str>,
}

/// Those who register at the desk.
pub const RESIDENTS: [Resident; 4] = [
    resident("resident-1", "R-0001", "age75", 0),
    resident("resident-2", "R-0002", "age65_no_licence", 0),
    resident("resident-3", "R-0003", "licence_returned", 0),
    // One use of the year's seventy is left.
    resident("resident-4", "R-0004", "age75", 69),
];

const fn resident(
    persona: &'static str,
    id: &'static str,
    ground: &'static str,
    uses_before: u32,
) -> Resident {
    Resident {
        persona,
        id,
        ground,
        uses_before,
        transit: None,
    }
}

/// A card put on a reader.
#[derive(Clone, Copy, Debug)]
pub struct Tap {
    /// Which card.
    pub persona: &'static str,
    /// How many uses its holder offers, if they say.
    pub units: Option<u32>,
    /// The code of the answer that must come.
    pub answer: &'static str,
}

impl Tap {
    /// Whether the card counts for its trip.
    pub fn is_accepted(&self) -> bool {
        matches!(self.answer, ACCEPTED | OFFLINE)
    }
}

/// A journey that is recorded.
#[derive(Clone, Copy, Debug)]
pub struct Ride {
    /// What is special about it.
    pub ja: &'static str,
    /// The same in English.
    pub en: &'static str,
    /// What the meter says.
    pub meter_yen: i64,
    /// Passengers without registration.
    pub companions: u8,
    /// Cards, in the order of their taps.
    pub taps: &'static [Tap],
    /// The subsidy of each accepted card.
    pub claims_yen: &'static [i64],
    /// What the passengers pay together.
    pub passenger_pays_yen: i64,
    /// The code of a reason that must be given for it.
    pub reason: &'static str,
}

impl Ride {
    /// What the city pays for it.
    pub fn subsidy_yen(&self) -> i64 {
        self.claims_yen.iter().sum()
    }
}

/// What happens in one scene.
#[derive(Clone, Copy, Debug)]
pub enum Action {
    /// A journey.
    Ride(Ride),
    /// A card that is refused; its holder gets off again.
    Refusal {
        /// What is wrong with it.
        ja: &'static str,
        /// The same in English.
        en: &'static str,
        /// The card and the answer to it.
        tap: Tap,
    },
    /// The service is stopped; taxis go on without it.
    ServiceStops,
    /// It is back, and the taxi delivers as many trips as have waited.
    ServiceReturns {
        /// How many.
        delivers: u64,
    },
    /// The taxi sends its last records once more.
    Resend {
        /// How many.
        last: u64,
    },
}

/// A scene: when, in which taxi, what.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    /// RFC 3339.
    pub at: &'static str,
    /// Which of [`TAXIS`](crate::city::TAXIS): 0 or 1.
    pub taxi: usize,
    /// What happens.
    pub action: Action,
}

const ACCEPTED: &str = "accepted";
const OFFLINE: &str = "accepted_offline";

/// All journeys with their taxi.
pub fn rides() -> impl Iterator<Item = (usize, Ride)> {
    SCENES.iter().filter_map(|scene| match scene.action {
        Action::Ride(ride) => Some((scene.taxi, ride)),
        _ => None,
    })
}

/// Statement lines and their sum for the operator of `taxi`: one line for each
/// passenger who is subsidised.
pub fn statement(taxi: usize) -> (usize, i64) {
    let paid = || {
        rides()
            .filter(move |(of, _)| *of == taxi)
            .flat_map(|(_, ride)| ride.claims_yen)
            .copied()
            .filter(|yen| *yen > 0)
    };
    (paid().count(), paid().sum())
}

/// Records that are sent more than once.
pub fn resent() -> u64 {
    SCENES
        .iter()
        .map(|scene| match scene.action {
            Action::Resend { last } => last,
            _ => 0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_journey_adds_up() {
        for (_, ride) in rides() {
            assert_eq!(
                ride.subsidy_yen() + ride.passenger_pays_yen,
                ride.meter_yen,
                "{}",
                ride.en
            );
            let accepted = ride.taps.iter().filter(|tap| tap.is_accepted()).count();
            assert_eq!(accepted, ride.claims_yen.len(), "{}", ride.en);
        }
    }

    #[test]
    fn the_scenes_are_in_order_and_in_october() {
        let times: Vec<domain::Timestamp> = SCENES
            .iter()
            .map(|scene| scene.at.parse().unwrap())
            .collect();
        assert!(times.windows(2).all(|pair| pair[0] < pair[1]));
        for at in times {
            let month = domain::ServiceDate::of(at).month().to_string();
            assert_eq!(month, crate::city::MONTH);
        }
    }

    #[test]
    fn what_the_operators_are_owed_is_known_beforehand() {
        assert_eq!(statement(0), (10, 6_700));
        assert_eq!(statement(1), (6, 4_800));
        assert_eq!(rides().count(), 15);
    }
}
