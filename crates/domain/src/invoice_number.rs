//! The number by which the tax office knows who may issue qualified invoices.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// 適格請求書発行事業者登録番号: T and thirteen digits, of which the first checks the
/// others when it is a corporation's (法人番号). A person's number is not a 法人番号,
/// but is numbered by the same rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct InvoiceNumber(String);

/// A text that is not such a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a qualified-invoice number is T and 13 digits with a valid check digit")]
pub struct InvoiceNumberError;

impl InvoiceNumber {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for InvoiceNumber {
    type Err = InvoiceNumberError;

    fn from_str(text: &str) -> Result<Self, InvoiceNumberError> {
        let digits = text.strip_prefix('T').ok_or(InvoiceNumberError)?;
        let digits: Vec<u32> = digits
            .chars()
            .map(|c| c.to_digit(10).ok_or(InvoiceNumberError))
            .collect::<Result<_, _>>()?;
        match digits.split_first() {
            Some((check, number)) if number.len() == 12 && *check == check_digit(number) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(InvoiceNumberError),
        }
    }
}

/// 法人番号の指定等に関する省令 article 2: weights 1 and 2 by turns from the right.
fn check_digit(number: &[u32]) -> u32 {
    let weighted = number.iter().rev().zip([1, 2].into_iter().cycle());
    let sum: u32 = weighted.map(|(digit, weight)| digit * weight).sum();
    9 - sum % 9
}

impl fmt::Display for InvoiceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for InvoiceNumber {
    type Error = InvoiceNumberError;

    fn try_from(text: String) -> Result<Self, InvoiceNumberError> {
        text.parse()
    }
}

impl From<InvoiceNumber> for String {
    fn from(number: InvoiceNumber) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_digit_checks_the_others() {
        // The National Tax Agency's own, as published.
        assert!("T7000012050002".parse::<InvoiceNumber>().is_ok());
        for wrong in [
            "T8000012050002",
            "7000012050002",
            "T700001205000",
            "T70000120500022",
            "",
        ] {
            assert_eq!(
                wrong.parse::<InvoiceNumber>(),
                Err(InvoiceNumberError),
                "{wrong}"
            );
        }
    }
}
