//! Playing the story with real programs, and holding it to what was written.

use anyhow::{Context as _, Result, bail, ensure};
use domain::{ServiceDate, Timestamp, Yen};

use crate::chance::Chance;
use crate::service::Service;
use crate::stage::Stage;
use crate::story::{Action, Ride, Scene, Tap};
use crate::taxi::{Delivered, FareAnswer, TapAnswer, Taxi};

/// The part of `DAY` before the first passenger, when taxis leave the depot.
const DEPOT_OPENS_S: i64 = 6 * 60 * 60 + 30 * 60;

/// A tap and the answer to it.
#[derive(Clone, Debug)]
pub struct PlayedTap {
    /// Which card.
    pub persona: &'static str,
    /// The answer.
    pub answer: TapAnswer,
}

/// A scene as it came about.
#[derive(Clone, Debug)]
pub struct Played {
    /// When.
    pub at: Timestamp,
    /// Which taxi.
    pub taxi: usize,
    /// What was to happen.
    pub action: Action,
    /// The cards that were tapped.
    pub taps: Vec<PlayedTap>,
}

/// Everything that is on the road.
#[derive(Debug)]
pub struct Play<'a, 's> {
    stage: &'s Stage,
    service: &'a mut Service<'s>,
    taxis: &'a mut [Taxi; 2],
    chance: Chance,
    day: Option<ServiceDate>,
    delivered: Delivered,
    played: Vec<Played>,
}

impl<'a, 's> Play<'a, 's> {
    /// Before the first scene.
    pub fn new(
        stage: &'s Stage,
        service: &'a mut Service<'s>,
        taxis: &'a mut [Taxi; 2],
        chance: Chance,
    ) -> Self {
        Self {
            stage,
            service,
            taxis,
            chance,
            day: None,
            delivered: Delivered::default(),
            played: Vec::new(),
        }
    }

    /// What has become of all records, and the scenes.
    pub fn end(self) -> (Delivered, Vec<Played>) {
        (self.delivered, self.played)
    }

    /// Plays `scene`.
    pub fn scene(&mut self, scene: &Scene) -> Result<&Played> {
        let taps = self
            .play(scene)
            .with_context(|| format!("the scene of {}", scene.at))?;
        self.played.push(Played {
            at: scene.at.parse()?,
            taxi: scene.taxi,
            action: scene.action,
            taps,
        });
        self.played.last().context("no scene was played")
    }

    fn play(&mut self, scene: &Scene) -> Result<Vec<PlayedTap>> {
        let at: Timestamp = scene.at.parse()?;
        self.morning(ServiceDate::of(at))?;
        self.stage.set_clock(at)?;
        match &scene.action {
            Action::Ride(ride) => self.ride(at, scene.taxi, ride),
            Action::Refusal { tap, .. } => {
                let taxi = self.taxi(scene.taxi)?;
                taxi.board()?;
                let played = play_tap(taxi, tap)?;
                taxi.cancel()?;
                Ok(vec![played])
            }
            Action::ServiceStops => self.service.stop().map(|()| Vec::new()),
            Action::ServiceReturns { delivers } => {
                self.service.restart()?;
                self.deliver(scene.taxi, *delivers).map(|()| Vec::new())
            }
            Action::Resend { last } => self.resend(scene.taxi, *last).map(|()| Vec::new()),
        }
    }

    /// On the first scene of a day, both taxis synchronise in the depot.
    fn morning(&mut self, day: ServiceDate) -> Result<()> {
        if self.day == Some(day) {
            return Ok(());
        }
        self.day = Some(day);
        let midnight: Timestamp = format!("{day}T00:00:00+09:00").parse()?;
        self.stage.set_clock(midnight.plus_seconds(DEPOT_OPENS_S))?;
        (0..self.taxis.len()).try_for_each(|taxi| self.deliver(taxi, 0))
    }

    fn ride(&mut self, at: Timestamp, number: usize, ride: &Ride) -> Result<Vec<PlayedTap>> {
        let minutes = self.chance.between(8, 35);
        let metres = self.chance.between(800, 12_000);
        let taxi = self.taxi(number)?;
        taxi.board()?;
        let taps = ride
            .taps
            .iter()
            .map(|tap| play_tap(taxi, tap))
            .collect::<Result<Vec<_>>>()?;
        self.stage
            .set_clock(at.plus_seconds(i64::from(minutes) * 60))?;
        let taxi = self.taxi(number)?;
        let fare = taxi.alight(Yen::new(ride.meter_yen), metres, ride.companions)?;
        check_fare(ride, &fare)?;
        taxi.finish()?;
        if fare.provisional {
            // Without the service the record waits for it.
            return Ok(taps);
        }
        self.deliver(number, 1)?;
        Ok(taps)
    }

    /// Delivers what waits: `count` new records and nothing else.
    fn deliver(&mut self, taxi: usize, count: u64) -> Result<()> {
        let delivered = self.taxi(taxi)?.sync()?;
        let expected = Delivered {
            posted: count,
            created: count,
            ..Delivered::default()
        };
        self.count(&delivered, &expected)
    }

    fn resend(&mut self, taxi: usize, last: u64) -> Result<()> {
        let delivered = self.taxi(taxi)?.resend(last)?;
        let expected = Delivered {
            posted: last,
            duplicate: last,
            ..Delivered::default()
        };
        self.count(&delivered, &expected)
    }

    fn count(&mut self, delivered: &Delivered, expected: &Delivered) -> Result<()> {
        ensure!(
            delivered == expected,
            "delivered {delivered:?}, expected {expected:?}"
        );
        let sum = &mut self.delivered;
        sum.posted += delivered.posted;
        sum.created += delivered.created;
        sum.duplicate += delivered.duplicate;
        sum.conflict += delivered.conflict;
        sum.rejected += delivered.rejected;
        Ok(())
    }

    fn taxi(&mut self, number: usize) -> Result<&mut Taxi> {
        self.taxis.get_mut(number).context("there is no such taxi")
    }
}

fn play_tap(taxi: &mut Taxi, tap: &Tap) -> Result<PlayedTap> {
    let answer = taxi.tap(tap.persona, tap.units)?;
    if answer.reason.code != tap.answer {
        bail!(
            "the tap of {} was answered with {}, expected {}: {}",
            tap.persona,
            answer.reason.code,
            tap.answer,
            answer.reason.en
        );
    }
    let outcome_fits = tap.is_accepted() == (answer.outcome == "accepted");
    let level = if tap.is_accepted() { Some("A2") } else { None };
    ensure!(
        outcome_fits && answer.assurance.as_deref() == level,
        "the tap of {} is {} at level {:?}, expected {level:?}",
        tap.persona,
        answer.outcome,
        answer.assurance
    );
    Ok(PlayedTap {
        persona: tap.persona,
        answer,
    })
}

fn check_fare(ride: &Ride, fare: &FareAnswer) -> Result<()> {
    let claims: Vec<i64> = fare
        .claims
        .iter()
        .map(|claim| claim.subsidy_yen.get())
        .collect();
    ensure!(
        claims == ride.claims_yen,
        "{}: subsidies of {claims:?}, expected {:?}",
        ride.en,
        ride.claims_yen
    );
    ensure!(
        fare.subsidy_yen.get() == ride.subsidy_yen()
            && fare.passenger_pays_yen.get() == ride.passenger_pays_yen,
        "{}: the city pays {} and the passengers {}, expected {} and {}",
        ride.en,
        fare.subsidy_yen,
        fare.passenger_pays_yen,
        ride.subsidy_yen(),
        ride.passenger_pays_yen
    );
    let mut reasons = fare
        .reasons
        .iter()
        .chain(fare.claims.iter().flat_map(|claim| &claim.reasons));
    ensure!(
        reasons.any(|reason| reason.code == ride.reason),
        "{}: the reason {} was not given",
        ride.en,
        ride.reason
    );
    Ok(())
}
