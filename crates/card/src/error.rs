//! What can go wrong between a person, a card, a reader and pcscd, each with
//! a stable code and a sentence the driver can read out.

use domain::Reason;

use crate::NotAllowed;

/// A command got no answer from the card.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransmitError {
    /// The card left, or answers nothing any more. What was read so far is
    /// worthless; the card must be put on again.
    #[error("the card left the reader")]
    Removed,
    /// Another program reset the card. The connection is healed; everything
    /// has to be read again from the first SELECT.
    #[error("another program reset the card; read it again from the start")]
    Reset,
    /// Another program holds the reader.
    #[error("another program uses the reader")]
    Busy,
    /// The reader did not answer in time: another program keeps it for itself,
    /// or it hangs. The connection was given up; the card may be handed out
    /// again.
    #[error(
        "the card reader does not answer; another program may be using it, otherwise reconnect it"
    )]
    NoAnswer,
    /// pcscd is not running, or has just been restarted.
    #[error("the smart card service (pcscd) is not running; start it: systemctl start pcscd")]
    ServiceGone,
    /// The reader was unplugged.
    #[error("the card reader is not connected; plug it in")]
    ReaderGone,
    /// Something rarer.
    #[error("the card reader failed ({0})")]
    Failed(String),
}

impl TransmitError {
    /// Stable, lower snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Removed => "card_removed",
            Self::Reset => "card_reset",
            Self::Busy => "reader_busy",
            Self::NoAnswer => "reader_no_answer",
            Self::ServiceGone => "card_service_gone",
            Self::ReaderGone => "reader_gone",
            Self::Failed(_) => "reader_failed",
        }
    }

    /// What the driver reads out.
    pub fn reason(&self) -> Reason {
        let (ja, en) = match self {
            Self::Removed => (
                "カードが離れました。もう一度タッチしてください。",
                "The card left too early. Please tap it again.",
            ),
            Self::Reset => (
                "読み取りが中断されました。もう一度タッチしてください。",
                "Reading was interrupted. Please tap the card again.",
            ),
            Self::Busy => (
                "別のプログラムがカードリーダーを使っています。少し待ってください。",
                "Another program uses the card reader. Please wait a moment.",
            ),
            Self::NoAnswer => (
                "カードリーダーが応答しません。別のプログラムが使っていないか確認し、続く場合はつなぎ直してください。",
                "The card reader does not answer. Another program may be using it; if that does not end, please reconnect it.",
            ),
            Self::ServiceGone => (
                "カードの読み取りサービス（pcscd）が動いていません。",
                "The smart card service (pcscd) is not running.",
            ),
            Self::ReaderGone => (
                "カードリーダーがつながっていません。接続を確認してください。",
                "The card reader is not connected. Please check its cable.",
            ),
            Self::Failed(_) => (
                "カードリーダーが正しく動いていません。つなぎ直してください。",
                "The card reader does not work properly. Please reconnect it.",
            ),
        };
        Reason::new(self.code(), ja, en)
    }
}

/// A card could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// No answer.
    #[error(transparent)]
    Transmit(#[from] TransmitError),
    /// Our own mistake: stopped before it reached the card.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// The card refused.
    #[error("the card refused {command} with status {status:04X}")]
    Status {
        /// Which command, in words.
        command: &'static str,
        /// SW1 SW2.
        status: u16,
    },
    /// The card gave less than it promised, or not what belongs there.
    #[error("{file} on the card cannot be read: {problem}")]
    File {
        /// Which file, in words.
        file: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The PIN was wrong. It was tried once and is not tried again.
    #[error("the PIN is wrong; {left} tries are left")]
    PinWrong {
        /// Tries left on the card.
        left: u8,
    },
    /// So few tries are left that we do not take one.
    #[error(
        "only {left} try of the PIN is left; it was not used. Reset the PIN at the city office"
    )]
    PinRetriesLow {
        /// Tries left on the card.
        left: u8,
    },
    /// No try is left.
    #[error("the PIN is blocked; it has to be reset at the city office")]
    PinBlocked,
}

impl CardError {
    /// Stable, lower snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Transmit(error) => error.code(),
            Self::NotAllowed(_) => "card_command_not_allowed",
            Self::Status { .. } => "card_refused",
            Self::File { .. } => "card_file",
            Self::PinWrong { .. } => "pin_wrong",
            Self::PinRetriesLow { .. } => "pin_retries_low",
            Self::PinBlocked => "pin_blocked",
        }
    }

    /// What the driver or the clerk reads out.
    pub fn reason(&self) -> Reason {
        let (ja, en) = match self {
            Self::Transmit(error) => return error.reason(),
            Self::NotAllowed(_) => (
                "内部エラーのため読み取りを中止しました。管理者に連絡してください。".to_owned(),
                "Reading was stopped by an internal error. Please tell the administrator.".to_owned(),
            ),
            Self::Status { .. } | Self::File { .. } => (
                "このカードは読み取れません。もう一度タッチし、続く場合は市役所に相談してください。".to_owned(),
                "This card cannot be read. Tap it again; if that does not help, ask the city office.".to_owned(),
            ),
            Self::PinWrong { left } => (
                format!("暗証番号が違います。残り{left}回です。"),
                format!("The PIN is wrong. {left} tries are left."),
            ),
            Self::PinRetriesLow { .. } => (
                "暗証番号の残り回数が少ないため入力できません。暗証番号の再設定が必要です。".to_owned(),
                "Too few PIN tries are left to use one. The PIN has to be reset first.".to_owned(),
            ),
            Self::PinBlocked => (
                "暗証番号がロックされています。暗証番号の再設定が必要です。".to_owned(),
                "The PIN is blocked. It has to be reset first.".to_owned(),
            ),
        };
        Reason::new(self.code(), ja, en)
    }
}

/// No reader to wait on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReaderError {
    /// pcscd is not there or the reader stopped working.
    #[error(transparent)]
    Transmit(#[from] TransmitError),
    /// pcscd runs, but no reader is plugged in.
    #[error("no card reader found; plug one in (pcsc_scan lists what pcscd sees)")]
    None,
    /// Readers are there, but none of that name.
    #[error("no card reader has {part:?} in its name; found: {found}")]
    NotFound {
        /// The configured part of the name.
        part: String,
        /// The readers there are, comma-separated.
        found: String,
    },
    /// [`Canceller::cancel`](crate::Canceller::cancel) was called.
    #[error("waiting for a card was cancelled")]
    Cancelled,
}

impl ReaderError {
    /// Stable, lower snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Transmit(error) => error.code(),
            Self::None | Self::NotFound { .. } => "reader_not_found",
            Self::Cancelled => "reader_cancelled",
        }
    }

    /// What the driver reads out.
    pub fn reason(&self) -> Reason {
        let (ja, en) = match self {
            Self::Transmit(error) => return error.reason(),
            Self::None | Self::NotFound { .. } => (
                "カードリーダーが見つかりません。接続を確認してください。",
                "No card reader was found. Please check its cable.",
            ),
            Self::Cancelled => ("読み取りを終了しました。", "Reading has ended."),
        };
        Reason::new(self.code(), ja, en)
    }
}
