//! Generated schemes: text in the file's own language, drawn word by word from
//! a list of numbers, so that a failing one shrinks.

use std::fmt::Write as _;

use domain::Digest;
use proptest::prelude::*;

use crate::{Scheme, Version, read};

/// The numbers that a scheme is drawn from.
pub(super) fn choices() -> impl Strategy<Value = Vec<u16>> {
    proptest::collection::vec(any::<u16>(), 160)
}

/// The only version of the scheme that `choices` draw; none where it is one that
/// the reader refuses.
pub(super) fn version(choices: &[u16]) -> Option<Version> {
    read::without_examples(&text(choices))?.pop()
}

/// The same as a scheme.
pub(super) fn scheme(choices: &[u16]) -> Option<Scheme> {
    let text = text(choices);
    let versions = read::without_examples(&text)?;
    Some(Scheme {
        id: "law".parse().unwrap(),
        municipality: None,
        name_ja: "法則".to_owned(),
        name_en: "law".to_owned(),
        digest: Digest::of(&text),
        text,
        versions,
    })
}

/// A scheme of one version.
pub(super) fn of(version: Version) -> Scheme {
    Scheme {
        id: "law".parse().unwrap(),
        municipality: None,
        name_ja: "法則".to_owned(),
        name_en: "law".to_owned(),
        digest: Digest::of(""),
        text: String::new(),
        versions: vec![version],
    }
}

struct Draw<'c> {
    left: std::slice::Iter<'c, u16>,
    text: String,
    takes_several: bool,
    has_instruments: bool,
}

fn text(choices: &[u16]) -> String {
    let mut draw = Draw {
        left: choices.iter(),
        text: String::new(),
        takes_several: false,
        has_instruments: false,
    };
    draw.version();
    draw.text
}

impl Draw<'_> {
    fn number(&mut self, below: u16) -> u16 {
        self.left.next().copied().unwrap_or(0) % below
    }

    /// One time in so many.
    fn once_in(&mut self, times: u16) -> bool {
        self.number(times) == 1
    }

    fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        let count = u16::try_from(words.len()).unwrap();
        words[usize::from(self.number(count))]
    }

    fn line(&mut self, line: &str) {
        writeln!(self.text, "{line}").unwrap();
    }

    fn key(&mut self, key: &str, words: &[&str]) {
        let word = self.pick(words);
        self.line(&format!("{key} = \"{word}\""));
    }

    fn rounding(&mut self) -> String {
        let unit = self.pick(&["1", "10", "100"]);
        let direction = self.pick(&["down", "up", "nearest"]);
        format!("rounding = {{ unit_yen = {unit}, direction = \"{direction}\" }}")
    }

    fn yen(&mut self) -> u16 {
        50 + self.number(60) * 50
    }

    fn version(&mut self) {
        self.line(
            "[scheme]\nid = \"law\"\nname = \"法則\"\nname_en = \"law\"\n[[version]]\nfrom = 2016-01-23\n\
             [version.eligibility]\n\
             excluded_by = [{ id = \"owns_car\", ja = \"車がある\", en = \"owns a car\" }]",
        );
        let ends = self.pick(&[
            "\"by_register\"",
            "\"end_of_fiscal_year\"",
            "{ after_months = 40 }",
        ]);
        self.line(&format!(
            "grounds = [{{ id = \"age75\", ja = \"75歳\", en = \"75\", ends = {ends} }}, \
             {{ id = \"disability\", ja = \"障害\", en = \"disabled\" }}]"
        ));
        self.where_and_when();
        self.fare();
        self.instruments();
        for number in 0..=self.number(3) {
            self.amount(number);
        }
        self.terms();
        self.limits();
    }

    fn where_and_when(&mut self) {
        if self.once_in(3) {
            self.line("[version.area]\nmunicipalities = [\"102016\"]");
            self.key(
                "within",
                &["either_end", "both_ends", "boarding", "alighting"],
            );
        }
        if self.once_in(3) {
            let until = self.pick(&["19:00:00", "02:00:00"]);
            let included = self.pick(&["true", "false"]);
            self.line(&format!(
                "[version.hours]\nfrom = 07:00:00\nuntil = {until}\nuntil_included = {included}"
            ));
            self.key("counted_by", &["boarding", "alighting"]);
        }
        if self.once_in(5) {
            self.line("[version.days_off]\ndays = [\"sunday\", \"national_holiday\"]\neach_year = [{ from = \"12-29\", until = \"01-03\" }]");
        }
    }

    fn fare(&mut self) {
        let counts = self.pick(&[
            "\"meter\"",
            "\"meter\", \"pickup\"",
            "\"meter\", \"toll\", \"other\"",
            "\"pickup\"",
        ]);
        self.line(&format!(
            "[version.fare]\ncounts = [{counts}]\nbase_fare_yen = 600"
        ));
        if self.once_in(2) {
            let share = self.pick(&["10%", "1/3", "100%"]);
            let rounding = self.rounding();
            self.line(&format!(
                "[version.discount]\nshare = \"{share}\"\n{rounding}"
            ));
            self.key("order", &["before_subsidy", "beside_subsidy"]);
        }
    }

    fn instruments(&mut self) {
        self.has_instruments = self.once_in(3);
        if self.has_instruments {
            self.line(
                "[[version.instrument]]\nid = \"general\"\nja = \"一般券\"\nen = \"general\"\n\
                 [[version.instrument]]\nid = \"share\"\nja = \"相乗券\"\nen = \"shared\"\nregistrants = { from = 2 }",
            );
        }
    }

    fn amount(&mut self, number: u16) {
        self.line(&format!(
            "[[version.amount]]\nid = \"amount{number}\"\nja = \"額\"\nen = \"amount\""
        ));
        let mut conditions = vec![
            "registrants = 1",
            "registrants = { from = 2 }",
            "persons = { from = 2, to = 4 }",
            "fare_yen = { from = 1_000 }",
            "distance_m = { below = 5_000 }",
            "grounds = [\"disability\"]",
            "without_grounds = [\"age75\"]",
            "months = [12, 1, 2]",
            "days = [\"saturday\"]",
            "boarding_in = [\"102024\"]",
        ];
        if self.has_instruments {
            conditions.push("instruments = [\"share\"]");
        }
        if self.once_in(2) {
            let condition = self.pick(&conditions);
            self.line(&format!("when = {{ {condition} }}"));
        }
        match self.number(4) {
            0 => {
                self.takes_several = true;
                let uses = self.pick(&["{ from = 1, to = 2 }", "{ from = 2, to = 5 }", "3"]);
                self.line(&format!("uses = {uses}"));
            }
            1 => {
                self.takes_several = true;
                self.line(
                    "uses_by_fare = [{ from_yen = 0, most = 1 }, { from_yen = 1_000, most = 3 }]",
                );
            }
            _ => {}
        }
        let (base, name) = self.first_step();
        let more = self.further_step(name);
        self.line(&format!("steps = [{{ {base} }}, {more}]"));
    }

    fn first_step(&mut self) -> (String, bool) {
        let (rounding, yen, more) = (self.rounding(), self.yen(), self.yen());
        let name = self.once_in(2);
        let prefix = if name { "name = \"first\", " } else { "" };
        let step = match self.number(8) {
            0 => format!("share = \"1/2\", {rounding}"),
            1 => format!("share = \"37.5%\", {rounding}"),
            2 => format!("amount_yen = {yen}"),
            3 => format!("ticket_yen = {yen}"),
            4 => format!("of = \"base_fare\", times = \"3/2\", {rounding}"),
            5 => format!(
                "tiers = [{{ from_yen = 500, share = \"2/3\" }}, {{ from_yen = 2_000, amount_yen = {yen} }}], {rounding}"
            ),
            6 => format!("passenger_first_yen = {yen}"),
            _ => format!("of = \"fare\", at_most_yen = {more}"),
        };
        (format!("{prefix}{step}"), name)
    }

    fn further_step(&mut self, has_name: bool) -> String {
        let (rounding, yen) = (self.rounding(), self.yen());
        match self.number(9) {
            0 => format!("{{ at_most_yen = {yen} }}"),
            1 => format!("{{ at_most_a_use_yen = {yen} }}"),
            2 => format!("{{ at_least_yen = {yen} }}"),
            3 => format!("{{ leave_passenger_yen = {yen} }}"),
            4 => format!("{{ {rounding} }}"),
            5 => {
                format!("{{ divided_by = \"registrants\", {rounding} }}, {{ at_most_yen = {yen} }}")
            }
            6 if has_name => {
                let verb = self.pick(&["plus", "minus", "lesser_of", "greater_of"]);
                format!("{{ of = \"base_fare\", {verb} = \"first\" }}")
            }
            7 => format!("{{ only_with_uses = {{ from = 1 }}, at_most_yen = {yen} }}"),
            _ => String::new(),
        }
    }

    fn terms(&mut self) {
        if self.takes_several {
            self.line("[version.uses]");
            self.key("unless_chosen", &["as_many_as_useful", "least"]);
            self.key("when_above_allowed", &["as_many_as_allowed", "refuse"]);
            self.key("when_fewer_left", &["as_many_as_left", "refuse"]);
            self.key("when_wasted", &["warn", "refuse"]);
            self.key("when_above_fare", &["up_to_the_fare", "not_taken"]);
        }
        self.line("[version.sharing]");
        self.key("aboard", &["who_can_claim", "all_registrants"]);
        self.key("shortfall", &["equal", "in_order_of_tap", "in_proportion"]);
        self.key("who_claims", &["each", "each", "first_who_can"]);
        if self.once_in(4) {
            let yen = self.yen();
            self.line(&format!("together_at_most_yen = {yen}"));
        }
        self.line("[version.assurance]\nA2 = \"pay\"\nA3 = \"pay_and_sample\"");
        self.key("A0", &["refuse", "hold", "pay"]);
        self.key("A1", &["hold", "refuse", "pay"]);
        if self.once_in(3) {
            self.line("[version.refund]\nwithin_days = 60");
            self.key("treatment", &["hold", "pay", "refuse"]);
        }
        if self.once_in(2) {
            self.line("[version.other_schemes]");
            self.key("computed_from", &["whole_fare", "what_is_left"]);
        }
        self.line(
            "[version.offline]\nover_limit_borne_by = \"city\"\n\
             [version.settlement]\ncloses = \"end_of_month\"\npay_within_days = 30\ncity_part = \"grant\"",
        );
    }

    fn limits(&mut self) {
        for (period, most) in [
            ("day", 2),
            ("month", 8),
            ("half_year", 30),
            ("fiscal_year", 50),
        ] {
            if self.once_in(3) {
                self.line(&format!(
                    "[[version.limit]]\nperiod = \"{period}\"\nmost = {most}"
                ));
                self.key("counts", &["uses", "trips"]);
                if most >= 30 {
                    self.key(
                        "mid_year_registration",
                        &["full", "by_month", "by_month_rounded_up"],
                    );
                }
                if self.has_instruments && self.once_in(3) {
                    self.line("when = { instruments = [\"general\"] }");
                }
            }
        }
        if self.once_in(4) {
            self.line("[[version.limit]]\nperiod = \"fiscal_year\"\nmost_yen = 24_000");
            self.key("when_less_left", &["pay_what_is_left", "refuse"]);
            self.key("mid_year_registration", &["full", "by_month"]);
        }
    }
}
