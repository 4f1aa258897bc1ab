//! A trip and the registrants aboard in, an outcome out.
//!
//! Pure and total: no clock, no memory, and an error only for input that cannot
//! be. The steps, each in its own file: what the fare comes to (`fare`), whether
//! the trip qualifies (`trip`), how each registrant stands (`standing`), what
//! each would be given (`offer`, by `steps`), what they are given together
//! (`sharing`). Several schemes on one trip are in `together`.
//!
//! Nothing is allocated for up to four registrants: an outcome borrows from the
//! scheme, and its notes become sentences only in [`Outcome::into_decision`].

mod fare;
mod offer;
mod outcome;
mod sharing;
mod standing;
mod steps;
mod together;
mod trip;
mod uses;

use domain::{RegistrantId, SchemeId, ServiceDate, Trip, TripError, Yen, YenOverflow};
use smallvec::SmallVec;

use crate::{Aboard, Note, Rider, Rules, Scheme, Treatment, Version};
use fare::{Before, FareBasis};
use offer::Offered;
use outcome::Notes;
pub use outcome::{Award, Outcome};
use standing::Standing;
pub use standing::{ineligible, unproven};
pub(crate) use steps::STEPS_MAX;
pub use together::{Party, Together, decide_together};

/// More registrants than any taxi seats.
pub const RIDERS_MAX: usize = 100;

/// A few of something, one for each registrant, without allocation for most.
type Few<T> = SmallVec<[T; 4]>;

/// Why there is no decision: the input cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecideError {
    /// The trip contradicts itself.
    #[error(transparent)]
    Trip(#[from] TripError),
    /// The scheme had not begun, or had ended.
    #[error(
        "{date}に有効な{scheme}の版がありません / no version of {scheme} is in force on {date}"
    )]
    NoVersion {
        /// The scheme.
        scheme: SchemeId,
        /// The service date.
        date: ServiceDate,
    },
    /// The same registrant is aboard twice.
    #[error("利用登録者{0}が1回の乗車に2度あります / registrant {0} is aboard this trip twice")]
    Twice(RegistrantId),
    /// More registrants than [`RIDERS_MAX`].
    #[error(
        "利用登録者が{0}人います。{RIDERS_MAX}人までです / {0} registrants are aboard; {RIDERS_MAX} are the most"
    )]
    TooMany(usize),
    /// A registrant is of a scheme that was not given.
    #[error("事業{0}の規則がありません / the scheme {0} was not given")]
    UnknownScheme(SchemeId),
    /// No scheme was given to decide by.
    #[error("判定する事業がありません / no scheme was given to decide by")]
    NoScheme,
    /// A sum left the range of 64 bits.
    #[error(transparent)]
    Overflow(#[from] YenOverflow),
}

/// Decides `trip` by the version of `scheme` in force on its service date.
///
/// `riders` are the registrants aboard in the order of their taps, each with
/// what they used before this trip. The outcome has one award for each, in the
/// same order.
pub fn decide<'s>(
    scheme: &'s Scheme,
    trip: &Trip,
    riders: &[Rider],
) -> Result<Outcome<'s>, DecideError> {
    trip.check()?;
    nobody_twice(&riders.iter())?;
    let version = in_force(scheme, trip)?;
    decide_checked(version, trip, riders, &Before::nothing(trip, riders.len()))
}

/// Decides `trip` by `version`, whether or not it is in force on the trip's day:
/// for worked examples, which are tried before there is a scheme, and for trying
/// a rule on trips of another time.
///
/// Everything else is as in [`decide`]; what goes by the calendar, such as days
/// off, goes by the trip's own date.
pub fn decide_by_version<'s>(
    version: &'s Version,
    trip: &Trip,
    riders: &[Rider],
) -> Result<Outcome<'s>, DecideError> {
    trip.check()?;
    nobody_twice(&riders.iter())?;
    decide_checked(version, trip, riders, &Before::nothing(trip, riders.len()))
}

fn in_force<'s>(scheme: &'s Scheme, trip: &Trip) -> Result<&'s Version, DecideError> {
    let date = ServiceDate::of(trip.boarded_at);
    scheme
        .version_on(date)
        .ok_or_else(|| DecideError::NoVersion {
            scheme: scheme.id().clone(),
            date,
        })
}

/// Few enough that comparing each with each is cheaper than a set of them.
fn nobody_twice<'r>(
    riders: &(impl ExactSizeIterator<Item = &'r Rider> + Clone),
) -> Result<(), DecideError> {
    let count = riders.len();
    if count > RIDERS_MAX {
        return Err(DecideError::TooMany(count));
    }
    for (place, rider) in riders.clone().enumerate() {
        if riders
            .clone()
            .take(place)
            .any(|before| before.id == rider.id)
        {
            return Err(DecideError::Twice(rider.id.clone()));
        }
    }
    Ok(())
}

/// Decides a trip that is known to be possible.
fn decide_checked<'s>(
    version: &'s Version,
    trip: &Trip,
    riders: &[Rider],
    before: &Before,
) -> Result<Outcome<'s>, DecideError> {
    let rules = version.rules();
    let basis = FareBasis::of(rules, &trip.fare, before)?;
    let mut outcome = Outcome {
        version,
        subsidy: Yen::ZERO,
        passenger_pays: basis.total,
        discount: basis.discount,
        awards: Few::new(),
        notes: SmallVec::new(),
        of_trip: 0,
    };
    trip::refuse(rules, trip, &mut outcome.notes);
    outcome.of_trip = outcome.notes.len();
    if outcome.notes.is_empty() {
        award_all(rules, trip, riders, (&basis, before), &mut outcome)?;
    } else {
        let nothing = |rider: &Rider| Award::default().treated(rules, rider, &mut outcome.notes);
        outcome.awards = riders.iter().map(nothing).collect();
    }
    outcome.subsidy = Yen::checked_sum(outcome.awards.iter().map(|award| award.subsidy))?;
    outcome.passenger_pays = basis
        .total
        .checked_sub(basis.discount)?
        .checked_sub(before.total()?)?
        .checked_sub(outcome.subsidy)?;
    Ok(outcome)
}

/// Adds an award for each of `riders`, on a trip that qualifies.
fn award_all<'s>(
    rules: &'s Rules,
    trip: &Trip,
    riders: &[Rider],
    (basis, before): (&FareBasis, &Before),
    outcome: &mut Outcome<'s>,
) -> Result<(), DecideError> {
    let date = ServiceDate::of(trip.boarded_at);
    let standings: Few<Standing<'s>> = riders
        .iter()
        .map(|rider| standing::of(rules, rider, date))
        .collect();
    let mut ride = Ride {
        rules,
        trip,
        basis,
        registrants: count(&standings, rules.sharing.aboard),
        persons: before.persons,
    };
    let mut offers: Few<Offered<'s>> = Few::new();
    for (standing, rider) in standings.iter().zip(riders) {
        offers.push(offered(ride, rider, standing)?);
    }
    if rules.sharing.aboard == Aboard::WhoCanClaim {
        count_who_claims(&mut ride, &standings, riders, &mut offers)?;
    }
    sharing::settle(ride, offers, riders, outcome)?;
    Ok(())
}

/// Whoever is given nothing could not claim, and was no company to the others:
/// these are offered anew without them, until all who are counted do claim.
fn count_who_claims<'s>(
    ride: &mut Ride<'s, '_>,
    standings: &[Standing<'s>],
    riders: &[Rider],
    offers: &mut [Offered<'s>],
) -> Result<(), YenOverflow> {
    loop {
        let claiming = sharing::claiming(offers);
        if claiming == ride.registrants || claiming == 0 {
            return Ok(());
        }
        ride.registrants = claiming;
        let all = offers.iter_mut().zip(standings).zip(riders);
        for ((offer, standing), rider) in all.filter(|((offer, _), _)| offer.claim().is_some()) {
            *offer = offered(*ride, rider, standing)?;
        }
    }
}

fn offered<'s>(
    ride: Ride<'s, '_>,
    rider: &Rider,
    standing: &Standing<'s>,
) -> Result<Offered<'s>, YenOverflow> {
    match standing {
        Standing::Outside(note) | Standing::Spent(note) => Ok(Offered::Nothing(*note)),
        Standing::Offers(offer) => offer::made(ride, rider, offer),
    }
}

/// A trip that qualifies, by whose rules it is decided, and who rides together.
#[derive(Clone, Copy)]
struct Ride<'s, 'b> {
    rules: &'s Rules,
    trip: &'b Trip,
    basis: &'b FareBasis,
    /// Registrants, as the scheme counts them.
    registrants: u32,
    /// Everybody but the driver, at least 1.
    persons: u32,
}

fn count(standings: &[Standing<'_>], aboard: Aboard) -> u32 {
    let is_counted = |standing: &&Standing<'_>| match aboard {
        Aboard::WhoCanClaim => matches!(standing, Standing::Offers(_)),
        Aboard::AllRegistrants => !matches!(standing, Standing::Outside(_)),
    };
    number(standings.iter().filter(is_counted).count())
}

/// At most [`RIDERS_MAX`].
fn number(of_riders: usize) -> u32 {
    u32::try_from(of_riders).unwrap_or(u32::MAX)
}

impl<'s> Award<'s> {
    /// With what becomes of it, which is said where it is not simply paid. It is
    /// the last that is noted of it.
    fn treated(mut self, rules: &Rules, rider: &Rider, notes: &mut Notes<'s>) -> Self {
        let pays = self.units > 0;
        if rider.refund_requested_on.is_some() {
            let treatment = rules
                .refund
                .map_or(Treatment::Refuse, |refund| refund.treatment);
            self.treatment = treatment;
            if pays {
                notes.push(Note::Refunded { treatment });
            }
        } else {
            let assurance = rider.assurance;
            self.treatment = rules.assurance.of(assurance);
            if pays && self.treatment == Treatment::Hold {
                notes.push(Note::Held { assurance });
            }
        }
        self.notes_until = notes.len();
        self
    }
}
