//! What the writer of a scheme file is told. Each case changes the shipped file
//! in one place and shows the whole message.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

use rules::{Scheme, shipped::MAEBASHI};

/// The message about the shipped file with the first `from` made `to`.
fn refused(from: &str, to: &str) -> String {
    assert!(MAEBASHI.contains(from), "{from}");
    refusal(&MAEBASHI.replacen(from, to, 1))
}

fn refusal(text: &str) -> String {
    Scheme::parse("schemes/maebashi.toml", text)
        .expect_err("the file must be refused")
        .to_string()
}

#[test]
fn an_unknown_key_is_shown_with_the_keys_there_are() {
    insta::assert_snapshot!(refused("until = 18:00:00", "untill = 18:00:00"));
}

#[test]
fn a_value_of_the_wrong_type_is_shown_with_what_it_should_be() {
    insta::assert_snapshot!(refused("most = 2", "most = \"2\""));
}

#[test]
fn a_word_outside_the_vocabulary_is_shown_with_the_words_there_are() {
    insta::assert_snapshot!(refused("\"either_end\" ", "\"anywhere\" "));
}

#[test]
fn an_amount_that_is_not_whole_yen_is_refused() {
    insta::assert_snapshot!(refused("at_most_yen = 1_000", "at_most_yen = 999.5"));
}

#[test]
fn a_failing_example_is_named_with_what_was_expected_and_what_came_out() {
    insta::assert_snapshot!(refused(
        "subsidy_yen = 750, passenger_pays_yen = 750, then_used",
        "subsidy_yen = 800, passenger_pays_yen = 700, then_used"
    ));
}

#[test]
fn a_rule_changed_without_its_examples_is_refused() {
    insta::assert_snapshot!(refused("amount_yen = 500", "amount_yen = 400"));
}

#[test]
fn two_versions_from_the_same_day_are_refused() {
    insta::assert_snapshot!(refused("from = 2022-04-01", "from = 2021-04-01"));
}

#[test]
fn versions_out_of_order_are_refused() {
    insta::assert_snapshot!(refused("from = 2022-04-01", "from = 2020-04-01"));
}

#[test]
fn a_rule_that_can_pay_needs_an_example_that_pays() {
    let (rules, _) = MAEBASHI.split_once("\n[[version.example]]").unwrap();
    insta::assert_snapshot!(refusal(rules));
}

#[test]
fn a_missing_section_is_named() {
    insta::assert_snapshot!(refused(
        "[version.offline]\nover_limit_borne_by = \"city\"  #",
        "#"
    ));
}

#[test]
fn text_that_is_not_toml_is_shown_where_it_stops_being() {
    insta::assert_snapshot!(refused("most = 2", "most = = 2"));
}

#[test]
fn all_problems_are_found_in_one_go() {
    let text = MAEBASHI
        .replacen("id = \"maebashi\"", "id = \"前橋\"", 1)
        .replacen("share = \"1/2\"", "share = \"3/2\"", 1)
        .replacen("A1 = \"hold\"", "A1 = \"wait\"", 1)
        .replacen("companions = 1", "companion = 1", 1);
    insta::assert_snapshot!(refusal(&text));
}

#[test]
fn a_reason_for_a_key_that_is_not_there_is_refused() {
    insta::assert_snapshot!(refused("because.counted_by", "because.counted"));
}

#[test]
fn a_version_that_ends_before_the_next_begins_leaves_a_gap() {
    insta::assert_snapshot!(refused(
        "from = 2016-01-23\n",
        "from = 2016-01-23\nuntil = 2021-03-30\n"
    ));
}

#[test]
fn a_version_that_ends_after_the_next_begins_overlaps_it() {
    insta::assert_snapshot!(refused(
        "from = 2016-01-23\n",
        "from = 2016-01-23\nuntil = 2021-04-01\n"
    ));
}

#[test]
fn a_version_may_say_that_it_ends_the_day_before_the_next() {
    let text = MAEBASHI.replacen(
        "from = 2016-01-23\n",
        "from = 2016-01-23\nuntil = 2021-03-31\n",
        1,
    );
    assert!(Scheme::parse("maebashi.toml", &text).is_ok());
}

#[test]
fn an_amount_behind_one_that_always_applies_is_refused() {
    insta::assert_snapshot!(refused("when = { registrants = 1 }", ""));
}

#[test]
fn a_ground_that_nobody_can_have_is_refused() {
    insta::assert_snapshot!(refused(
        "when = { registrants = 1 }",
        "when = { registrants = 1, grounds = [\"age57\"] }"
    ));
}

#[test]
fn a_limit_that_another_always_reaches_first_is_refused() {
    insta::assert_snapshot!(refused(
        "period = \"day\"\nmost = 2",
        "period = \"day\"\nmost = 200"
    ));
}

#[test]
fn a_step_whose_result_is_never_used_is_refused() {
    insta::assert_snapshot!(refused("{ at_most_yen = 1_000 }", "{ amount_yen = 1_000 }"));
}

#[test]
fn a_step_that_says_two_things_is_refused() {
    insta::assert_snapshot!(refused(
        "{ at_most_yen = 1_000 }",
        "{ at_most_yen = 1_000, at_least_yen = 300 }"
    ));
}

#[test]
fn a_share_without_rounding_is_refused() {
    insta::assert_snapshot!(refused(
        "{ share = \"1/2\", rounding = { unit_yen = 1, direction = \"down\" } }",
        "{ share = \"1/2\" }"
    ));
}

#[test]
fn a_step_that_refers_to_a_later_one_is_refused() {
    insta::assert_snapshot!(refused(
        "{ at_most_yen = 1_000 }",
        "{ of = \"rest\", at_most_yen = 1_000 }"
    ));
}

#[test]
fn hours_that_end_when_they_begin_are_refused() {
    insta::assert_snapshot!(refused(
        "until = 18:00:00\nuntil_included = true",
        "until = 07:00:00\nuntil_included = false"
    ));
}

#[test]
fn several_uses_need_a_word_on_what_happens_then() {
    insta::assert_snapshot!(refused(
        "when = { registrants = 1 }",
        "when = { registrants = 1 }\nuses = { from = 1, to = 2 }"
    ));
}

#[test]
fn a_tier_of_a_share_without_rounding_is_refused() {
    insta::assert_snapshot!(refused(
        "{ amount_yen = 500 }",
        "{ tiers = [{ from_yen = 0, share = \"1/2\" }] }"
    ));
}

#[test]
fn a_step_of_no_tier_at_all_is_refused() {
    insta::assert_snapshot!(refused("{ amount_yen = 500 }", "{ tiers = [] }"));
}

#[test]
fn of_very_many_problems_the_first_are_told() {
    let many = ["{ amount_yen = 1.5 }"; 150].join(", ");
    let told = refused("{ amount_yen = 500 }", &many);
    assert!(
        told.ends_with("ほかに50件あります。 / 50 more are left out."),
        "{told}"
    );
    assert!(
        told.lines().all(|line| line.chars().count() < 400),
        "long lines"
    );
}

#[test]
fn each_tier_that_pays_needs_an_example() {
    insta::assert_snapshot!(refused(
        "{ amount_yen = 500 }",
        "{ tiers = [{ from_yen = 0, amount_yen = 500 }, { from_yen = 9_000, amount_yen = 300 }] }"
    ));
}

#[test]
fn a_level_of_assurance_must_pay_something() {
    let text = MAEBASHI
        .replacen("A1 = \"hold\"", "A1 = \"refuse\"", 1)
        .replacen("A2 = \"pay\"", "A2 = \"refuse\"", 1)
        .replacen("A3 = \"pay\"", "A3 = \"refuse\"", 1);
    insta::assert_snapshot!(refusal(&text));
}

#[test]
fn a_file_without_versions_is_refused() {
    insta::assert_snapshot!(refusal(
        "[scheme]\nid = \"x\"\nmunicipality = \"102016\"\nname = \"試し\"\nname_en = \"trial\"\n"
    ));
}
