//! The guide for the operator names every meter there is, and none that is not.

use std::collections::BTreeSet;
use std::time::Duration;

use meters::{Books, ClockOutcome, Pool, RecordOutcome, TransactionOutcome, Treatment, meters};

const GUIDE: &str = include_str!("../../../docs/operator.md");

/// Each meter shows itself once something was counted.
fn count_everything() {
    let (meters, took) = (meters(), Duration::from_millis(1));
    meters.http.answered("takeInTrips", 200, took);
    meters.intake.answered(RecordOutcome::Created, 1);
    meters
        .database
        .ended("take_in_trips", TransactionOutcome::Committed, took);
    meters.database.retried("take_in_trips");
    meters.database.pool(Pool {
        name: "intake",
        most: 4,
        open: 1,
        idle: 1,
        waiting: 0,
    });
    meters.terminals.clock_off(ClockOutcome::Refused);
    meters.books.show(&Books {
        municipality: "102016".to_owned(),
        last_closing_at: Some(1),
        months_to_close: 0,
        last_trip_at: Some(1),
        gaps_waiting: 0,
        gaps_missed: 0,
        findings: vec![(Treatment::Hold, 0)],
        set_aside: 0,
    });
}

/// Names of meters in `text`, without what a histogram puts behind its own.
fn named(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_ascii_lowercase() && c != '_')
        .filter(|word| word.starts_with("mytaku_") || word.starts_with("process_"))
        .filter(|word| *word != "mytaku_books_")
        .map(|word| word.trim_end_matches("_bucket").to_owned())
        .collect()
}

#[test]
fn the_guide_names_every_meter_and_no_other() {
    count_everything();
    let text = meters::exposition().unwrap();
    let there: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
        .map(ToOwned::to_owned)
        .collect();
    let start = GUIDE.find("## Meters").unwrap();
    let end = GUIDE.find("## Logs").unwrap();
    let documented = named(GUIDE.get(start..end).unwrap());
    assert_eq!(there, documented);
}
