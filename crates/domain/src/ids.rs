//! Identifiers.
//!
//! Each is a type of its own, so that a vehicle is never passed where a
//! terminal is meant. The text ids are short, printable and safe in a file
//! name or a URL; what looks like an individual number is refused everywhere.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::holds_individual_number;

const LENGTH_MAX: usize = 64;

/// Why a text is not an identifier. The text itself is not repeated: it may be
/// what must not be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Empty, too long, or with characters that are not allowed.
    #[error(
        "a {kind} is 1 to {LENGTH_MAX} characters of A-Z a-z 0-9 - _ . and begins with a letter or digit"
    )]
    Form {
        /// What was expected.
        kind: &'static str,
    },
    /// Twelve digits of which the last checks the others.
    #[error(
        "this {kind} has the form of an individual number, which must never be entered here; use the city's own number"
    )]
    IndividualNumber {
        /// What was expected.
        kind: &'static str,
    },
    /// Not a six-digit JIS code with a valid check digit.
    #[error("a municipality code is six digits (JIS X 0402 with its check digit), such as 102016")]
    Municipality,
    /// Not a UUID of version 7.
    #[error("a trip id is a UUID of version 7, made by the terminal")]
    Trip,
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks the form of `text`.
            pub fn new(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                check_text_id($kind, &text)?;
                Ok(Self(text))
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

text_id!(
    /// A taxi operator (事業者), as the city numbers it.
    OperatorId,
    "operator id"
);
text_id!(
    /// A taxi (車両), as its operator or the city numbers it.
    VehicleId,
    "vehicle id"
);
text_id!(
    /// A driver (乗務員): an opaque number of the operator, never a name.
    DriverId,
    "driver id"
);
text_id!(
    /// An in-taxi terminal (車載端末).
    TerminalId,
    "terminal id"
);
text_id!(
    /// A registrant (利用登録者): the city's own number for a resident.
    RegistrantId,
    "registrant id"
);
text_id!(
    /// A subsidy scheme (事業), such as `maebashi`.
    SchemeId,
    "scheme id"
);
text_id!(
    /// A person or program that acts for the city or an operator (利用者ID).
    UserId,
    "user id"
);

fn check_text_id(kind: &'static str, text: &str) -> Result<(), IdError> {
    if holds_individual_number(text) {
        return Err(IdError::IndividualNumber { kind });
    }
    let begins_well = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if begins_well && text.len() <= LENGTH_MAX && text.chars().all(allowed) {
        Ok(())
    } else {
        Err(IdError::Form { kind })
    }
}

/// A municipality (市町村): its six-digit code (全国地方公共団体コード), such as
/// `102016` for Maebashi. The tenant of everything, and the unit of areas.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct MunicipalityCode([u8; 6]);

impl MunicipalityCode {
    /// A code that no municipality has, for trips that are nowhere in particular.
    pub const NOWHERE: Self = Self(*b"000001");

    /// The six digits.
    pub fn as_str(&self) -> &str {
        // Built from ASCII digits only.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// JIS X 0402: weights 6 to 2 over five digits; the sixth is the last digit
    /// of 11 − (sum mod 11).
    fn check_digit(five: &[u8]) -> u32 {
        let weights = (2..=6).rev();
        let sum: u32 = five
            .iter()
            .zip(weights)
            .map(|(digit, weight)| u32::from(digit.saturating_sub(b'0')) * weight)
            .sum();
        (11 - sum % 11) % 10
    }
}

impl FromStr for MunicipalityCode {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let bytes: [u8; 6] = text
            .as_bytes()
            .try_into()
            .map_err(|_wrong_length| IdError::Municipality)?;
        let [five @ .., check] = &bytes;
        let valid = bytes.iter().all(u8::is_ascii_digit)
            && Self::check_digit(five) == u32::from(check.saturating_sub(b'0'));
        if valid {
            Ok(Self(bytes))
        } else {
            Err(IdError::Municipality)
        }
    }
}

impl fmt::Display for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MunicipalityCode({self})")
    }
}

impl TryFrom<String> for MunicipalityCode {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<MunicipalityCode> for String {
    fn from(code: MunicipalityCode) -> Self {
        code.as_str().to_owned()
    }
}

/// A trip (乗車): a UUID of version 7 that the terminal makes and stores before
/// it sends anything. It is the key under which a trip is taken in once, for
/// ever.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "Uuid", try_from = "Uuid")]
pub struct TripId(Uuid);

impl TripId {
    /// The UUID, for SQL.
    pub const fn as_uuid(self) -> Uuid {
        self.0
    }
}

impl TryFrom<Uuid> for TripId {
    type Error = IdError;

    fn try_from(uuid: Uuid) -> Result<Self, IdError> {
        if uuid.get_version_num() == 7 {
            Ok(Self(uuid))
        } else {
            Err(IdError::Trip)
        }
    }
}

impl From<TripId> for Uuid {
    fn from(id: TripId) -> Self {
        id.0
    }
}

impl FromStr for TripId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        Uuid::try_parse(text)
            .map_err(|_not_a_uuid| IdError::Trip)?
            .try_into()
    }
}

impl fmt::Display for TripId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for TripId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TripId({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn municipality_codes_carry_a_check_digit() {
        // Published codes: Maebashi, Takasaki, Sapporo, Naha, Kiyose.
        let nowhere = MunicipalityCode::NOWHERE.as_str();
        for code in ["102016", "102024", "011002", "472018", "132217", nowhere] {
            assert_eq!(code.parse::<MunicipalityCode>().unwrap().to_string(), code);
        }
        for code in ["102015", "10201", "1020166", "10201a", "１０２０１６", ""] {
            assert_eq!(
                code.parse::<MunicipalityCode>(),
                Err(IdError::Municipality),
                "{code}"
            );
        }
    }

    #[test]
    fn no_id_is_an_individual_number_in_what_an_id_may_hold() {
        for between in ["", "-", "_", "."] {
            // Made here, so that none is written down.
            let refused = (0..10)
                .map(|last| format!("9876{between}5432{between}109{last}"))
                .filter(|it| {
                    RegistrantId::new(it)
                        == Err(IdError::IndividualNumber {
                            kind: "registrant id",
                        })
                });
            assert_eq!(refused.count(), 1, "{between:?}");
        }
    }

    #[test]
    fn text_ids_are_short_and_safe() {
        assert_eq!(OperatorId::new("op-1").unwrap().as_str(), "op-1");
        for text in ["", "-1", "a b", "車", "a/b", &"x".repeat(65)] {
            assert!(
                matches!(OperatorId::new(text), Err(IdError::Form { .. })),
                "{text}"
            );
        }
    }

    #[test]
    fn trip_ids_are_version_7() {
        assert!(
            "0192f0c1-0000-7000-8000-000000000001"
                .parse::<TripId>()
                .is_ok()
        );
        assert_eq!(
            "00000000-0000-4000-8000-000000000001".parse::<TripId>(),
            Err(IdError::Trip)
        );
    }
}
