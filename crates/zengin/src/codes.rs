//! The numbers that name a bank, a branch, an account and a requester.
//!
//! Only their form is checked. Whether a branch exists is a matter of the bank
//! master, and whether an account does only its bank knows.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text is not such a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Not digits, or not as many as there should be.
    #[error("the {what} must be {digits}, 0-9 without spaces or hyphens")]
    Form {
        /// What was expected.
        what: &'static str,
        /// How many digits.
        digits: &'static str,
    },
    /// Not one of the account kinds (預金種目) of this kind of file.
    #[error("an account kind is 1 (普通), 2 (当座), 4 (貯蓄) or 9 (その他)")]
    AccountKind,
}

macro_rules! code {
    ($(#[$doc:meta])* $name:ident, $what:literal, $lengths:expr, $digits:literal, $width:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks the form of `text` and fills it with zeros from the left.
            pub fn new(text: &str) -> Result<Self, CodeError> {
                let digits_only = text.bytes().all(|byte| byte.is_ascii_digit());
                if digits_only && $lengths.contains(&text.len()) {
                    Ok(Self(format!("{text:0>width$}", width = $width)))
                } else {
                    Err(CodeError::Form { what: $what, digits: $digits })
                }
            }

            /// All its digits, leading zeros included.
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
            type Err = CodeError;

            fn from_str(text: &str) -> Result<Self, CodeError> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = CodeError;

            fn try_from(text: String) -> Result<Self, CodeError> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0
            }
        }
    };
}

code!(
    /// A bank (統一金融機関番号): four digits.
    BankCode,
    "bank code",
    4..=4,
    "4 digits",
    4
);
code!(
    /// A branch of a bank (支店番号): three digits.
    BranchCode,
    "branch code",
    3..=3,
    "3 digits",
    3
);
code!(
    /// An account (口座番号): up to seven digits, kept as seven.
    AccountNumber,
    "account number",
    1..=7,
    "1 to 7 digits",
    7
);
code!(
    /// The number under which the bank knows the requester (振込依頼人コード),
    /// issued by the bank: up to ten digits, kept as ten.
    RequesterCode,
    "requester code",
    1..=10,
    "1 to 10 digits",
    10
);

/// The kind of an account (預金種目), as far as a general transfer knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountKind {
    /// 普通, 1.
    Ordinary,
    /// 当座, 2.
    Current,
    /// 貯蓄, 4: a payee may have one, an originator may not pay from one.
    Savings,
    /// その他, 9.
    Other,
}

impl AccountKind {
    /// Its digit in the file.
    pub const fn digit(self) -> char {
        match self {
            Self::Ordinary => '1',
            Self::Current => '2',
            Self::Savings => '4',
            Self::Other => '9',
        }
    }

    /// The kind that has this digit.
    pub const fn from_digit(digit: char) -> Result<Self, CodeError> {
        match digit {
            '1' => Ok(Self::Ordinary),
            '2' => Ok(Self::Current),
            '4' => Ok(Self::Savings),
            '9' => Ok(Self::Other),
            _ => Err(CodeError::AccountKind),
        }
    }
}
