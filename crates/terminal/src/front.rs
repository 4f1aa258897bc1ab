//! The front door for drivers' tablets and meter bridges: JSON lines, one
//! answer for each command. `PROTOCOL.md` shows it by example.

use std::io::{self, Read, Write};
use std::num::NonZeroU32;
use std::time::Duration;

use domain::{DeclarationReason, DriverId, Fare, MunicipalityCode, Reason, Timestamp, VehicleId};
use serde::{Deserialize, Serialize};

use crate::agent::answers::Delivered;
use crate::agent::{Agent, AgentError, Alight, Board, Declaration, TapKind, TapOutcome, TapWanted};
use crate::cards::CardSource;
use crate::lines::{self, Flow};

/// The longest a tap waits for a card, in seconds.
const WAIT_MAX_S: u16 = 600;

/// A command, as it stands on its line.
#[derive(Debug, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
enum Command {
    Board {
        vehicle: Option<VehicleId>,
        driver: DriverId,
        at: Option<Timestamp>,
        area: MunicipalityCode,
    },
    Tap {
        units: Option<NonZeroU32>,
        instrument: Option<String>,
        #[serde(default)]
        photo_checked: bool,
        #[serde(default = "twenty")]
        wait_s: u16,
    },
    Declare {
        registrant: String,
        reason: DeclarationReason,
        units: Option<NonZeroU32>,
        instrument: Option<String>,
        #[serde(default)]
        photo_checked: bool,
    },
    Alight {
        at: Option<Timestamp>,
        area: MunicipalityCode,
        distance_m: u32,
        fare: Fare,
        #[serde(default)]
        companions: u8,
    },
    Finish {},
    Cancel {},
    Sync {},
    Resend {
        last: usize,
    },
    Status {},
    Quit {},
}

const fn twenty() -> u16 {
    20
}

/// An answer that says nothing but its outcome.
#[derive(Serialize)]
struct Nothing {}

/// Carries out the commands of `input` one by one until `quit` or its end.
pub fn serve<C: CardSource>(
    agent: &mut Agent<C>,
    input: impl Read,
    output: impl Write,
) -> io::Result<()> {
    lines::serve(input, output, |line| match serde_json::from_slice(line) {
        Ok(Command::Quit {}) => (lines::line("quit", "ok", &Nothing {}), Flow::Stop),
        Ok(command) => (carry_out(agent, command), Flow::Go),
        Err(error) => (lines::not_a_command(&not_understood(&error)), Flow::Go),
    })
}

fn carry_out<C: CardSource>(agent: &mut Agent<C>, command: Command) -> Vec<u8> {
    match command {
        Command::Board {
            vehicle,
            driver,
            at,
            area,
        } => {
            let board = Board {
                vehicle,
                driver,
                at,
                area,
            };
            answer("board", &agent.board(board))
        }
        Command::Tap {
            units,
            instrument,
            photo_checked,
            wait_s,
        } => {
            let wanted = TapWanted {
                units: units.map(NonZeroU32::get),
                instrument,
                photo_checked,
                wait: Duration::from_secs(wait_s.min(WAIT_MAX_S).into()),
            };
            tapped("tap", agent.tap(wanted))
        }
        Command::Declare {
            registrant,
            reason,
            units,
            instrument,
            photo_checked,
        } => {
            let typed = Declaration {
                registrant,
                reason,
                units: units.map(NonZeroU32::get),
                instrument,
                photo_checked,
            };
            tapped("declare", agent.declare(typed))
        }
        Command::Alight {
            at,
            area,
            distance_m,
            fare,
            companions,
        } => {
            let alight = Alight {
                at,
                area,
                distance_m,
                fare,
                companions,
            };
            answer("alight", &agent.alight(&alight))
        }
        Command::Finish {} => answer("finish", &agent.finish()),
        Command::Cancel {} => answer("cancel", &agent.cancel()),
        Command::Sync {} => delivered("sync", agent.sync()),
        Command::Resend { last } => delivered("resend", agent.resend(last)),
        Command::Status {} => answer("status", &agent.status()),
        // Answered before it gets here.
        Command::Quit {} => lines::line("quit", "ok", &Nothing {}),
    }
}

fn tapped(command: &'static str, result: Result<TapOutcome, AgentError>) -> Vec<u8> {
    match result {
        Ok((kind, ended)) => {
            let outcome = match kind {
                TapKind::Accepted => "accepted",
                TapKind::Refused => "refused",
                TapKind::Error => "error",
            };
            lines::line(command, outcome, &ended)
        }
        Err(error) => failed(command, &error),
    }
}

/// Counts are owed even when not everything went well.
fn delivered(command: &'static str, result: Result<Delivered, AgentError>) -> Vec<u8> {
    match result {
        Ok(delivered) => {
            let well = delivered.problem.is_none();
            lines::line(command, if well { "ok" } else { "error" }, &delivered)
        }
        Err(error) => failed(command, &error),
    }
}

fn answer<T: Serialize>(command: &'static str, result: &Result<T, AgentError>) -> Vec<u8> {
    match result {
        Ok(body) => lines::line(command, "ok", body),
        Err(error) => failed(command, error),
    }
}

fn failed(command: &'static str, error: &AgentError) -> Vec<u8> {
    tracing::warn!(
        command,
        code = error.code(),
        "a command was not carried out"
    );
    lines::line(command, "error", &error.reason())
}

/// What is wrong repeats what was typed, but never what may be somebody's individual number.
fn not_understood(error: &serde_json::Error) -> Reason {
    let mut what = error.to_string();
    if domain::holds_individual_number(&what) {
        "it holds digits in the form of an individual number".clone_into(&mut what);
    }
    Reason::new(
        "not_a_command",
        "コマンドを読み取れません。",
        format!("This line is not a command of the front door: {what}."),
    )
}
