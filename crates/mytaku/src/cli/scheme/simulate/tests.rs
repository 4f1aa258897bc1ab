//! Maebashi's rules of 2024 tried on trips of 2023; every figure worked out by
//! hand.

use std::fs;

use clap::Parser;
use domain::Yen;
use settlement::simulation::{Figures, GroupFigures};

use super::*;

/// A trip of so many minutes past some hour, with registrants as JSON.
fn trip(boarded: &str, meter: i64, operator: &str, registrants: &[String]) -> String {
    format!(
        r#"{{"id":"t","boarded_at":"2023-06-{boarded}:00+09:00","alighted_at":"2023-06-{boarded}:59+09:00","boarding_area":"102016","alighting_area":"102016","distance_m":5200,"fare":{{"meter_yen":{meter}}},{operator}"registrants":[{}]}}"#,
        registrants.join(",")
    )
}

fn registrant(id: &str, ground: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","grounds":["{ground}"],"registered_on":"2023-04-01","assurance":"A2"{more}}}"#
    )
}

/// | trip | aboard | 2022: paid, uses | 2024: paid, uses |
/// |---|---|---|---|
/// | 4,000 | r1 | half, at most 1,000: 1,000, 1 | twice: 2,000, 2 |
/// | 1,500 | r1 | 750, 1 | the day's two are used: 0 |
/// | 1,800 | r1, r2 | r1 has none left; r2 alone: 900, 1 | the same: 900, 1 |
/// | 1,500 at 19:30 | r2 | 0 | 0 |
/// | 5,000 | r3 with one left | 1,000, 1 | 1,000, 1 |
/// | 1,500 | r3 with none left | 0 | 0 |
/// | 3,000 | r4 on no ground | 0 | 0 |
fn trips() -> String {
    let r1 = || registrant("r1", "age75", r#","district":"城南""#);
    let r2 = || registrant("r2", "age75", r#","district":"南橘""#);
    let r3 = || {
        let more = r#","district":"南橘","used":{"fiscal_year":69}"#;
        registrant("r3", "disability", more)
    };
    let (op1, op2) = (r#""operator":"op-1","#, r#""operator":"op-2","#);
    [
        trip("05T10:00", 4_000, op1, &[r1()]),
        trip("05T12:00", 1_500, op1, &[r1()]),
        trip("05T15:00", 1_800, op2, &[r1(), r2()]),
        trip("06T19:30", 1_500, op2, &[r2()]),
        trip("06T10:00", 5_000, op2, &[r3()]),
        trip("07T10:00", 1_500, op2, &[r3()]),
        trip("07T11:00", 3_000, "", &[registrant("r4", "tea", "")]),
    ]
    .join("\n")
}

fn maebashi() -> Scheme {
    Scheme::parse("maebashi.toml", rules::shipped::MAEBASHI).unwrap()
}

/// By the rules of 2024, or else each day's.
fn plan<'s>(new: &'s Scheme, as_of: Option<&str>) -> Plan<'s> {
    Plan {
        new,
        as_of: as_of.map(|date| date.parse().unwrap()),
        choices: Choices::AsFarAsKnown,
    }
}

fn found(plan: Plan<'_>, against: Option<&Scheme>, trips: &str) -> anyhow::Result<Simulation> {
    let source = Source::File("trips.jsonl".to_owned());
    simulate(&plan, against, Lines::new(trips.as_bytes(), source), 0)
}

fn of_2024(trips: &str) -> Simulation {
    let scheme = maebashi();
    found(plan(&scheme, Some("2024-04-01")), Some(&scheme), trips).unwrap()
}

#[test]
fn the_difference_is_what_one_works_out_by_hand() {
    let found = of_2024(&trips());
    let expected = Figures {
        trips: 7,
        claims: 8,
        registrants: 4,
        gaining: 1,
        losing: 0,
        unchanged: 3,
        paid_yen: Yen::new(3_650),
        new_yen: Yen::new(3_900),
        difference_yen: Yen::new(250),
        paid_units: 4,
        new_units: 4,
    };
    assert_eq!(found.total, expected);
    assert_eq!(found.difference_per_mille, Some(68));
    assert_eq!(found.largest_gain_yen, Yen::new(250));
    assert_eq!(found.largest_loss_yen, Yen::ZERO);
    let names = |groups: &[GroupFigures]| -> Vec<Option<String>> {
        groups.iter().map(|group| group.name.clone()).collect()
    };
    let by_ground = [Some("75歳以上"), Some("身体・知的・精神・発達障害"), None];
    assert_eq!(
        names(&found.by_ground),
        by_ground.map(|name| name.map(str::to_owned))
    );
    assert_eq!(found.versions[0].version, "2024-04-01");
    assert_eq!(found.last_version_not_tried, None);
}

#[test]
fn a_spreadsheet_gets_a_row_for_each_group() {
    let text = String::from_utf8(csv::csv(&of_2024(&trips())).unwrap()).unwrap();
    let expected = "\u{feff}\
        kind,group,trips,claims,registrants,gaining,losing,unchanged,paid_yen,new_yen,difference_yen,paid_units,new_units\r\n\
        total,,7,8,4,1,0,3,3650,3900,250,4,4\r\n\
        ground,age75,4,5,2,1,0,1,2650,2900,250,3,3\r\n\
        ground,disability,2,2,1,0,0,1,1000,1000,0,1,1\r\n\
        ground,,1,1,1,0,0,1,0,0,0,0,0\r\n\
        district,南橘,4,4,2,0,0,2,1900,1900,0,2,2\r\n\
        district,城南,3,3,1,1,0,0,1750,2000,250,2,2\r\n\
        district,,1,1,1,0,0,1,0,0,0,0,0\r\n\
        operator,op-1,2,2,1,1,0,0,1750,2000,250,2,2\r\n\
        operator,op-2,4,5,3,0,0,3,1900,1900,0,2,2\r\n\
        operator,,1,1,1,0,0,1,0,0,0,0,0\r\n";
    assert_eq!(text, expected);
}

#[test]
fn the_table_can_be_read_and_names_nobody() {
    let text = words::in_words(&of_2024(&trips()));
    for part in [
        "乗車 / trips: 7 (2023-06-05 – 2023-06-07)",
        "+250 (+6.8%)",
        "75歳以上 age75",
        "城南",
        "op-2",
    ] {
        assert!(text.contains(part), "no {part} in\n{text}");
    }
    assert!(!text.contains("r1"), "{text}");
}

#[test]
fn what_a_line_says_was_paid_is_believed() {
    let paid = r#","paid_yen":800,"paid_units":1"#;
    let line = trip("05T10:00", 4_000, "", &[registrant("r1", "age75", paid)]);
    let scheme = maebashi();
    for against in [None, Some(&scheme)] {
        let found = found(plan(&scheme, None), against, &line).unwrap();
        // The rules of 2022, which are in force on that day.
        assert_eq!(found.total.paid_yen, Yen::new(800));
        assert_eq!(found.total.new_yen, Yen::new(1_000));
        assert_eq!(found.last_version_not_tried.as_deref(), Some("2024-04-01"));
        assert!(words::in_words(&found).contains("--as-of 2024-04-01"));
    }
}

#[test]
fn a_chosen_use_stands_unless_choices_are_ignored() {
    let line = trip(
        "05T10:00",
        4_000,
        "",
        &[registrant("r1", "age75", r#","units":1"#)],
    );
    let scheme = maebashi();
    for (choices, new_yen) in [(Choices::AsFarAsKnown, 1_000), (Choices::Open, 2_000)] {
        let plan = Plan {
            choices,
            ..plan(&scheme, Some("2024-04-01"))
        };
        let found = found(plan, Some(&scheme), &line).unwrap();
        assert_eq!(found.total.new_yen, Yen::new(new_yen), "{choices:?}");
    }
}

#[test]
fn a_line_that_cannot_be_simulated_is_named_with_what_to_do() {
    let scheme = maebashi();
    let good = trips();
    let error = |plan: Plan<'_>, against: Option<&Scheme>, trips: &str| {
        format!("{:#}", found(plan, against, trips).unwrap_err())
    };
    let not_stated = error(plan(&scheme, None), None, &good);
    assert!(not_stated.contains("line 1 of trips.jsonl"), "{not_stated}");
    assert!(not_stated.contains("--against"), "{not_stated}");

    let before_all = good.replace("2023-06-06", "2015-06-06");
    let no_version = error(plan(&scheme, None), Some(&scheme), &before_all);
    assert!(no_version.contains("line 4 of trips.jsonl"), "{no_version}");
    assert!(no_version.contains("--as-of 2024-04-01"), "{no_version}");

    let none_then = error(plan(&scheme, Some("2015-01-01")), Some(&scheme), &good);
    assert!(none_then.contains("2015-01-01"), "{none_then}");

    let misspelt = good.replacen("\"district\"", "\"distrikt\"", 1);
    let misspelt = error(plan(&scheme, None), Some(&scheme), &misspelt);
    assert!(misspelt.contains("line 1 of trips.jsonl"), "{misspelt}");
}

#[test]
fn the_command_writes_its_file_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("scheme.toml"), rules::shipped::MAEBASHI).unwrap();
    fs::write(path("trips.jsonl"), trips()).unwrap();
    fs::write(path("bad.jsonl"), format!("{}\ntea\n", trips())).unwrap();
    for (file, done) in [("bad.jsonl", false), ("trips.jsonl", true)] {
        let (scheme, trips, csv) = (path("scheme.toml"), path(file), path("out.csv"));
        let arguments = [
            "mytaku",
            "scheme",
            "simulate",
            "--scheme",
            &scheme,
            "--against",
            &scheme,
            "--as-of",
            "2024-04-01",
            "--trips",
            &trips,
            "--csv",
            &csv,
            "--json",
        ];
        let cli = crate::cli::Cli::try_parse_from(arguments).unwrap();
        assert_eq!(cli.command.run().is_ok(), done, "{file}");
        assert_eq!(fs::exists(path("out.csv")).unwrap(), done, "{file}");
    }
}

#[test]
fn trips_come_from_one_place() {
    let parse = |arguments: &[&str]| {
        let all = ["mytaku", "scheme", "simulate", "--scheme", "new.toml"];
        crate::cli::Cli::try_parse_from(all.iter().chain(arguments))
    };
    assert!(parse(&[]).is_err());
    assert!(parse(&["--trips", "t", "--from-database", "2026-10"]).is_err());
    assert!(parse(&["--from-database", "2026-10", "--against", "old.toml"]).is_err());
    assert!(parse(&["--from-database", "2026-13"]).is_err());
    assert!(parse(&["--from-database", "2026-04..2026-09"]).is_ok());
}
