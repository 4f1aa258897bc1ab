//! The name under which a terminal's key is looked up: the `kid` of what it
//! signs.

use std::fmt;
use std::str::FromStr;

use domain::{MunicipalityCode, TerminalId};

/// A terminal of a municipality, as `102016/t-1`. The municipality comes first,
/// so that the service looks nowhere but in its own tenant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TerminalKeyId {
    /// The tenant.
    pub municipality: MunicipalityCode,
    /// The terminal within it.
    pub terminal: TerminalId,
}

/// Not `municipality/terminal`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a terminal's key id is its municipality and its name, such as 102016/t-1")]
pub struct KeyIdError;

impl fmt::Display for TerminalKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.municipality, self.terminal)
    }
}

impl FromStr for TerminalKeyId {
    type Err = KeyIdError;

    fn from_str(text: &str) -> Result<Self, KeyIdError> {
        let (municipality, terminal) = text.split_once('/').ok_or(KeyIdError)?;
        Ok(Self {
            municipality: municipality.parse().map_err(|_not_a_code| KeyIdError)?,
            terminal: terminal.parse().map_err(|_not_an_id| KeyIdError)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let id: TerminalKeyId = "102016/t-1".parse().unwrap();
        assert_eq!(id.to_string(), "102016/t-1");
        for text in ["t-1", "102015/t-1", "102016/", "102016/a/b", ""] {
            assert_eq!(text.parse::<TerminalKeyId>(), Err(KeyIdError), "{text}");
        }
    }
}
