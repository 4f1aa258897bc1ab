//! What each rule finds, what it leaves alone, and the laws of those that touch money.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::code::Code;
use super::super::parameters::{Parameters, SHIPPED};
use super::example::{MAEBASHI, month_ride, ride, trip};
use super::*;

fn shipped() -> Parameters {
    Parameters::parse(SHIPPED).unwrap()
}

fn codes(found: &[Found]) -> Vec<(Code, Option<domain::TripId>)> {
    found.iter().map(|one| (one.code, one.trip)).collect()
}

fn october() -> Month {
    "2026-10".parse().unwrap()
}

/// What is odd about a month in which the subsidy stops growing at 2,000 yen.
fn of_month(parameters: &Parameters, month: Month, rides: &[MonthRide]) -> Vec<Found> {
    let notches = [Notch::Stops(Yen::new(2_000))];
    super::of_month(parameters, &notches, month, rides)
}

#[test]
fn one_vehicle_on_two_trips_is_told_once_and_of_both() {
    let rides = [
        ride(1, ("v-1", "d-1"), (0, 20), &["R-1"]),
        ride(2, ("v-1", "d-1"), (10, 20), &["R-2"]),
    ];
    let found = near(&shipped(), &rides);
    let both = [
        (Code::VehicleOverlap, Some(trip(1))),
        (Code::VehicleOverlap, Some(trip(2))),
    ];
    assert_eq!(codes(&found), both);
    assert_eq!(found[0].evidence.numbers["seconds_at_once"], 600);
}

#[test]
fn a_driver_and_a_registrant_are_in_one_car_at_a_time() {
    let rides = [
        ride(1, ("v-1", "d-1"), (0, 20), &["R-1", "R-2"]),
        ride(2, ("v-2", "d-1"), (10, 20), &["R-3"]),
        ride(5, ("v-3", "d-3"), (5, 9), &["R-2"]),
    ];
    let found = near(&shipped(), &rides);
    let of = |code| {
        found
            .iter()
            .filter(|one| one.code == code)
            .collect::<Vec<_>>()
    };
    assert_eq!(of(Code::DriverOverlap).len(), 2);
    let of_registrant = of(Code::RegistrantOverlap);
    let taps: Vec<_> = of_registrant
        .iter()
        .map(|one| (one.trip, one.ordinal))
        .collect();
    assert_eq!(taps, [(Some(trip(1)), Some(2)), (Some(trip(5)), Some(1))]);
    assert_eq!(found.len(), 4);
}

#[test]
fn a_terminal_whose_clock_was_set_back_is_told() {
    let mut carried = ride(2, ("v-2", "d-2"), (10, 20), &["R-2"]);
    carried.terminal = "t-v-1".parse().unwrap();
    let rides = [ride(1, ("v-1", "d-1"), (0, 20), &["R-1"]), carried];
    let found = near(&shipped(), &rides);
    assert!(found.iter().all(|one| one.code == Code::TerminalOverlap));
    assert_eq!(found.len(), 2);
}

#[test]
fn a_terminal_is_in_one_place_at_a_time_wherever_its_records_stand_in_the_chain() {
    let on_one_terminal = |number, begin| {
        let vehicle = format!("v-{number}");
        let mut ride = ride(number, (&vehicle, &vehicle), (begin, 20), &[]);
        ride.terminal = "t-1".parse().unwrap();
        ride
    };
    let rides = [
        on_one_terminal(1, 0),
        on_one_terminal(2, 60),
        on_one_terminal(3, 10),
    ];
    let found = codes(&near(&shipped(), &rides));
    let both = [1, 3].map(|number| (Code::TerminalOverlap, Some(trip(number))));
    assert_eq!(found, both);
}

#[test]
fn a_ride_in_two_pieces_is_told_and_there_and_back_is_not() {
    let pieces = [
        ride(1, ("v-1", "d-1"), (0, 20), &["R-1"]),
        ride(2, ("v-1", "d-1"), (25, 20), &["R-1"]),
    ];
    let found = near(&shipped(), &pieces);
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|one| one.code == Code::StagedTrip));
    let there_and_back = [
        ride(1, ("v-1", "d-1"), (0, 20), &["R-1"]),
        ride(2, ("v-1", "d-1"), (60, 20), &["R-1"]),
    ];
    assert_eq!(near(&shipped(), &there_and_back), []);
}

#[test]
fn a_ride_between_two_pieces_does_not_hide_them() {
    // It begins half a minute before the first is over, as clocks have it.
    let mut between = ride(2, ("v-1", "d-1"), (20, 2), &["R-1"]);
    between.boarded_at = between.boarded_at.plus_seconds(-30);
    let pieces = [
        ride(1, ("v-1", "d-1"), (0, 20), &["R-1"]),
        between,
        ride(3, ("v-1", "d-1"), (25, 20), &["R-1"]),
    ];
    let found = near(&shipped(), &pieces);
    let pairs: BTreeSet<_> = found
        .iter()
        .map(|one| (one.code, one.evidence.trips.clone()))
        .collect();
    let pair = |one, other| (Code::StagedTrip, vec![trip(one), trip(other)]);
    assert_eq!(
        pairs,
        [pair(1, 2), pair(1, 3), pair(2, 3)].into_iter().collect()
    );
}

#[test]
fn a_meter_left_on_for_days_makes_nothing_else_odd() {
    let rides = [
        ride(1, ("v-1", "d-1"), (0, 3 * 24 * 60), &[]),
        ride(2, ("v-1", "d-1"), (11 * 60, 20), &[]),
        ride(3, ("v-1", "d-1"), (13 * 60, 20), &[]),
    ];
    let told: Vec<_> = near(&shipped(), &rides)
        .iter()
        .map(|one| one.trip)
        .collect();
    assert_eq!(told, [Some(trip(1)), Some(trip(2))]);
}

#[test]
fn a_card_that_stays_in_the_car_is_told() {
    let rides: Vec<Ride> = (0..5)
        .map(|n| ride(n, ("v-1", "d-1"), (i64::from(n) * 60, 10), &["R-1"]))
        .collect();
    assert_eq!(near(&shipped(), &rides[..4]), []);
    let found = near(&shipped(), &rides);
    assert!(found.iter().all(|one| one.code == Code::SameCardAgain));
    assert_eq!(found.len(), 5);
    assert_eq!(found[0].evidence.trips.len(), 5);
}

#[test]
fn nobody_is_in_two_municipalities_within_minutes() {
    let before = month_ride(ride(1, ("v-1", "d-1"), (0, 20), &["R-1"]), 1_500);
    let mut after = month_ride(ride(2, ("v-2", "d-2"), (22, 20), &["R-1"]), 1_500);
    assert_eq!(
        of_month(&shipped(), october(), &[before.clone(), after.clone()]),
        []
    );
    after.boarding_area = "102024".parse().unwrap();
    assert_ne!(after.boarding_area.to_string(), MAEBASHI);
    let found = of_month(&shipped(), october(), &[before, after]);
    assert_eq!(codes(&found), [(Code::ImpossibleTravel, Some(trip(2)))]);
}

#[test]
fn a_trip_in_between_does_not_explain_where_somebody_boards() {
    let elsewhere = |mut row: MonthRide| {
        row.boarding_area = "102024".parse().unwrap();
        row
    };
    let before = month_ride(ride(1, ("v-1", "d-1"), (0, 20), &["R-1"]), 1_500);
    let between = month_ride(ride(2, ("v-2", "d-2"), (21, 1), &["R-1"]), 1_500);
    let after = month_ride(ride(3, ("v-3", "d-3"), (23, 20), &["R-1"]), 1_500);
    let rides = [before, between, elsewhere(after)];
    let against: BTreeSet<_> = of_month(&shipped(), october(), &rides)
        .into_iter()
        .map(|one| (one.trip, one.subject))
        .collect();
    let told = |before| (Some(trip(3)), trip(before).to_string());
    assert_eq!(against, [told(1), told(2)].into_iter().collect());
}

#[test]
fn fares_that_gather_under_the_notch_are_told() {
    let spread = |number: u32| 1_000 + 40 * i64::from(number % 50);
    let month = |fare: &dyn Fn(u32) -> i64| -> Vec<MonthRide> {
        let rides = (0..100).map(|n| {
            let (driver, begin) = (format!("d-{n}"), i64::from(n) * 90);
            month_ride(ride(n, ("v-1", &driver), (begin, 10), &[]), fare(n))
        });
        rides.collect()
    };
    assert_eq!(of_month(&shipped(), october(), &month(&spread)), []);
    let padded = |number: u32| if number < 40 { 1_990 } else { spread(number) };
    let found = of_month(&shipped(), october(), &month(&padded));
    assert_eq!(codes(&found), [(Code::Bunching, None)]);
    let numbers = &found[0].evidence.numbers;
    assert!(numbers["in_band"] >= 40);
    // With how many there are in the bands around it.
    let bands: Vec<_> = numbers
        .iter()
        .filter(|(name, _)| name.starts_with("band_"))
        .map(|(name, rows)| (name.as_str(), *rows))
        .collect();
    assert_eq!(bands.len(), 5);
    assert_eq!(bands[2], ("band_001901_002000", numbers["in_band"]));
    let beside = bands[1].1 + bands[3].1;
    assert_eq!(beside, numbers["beside_it"]);
}

#[test]
fn fares_that_gather_where_the_subsidy_is_more_at_once_are_told() {
    let rides: Vec<MonthRide> = (0..60)
        .map(|n| {
            let fare = if n < 40 {
                1_000
            } else {
                700 + 10 * i64::from(n)
            };
            let driver = format!("d-{n}");
            let ride = ride(n, ("v-1", &driver), (i64::from(n) * 90, 10), &[]);
            month_ride(ride, fare)
        })
        .collect();
    let at = |notch| super::of_month(&shipped(), &[notch], october(), &rides);
    let found = at(Notch::Jumps(Yen::new(1_000)));
    assert_eq!(codes(&found), [(Code::Bunching, None)]);
    assert_eq!(found[0].subject, "operator from 1000");
    assert_eq!(at(Notch::Jumps(Yen::new(1_100))), []);
}

#[test]
fn a_card_and_a_driver_that_are_always_together_are_told() {
    let month = |drivers: u32| -> Vec<MonthRide> {
        let rides = (0..12).map(|n| {
            let driver = format!("d-{}", n % drivers);
            month_ride(
                ride(n, ("v-1", &driver), (i64::from(n) * 600, 10), &["R-1"]),
                1_500,
            )
        });
        rides.collect()
    };
    assert_eq!(of_month(&shipped(), october(), &month(3)), []);
    let found = of_month(&shipped(), october(), &month(1));
    assert_eq!(codes(&found), [(Code::DriverCardConcentration, None)]);
    assert_eq!(found[0].subject, "d-0 R-1");
}

#[test]
fn a_terminal_that_is_always_broken_is_told() {
    let month = |weak: u32| -> Vec<MonthRide> {
        let rides = (0..20).map(|n| MonthRide {
            weak_taps: i64::from(n < weak),
            ..month_ride(
                ride(n, ("v-1", &format!("d-{n}")), (i64::from(n) * 600, 10), &[]),
                1_500,
            )
        });
        rides.collect()
    };
    assert_eq!(of_month(&shipped(), october(), &month(7)), []);
    let found = of_month(&shipped(), october(), &month(8));
    assert_eq!(codes(&found), [(Code::WeakTaps, None)]);
    assert_eq!(found[0].evidence.trips.len(), 8);
}

#[test]
fn more_trips_than_one_can_drive_are_told_once() {
    let month = |every: i64| -> Vec<MonthRide> {
        let rides = (0..14)
            .map(|n| month_ride(ride(n, ("v-1", "d-1"), (i64::from(n) * every, 2), &[]), 800));
        rides.collect()
    };
    assert_eq!(of_month(&shipped(), october(), &month(10)), []);
    let found = of_month(&shipped(), october(), &month(8));
    assert_eq!(codes(&found), [(Code::Burst, None)]);
}

/// What is found of a claimed ride of `minutes` by itself.
fn moved(minutes: i64, meter: i64, distance_m: u32) -> bool {
    let parameters = shipped().no_movement;
    let movement = Movement {
        meter: Yen::new(meter),
        distance_m,
    };
    let claimed = ride(1, ("v-1", "d-1"), (0, minutes), &["R-1"]);
    let found = no_movement(parameters, &claimed, movement);
    let nobody = ride(1, ("v-1", "d-1"), (0, minutes), &[]);
    assert_eq!(no_movement(parameters, &nobody, movement), None);
    if let Some(found) = &found {
        assert_eq!((found.code, found.trip), (Code::NoMovement, Some(trip(1))));
        assert_eq!(found.evidence.numbers["distance_m"], i64::from(distance_m));
    }
    found.is_none()
}

#[test]
fn a_fare_without_a_ride_is_told_and_a_short_or_a_fast_ride_is_not() {
    // Charged, and hardly moved; a base fare is charged for any ride.
    assert!(!moved(10, 1_000, 0));
    assert!(!moved(10, 5_000, 200));
    assert!(moved(10, 999, 0));
    assert!(moved(10, 1_000, 201));
    // Further than one drives in the time; a meter tells whole minutes.
    assert!(!moved(0, 3_000, 8_000));
    assert!(!moved(5, 6_000, 12_001));
    assert!(moved(5, 6_000, 12_000));
    assert!(moved(60, 40_000, 100_000));
    // A meter that was left on for days.
    assert!(moved(5_000, 100_000, u32::MAX / 1_000));
}

#[test]
fn what_came_in_under_other_parameters_is_looked_at_with_its_month() {
    let mut still = month_ride(ride(1, ("v-1", "d-1"), (0, 10), &["R-1"]), 2_500);
    still.movement.distance_m = 0;
    let found = of_month(&shipped(), october(), &[still]);
    assert_eq!(codes(&found), [(Code::NoMovement, Some(trip(1)))]);
}

/// A month in which each of `trips` is how often one registrant rode.
fn month_of(trips: &[u32]) -> Vec<MonthRide> {
    let riders = (0..).zip(trips).flat_map(|(who, trips)| {
        let rider = format!("R-{who}");
        (0..*trips).map(move |n| {
            // Each in a car of their own, with another driver each time.
            let (vehicle, driver) = (format!("v-{who}"), format!("d-{who}-{n}"));
            let at = (i64::from(n) * 90, 10);
            let ride = ride(who * 1_000 + n, (&vehicle, &driver), at, &[&rider]);
            month_ride(ride, 800)
        })
    });
    riders.collect()
}

fn outliers(trips: &[u32]) -> Vec<(String, String)> {
    let found = of_month(&shipped(), october(), &month_of(trips));
    let of = found
        .iter()
        .filter(|one| one.code == Code::FrequencyOutlier);
    of.map(|one| (one.subject.clone(), one.operator.to_string()))
        .collect()
}

#[test]
fn who_rides_far_more_often_than_others_is_told_and_who_rides_often_is_not() {
    assert_eq!(outliers(&[40]), []);
    assert_eq!(outliers(&[41]), [("R-0".into(), "op-1".into())]);
    // Six times what is usual, where there are enough to say what that is.
    let with = |most: u32, others: usize| {
        let mut trips = vec![most];
        trips.extend(vec![3; others]);
        outliers(&trips)
    };
    assert_eq!(with(18, 19).len(), 1);
    assert_eq!(with(17, 19), []);
    assert_eq!(with(18, 18), []);
    // Where hardly anybody rides, often is not yet far too often.
    let mut seldom = vec![14];
    seldom.extend(vec![1; 30]);
    assert_eq!(outliers(&seldom), []);
}

#[test]
fn each_operator_that_drove_somebody_too_often_is_told_of_its_own_trips() {
    let mut rides = month_of(&[50]);
    for row in rides.iter_mut().take(5) {
        row.ride.operator = "op-2".parse().unwrap();
    }
    let found = of_month(&shipped(), october(), &rides);
    let told: Vec<_> = found
        .iter()
        .filter(|one| one.code == Code::FrequencyOutlier)
        .map(|one| {
            let numbers = &one.evidence.numbers;
            let counted = (numbers["with_the_operator"], numbers["trips"]);
            (one.operator.as_str(), one.evidence.trips.len(), counted)
        })
        .collect();
    assert_eq!(told, [("op-1", 45, (45, 50)), ("op-2", 5, (5, 50))]);
}

prop_compose! {
    fn any_ride(number: u32)(
        vehicle in 1..4, driver in 1..4, begin in 0_i64..300, minutes in 0_i64..60,
        riders in prop::collection::btree_set(1..5, 0..3),
    ) -> Ride {
        let riders: Vec<String> = riders.iter().map(|id| format!("R-{id}")).collect();
        let riders: Vec<&str> = riders.iter().map(String::as_str).collect();
        ride(number, (&format!("v-{vehicle}"), &format!("d-{driver}")), (begin, minutes), &riders)
    }
}

fn any_rides() -> impl Strategy<Value = Vec<Ride>> {
    (0..12_u32).prop_flat_map(|length| (0..length).map(any_ride).collect::<Vec<_>>())
}

fn told(found: &[Found]) -> BTreeSet<(Code, Option<domain::TripId>, Option<i16>, String)> {
    let key = |one: &Found| (one.code, one.trip, one.ordinal, one.subject.clone());
    found.iter().map(key).collect()
}

proptest! {
    #[test]
    fn the_order_of_trips_changes_no_finding(rides in any_rides(), seed in any::<u64>()) {
        let parameters = shipped();
        let mut shuffled = rides.clone();
        shuffled.sort_by_key(|ride| ride.sequence.wrapping_mul(seed | 1));
        prop_assert_eq!(told(&near(&parameters, &rides)), told(&near(&parameters, &shuffled)));
    }

    /// What a city hears of a pair is the same whatever else there is.
    #[test]
    fn pairs_are_told_of_by_themselves(rides in any_rides()) {
        let parameters = shipped();
        let of_two = |one: &Found| one.code != Code::SameCardAgain;
        let mut by_pairs = Vec::new();
        for (index, one) in rides.iter().enumerate() {
            for other in &rides[..index] {
                by_pairs.extend(near(&parameters, &[one.clone(), other.clone()]));
            }
        }
        let together = near(&parameters, &rides).into_iter().filter(of_two).collect::<Vec<_>>();
        prop_assert_eq!(told(&together), told(&by_pairs));
    }

    #[test]
    fn the_order_of_trips_changes_nothing_about_a_month(
        rides in any_rides(), seed in any::<u64>(), fares in prop::collection::vec(1_800_i64..2_200, 12),
    ) {
        let lenient = [("at_least = 20", "at_least = 2"), ("at_least = 12", "at_least = 2"),
            ("more_than = 6", "more_than = 2"), ("more_than = 40", "more_than = 2"),
            ("percent = 300", "percent = 100")];
        let file = lenient.iter().fold(SHIPPED.to_owned(), |file, (from, to)| file.replace(from, to));
        let parameters = Parameters::parse(&file).unwrap();
        let rides: Vec<_> = rides.into_iter().zip(fares)
            .map(|(ride, fare)| month_ride(ride, fare)).collect();
        let mut shuffled = rides.clone();
        shuffled.sort_by_key(|row| row.ride.sequence.wrapping_mul(seed | 1));
        prop_assert_eq!(
            of_month(&parameters, october(), &rides),
            of_month(&parameters, october(), &shuffled)
        );
    }

    #[test]
    fn overlaps_are_exactly_the_pairs_that_overlap(rides in any_rides()) {
        let found = near(&shipped(), &rides);
        let told: BTreeSet<_> = found
            .iter()
            .filter(|one| one.code == Code::VehicleOverlap)
            .map(|one| (one.trip.unwrap().to_string(), one.subject.clone()))
            .collect();
        let mut expected = BTreeSet::new();
        for one in &rides {
            for other in &rides {
                let both = one.boarded_at.max(other.boarded_at)..one.alighted_at.min(other.alighted_at);
                let minute = both.end.seconds_since(both.start) > 60;
                if one.trip != other.trip && one.vehicle == other.vehicle && minute {
                    expected.insert((one.trip.to_string(), other.trip.to_string()));
                }
            }
        }
        prop_assert_eq!(told, expected);
    }
}
