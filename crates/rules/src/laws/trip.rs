//! Generated trips and registrants, with the grounds, tickets and places that
//! generated schemes know.

use chrono::NaiveDate;
use domain::{Assurance, Fare, MunicipalityCode, RegistrantId, ServiceDate, Timestamp, Trip, Yen};
use proptest::prelude::*;

use crate::{Rider, Tallies, Tally, Used};

prop_compose! {
    fn tally()(
        uses in prop_oneof![4 => 0_u32..6, 2 => 0_u32..80, 1 => any::<u32>()],
        fewer in 0_u32..3,
        amount in prop_oneof![3 => 0_i64..6_000, 1 => 0_i64..100_000],
    ) -> Tally {
        Tally { uses, trips: uses.saturating_sub(fewer), amount: Yen::new(amount) }
    }
}

prop_compose! {
    fn tallies()(day in tally(), month in tally(), half_year in tally(), fiscal_year in tally()) -> Tallies {
        Tallies { day, month, half_year, fiscal_year }
    }
}

fn used() -> impl Strategy<Value = Used> {
    prop_oneof![
        3 => Just(Used::default()),
        2 => tallies().prop_map(Used::same),
        1 => (tallies(), tallies()).prop_map(|(all, of_instrument)| Used { all, of_instrument }),
    ]
}

prop_compose! {
    fn rider()(
        ground in prop_oneof![6 => Just("age75"), 3 => Just("disability"), 1 => Just("owns_car"), 1 => Just("none")],
        second in proptest::option::weighted(0.2, Just("disability")),
        registered in 0_u16..4_000,
        units in proptest::option::of(0_u32..7),
        instrument in prop_oneof![5 => Just(None), 2 => Just(Some("general")), 2 => Just(Some("share")), 1 => Just(Some("other"))],
        assurance in prop_oneof![
            1 => Just(Assurance::A0), 1 => Just(Assurance::A1),
            5 => Just(Assurance::A2), 1 => Just(Assurance::A3),
        ],
        used in used(),
        asked in proptest::option::weighted(0.15, 0_u16..4_200),
    ) -> Rider {
        let grounds = [Some(ground), second].into_iter().flatten();
        Rider {
            id: RegistrantId::new("r").unwrap(),
            grounds: grounds.collect(),
            registered_on: date(registered),
            units,
            instrument: instrument.map(str::to_owned),
            assurance,
            used,
            refund_requested_on: asked.map(date),
        }
    }
}

fn date(days: u16) -> ServiceDate {
    let first = NaiveDate::from_ymd_opt(2016, 1, 23).unwrap();
    ServiceDate::from_date(first + chrono::Days::new(days.into()))
}

/// Up to six registrants, each another.
pub(super) fn riders() -> impl Strategy<Value = Vec<Rider>> {
    proptest::collection::vec(rider(), 0..7).prop_map(|mut riders| {
        for (index, rider) in riders.iter_mut().enumerate() {
            rider.id = RegistrantId::new(format!("r{index}")).unwrap();
        }
        riders
    })
}

prop_compose! {
    /// Any trip that a taxi can make from 2016 on.
    pub(super) fn trip()(
        minutes in 0_i64..6_000_000,
        lasts in 0_i64..90,
        areas in proptest::array::uniform2(prop_oneof![3 => Just("102016"), 1 => Just("102024")]),
        meter in prop_oneof![0_i64..8_000, 0_i64..=9_999_999],
        beside in proptest::array::uniform3(0_i64..3_000),
        base in 0_i64..900,
        distance_m in 0_u32..30_000,
        disability_discount in any::<bool>(),
        companions in any::<u8>(),
    ) -> Trip {
        let start: Timestamp = "2016-01-23T00:00:00+09:00".parse().unwrap();
        let boarded_at = start.plus_seconds(minutes * 60);
        let area = |code: &str| code.parse::<MunicipalityCode>().unwrap();
        let [pickup, toll, other] = beside.map(Yen::new);
        Trip {
            boarded_at,
            alighted_at: boarded_at.plus_seconds(lasts * 60),
            boarding_area: area(areas[0]),
            alighting_area: area(areas[1]),
            distance_m,
            fare: Fare {
                meter_yen: Yen::new(meter),
                pickup_yen: pickup,
                toll_yen: toll,
                other_yen: other,
                base_yen: Yen::new(base),
                disability_discount,
            },
            companions,
        }
    }
}

/// A plain registrant of Maebashi.
pub(super) fn plain() -> Rider {
    Rider {
        id: RegistrantId::new("plain").unwrap(),
        grounds: ["age75"].into_iter().collect(),
        registered_on: date(0),
        units: None,
        instrument: None,
        assurance: Assurance::A2,
        used: Used::default(),
        refund_requested_on: None,
    }
}

/// A trip in Maebashi at noon that costs `fare`, as JSON has it.
pub(super) fn of_fare(fare: &str) -> Trip {
    let boarded_at: Timestamp = "2026-11-02T12:00:00+09:00".parse().unwrap();
    let area: MunicipalityCode = "102016".parse().unwrap();
    Trip {
        boarded_at,
        alighted_at: boarded_at.plus_seconds(600),
        boarding_area: area,
        alighting_area: area,
        distance_m: 0,
        fare: serde_json::from_str(fare).unwrap(),
        companions: 0,
    }
}
