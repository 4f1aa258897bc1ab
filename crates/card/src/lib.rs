//! A My Number card over PC/SC: recognise it, read it, challenge its chip; and of a
//! transit card the fingerprint of the number that it calls out.
//!
//! [`Card`] speaks to any [`Transmit`]; the real one is [`PcscTransmit`], which
//! a [`Reader`] hands out once for each card that is put on it. Nothing reaches
//! a card that is not on an [`AllowList`], whatever the caller or a bug of ours
//! asks for.
//!
//! What a certificate proves is decided in `jpki`, not here. Deliberately
//! absent: the individual number, the holder's name and address, signatures
//! with the holder's keys, and any PIN but the four digits the desk needs once.

mod apdu;
mod card;
mod chip_key_file;
mod choose;
mod error;
mod gate;
mod link;
mod pcsc_error;
mod pcsc_thread;
mod pin;
mod reader;
mod stop;
mod transit;
mod transmit;

pub use card::{Card, CardKind};
pub use error::{CardError, ReaderError, TransmitError};
pub use gate::{AllowList, NotAllowed};
pub use pin::{Pin, PinError};
pub use reader::{Canceller, Reader};
pub use transmit::{PcscTransmit, Transmit};
