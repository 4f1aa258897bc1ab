//! One virtual card as a value: what it holds and how it behaves.
//!
//! A JSON file, so that a demo makes its cards once and the reader's host
//! loads them by path. The keys in it protect nothing.

use std::path::Path;

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::authority::{AuthorityError, TestAuthority};
use crate::files::VirtualCardError;
use crate::hex_bytes::HexBytes;
use crate::key::{CardKey, KeyError};
use crate::leaf::Leaf;

/// The `IDm` of the transit card.
const IDM: [u8; 8] = [0x01, 0x27, 0x00, 0x5A, 0xB1, 0xC2, 0xD3, 0xE4];

/// A virtual card.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Persona {
    /// What people call it: `resident-1`, `clone`.
    pub name: String,
    /// What it pretends to be.
    #[serde(default)]
    pub form: Form,
    /// Authentication certificate (利用者証明用) and its key.
    pub authentication: Option<Holding>,
    /// Signature certificate (署名用) and its key.
    pub signature: Option<Holding>,
    /// The authority's certificate, as files 0002 and 000B hold it.
    pub authority: HexBytes,
    /// The chip's own key (PKCS#8), for internal authentication.
    pub chip: HexBytes,
    /// Of a transit card, the number that it calls out (`IDm`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idm: Option<[u8; 8]>,
    /// Its PINs.
    #[serde(default)]
    pub pins: Pins,
    /// Its habits and faults.
    #[serde(default)]
    pub behaviour: Behaviour,
}

/// What a persona pretends to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// A My Number card.
    #[default]
    Card,
    /// An Android phone with a JPKI token.
    Android,
    /// An iPhone with a JPKI token.
    Iphone,
    /// A `FeliCa` transit card.
    Transit,
}

/// A certificate and its key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holding {
    /// DER.
    pub certificate: HexBytes,
    /// PKCS#8.
    pub key: HexBytes,
}

/// A PIN and its tries.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// The right PIN.
    pub value: String,
    /// Tries after a right one.
    pub tries: u8,
    /// Tries left at power-up of the virtual card.
    pub left: u8,
}

/// The PINs of a card.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pins {
    /// 利用者証明用: four digits, three tries.
    pub authentication: Secret,
    /// 署名用: upper-case letters and digits, five tries.
    pub signature: Secret,
    /// 券面事項入力補助用: four digits, three tries.
    pub input_support: Secret,
}

impl Default for Pins {
    fn default() -> Self {
        let secret = |value: &str, tries| Secret {
            value: value.to_owned(),
            tries,
            left: tries,
        };
        Self {
            authentication: secret("1234", 3),
            signature: secret("ABC123", 5),
            input_support: secret("4321", 3),
        }
    }
}

/// Habits and faults. Commands count from 1 since the card was put on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Behaviour {
    /// Time per command, in milliseconds.
    pub delay_ms: u64,
    /// Time per signature besides, in milliseconds.
    pub signature_delay_ms: u64,
    /// The card is pulled away instead of answering the command after this
    /// many.
    pub removed_after: Option<u32>,
    /// This command is answered with nothing at all. In a reader, the contact
    /// is lost for a moment.
    pub empty_answer_at: Option<u32>,
    /// The first command after power-up is answered with 6F00.
    pub first_command_fails: bool,
    /// READ BINARY for more than this is answered with 6Cxx.
    pub read_max: Option<u8>,
    /// Data is not sent but announced with 61xx and has to be fetched.
    pub get_response: bool,
    /// What is wrong with the file of the authentication certificate.
    pub certificate_file: CertificateFile,
}

/// The state of file 000A.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateFile {
    /// The certificate and nothing else.
    #[default]
    Intact,
    /// As many bytes of FF after it.
    Filler(usize),
    /// The file ends before the certificate does.
    Cut(usize),
    /// The certificate claims to be longer than the file, and than any file.
    Overlong,
    /// The certificate lost its last bytes and its head knows: a well-formed
    /// shell around broken contents.
    Shortened(usize),
}

impl Persona {
    /// A resident's card with everything in order.
    pub fn resident(
        name: impl Into<String>,
        authority: &TestAuthority,
        at: Timestamp,
    ) -> Result<Self, AuthorityError> {
        Self::with_leaf(
            name,
            authority,
            &Leaf::authentication(at),
            &CardKey::rsa()?,
            at,
        )
    }

    /// A card with the given authentication certificate and key.
    pub fn with_leaf(
        name: impl Into<String>,
        authority: &TestAuthority,
        leaf: &Leaf,
        key: &CardKey,
        at: Timestamp,
    ) -> Result<Self, AuthorityError> {
        let signature_key = CardKey::rsa()?;
        Ok(Self {
            name: name.into(),
            form: Form::Card,
            authentication: Some(Holding::new(authority, leaf, key)?),
            signature: Some(Holding::new(
                authority,
                &Leaf::signature(at),
                &signature_key,
            )?),
            authority: HexBytes(authority.der().to_vec()),
            chip: HexBytes(CardKey::rsa()?.to_pkcs8()?),
            idm: None,
            pins: Pins::default(),
            behaviour: Behaviour::default(),
        })
    }

    /// A transit card: a number and nothing else.
    pub fn transit(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            form: Form::Transit,
            authentication: None,
            signature: None,
            authority: HexBytes::default(),
            chip: HexBytes::default(),
            idm: Some(IDM),
            pins: Pins::default(),
            behaviour: Behaviour::default(),
        }
    }

    /// A transit card with a number of its own.
    pub fn transit_with(name: impl Into<String>, idm: [u8; 8]) -> Self {
        Self {
            idm: Some(idm),
            ..Self::transit(name)
        }
    }

    /// A clone of this card as anyone can make it who read it once: the
    /// certificate, with keys of the forger's own.
    pub fn cloned(&self, name: impl Into<String>) -> Result<Self, KeyError> {
        let mut clone = self.named(name);
        clone.chip = HexBytes(CardKey::rsa()?.to_pkcs8()?);
        if let Some(authentication) = &mut clone.authentication {
            authentication.key = HexBytes(CardKey::rsa()?.to_pkcs8()?);
        }
        clone.signature = None;
        Ok(clone)
    }

    /// The same card under another name.
    #[must_use]
    pub fn named(&self, name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..self.clone()
        }
    }

    /// The same card under another name, behaving otherwise.
    #[must_use]
    pub fn behaving(&self, name: impl Into<String>, behaviour: Behaviour) -> Self {
        Self {
            behaviour,
            ..self.named(name)
        }
    }

    /// The DER of the authentication certificate.
    pub fn certificate(&self) -> Option<&[u8]> {
        let holding = self.authentication.as_ref()?;
        Some(&holding.certificate.0)
    }

    /// The public key that a desk would pin, as DER `SubjectPublicKeyInfo`.
    pub fn chip_spki_der(&self) -> Result<Vec<u8>, KeyError> {
        CardKey::from_pkcs8(&self.chip.0)?.spki_der()
    }

    /// Writes the JSON file.
    pub fn save(&self, path: &Path) -> Result<(), VirtualCardError> {
        let failed = |source| VirtualCardError::Write {
            path: path.to_owned(),
            source,
        };
        let json = serde_json::to_vec_pretty(self).map_err(|error| failed(error.into()))?;
        std::fs::write(path, json).map_err(failed)
    }

    /// Reads the JSON file.
    pub fn load(path: &Path) -> Result<Self, VirtualCardError> {
        let json = std::fs::read(path).map_err(|source| VirtualCardError::Read {
            path: path.to_owned(),
            source,
        })?;
        serde_json::from_slice(&json).map_err(|source| VirtualCardError::Json {
            path: path.to_owned(),
            source,
        })
    }
}

impl Holding {
    fn new(authority: &TestAuthority, leaf: &Leaf, key: &CardKey) -> Result<Self, AuthorityError> {
        Ok(Self {
            certificate: HexBytes(authority.issue(leaf, key)?),
            key: HexBytes(key.to_pkcs8()?),
        })
    }
}
