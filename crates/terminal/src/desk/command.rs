//! The desk's commands. What was typed is never repeated in an error, since it
//! may be a PIN.

use card::Pin;
use domain::{Reason, RegistrantId, ServiceDate};
use serde::{Deserialize, Deserializer};
use wire::api::{GroundInput, RegistrantInput};
use zeroize::Zeroizing;

/// The longest the desk waits for a card, in seconds.
const WAIT_MAX_S: u16 = 600;

pub(super) enum DeskCommand {
    Register(Box<Register>),
    TransitCard { wait_s: u16 },
    Quit,
}

pub(super) struct Register {
    pub(super) registrant: RegistrantInput,
    pub(super) pin: Pin,
    pub(super) wait_s: u16,
    /// Whether a transit card is to be linked in the same session.
    pub(super) transit_card: bool,
}

#[derive(Deserialize)]
struct Head {
    command: Name,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    Register,
    TransitCard,
    Quit,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TransitCardLine {
    #[serde(rename = "command")]
    _command: Name,
    #[serde(default = "sixty")]
    wait_s: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegisterLine {
    #[serde(rename = "command")]
    _command: Name,
    id: RegistrantId,
    registered_on: ServiceDate,
    grounds: Vec<GroundInput>,
    #[serde(default)]
    uses_before: u32,
    #[serde(deserialize_with = "pin")]
    pin: Pin,
    #[serde(default = "sixty")]
    wait_s: u16,
    #[serde(default)]
    transit_card: bool,
}

const fn sixty() -> u16 {
    60
}

fn pin<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Pin, D::Error> {
    let digits = Zeroizing::new(String::deserialize(deserializer)?);
    Pin::new(&digits).map_err(serde::de::Error::custom)
}

/// Reads a line.
pub(super) fn parse(line: &[u8]) -> Result<DeskCommand, Reason> {
    let head: Head = serde_json::from_slice(line).map_err(|error| not_understood(&error))?;
    match head.command {
        Name::Quit => Ok(DeskCommand::Quit),
        Name::TransitCard => {
            let line: TransitCardLine =
                serde_json::from_slice(line).map_err(|error| not_understood(&error))?;
            Ok(DeskCommand::TransitCard {
                wait_s: line.wait_s.min(WAIT_MAX_S),
            })
        }
        Name::Register => {
            let line: RegisterLine =
                serde_json::from_slice(line).map_err(|error| not_understood(&error))?;
            Ok(DeskCommand::Register(Box::new(Register {
                registrant: RegistrantInput {
                    id: line.id,
                    registered_on: line.registered_on,
                    grounds: line.grounds,
                    uses_before: line.uses_before,
                },
                pin: line.pin,
                wait_s: line.wait_s.min(WAIT_MAX_S),
                transit_card: line.transit_card,
            })))
        }
    }
}

/// Where, but not what.
fn not_understood(error: &serde_json::Error) -> Reason {
    Reason::new(
        "not_a_command",
        "コマンドを読み取れません。項目（id、registered_on、grounds、pin）を確認してください。",
        format!(
            "This line is not a command of the desk (near column {}): expected register with id, registered_on, grounds and a pin of four digits, transit_card, or quit.",
            error.column()
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = r#"{"command":"register","id":"R-0001","registered_on":"2026-10-01",
        "grounds":[{"ground":"age75","from":"2026-10-01"}],"uses_before":69,"pin":"7391"}"#;

    #[test]
    fn a_registration_is_read() {
        let Ok(DeskCommand::Register(register)) = parse(SOUND.as_bytes()) else {
            panic!("not a registration");
        };
        assert_eq!(register.registrant.id.as_str(), "R-0001");
        assert_eq!(register.registrant.uses_before, 69);
        assert_eq!(register.wait_s, 60);
    }

    #[test]
    fn no_error_repeats_the_pin() {
        let typed = [
            SOUND.replace("\"7391\"", "7391"),
            SOUND.replace("7391", "73912"),
            SOUND.replace("\"pin\"", "\"pinn\""),
            SOUND.replace("\"R-0001\"", "\"7391 \""),
            SOUND.replace("\"register\"", "\"7391\""),
            SOUND.replace("}]", "}"),
        ];
        for line in typed {
            let Err(reason) = parse(line.as_bytes()) else {
                panic!("read: {line}");
            };
            assert!(!format!("{reason:?}").contains("7391"), "{reason:?}");
        }
    }
}
