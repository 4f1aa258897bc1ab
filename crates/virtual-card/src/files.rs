//! The files and keys that a persona's card holds.

use std::path::PathBuf;

use crate::key::{CardKey, KeyError};
use crate::persona::{CertificateFile, Form, Holding, Persona, Secret};

/// A persona could not be read, written or made into a card.
#[derive(Debug, thiserror::Error)]
pub enum VirtualCardError {
    /// Its file could not be read.
    #[error("cannot read the persona {path}: {source}", path = path.display())]
    Read {
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Its file could not be written.
    #[error("cannot write the persona {path}: {source}", path = path.display())]
    Write {
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Its file is not a persona.
    #[error("{path} is not a persona: {source}", path = path.display())]
    Json {
        /// Where.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// A key in it.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// What an application has under an identifier.
#[derive(Clone, Debug)]
pub(crate) enum File {
    /// Readable, if its guard (another file's identifier) was verified.
    Data { bytes: Vec<u8>, guard: Option<u16> },
    /// A PIN.
    Pin(Secret),
    /// A key, usable if its guard was verified.
    Key {
        key: Box<CardKey>,
        guard: Option<u16>,
    },
}

/// An application: its files by identifier.
#[derive(Clone, Debug)]
pub(crate) struct Application {
    pub(crate) aid: &'static [u8],
    pub(crate) files: Vec<(u16, File)>,
}

impl Application {
    pub(crate) fn file(&self, id: u16) -> Option<&File> {
        self.files
            .iter()
            .find(|(file_id, _)| *file_id == id)
            .map(|(_, file)| file)
    }

    pub(crate) fn pin_mut(&mut self, id: u16) -> Option<&mut Secret> {
        self.files
            .iter_mut()
            .find_map(|(file_id, file)| match file {
                File::Pin(secret) if *file_id == id => Some(secret),
                _ => None,
            })
    }
}

const JPKI_AID: &[u8] = &[0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01];
const INPUT_SUPPORT_AID: &[u8] = &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08];

const SIGNATURE_CERTIFICATE: u16 = 0x0001;
const SIGNATURE_AUTHORITY: u16 = 0x0002;
const TOKEN: u16 = 0x0006;
const AVAILABILITY: u16 = 0x0008;
const AUTHENTICATION_CERTIFICATE: u16 = 0x000A;
const AUTHENTICATION_AUTHORITY: u16 = 0x000B;
const AUTHENTICATION_KEY: u16 = 0x0017;
const AUTHENTICATION_PIN: u16 = 0x0018;
const SIGNATURE_KEY: u16 = 0x001A;
const SIGNATURE_PIN: u16 = 0x001B;
const CHIP_KEY_FILE: u16 = 0x0007;
const INPUT_SUPPORT_PIN: u16 = 0x0011;
/// Where internal authentication finds its key.
pub(crate) const CHIP_KEY: u16 = 0x0013;

/// The applications of a persona's card.
pub(crate) fn applications(persona: &Persona) -> Result<Vec<Application>, VirtualCardError> {
    match persona.form {
        Form::Transit => Ok(Vec::new()),
        // Phones have no 券面 applications.
        Form::Android | Form::Iphone => Ok(vec![jpki(persona)?]),
        Form::Card => Ok(vec![jpki(persona)?, input_support(persona)?]),
    }
}

fn jpki(persona: &Persona) -> Result<Application, VirtualCardError> {
    let label = match persona.form {
        Form::Android => "JPKIAPGPSETOKEN",
        Form::Iphone => "JPKIAPIOSTOKEN",
        Form::Card | Form::Transit => "JPKIAPICCTOKEN2",
    };
    // A phone shows its certificate only after PIN or biometrics.
    let guard = (persona.form != Form::Card).then_some(AUTHENTICATION_PIN);
    let free = |bytes: &[u8]| File::Data {
        bytes: bytes.to_vec(),
        guard: None,
    };
    let available = |holding: &Option<Holding>| if holding.is_some() { 0x8F } else { 0x00 };
    let mut files = vec![
        (TOKEN, free(format!("{label:<160}").as_bytes())),
        (
            AVAILABILITY,
            free(&[
                available(&persona.signature),
                available(&persona.authentication),
                0,
            ]),
        ),
    ];
    if let Some(holding) = &persona.authentication {
        let bytes = certificate_file(&holding.certificate.0, persona.behaviour.certificate_file);
        files.extend([
            (AUTHENTICATION_CERTIFICATE, File::Data { bytes, guard }),
            (AUTHENTICATION_AUTHORITY, free(&persona.authority.0)),
            (
                AUTHENTICATION_KEY,
                key(&holding.key.0, Some(AUTHENTICATION_PIN))?,
            ),
            (
                AUTHENTICATION_PIN,
                File::Pin(persona.pins.authentication.clone()),
            ),
        ]);
    }
    if let Some(holding) = &persona.signature {
        // It carries name and address on a real card.
        let certificate = File::Data {
            bytes: holding.certificate.0.clone(),
            guard: Some(SIGNATURE_PIN),
        };
        files.extend([
            (SIGNATURE_CERTIFICATE, certificate),
            (SIGNATURE_AUTHORITY, free(&persona.authority.0)),
            (SIGNATURE_KEY, key(&holding.key.0, Some(SIGNATURE_PIN))?),
            (SIGNATURE_PIN, File::Pin(persona.pins.signature.clone())),
        ]);
    }
    Ok(Application {
        aid: JPKI_AID,
        files,
    })
}

fn input_support(persona: &Persona) -> Result<Application, VirtualCardError> {
    let chip = CardKey::from_pkcs8(&persona.chip.0)?;
    let record = File::Data {
        bytes: chip_key_file(&chip)?,
        guard: Some(INPUT_SUPPORT_PIN),
    };
    let chip = File::Key {
        key: Box::new(chip),
        guard: None,
    };
    Ok(Application {
        aid: INPUT_SUPPORT_AID,
        files: vec![
            (CHIP_KEY_FILE, record),
            (
                INPUT_SUPPORT_PIN,
                File::Pin(persona.pins.input_support.clone()),
            ),
            (CHIP_KEY, chip),
        ],
    })
}

fn key(pkcs8: &[u8], guard: Option<u16>) -> Result<File, KeyError> {
    Ok(File::Key {
        key: Box::new(CardKey::from_pkcs8(pkcs8)?),
        guard,
    })
}

fn certificate_file(certificate: &[u8], state: CertificateFile) -> Vec<u8> {
    let mut bytes = certificate.to_vec();
    match state {
        CertificateFile::Intact => {}
        CertificateFile::Filler(count) => bytes.resize(bytes.len() + count, 0xFF),
        CertificateFile::Cut(length) => bytes.truncate(length),
        CertificateFile::Overlong => {
            if let [_, _, high, low, ..] = bytes.as_mut_slice() {
                (*high, *low) = (0xFF, 0xFF);
            }
        }
        CertificateFile::Shortened(by) => {
            bytes.truncate(bytes.len().saturating_sub(by));
            let length = u16::try_from(bytes.len().saturating_sub(4)).unwrap_or(u16::MAX);
            if let [_, _, high, low, ..] = bytes.as_mut_slice() {
                [*high, *low] = length.to_be_bytes();
            }
        }
    }
    bytes
}

/// EF 0007: `FF50 { DF51 { 90 exponent, 91 modulus }, DF52 signature }`, as a
/// file read from a JPKI test card has it (crate `myna-card` 3.3.4, fixture
/// `text-0007.bin`). The issuer's signature is made with the chip's own key,
/// the real issuer's not being ours; nobody checks it.
fn chip_key_file(chip: &CardKey) -> Result<Vec<u8>, KeyError> {
    let (modulus, exponent) = chip.rsa_parts().ok_or(KeyError::Form)?;
    let key = [tlv(&[0x90], &exponent), tlv(&[0x91], &modulus)].concat();
    let key = tlv(&[0xDF, 0x51], &key);
    let signature = chip.sign_raw(domain::Digest::of(&key).as_bytes())?;
    let record = [key, tlv(&[0xDF, 0x52], &signature)].concat();
    Ok(tlv(&[0xFF, 0x50], &record))
}

/// Tag, shortest length, value; below 64 KiB.
fn tlv(tag: &[u8], value: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(value.len()).unwrap_or(u16::MAX).to_be_bytes();
    let length = match (high, low) {
        (0, 0x00..=0x7F) => vec![low],
        (0, _) => vec![0x81, low],
        _ => vec![0x82, high, low],
    };
    [tag, &length, value].concat()
}
