//! The comparison without a database.

use domain::{Assurance, Fare, RegistrantId, ServiceDate, Trip, Yen};
use rules::{Counters, Rider, Scheme, Tally, Used, shipped};

use super::*;

const MAEBASHI: &str = "102016";

fn scheme(text: &str) -> Scheme {
    Scheme::parse("scheme.toml", text).unwrap()
}

fn rider(id: &str) -> Rider {
    Rider {
        id: RegistrantId::new(id).unwrap(),
        grounds: ["age75"].into_iter().collect(),
        registered_on: "2026-04-01".parse().unwrap(),
        units: None,
        instrument: None,
        assurance: Assurance::A2,
        used: Used::default(),
        refund_requested_on: None,
    }
}

/// Alone, at a time of October 2026, for which so much was paid.
fn ride(boarded: &str, meter: i64, rider: Rider, paid: i64) -> SimulatedTrip {
    let boarded_at: domain::Timestamp = format!("2026-10-{boarded}:00+09:00").parse().unwrap();
    let account = Account {
        paid: Some(Paid {
            yen: Yen::new(paid),
            units: u32::from(paid > 0),
        }),
        ..Account::default()
    };
    SimulatedTrip {
        trip: Trip {
            boarded_at,
            alighted_at: boarded_at.plus_seconds(1_200),
            boarding_area: MAEBASHI.parse().unwrap(),
            alighting_area: MAEBASHI.parse().unwrap(),
            distance_m: 5_200,
            fare: Fare::meter(Yen::new(meter)),
            companions: 0,
        },
        operator: None,
        riders: vec![(rider, account)],
    }
}

fn tried(new: &Scheme, counters: Counters, trips: &[SimulatedTrip]) -> Simulation {
    let plan = Plan {
        new,
        as_of: None,
        choices: Choices::AsFarAsKnown,
    };
    let mut simulator = Simulator::new(plan, None, counters).unwrap();
    for trip in trips {
        simulator.add(trip).unwrap();
    }
    simulator.finish().unwrap()
}

#[test]
fn the_new_scheme_counts_what_it_gives_itself() {
    // 4,000 yen take both uses of the day; under the old rules there was one left.
    let trips = [
        ride("05T10:00", 4_000, rider("r1"), 1_000),
        ride("05T12:00", 1_500, rider("r1"), 750),
        ride("06T12:00", 1_500, rider("r1"), 750),
    ];
    let found = tried(&scheme(shipped::MAEBASHI), Counters::default(), &trips);
    assert_eq!(found.total.new_yen, Yen::new(2_000 + 750));
    assert_eq!(found.total.new_units, 3);
    assert_eq!(found.total.unchanged, 0);
    assert_eq!(found.total.difference_yen, Yen::new(250));
}

#[test]
fn what_was_used_before_the_span_counts() {
    let mut before = Counters::default();
    let (who, day) = (rider("r1").id, "2026-09-30".parse::<ServiceDate>().unwrap());
    before.add(&who, None, day, Tally::of_uses(69)).unwrap();
    let trips = [
        ride("05T10:00", 4_000, rider("r1"), 1_000),
        ride("06T10:00", 1_500, rider("r1"), 750),
    ];
    let found = tried(&scheme(shipped::MAEBASHI), before, &trips);
    assert_eq!(
        found.total.new_yen,
        Yen::new(1_000),
        "the last use of the year"
    );
    assert_eq!(found.total.losing, 1);
    assert_eq!(found.largest_loss_yen, Yen::new(750));
}

#[test]
fn what_the_city_bore_over_a_limit_it_bears_again() {
    let mut trips = [
        ride("05T10:00", 1_500, rider("r1"), 750),
        ride("05T12:00", 1_500, rider("r1"), 750),
        ride("05T15:00", 1_000, rider("r1"), 500),
    ];
    trips[2].riders[0].1.over_limit = true;
    let city = shipped::MAEBASHI;
    let operator = city.replace(r#"borne_by = "city""#, r#"borne_by = "operator""#);
    for (text, new_yen) in [(city, 2_000), (operator.as_str(), 1_500)] {
        let found = tried(&scheme(text), Counters::default(), &trips);
        assert_eq!(found.total.new_yen, Yen::new(new_yen));
        assert_eq!(found.total.new_units, 2);
    }
}

#[test]
fn what_is_held_is_told_and_not_counted_as_paid() {
    let doubtful = Rider {
        assurance: Assurance::A1,
        ..rider("r1")
    };
    let trips = [ride("05T10:00", 1_500, doubtful, 0)];
    let found = tried(&scheme(shipped::MAEBASHI), Counters::default(), &trips);
    let held = Held {
        claims: 1,
        yen: Yen::new(750),
    };
    assert_eq!(found.held, held);
    assert_eq!(found.total.new_yen, Yen::ZERO);
}

#[test]
fn a_ticket_that_the_new_scheme_does_not_have_counts_as_its_first() {
    let share = Rider {
        instrument: Some("share".to_owned()),
        ..rider("r1")
    };
    let trips = [ride("05T10:00", 1_500, share, 0)];
    let new = scheme(shipped::MAEBASHI);
    let found = tried(&new, Counters::default(), &trips);
    assert_eq!(found.total.new_yen, Yen::new(750));
}

#[test]
fn a_registrant_gains_or_loses_over_the_whole_span() {
    let trips = [
        ride("05T10:00", 1_500, rider("r1"), 0),
        ride("06T10:00", 1_500, rider("r1"), 2_000),
        ride("06T10:00", 1_500, rider("r2"), 0),
        ride("06T10:00", 1_500, rider("r3"), 750),
    ];
    let found = tried(&scheme(shipped::MAEBASHI), Counters::default(), &trips);
    let total = found.total;
    assert_eq!((total.losing, total.gaining, total.unchanged), (1, 1, 1));
    assert_eq!(total.difference_yen, Yen::new(250));
    let in_bands = found.bands.iter().map(|band| band.registrants);
    assert_eq!(in_bands.sum::<u64>(), total.registrants);
}

#[test]
fn nothing_at_all_is_a_simulation_too() {
    let found = tried(&scheme(shipped::MAEBASHI), Counters::default(), &[]);
    assert_eq!(found.total, Figures::default());
    assert_eq!(found.first_date, None);
    assert!(found.by_operator.is_empty());
}
