//! In what state registrants and their cards are, why, and why no card was read: codes
//! that are the same in SQL, JSON and files. Deliberately absent: from when they hold.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A text that is none of the codes of its kind. The text is not repeated: it may
/// be what must not be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a {0}")]
pub struct UnknownCode(&'static str);

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, $what:literal, { $($(#[$each:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String")]
        pub enum $name {
            $($(#[$each])* #[serde(rename = $code)] $variant,)+
        }

        impl TryFrom<String> for $name {
            type Error = UnknownCode;

            fn try_from(text: String) -> Result<Self, UnknownCode> {
                text.parse()
            }
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// As in SQL, JSON and files.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownCode;

            fn from_str(text: &str) -> Result<Self, UnknownCode> {
                let mut all = Self::ALL.iter().copied();
                all.find(|one| one.as_str() == text).ok_or(UnknownCode($what))
            }
        }
    };
}

codes! {
    /// Whether a registrant is registered (登録の状態).
    Standing, "standing of a registrant", {
        /// Also again, after an end (登録).
        Registered = "registered",
        /// No trip counts from that day on (終了).
        Ended = "ended",
    }
}

codes! {
    /// Why a registrant's standing changed (異動の事由).
    StandingReason, "reason of a standing", {
        /// 死亡.
        Death = "death",
        /// 転出.
        MovedAway = "moved_away",
        /// 辞退.
        Withdrawn = "withdrawn",
        /// 対象外となった (an exclusion of the scheme).
        Excluded = "excluded",
        /// 対象要件の消滅.
        GroundEnded = "ground_ended",
        /// 誤登録.
        Mistaken = "mistaken",
        /// 再登録.
        Readmitted = "readmitted",
        /// 訂正.
        Correction = "correction",
    }
}

impl StandingReason {
    /// The standing that it is a reason for; a correction, for both.
    pub fn explains(self, standing: Standing) -> bool {
        match self {
            Self::Correction => true,
            Self::Readmitted => standing == Standing::Registered,
            _ => standing == Standing::Ended,
        }
    }
}

codes! {
    /// Whether a card may be used (カードの状態).
    CredentialState, "state of a card", {
        /// It may; also again, when a lost card was found (利用可).
        Usable = "usable",
        /// Reported lost or stolen (紛失).
        Lost = "lost",
        /// Its certificate was revoked by its issuer (失効).
        Revoked = "revoked",
        /// Another one was issued in its place (交換済み).
        Replaced = "replaced",
    }
}

codes! {
    /// Why somebody else's is a card that was linked, or nobody's (持ち主の訂正の事由).
    OwnerReason, "reason of a correction of whose a card is", {
        /// 登録番号の取り違え: another registrant's number was given.
        WrongRegistrant = "wrong_registrant",
        /// カードの取り違え: another person's card was read.
        WrongCard = "wrong_card",
        /// 取り込んだファイルの誤り: it came so from a file.
        WrongImport = "wrong_import",
    }
}

codes! {
    /// What kind of card it is (カードの種類).
    CredentialKind, "kind of card", {
        /// マイナンバーカード.
        Card = "card",
        /// 交通系ICカード.
        TransitCard = "transit_card",
        /// 次期個人番号カード.
        NextGenerationCard = "next_generation_card",
    }
}

codes! {
    /// Why a registrant's number was typed and no card was read (番号の申告の理由).
    DeclarationReason, "reason why no card was read", {
        /// カードを持っていない: left at home, or lost.
        CardNotCarried = "card_not_carried",
        /// カードが読み取れない: there is one, and it cannot be read.
        CardUnreadable = "card_unreadable",
        /// 読み取り機の故障: no card can be read in this taxi.
        ReaderOutOfOrder = "reader_out_of_order",
    }
}
