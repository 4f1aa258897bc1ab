//! What PC/SC's error codes mean for someone who waits for a card.
//!
//! Measured with pcscd 1.9.9 where the standard leaves it open.

use pcsc::Error;

use crate::error::TransmitError;

/// The meaning of `error` on a connected card.
pub(crate) fn of_card(error: Error) -> TransmitError {
    match error {
        // A card pulled away in mid-read: NotTransacted at once, RemovedCard
        // from the next poll on, for ever, even when another card has come.
        Error::NotTransacted
        | Error::RemovedCard
        | Error::NoSmartcard
        | Error::UnpoweredCard
        | Error::UnresponsiveCard
        | Error::ProtoMismatch => TransmitError::Removed,
        Error::ResetCard => TransmitError::Reset,
        other => of_reader(other),
    }
}

/// The meaning of `error` on a reader or on pcscd itself.
pub(crate) fn of_reader(error: Error) -> TransmitError {
    match error {
        Error::SharingViolation => TransmitError::Busy,
        // When pcscd dies, waiting fails with CommError and everything after
        // it with NoService, for as long as the old context is used.
        Error::NoService
        | Error::ServiceStopped
        | Error::CommError
        | Error::InvalidHandle
        | Error::Shutdown
        | Error::SystemCancelled => TransmitError::ServiceGone,
        Error::UnknownReader | Error::ReaderUnavailable | Error::NoReadersAvailable => {
            TransmitError::ReaderGone
        }
        other => TransmitError::Failed(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_measured_means_what_it_meant() {
        let table = [
            (Error::NotTransacted, TransmitError::Removed),
            (Error::RemovedCard, TransmitError::Removed),
            (Error::NoSmartcard, TransmitError::Removed),
            (Error::ResetCard, TransmitError::Reset),
            (Error::SharingViolation, TransmitError::Busy),
            (Error::CommError, TransmitError::ServiceGone),
            (Error::NoService, TransmitError::ServiceGone),
            (Error::UnknownReader, TransmitError::ReaderGone),
            (Error::ReaderUnavailable, TransmitError::ReaderGone),
            (
                Error::InternalError,
                TransmitError::Failed("InternalError".to_owned()),
            ),
        ];
        for (error, meaning) in table {
            assert_eq!(of_card(error), meaning, "{error:?}");
        }
    }
}
