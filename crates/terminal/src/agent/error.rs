//! Why a command was not carried out.

use domain::{FareError, IdError, Reason, TripError, TripId, YenOverflow};
use rules::DecideError;

use crate::database::DatabaseError;
use crate::outbox::OutboxError;
use crate::reasons;

/// A command was not carried out; nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// Nobody has boarded.
    #[error("no trip is under way; send board first")]
    NoTrip,
    /// Somebody is aboard already.
    #[error("trip {0} is under way; finish or cancel it first")]
    TripUnderWay(TripId),
    /// The fare is not known, or a card was tapped since it was.
    #[error("the fare is not decided; send alight first (again, if a card was tapped since)")]
    FareNotDecided,
    /// What the meter says cannot be.
    #[error(transparent)]
    Trip(#[from] TripError),
    /// The rules cannot decide.
    #[error(transparent)]
    Decide(#[from] DecideError),
    /// Too much money.
    #[error(transparent)]
    Overflow(#[from] YenOverflow),
    /// An id cannot be made.
    #[error(transparent)]
    Id(#[from] IdError),
    /// The clock does not tell the time.
    #[error(transparent)]
    Clock(#[from] clock::Error),
    /// The disk does not take the trip; it is kept in memory.
    #[error(transparent)]
    Outbox(#[from] OutboxError),
    /// The disk cannot be read.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl AgentError {
    /// Stable, lower snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoTrip => "no_trip",
            Self::TripUnderWay(_) => "trip_under_way",
            Self::FareNotDecided => "fare_not_decided",
            Self::Trip(TripError::EndsBeforeItBegins)
            | Self::Decide(DecideError::Trip(TripError::EndsBeforeItBegins)) => {
                "trip_ends_before_it_begins"
            }
            Self::Trip(TripError::Fare(error))
            | Self::Decide(DecideError::Trip(TripError::Fare(error))) => match error {
                FareError::Negative(_) => "fare_negative",
                FareError::TooLarge { .. } => "fare_too_large",
            },
            Self::Decide(_) => "undecidable",
            Self::Overflow(_) => "fare_too_large",
            Self::Id(_) => "id",
            Self::Clock(_) => "clock",
            Self::Outbox(OutboxError::Database(DatabaseError::DiskFull(_)))
            | Self::Database(DatabaseError::DiskFull(_)) => "disk_full",
            Self::Outbox(_) | Self::Database(_) => "outbox",
        }
    }

    /// For the driver's screen.
    pub fn reason(&self) -> Reason {
        let ja = match self.code() {
            "no_trip" => "乗車中ではありません。先に乗車を入力してください。",
            "trip_under_way" => "乗車中です。先に精算または取消をしてください。",
            "fare_not_decided" => "料金が決まっていません。先に降車を入力してください。",
            "trip_ends_before_it_begins" => "降車時刻が乗車時刻より前です。",
            "fare_negative" | "fare_too_large" => "運賃の入力が正しくありません。",
            "clock" => "車載端末の時計が読めません。管理者に連絡してください。",
            "disk_full" => {
                "保存領域がいっぱいです。乗車は保持しています。空きを作ってから、もう一度精算してください。"
            }
            _ => "車載端末の内部エラーです。管理者に連絡してください。",
        };
        Reason::new(self.code(), ja, reasons::chain(self))
    }
}
