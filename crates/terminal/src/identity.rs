//! Who this terminal is: a key made here that never leaves, and what the
//! service said when it was enrolled.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

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
    data: DataFolder,
    /// Another one after a rotation.
    key: RwLock<SigningKey>,
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
    #[error("{} already holds the enrolled terminal {terminal}; give another --data, or --again if the city revoked its key", path.display())]
    AlreadyEnrolled {
        /// The data folder.
        path: PathBuf,
        /// Who.
        terminal: domain::TerminalId,
    },
    /// The code is for another terminal than the one that is here.
    #[error("the code is for terminal {other}, but {} holds another; enrol {other} in a folder of its own", path.display())]
    AnotherTerminal {
        /// The data folder.
        path: PathBuf,
        /// Whose code it is.
        other: domain::TerminalId,
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
        let (Some(enrolled), Some(key)) = (read_enrolled(data)?, read_key(&data.key())?) else {
            return Err(IdentityError::NotEnrolled {
                path: data.path().to_owned(),
            });
        };
        Ok(Self {
            enrolled,
            data: data.clone(),
            key: RwLock::new(key),
        })
    }

    /// The terminal's own key.
    pub fn key(&self) -> SigningKey {
        self.key
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The key of a data folder that is to follow the present one; made if there
    /// is none.
    pub(crate) fn next_key(data: &DataFolder) -> Result<SigningKey, IdentityError> {
        key_at(&data.next_key())
    }

    /// The key that is to follow the present one, if one waits.
    pub(crate) fn waiting_key(&self) -> Result<Option<SigningKey>, IdentityError> {
        read_key(&self.data.next_key())
    }

    /// The service has taken `next`, which waited: it is the key from now on.
    pub(crate) fn use_waiting_key(&self, next: SigningKey) -> Result<(), IdentityError> {
        let mut key = self.key.write().unwrap_or_else(PoisonError::into_inner);
        let path = self.data.key();
        files::rename(&self.data.next_key(), &path).map_err(file_error(&path))?;
        *key = next;
        drop(key);
        Ok(())
    }

    /// The name under which the service looks up the key.
    pub fn key_id(&self) -> TerminalKeyId {
        TerminalKeyId {
            municipality: self.enrolled.municipality,
            terminal: self.enrolled.terminal.clone(),
        }
    }
}

/// Enrols a new terminal with the city's one-time `code`; or `again` one whose key
/// was revoked, with another key, to go on with its records.
///
/// The key is made and kept before anything is sent; when the service cannot
/// be reached, the next try uses the same key, so that an enrolment whose
/// answer got lost can be completed.
pub fn enrol(
    data: &DataFolder,
    service: &Service,
    (code, again): (&str, bool),
) -> Result<Enrolled, IdentityError> {
    data.create()?;
    let _lock = data.lock()?;
    match read_enrolled(data)? {
        None => enrol_new(data, service, code),
        Some(before) if again => enrol_again(data, service, (code, &before)),
        Some(before) => Err(IdentityError::AlreadyEnrolled {
            path: data.path().to_owned(),
            terminal: before.terminal,
        }),
    }
}

fn enrol_new(data: &DataFolder, service: &Service, code: &str) -> Result<Enrolled, IdentityError> {
    let key = key_at(&data.key())?;
    let enrolled = service.enrol(&request(&key, code)?)?;
    let path = data.enrolment();
    let text = serde_json::to_vec_pretty(&enrolled).map_err(ServiceError::from)?;
    files::create(&path, &text).map_err(file_error(&path))?;
    Ok(enrolled)
}

/// The new key takes the place of the old one last: until then, all of this can be
/// done again with the same code.
fn enrol_again(
    data: &DataFolder,
    service: &Service,
    (code, before): (&str, &Enrolled),
) -> Result<Enrolled, IdentityError> {
    let key = key_at(&data.enrolling_key())?;
    let enrolled = service.enrol(&request(&key, code)?)?;
    if enrolled.terminal != before.terminal || enrolled.municipality != before.municipality {
        return Err(IdentityError::AnotherTerminal {
            path: data.path().to_owned(),
            other: enrolled.terminal,
        });
    }
    let path = data.enrolment();
    let text = serde_json::to_vec_pretty(&enrolled).map_err(ServiceError::from)?;
    files::replace(&path, &text).map_err(file_error(&path))?;
    // A rotation that was under way is of the revoked key.
    files::remove(&data.next_key()).map_err(file_error(&data.next_key()))?;
    files::rename(&data.enrolling_key(), &data.key()).map_err(file_error(&data.key()))?;
    Ok(enrolled)
}

/// The key in a file; made if there is none.
fn key_at(path: &Path) -> Result<SigningKey, IdentityError> {
    match read_key(path)? {
        Some(key) => Ok(key),
        None => make_key(path),
    }
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

fn make_key(path: &Path) -> Result<SigningKey, IdentityError> {
    let mut seed = zeroize::Zeroizing::new([0; 32]);
    getrandom::fill(seed.as_mut_slice()).map_err(|_no_randomness| IdentityError::Randomness)?;
    let text = zeroize::Zeroizing::new(hex::encode(seed.as_slice()));
    files::create(path, text.as_bytes()).map_err(file_error(path))?;
    Ok(SigningKey::from_seed(&seed))
}

fn read_key(path: &Path) -> Result<Option<SigningKey>, IdentityError> {
    let Some(text) = read(path)?.map(zeroize::Zeroizing::new) else {
        return Ok(None);
    };
    let mut seed = zeroize::Zeroizing::new([0; 32]);
    hex::decode_to_slice(text.trim_ascii(), seed.as_mut_slice()).map_err(|_not_hex| {
        IdentityError::Damaged {
            path: path.to_owned(),
        }
    })?;
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
        let key = make_key(&data.key()).unwrap();
        let mode = std::fs::metadata(data.key()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let folder_mode = std::fs::metadata(data.path()).unwrap().permissions().mode();
        assert_eq!(folder_mode & 0o777, 0o700);
        let again = read_key(&data.key()).unwrap().unwrap();
        assert_eq!(again.public(), key.public());
        assert!(make_key(&data.key()).is_err(), "a key is never overwritten");
    }

    #[test]
    fn two_terminals_have_two_keys() {
        let ((_one, one), (_two, two)) = (data(), data());
        assert!(make_key(&one.key()).unwrap().public() != make_key(&two.key()).unwrap().public());
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
            read_key(&data.key()),
            Err(IdentityError::Damaged { .. })
        ));
    }
}
