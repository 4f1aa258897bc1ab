//! Trip after trip: by the new scheme, against what was paid. Pure.

use std::collections::{BTreeMap, HashMap};

use domain::{OperatorId, RegistrantId, ServiceDate, Yen, YenOverflow};
use rules::{Counters, Ground, HeldGrounds, Scheme, Version};

use super::group::{Compared, Group, Groups, Number};
use super::report::{Against, GroupFigures, Held, Simulation, VersionTrips, bands, per_mille};
use super::run::{Choices, Given, Run};
use super::{Account, Paid, SimulatedTrip, SimulationError};

/// What is tried.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'s> {
    /// The new scheme.
    pub new: &'s Scheme,
    /// Decide every trip by the version in force on this date, whatever its own.
    pub as_of: Option<ServiceDate>,
    /// What is made of passengers' choices.
    pub choices: Choices,
}

impl<'s> Plan<'s> {
    /// The new scheme after what `counters` say was used before.
    fn run(&self, counters: Counters) -> Result<Run<'s>, SimulationError> {
        let run = Run::of(self.new, self.choices).after(counters);
        match self.as_of {
            Some(date) => Ok(run.by_version_on(date)?),
            None => Ok(run),
        }
    }
}

/// A simulation while trips are added.
#[derive(Debug)]
pub struct Simulator<'s> {
    plan: Plan<'s>,
    new: Run<'s>,
    against: Option<Run<'s>>,
    numbers: HashMap<RegistrantId, Number>,
    trips: u64,
    dates: Option<(ServiceDate, ServiceDate)>,
    versions: BTreeMap<&'s str, u64>,
    held: Held,
    total: Group,
    by_ground: Groups,
    by_district: Groups,
    by_operator: Groups,
}

impl<'s> Simulator<'s> {
    /// Begins after what `counters` say was used before the first trip.
    ///
    /// `against` is the scheme so far, which says what was paid where a trip
    /// does not.
    pub fn new(
        plan: Plan<'s>,
        against: Option<&'s Scheme>,
        counters: Counters,
    ) -> Result<Self, SimulationError> {
        Ok(Self {
            plan,
            new: plan.run(counters)?,
            against: against.map(|scheme| Run::of(scheme, Choices::AsMade)),
            numbers: HashMap::new(),
            trips: 0,
            dates: None,
            versions: BTreeMap::new(),
            held: Held::default(),
            total: Group::default(),
            by_ground: Groups::default(),
            by_district: Groups::default(),
            by_operator: Groups::default(),
        })
    }

    /// How many trips there were.
    pub const fn trips(&self) -> u64 {
        self.trips
    }

    /// The next trip. After an error the simulation is of no more use.
    pub fn add(&mut self, trip: &SimulatedTrip) -> Result<(), SimulationError> {
        let date = ServiceDate::of(trip.trip.boarded_at);
        let version = self.version_on(date)?;
        let paid = self.paid(trip, date)?;
        let given = self.new.settle(version, trip)?;
        self.count_trip(trip, (version, date));
        for (((rider, account), paid), given) in trip.riders.iter().zip(paid).zip(given) {
            let claim = Compared {
                registrant: self.number(&rider.id),
                trip: self.trips,
                paid,
                new: given.paid,
            };
            let ground = first_ground(version, &rider.grounds);
            self.hold(given)?;
            self.total.add(claim)?;
            self.by_ground.of(ground).add(claim)?;
            self.by_district
                .of(account.district.as_deref())
                .add(claim)?;
            self.by_operator.of(operator(trip)).add(claim)?;
        }
        Ok(())
    }

    fn count_trip(&mut self, trip: &SimulatedTrip, (version, date): (&'s Version, ServiceDate)) {
        self.trips += 1;
        self.total.add_trip(self.trips);
        self.by_operator.of(operator(trip)).add_trip(self.trips);
        *self.versions.entry(version.name()).or_default() += 1;
        let (first, last) = self.dates.unwrap_or((date, date));
        self.dates = Some((first.min(date), last.max(date)));
    }

    fn version_on(&self, date: ServiceDate) -> Result<&'s Version, SimulationError> {
        let last = self.plan.new.versions().last();
        self.new.version_on(date).map_err(|error| match last {
            Some(last) => SimulationError::NoVersion {
                scheme: self.plan.new.id().clone(),
                date,
                last_from: last.from(),
            },
            None => error.into(),
        })
    }

    /// What was paid for each registrant aboard.
    fn paid(
        &mut self,
        trip: &SimulatedTrip,
        date: ServiceDate,
    ) -> Result<Vec<Paid>, SimulationError> {
        let so_far = match &mut self.against {
            Some(run) => {
                let version = run.version_on(date)?;
                run.settle(version, trip)?
            }
            None => Vec::new(),
        };
        let stated = trip.riders.iter().enumerate();
        stated
            .map(|(index, (_rider, Account { paid, .. }))| {
                let decided = || so_far.get(index).map(|given| given.paid);
                let place = index + 1;
                paid.or_else(decided)
                    .ok_or(SimulationError::NotStated { place })
            })
            .collect()
    }

    fn number(&mut self, registrant: &RegistrantId) -> Number {
        if let Some(number) = self.numbers.get(registrant) {
            return *number;
        }
        let number = Number::try_from(self.numbers.len()).unwrap_or(Number::MAX);
        self.numbers.insert(registrant.clone(), number);
        number
    }

    fn hold(&mut self, given: Given) -> Result<(), SimulationError> {
        if given.held > Yen::ZERO {
            self.held.claims += 1;
            self.held.yen = self.held.yen.checked_add(given.held)?;
        }
        Ok(())
    }

    /// What was found.
    pub fn finish(self) -> Result<Simulation, SimulationError> {
        let scheme = self.plan.new;
        let total = self.total.figures()?;
        let differences: Vec<Yen> = self.total.differences().collect();
        let (least, most) = differences
            .iter()
            .fold((Yen::ZERO, Yen::ZERO), |(least, most), one| {
                (least.min(*one), most.max(*one))
            });
        Ok(Simulation {
            scheme: scheme.id().clone(),
            name: scheme.name_ja().to_owned(),
            digest: scheme.digest(),
            as_of: self.plan.as_of,
            versions: self.versions(),
            last_version_not_tried: self.last_version_not_tried(),
            against: self.against.as_ref().map(|run| Against {
                scheme: run.scheme().id().clone(),
                digest: run.scheme().digest(),
            }),
            months: None,
            first_date: self.dates.map(|(first, _last)| first),
            last_date: self.dates.map(|(_first, last)| last),
            difference_per_mille: per_mille(total.difference_yen, total.paid_yen),
            total,
            held: self.held,
            by_ground: by_ground(scheme, &self.by_ground)?,
            by_district: figures(&self.by_district)?,
            by_operator: figures(&self.by_operator)?,
            bands: bands(&differences)?,
            largest_gain_yen: most,
            largest_loss_yen: Yen::ZERO.checked_sub(least)?,
        })
    }

    fn versions(&self) -> Vec<VersionTrips> {
        let one = |(version, trips): (&&str, &u64)| VersionTrips {
            version: (*version).to_owned(),
            trips: *trips,
        };
        self.versions.iter().map(one).collect()
    }

    fn last_version_not_tried(&self) -> Option<String> {
        let (_first, last_date) = self.dates?;
        let last = self.plan.new.versions().last()?;
        let begins_later = self.plan.as_of.is_none() && last.from() > last_date;
        begins_later.then(|| last.name().to_owned())
    }
}

fn operator(trip: &SimulatedTrip) -> Option<&str> {
    trip.operator.as_ref().map(OperatorId::as_str)
}

/// The first of the version's grounds that is among those held.
fn first_ground<'v>(version: &'v Version, held: &HeldGrounds) -> Option<&'v str> {
    let mut grounds = version.rules().eligibility.grounds.iter();
    let first = grounds.find(|ground| held.contains(&ground.id));
    first.map(|ground| ground.id.as_str())
}

fn figures(groups: &Groups) -> Result<Vec<GroupFigures>, YenOverflow> {
    let one = |(group, sums): (Option<&str>, &Group)| {
        Ok(GroupFigures {
            group: group.map(str::to_owned),
            name: None,
            figures: sums.figures()?,
        })
    };
    groups.all().map(one).collect()
}

/// With their names, in the order in which the newest version that has them
/// lists them.
fn by_ground(scheme: &Scheme, groups: &Groups) -> Result<Vec<GroupFigures>, YenOverflow> {
    let newest_first = scheme.versions().iter().rev();
    let listed: Vec<&Ground> = newest_first
        .flat_map(|version| &version.rules().eligibility.grounds)
        .collect();
    let place = |group: &GroupFigures| {
        let mut listed = listed.iter();
        let found = listed.position(|ground| Some(&ground.id) == group.group.as_ref());
        found.unwrap_or(usize::MAX)
    };
    let mut all = figures(groups)?;
    for group in &mut all {
        let named = listed.get(place(group));
        group.name = named.map(|ground| ground.ja.clone());
    }
    all.sort_by_key(place);
    Ok(all)
}
