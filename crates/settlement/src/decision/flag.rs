//! What stands beside the level of a tap (注意事項).
//!
//! A code never changes its meaning: it stands in the rows of taps for years. Deliberately
//! absent: what a flag does to the money. The level does that, by the scheme.

use domain::Reason;

/// Something that weakens trust in a tap without refusing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flag {
    /// No card was read: the driver typed the number that the passenger said.
    Declared,
    /// The chip was not asked, although its key is pinned.
    Downgrade,
    /// A transit card's number alone, which anything can call out: there is no chip to ask.
    IdentifierOnly,
    /// The answer is to a nonce that the service never gave this terminal.
    UnknownNonce,
    /// The answer is to a nonce that was answered before.
    ReusedNonce,
    /// The nonce had expired when the card was tapped, or was not yet issued.
    StaleNonce,
    /// The driver did not compare the photo.
    PhotoNotChecked,
}

impl Flag {
    /// All there are.
    pub const ALL: [Self; 7] = [
        Self::Declared,
        Self::Downgrade,
        Self::IdentifierOnly,
        Self::UnknownNonce,
        Self::ReusedNonce,
        Self::StaleNonce,
        Self::PhotoNotChecked,
    ];

    /// As in SQL and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Downgrade => "downgrade",
            Self::IdentifierOnly => "identifier_only",
            Self::UnknownNonce => "unknown_nonce",
            Self::ReusedNonce => "reused_nonce",
            Self::StaleNonce => "stale_nonce",
            Self::PhotoNotChecked => "photo_not_checked",
        }
    }

    /// The flag of a tap's row.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.as_str() == text)
    }

    /// What clerk and operator read.
    pub fn reason(self) -> Reason {
        let (ja, en) = match self {
            Self::Declared => (
                "カードを読み取らず、登録番号を入力しています。",
                "No card was read: the driver typed the number that the passenger said.",
            ),
            Self::Downgrade => (
                "登録時に鍵を控えたICチップの応答がありません。",
                "The chip, whose key was kept at registration, gave no answer that counts.",
            ),
            Self::IdentifierOnly => (
                "交通系ICカードの番号だけです。番号は複製できます。",
                "A transit card's number alone, which can be copied.",
            ),
            Self::UnknownNonce => (
                "この車載端末に渡していない番号への応答です。",
                "The chip answered a nonce that this terminal was never given.",
            ),
            Self::ReusedNonce => (
                "すでに使われた番号への応答です。",
                "The chip's answer is to a nonce that was answered before.",
            ),
            Self::StaleNonce => (
                "期限の切れた、またはまだ渡していない番号への応答です。",
                "The nonce had expired when the card was tapped, or was not yet issued.",
            ),
            Self::PhotoNotChecked => (
                "乗務員が顔写真を確認していません。",
                "The driver did not compare the photo.",
            ),
        };
        Reason::new(self.as_str(), ja, en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_of_a_row_is_read_back_and_explained() {
        for flag in Flag::ALL {
            assert_eq!(Flag::parse(flag.as_str()), Some(flag));
            assert_eq!(flag.reason().code, flag.as_str());
        }
        assert_eq!(Flag::parse("other"), None);
    }
}
