//! The four digits typed at the desk, gone from memory after use.

use std::fmt;

use zeroize::Zeroizing;

/// The PIN of 券面事項入力補助 (券面事項入力補助用暗証番号): four digits.
pub struct Pin(Zeroizing<[u8; 4]>);

/// Not four digits. What was typed is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the PIN (券面事項入力補助用暗証番号) is four digits")]
pub struct PinError;

impl Pin {
    /// Takes exactly four ASCII digits.
    pub fn new(digits: &str) -> Result<Self, PinError> {
        let digits: [u8; 4] = digits
            .as_bytes()
            .try_into()
            .map_err(|_wrong_length| PinError)?;
        if digits.iter().all(u8::is_ascii_digit) {
            Ok(Self(Zeroizing::new(digits)))
        } else {
            Err(PinError)
        }
    }

    pub(crate) fn digits(&self) -> &[u8; 4] {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(****)")
    }
}
