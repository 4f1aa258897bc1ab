//! Users of a municipality and the tokens they call the API with.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::{Digest, MunicipalityCode, Timestamp, UserId};
use queries::queries::registry as sql;

use crate::service::random;
use crate::{Error, RefusalKind, Result, Settlement, Transaction};

/// What a user may do (役割).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sets the registry up.
    Admin,
    /// The desk and the daily work (担当者).
    Clerk,
    /// Closes months and checks payouts (会計).
    Finance,
    /// Approves payouts (決裁者).
    Approver,
    /// Reads and recomputes (監査).
    Auditor,
}

impl Role {
    /// As in SQL and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Clerk => "clerk",
            Self::Finance => "finance",
            Self::Approver => "approver",
            Self::Auditor => "auditor",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Role {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        [
            Self::Admin,
            Self::Clerk,
            Self::Finance,
            Self::Approver,
            Self::Auditor,
        ]
        .into_iter()
        .find(|role| role.as_str() == text)
        .ok_or_else(|| Error::damaged("role of a user", text))
    }
}

/// Who calls, once they have proved it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Of which municipality.
    pub municipality: MunicipalityCode,
    /// Who.
    pub user: UserId,
    /// With which role.
    pub role: Role,
}

/// The first part of a token; the municipality and the secret follow.
const TOKEN_PREFIX: &str = "mytaku";

/// Makes a token for `user`, good until `expires_at`. Only its digest is kept,
/// so this is the one time that it is seen.
pub async fn create_token(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    user: &UserId,
    expires_at: Timestamp,
) -> Result<String> {
    let now = settlement.now()?;
    let secret: [u8; 32] = random()?;
    let token = format!(
        "{TOKEN_PREFIX}_{municipality}_{}",
        BASE64_URL_SAFE_NO_PAD.encode(secret)
    );
    let digest = Digest::of(&token);
    settlement
        .database
        .transaction("create_token", municipality, async |tx| {
            role_of(tx, municipality, user).await?;
            sql::put_access_token()
                .bind(
                    tx,
                    &municipality.as_str(),
                    &digest.as_bytes().as_slice(),
                    &user.as_str(),
                    &now.in_japan(),
                    &expires_at.in_japan(),
                )
                .await?;
            Ok(())
        })
        .await?;
    Ok(token)
}

/// The municipality that a token says it is for; none when it is not a token.
pub fn token_municipality(token: &str) -> Option<MunicipalityCode> {
    let (prefix, rest) = token.split_once('_')?;
    let (municipality, _secret) = rest.split_once('_')?;
    if prefix == TOKEN_PREFIX {
        municipality.parse().ok()
    } else {
        None
    }
}

/// Whose token this is. Every way of being wrong is answered alike.
pub async fn find_caller(settlement: &Settlement, token: &str) -> Result<Caller> {
    let municipality = token_municipality(token).ok_or_else(unknown_token)?;
    let now = settlement.now()?;
    let digest = Digest::of(token);
    settlement
        .database
        .transaction("find_caller", municipality, async |tx| {
            let row = sql::get_token_user()
                .bind(
                    tx,
                    &municipality.as_str(),
                    &digest.as_bytes().as_slice(),
                    &now.in_japan(),
                )
                .opt()
                .await?
                .ok_or_else(unknown_token)?;
            Ok(Caller {
                municipality,
                user: row
                    .user_id
                    .parse()
                    .map_err(|error| Error::damaged("user id", error))?,
                role: row.role.parse()?,
            })
        })
        .await
}

fn unknown_token() -> Error {
    Error::refused(
        RefusalKind::Unauthenticated,
        "unknown_token",
        "アクセストークンが正しくないか、期限が切れています。",
        "The access token is unknown or has expired; ask an administrator for a new one.",
    )
}

/// Checks that `user` has one of `roles`.
pub async fn require_role(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    user: &UserId,
    roles: &[Role],
) -> Result<Role> {
    let role = role_of(tx, municipality, user).await?;
    if roles.contains(&role) {
        return Ok(role);
    }
    let allowed = roles
        .iter()
        .map(|role| role.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    Err(Error::refused(
        RefusalKind::Forbidden,
        "role_not_allowed",
        format!("{user}さんの役割({role})ではこの操作はできません。必要な役割: {allowed}"),
        format!("{user} has the role {role}; this needs one of: {allowed}."),
    ))
}

async fn role_of(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    user: &UserId,
) -> Result<Role> {
    let role = sql::get_user_role()
        .bind(tx, &municipality.as_str(), &user.as_str())
        .opt()
        .await?
        .ok_or_else(|| {
            Error::not_found(
                "unknown_user",
                format!("利用者{user}は登録されていません。"),
                format!(
                    "There is no user {user} in {municipality}; add it to the registry file and import that."
                ),
            )
        })?;
    role.parse()
}
