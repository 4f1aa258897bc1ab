//! A key that follows the terminal's present one (鍵の更新).
//!
//! The new key is on disk before the service hears of it, and takes the place of
//! the old one, in one rename, after the service has taken it. Whatever happens in
//! between, the same request with the same two keys can be made again and is
//! answered again, so that no terminal locks itself out. Until then it signs with
//! the key it has: the service takes in what a former key signed.

use wire::api::{Enrolled, Rotation, RotationRequest};
use wire::{Kind, SigningKey};

use crate::data::DataFolder;
use crate::identity::{Identity, IdentityError};
use crate::service::{Service, ServiceError};

/// Makes the key that is to follow, unless one waits already. Nothing is sent.
pub fn prepare(data: &DataFolder) -> Result<(), IdentityError> {
    Identity::next_key(data)?;
    Ok(())
}

/// Hands in the key that waits, if one does, and uses it from then on.
pub fn complete(identity: &Identity, service: &Service) -> Result<Option<Enrolled>, IdentityError> {
    let Some(next) = identity.waiting_key()? else {
        return Ok(None);
    };
    let rotated = service.rotate(&request(identity, &next)?)?;
    identity.use_waiting_key(next)?;
    tracing::info!("the terminal has a new key");
    Ok(Some(rotated))
}

fn request(identity: &Identity, next: &SigningKey) -> Result<RotationRequest, ServiceError> {
    let key_id = identity.key_id().to_string();
    let rotation = Rotation {
        terminal: key_id.clone(),
        public_key: next.public(),
    };
    let sign = |key: &SigningKey| key.sign(Kind::Rotation, &key_id, &rotation);
    Ok(RotationRequest {
        public_key: next.public(),
        by_old: sign(&identity.key())?,
        by_new: sign(next)?,
    })
}
