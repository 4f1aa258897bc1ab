//! What changes from one version to another, and for whom.

use rules::diff::{Diff, Direction, diff};

use crate::{maebashi, plain, scheme, schemes};

fn of_maebashi(from: usize, to: usize) -> Diff {
    let scheme = maebashi();
    diff(
        &scheme.versions()[from],
        &scheme.versions()[to],
        scheme.municipality(),
    )
}

#[test]
fn since_2024_longer_trips_alone_are_given_more() {
    insta::assert_json_snapshot!(of_maebashi(2, 3));
}

#[test]
fn since_2021_evenings_are_given_more_and_many_uses_less() {
    let diff = of_maebashi(0, 1);
    let keys: Vec<&str> = diff
        .changes
        .iter()
        .map(|change| change.key.as_str())
        .collect();
    assert_eq!(keys, ["hours", "limit.fiscal_year"]);
    let effects: Vec<(Direction, &str)> = diff
        .effects
        .iter()
        .map(|effect| {
            (
                effect.change,
                effect.circumstance.as_ref().unwrap().ja.as_str(),
            )
        })
        .collect();
    assert_eq!(
        effects,
        [
            (Direction::LessSubsidy, "その年度にすでに70回使った方"),
            (Direction::MoreSubsidy, "午後6時1分から午後7時までの乗車"),
        ]
    );
}

#[test]
fn nothing_changes_from_2021_to_2022() {
    let diff = of_maebashi(1, 2);
    assert_eq!((diff.changes.len(), diff.effects.len()), (0, 0));
}

#[test]
fn back_and_forth_the_same_rows_turn_round() {
    let (there, back) = (of_maebashi(2, 3), of_maebashi(3, 2));
    let [more] = there.effects.as_slice() else {
        panic!("{there:?}")
    };
    let [less] = back.effects.as_slice() else {
        panic!("{back:?}")
    };
    assert_eq!(
        (more.change, less.change),
        (Direction::MoreSubsidy, Direction::LessSubsidy)
    );
    assert_eq!(more.fare_yen, less.fare_yen);
    assert_eq!(more.subsidy_after_yen, less.subsidy_before_yen);
}

#[test]
fn a_ground_that_only_one_version_has_is_named() {
    let one = maebashi();
    let text = rules::shipped::MAEBASHI.replace("\"maternity\"", "\"parents\"");
    let other = scheme("other.toml", &text);
    let (a, b) = (
        one.versions().last().unwrap(),
        other.versions().last().unwrap(),
    );
    let diff = diff(a, b, None);
    let ids = |named: &[rules::diff::Named]| -> Vec<String> {
        named.iter().map(|named| named.id.clone()).collect()
    };
    assert_eq!(ids(&diff.admitted), ["parents"]);
    assert_eq!(ids(&diff.no_longer_admitted), ["maternity"]);
    let rows: Vec<(String, Direction, i64)> = diff
        .effects
        .iter()
        .map(|effect| {
            let who = ids(effect.who.as_ref().unwrap()).concat();
            (who, effect.change, effect.fare_yen.from.get())
        })
        .collect();
    let to_10_000 = |who: &str, change| (who.to_owned(), change, 500);
    assert_eq!(
        rows,
        [
            to_10_000("parents", Direction::MoreSubsidy),
            to_10_000("maternity", Direction::LessSubsidy),
        ]
    );
}

const FARE: &str = "[version.fare]";

/// What is special where the subsidy falls, once `hours` hold.
fn lost_with(hours: &str) -> Vec<String> {
    let hours = format!("{hours}\n{FARE}");
    let (one, other) = (plain(&[]), plain(&[(FARE, &hours)]));
    let diff = diff(&one.versions()[0], &other.versions()[0], None);
    let rows = diff.effects.iter().map(|effect| {
        assert_eq!(effect.change, Direction::LessSubsidy);
        effect.circumstance.as_ref().unwrap().ja.clone()
    });
    rows.collect()
}

#[test]
fn who_rides_outside_a_new_window_loses_and_nobody_else() {
    // The example rides at ten in the evening.
    let window = "[version.hours]\nfrom = 09:00:00\nuntil = 22:00:00\nuntil_included = true\n";
    assert_eq!(
        lost_with(&format!("{window}counted_by = \"boarding\"")),
        ["午前0時から午前8時59分までと午後10時1分から午後11時59分までの乗車"]
    );
    assert_eq!(
        lost_with(
            &format!("{window}counted_by = \"alighting\"\ndays = [\"friday\", \"saturday\"]")
                .replace("22:00:00", "23:00:00")
        ),
        [
            "月曜日・火曜日・水曜日・木曜日・日曜日、金曜日・土曜日の午前0時から午前8時59分までと午後11時1分から午後11時59分までの降車"
        ]
    );
}

#[test]
fn a_night_past_midnight_is_of_the_day_it_begins_on_also_in_a_diff() {
    let nights = "[version.hours]\nfrom = 21:00:00\nuntil = 02:00:00\nuntil_included = true\n\
                  counted_by = \"boarding\"\ndays = [\"friday\", \"saturday\"]";
    assert_eq!(
        lost_with(nights),
        [
            "月曜日・火曜日・水曜日・木曜日、金曜日の午前0時から午後8時59分まで、\
            土曜日の午前2時1分から午後8時59分まで、日曜日の午前2時1分から午後11時59分までの乗車"
        ]
    );
}

#[test]
fn holidays_are_told_apart_from_the_day_of_the_week_they_fall_on() {
    let window = "[version.hours]\nfrom = 00:00:00\nuntil = 23:59:00\nuntil_included = true\n\
                  counted_by = \"boarding\"\n\
                  days = [\"monday\", \"tuesday\", \"wednesday\", \"thursday\", \"friday\", \"national_holiday\"]";
    assert_eq!(
        lost_with(window),
        ["土曜日・日曜日（国民の祝日・休日を除く）の乗車"]
    );
}

/// The circumstance, whose it is, the change.
fn rows(diff: &Diff) -> Vec<(&str, &str, Direction)> {
    let mut rows = Vec::new();
    for effect in &diff.effects {
        let circumstance = effect.circumstance.as_ref().map_or("", |it| it.ja.as_str());
        let who = effect.who.as_ref().map_or("", |who| who[0].id.as_str());
        rows.push((circumstance, who, effect.change));
    }
    rows
}

#[test]
fn where_no_ground_is_in_both_who_holds_either_gains_or_loses() {
    let (one, other) = (plain(&[]), plain(&[("age75", "age80")]));
    let diff = diff(&one.versions()[0], &other.versions()[0], None);
    let expected = [
        ("", "age80", Direction::MoreSubsidy),
        ("", "age75", Direction::LessSubsidy),
    ];
    assert_eq!(rows(&diff), expected);
}

#[test]
fn a_ground_that_now_ends_and_a_shorter_refund_are_told() {
    let one = plain(&[]);
    let ends = plain(&[
        (
            "\"75 or older\"",
            "\"75 or older\", ends = { after_months = 12 }",
        ),
        ("within_days = 14", "within_days = 7"),
    ]);
    let diff = diff(&one.versions()[0], &ends.versions()[0], None);
    let expected = [
        ("登録から13か月たった方", "", Direction::LessSubsidy),
        (
            "タッチせず、8日後から14日後までに申請したとき",
            "",
            Direction::LessSubsidy,
        ),
    ];
    assert_eq!(rows(&diff), expected);
}

#[test]
fn who_loses_one_of_two_grounds_is_told_apart_from_who_loses_the_only_one() {
    let two = "[{ id = \"care\", ja = \"要介護\", en = \"care\" }, { id = \"age75\"";
    let amounts = "[[version.amount]]\nid = \"care\"\nja = \"要介護\"\nen = \"care\"\n\
                   when = { grounds = [\"care\"] }\nsteps = [{ amount_yen = 6_000 }]\n[[version.amount]]\nid = \"a\"";
    let of_care = "[[version.example]]\nname = \"care\"\nmeter_yen = 1000\n\
                   registrants = [{ grounds = [\"care\"] }]\n\
                   expect = { subsidy_yen = 1000, passenger_pays_yen = 0 }";
    let one = plain(&[
        ("[{ id = \"age75\"", two),
        ("[[version.amount]]\nid = \"a\"", amounts),
        (
            "registrants = [{}]",
            "registrants = [{ grounds = [\"age75\"] }]",
        ),
        (
            "[[version.example]]",
            &format!("{of_care}\n[[version.example]]"),
        ),
    ]);
    let other = plain(&[]);
    let diff = diff(&one.versions()[0], &other.versions()[0], None);
    let expected = [
        ("", "care", Direction::LessSubsidy),
        ("「要介護」にも当たる方", "", Direction::LessSubsidy),
    ];
    assert_eq!(rows(&diff), expected);
}

#[test]
fn a_new_exclusion_is_told() {
    let one = plain(&[]);
    let excluded = "\nexcluded_by = [{ id = \"inpatient\", ja = \"入院中\", en = \"in hospital\" }]\n[version.fare]";
    let other = plain(&[(FARE, excluded)]);
    let diff = diff(&one.versions()[0], &other.versions()[0], None);
    assert_eq!(
        rows(&diff),
        [("「入院中」にも当たる方", "", Direction::LessSubsidy)]
    );
}

#[test]
fn what_was_tried_is_said_even_where_nothing_changes() {
    let one = plain(&[]);
    let tried = diff(&one.versions()[0], &one.versions()[0], None).tried;
    assert_eq!(
        tried.ja,
        "運賃500円から10,000円まで、登録者1人から3人、要件は1つずつ、ふだんの乗車は2026年4月1日午前10時。"
    );
}

#[test]
fn any_two_schemes_can_be_compared() {
    let schemes = schemes();
    for (one, other) in schemes.iter().zip(schemes.iter().skip(1)) {
        let (a, b) = (
            one.versions().last().unwrap(),
            other.versions().last().unwrap(),
        );
        assert!(
            !diff(a, b, None).changes.is_empty(),
            "{} {}",
            one.id(),
            other.id()
        );
    }
}

#[test]
fn a_version_does_not_differ_from_itself() {
    for (name, text) in rules::shipped::ALL {
        let scheme = scheme(name, text);
        let version = scheme.versions().last().unwrap();
        let diff = diff(version, version, None);
        assert_eq!((diff.changes.len(), diff.effects.len()), (0, 0), "{name}");
    }
}
