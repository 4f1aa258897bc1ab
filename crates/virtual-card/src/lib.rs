//! A My Number card in software, for demos and tests.
//!
//! [`VirtualCard`] answers APDUs as the card does, [`TestAuthority`] issues
//! its certificates under a made-up test hierarchy, a [`Persona`] is one such
//! card with its habits and faults as a JSON file, and [`VirtualReader`] puts
//! personas into a real pcscd through the vpcd driver.
//!
//! Nothing that ships links this crate. It is not a card to rely on: its keys
//! lie in files, and it does what `card` needs and OpenSC expects, no more.
//! Deliberately absent: names, addresses and individual numbers.

mod apdu;
mod authority;
mod card;
mod control;
mod faults;
mod files;
mod hex_bytes;
mod host;
mod key;
mod leaf;
mod make;
mod namespace;
mod pcscd;
mod persona;
mod reader;
mod slot;
mod vpcd;

pub use authority::{AuthorityError, TestAuthority};
pub use card::VirtualCard;
pub use control::{Answer, Request, ServiceState};
pub use files::VirtualCardError;
pub use hex_bytes::HexBytes;
pub use host::{run_inside, run_private};
pub use key::{CardKey, KeyError};
pub use leaf::Leaf;
pub use make::{CardSet, make};
pub use pcscd::become_pcscd;
pub use persona::{Behaviour, CertificateFile, Form, Holding, Persona, Pins, Secret};
pub use reader::{VirtualReader, VirtualReaderError};
