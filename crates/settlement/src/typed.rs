//! Texts that a person typed and that have no type of their own: names, labels and
//! whole files. None of them may hold an individual number (個人番号), and what is
//! refused is not repeated. Identifiers and remarks refuse it by themselves.

use chrono::NaiveDate;
use domain::holds_individual_number;

use crate::{Error, Result};

/// Refuses `text`, which was typed at `place`.
pub(crate) fn refuse_individual_number(place: &str, text: &str) -> Result<()> {
    if holds_individual_number(text) {
        return Err(Error::invalid(
            "individual_number_refused",
            format!("{place}: 個人番号と同じ形の12桁の数字は入力できません。消してください。"),
            format!(
                "{place}: this holds twelve digits in the form of an individual number, which must never be entered here; take them out."
            ),
        ));
    }
    Ok(())
}

/// Refuses a file of which any line holds one. Days written one after the other,
/// as in `2024-04-01 – 2025-03-31`, are none.
pub(crate) fn refuse_individual_number_in_file(name: &str, text: &str) -> Result<()> {
    refuse_individual_number("file name", name)?;
    for (number, line) in (1..).zip(text.lines()) {
        let without_days: Vec<&str> = line
            .split_whitespace()
            .map(|word| {
                let day = word.parse::<NaiveDate>();
                day.map_or(word, |_day| "x")
            })
            .collect();
        let place = format!("{number}行目 / line {number}");
        refuse_individual_number(&place, &without_days.join(" "))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_refused_by_its_number_and_days_are_none() {
        let number = (0..10)
            .map(|last| format!("２０２６ 0401 201{last}"))
            .find(|it| holds_individual_number(it))
            .unwrap();
        let error = refuse_individual_number_in_file("a.toml", &format!("x\n# {number}\n"));
        let error = error.unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
        assert!(!error.contains("0401"), "{error}");
        let range = (1..=28)
            .map(|day| format!("# 2026-04-01 - 2026-05-{day:02}"))
            .collect::<Vec<_>>()
            .join("\n");
        assert!(holds_individual_number(&range), "a range may look like one");
        assert!(refuse_individual_number_in_file("a.toml", &range).is_ok());
    }

    #[test]
    fn what_ships_may_be_published() {
        for (name, text) in rules::shipped::ALL {
            refuse_individual_number_in_file(name, text).unwrap();
        }
        refuse_individual_number_in_file("default.toml", crate::review::SHIPPED).unwrap();
    }
}
