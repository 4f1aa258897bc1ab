//! How a command says that it failed: once, on stderr, and by its exit code.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::error::ContextKind;
use domain::holds_individual_number;
use settlement::Error;

/// The command was called wrongly: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(pub(crate) String);

/// A message of several lines that stands as it is, such as what is wrong with
/// a scheme file.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Verbatim(pub(crate) String);

/// Prints why a command failed and gives its exit code.
pub(crate) fn tell(error: &anyhow::Error) -> ExitCode {
    let mut stderr = io::stderr();
    // Nobody is left to tell when stderr is closed.
    let _told = if error.is::<Verbatim>() {
        writeln!(stderr, "{error}")
    } else {
        writeln!(stderr, "mytaku: {}", one_line(error))
    };
    if error.is::<Usage>() {
        ExitCode::from(2)
    } else {
        ExitCode::FAILURE
    }
}

/// Prints what is wrong with the arguments, or the help that was asked for, and gives the
/// exit code. An individual number that was typed is not repeated.
pub(crate) fn tell_arguments(error: &clap::Error) -> ExitCode {
    let typed = error.context().map(|(_kind, value)| value.to_string());
    if !typed
        .into_iter()
        .any(|value| holds_individual_number(&value))
    {
        error.exit();
    }
    let argument = error
        .get(ContextKind::InvalidArg)
        .map(ToString::to_string)
        .filter(|name| !holds_individual_number(name))
        .map_or_else(String::new, |name| format!("{name}: "));
    let usage = Usage(format!(
        "{argument}個人番号と同じ形の12桁の数字は入力できません。消してください / twelve digits in the form of an individual number must never be entered here; take them out (individual_number_refused)"
    ));
    tell(&usage.into())
}

/// The error and its causes, in one line.
fn one_line(error: &anyhow::Error) -> String {
    let whole = error
        .chain()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ");
    whole.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A failed use case as a command tells it: refusals in their own words, what
/// is the operator's to mend with what to look at.
pub(crate) fn of_settlement(error: Error) -> anyhow::Error {
    let context = match &error {
        Error::Refused(_) => return error.into(),
        Error::Unreachable(_) | Error::Unavailable => {
            "データベースに接続できません。起動しているか確かめてください / is the database running"
        }
        Error::Database(_) => {
            "データベースの処理に失敗しました。途中の処理は取り消されます / what was under way is taken back"
        }
        Error::Damaged { .. } => {
            "保存された記録を読み取れません。バックアップと照合してください / compare with a backup"
        }
        Error::Clock(_) => "時計を読み取れません / what time is it",
        Error::Randomness(_) => "乱数を得られません / no randomness",
    };
    anyhow::Error::from(error).context(context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_with_causes_is_one_line() {
        let error = anyhow::anyhow!("no such file\n  (os error 2)").context("cannot read a.toml");
        assert_eq!(
            one_line(&error),
            "cannot read a.toml: no such file (os error 2)"
        );
    }

    #[test]
    fn a_refusal_is_told_in_its_own_words() {
        let refusal = Error::conflict("month_not_over", "まだです。", "Not yet.");
        assert_eq!(
            one_line(&of_settlement(refusal)),
            "まだです。 / Not yet. (month_not_over)"
        );
    }
}
