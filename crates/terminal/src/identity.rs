//! Who this terminal is: a key made here that never leaves, and what the
//! service said when it was enrolled.

use std::io;
use std::path::{Path, PathBuf};

use wire::api::{Enrolled, Enrolment, EnrolmentRequest};
use wire::{Kind, SigningKey, TerminalKeyId};

use crate::data::{DataError, DataFolder};
use crate::files;
use crate::service::{Service, ServiceError};

/// An enrolled terminal and its key.
#[derive(Debug)]
pub struct Identity {
    /// The service's answer to the enrolment.
    pub enrolled: Enrolled,
    /// The terminal's own key.
    pub key: SigningKey,
}

/// There is no identity, or it cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Nothing is there yet.
    #[error("no terminal is enrolled in {}; enrol it first: mytaku-terminal enrol", path.display())]
    NotEnrolled {
        /// The data folder.
        path: PathBuf,
    },
    /// One is there already.
    #[error("{} already holds the enrolled terminal {terminal}; give another --data", path.display())]
    AlreadyEnrolled {
        /// The data folder.
        path: PathBuf,
        /// Who.
        terminal: domain::TerminalId,
    },
    /// A file cannot be read or written.
    #[error("{} cannot be read or written; check its permissions and the disk", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file is not what we wrote.
    #[error("{} is damaged; enrol the terminal anew in another --data folder", path.display())]
    Damaged {
        /// Which.
        path: PathBuf,
    },
    /// The operating system gives no randomness.
    #[error("the operating system gives no randomness for a key; restart the terminal")]
    Randomness,
    /// The folder cannot be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The service did not enrol the terminal.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl Identity {
    /// The enrolled terminal of a data folder.
    pub fn load(data: &DataFolder) -> Result<Self, IdentityError> {
        let (Some(enrolled), Some(key)) = (read_enrolled(data)?, read_key(data)?) else {
            return Err(IdentityError::NotEnrolled {
                path: data.path().to_owned(),
            });
        };
        Ok(Self { enrolled, key })
    }

    /// The name under which the service looks up the key.
    pub fn key_id(&self) -> TerminalKeyId {
        TerminalKeyId {
            municipality: self.enrolled.municipality,
            terminal: self.enrolled.terminal.clone(),
        }
    }
}

/// Enrols a new terminal with the city's one-time `code`.
///
/// The key is made and kept before anything is sent; when the service cannot
/// be reached, the next try uses the same key, so that an enrolment whose
/// answer got lost can be completed.
pub fn enrol(data: &DataFolder, service: &Service, code: &str) -> Result<Enrolled, IdentityError> {
    data.create()?;
    let _lock = data.lock()?;
    if let Some(enrolled) = read_enrolled(data)? {
        return Err(IdentityError::AlreadyEnrolled {
            path: data.path().to_owned(),
            terminal: enrolled.terminal,
        });
    }
    let key = match read_key(data)? {
        Some(key) => key,
        None => make_key(data)?,
    };
    let enrolled = service.enrol(&request(&key, code)?)?;
    let path = data.enrolment();
    let text = serde_json::to_vec_pretty(&enrolled).map_err(ServiceError::from)?;
    files::create(&path, &text).map_err(file_error(&path))?;
    Ok(enrolled)
}

fn request(key: &SigningKey, code: &str) -> Result<EnrolmentRequest, ServiceError> {
    let public_key = key.public();
    let enrolment = Enrolment {
        code: code.to_owned(),
    };
    // A terminal without a name yet is named by its key.
    let enrolment = key.sign(Kind::Enrolment, &public_key.to_string(), &enrolment)?;
    Ok(EnrolmentRequest {
        public_key,
        enrolment,
    })
}

fn make_key(data: &DataFolder) -> Result<SigningKey, IdentityError> {
    let mut seed = zeroize::Zeroizing::new([0; 32]);
    getrandom::fill(seed.as_mut_slice()).map_err(|_no_randomness| IdentityError::Randomness)?;
    let path = data.key();
    let text = zeroize::Zeroizing::new(hex::encode(seed.as_slice()));
    files::create(&path, text.as_bytes()).map_err(file_error(&path))?;
    Ok(SigningKey::from_seed(&seed))
}

fn read_key(data: &DataFolder) -> Result<Option<SigningKey>, IdentityError> {
    let path = data.key();
    let Some(text) = read(&path)?.map(zeroize::Zeroizing::new) else {
        return Ok(None);
    };
    let mut seed = zeroize::Zeroizing::new([0; 32]);
    hex::decode_to_slice(text.trim_ascii(), seed.as_mut_slice())
        .map_err(|_not_hex| IdentityError::Damaged { path })?;
    Ok(Some(SigningKey::from_seed(&seed)))
}

fn read_enrolled(data: &DataFolder) -> Result<Option<Enrolled>, IdentityError> {
    let path = data.enrolment();
    let Some(text) = read(&path)? else {
        return Ok(None);
    };
    serde_json::from_slice(&text)
        .map(Some)
        .map_err(|_not_ours| IdentityError::Damaged { path })
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, IdentityError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(file_error(path)(error)),
    }
}

fn file_error(path: &Path) -> impl FnOnce(io::Error) -> IdentityError {
    let path = path.to_owned();
    |source| IdentityError::File { path, source }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn data() -> (tempfile::TempDir, DataFolder) {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::new(folder.path().join("terminal"));
        data.create().unwrap();
        (folder, data)
    }

    #[test]
    fn the_key_is_for_its_owner_alone_and_stays_the_same() {
        let (_folder, data) = data();
        let key = make_key(&data).unwrap();
        let mode = std::fs::metadata(data.key()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let folder_mode = std::fs::metadata(data.path()).unwrap().permissions().mode();
        assert_eq!(folder_mode & 0o777, 0o700);
        let again = read_key(&data).unwrap().unwrap();
        assert_eq!(again.public(), key.public());
        assert!(make_key(&data).is_err(), "a key is never overwritten");
    }

    #[test]
    fn two_terminals_have_two_keys() {
        let ((_one, one), (_two, two)) = (data(), data());
        assert!(make_key(&one).unwrap().public() != make_key(&two).unwrap().public());
    }

    #[test]
    fn a_folder_without_an_enrolment_says_what_to_do() {
        let (_folder, data) = data();
        let error = Identity::load(&data).unwrap_err();
        assert!(matches!(error, IdentityError::NotEnrolled { .. }));
        assert!(error.to_string().contains("mytaku-terminal enrol"));
    }

    #[test]
    fn a_damaged_key_is_an_error_and_not_replaced() {
        let (_folder, data) = data();
        std::fs::write(data.key(), "not a key").unwrap();
        assert!(matches!(
            read_key(&data),
            Err(IdentityError::Damaged { .. })
        ));
    }
}
