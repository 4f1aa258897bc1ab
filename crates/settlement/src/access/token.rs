//! Tokens (アクセストークン) by which programs call the API: kept as digests,
//! good for what their scopes say, until they expire or are revoked.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::{Digest, MunicipalityCode, OperatorId, Timestamp, UserId};
use queries::queries::access as sql;
use serde::Serialize;
use uuid::Uuid;

use super::caller::active_role;
use super::session::{self, SESSION_PREFIX};
use super::{Caller, Permission, Through, Who};
use crate::service::random;
use crate::trail::perform;
use crate::typed::refuse_individual_number;
use crate::{Error, RefusalKind, Result, Settlement, Transaction};

/// The first part of a token; the municipality and the secret follow.
const TOKEN_PREFIX: &str = "mytaku";

/// Whose program a token is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenFor {
    /// A user's of the city.
    User(UserId),
    /// An operator's.
    Operator(OperatorId),
}

/// A token as it is asked for.
#[derive(Clone, Debug)]
pub struct TokenWish {
    /// Whose program.
    pub of: TokenFor,
    /// What it is for, for whoever reads the list.
    pub label: String,
    /// What it may do.
    pub scopes: Vec<Permission>,
    /// After this it is void.
    pub expires_at: Timestamp,
}

/// A token, seen only now.
#[derive(Clone, Debug, Serialize)]
pub struct CreatedToken {
    /// By which it is listed and revoked.
    pub id: Uuid,
    /// What the program brings.
    pub token: String,
    /// After this it is void.
    pub expires_at: Timestamp,
}

/// A token as it is listed: never the token itself.
#[derive(Clone, Debug, Serialize)]
pub struct TokenRow {
    /// By which it is revoked.
    pub id: Uuid,
    /// The user, if it is a user's.
    pub user: Option<String>,
    /// The operator, if it is an operator's.
    pub operator: Option<String>,
    /// What it is for.
    pub label: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// After this it is void.
    pub expires_at: Timestamp,
    /// Since when it is void, if somebody revoked it.
    pub revoked_at: Option<Timestamp>,
}

/// Makes a token. A user makes tokens for themself; one for anybody else is an
/// administrator's to make. Only its digest is kept.
pub async fn create_token(
    settlement: &Settlement,
    caller: &Caller,
    wish: &TokenWish,
) -> Result<CreatedToken> {
    check_wish(wish)?;
    let municipality = caller.municipality;
    let permission = match &wish.of {
        TokenFor::User(user) => caller.own_or_managed(user),
        TokenFor::Operator(_) => Some(Permission::AccessManage),
    };
    let id = Uuid::now_v7();
    let subject = match &wish.of {
        TokenFor::User(user) => format!("token:{id} user:{user}"),
        TokenFor::Operator(operator) => format!("token:{id} operator:{operator}"),
    };
    perform(
        settlement,
        caller,
        permission,
        ("create_token", subject),
        async || {
            let secret: [u8; 32] = random()?;
            let token = format!(
                "{TOKEN_PREFIX}_{municipality}_{}",
                BASE64_URL_SAFE_NO_PAD.encode(secret)
            );
            let (by, now) = (caller.user()?, settlement.now()?);
            settlement
                .database
                .transaction("create_token", municipality, async |tx| {
                    put(tx, municipality, wish, (id, Digest::of(&token)), (by, now)).await
                })
                .await?;
            Ok(CreatedToken {
                id,
                token,
                expires_at: wish.expires_at,
            })
        },
    )
    .await
}

fn check_wish(wish: &TokenWish) -> Result<()> {
    if wish.scopes.is_empty() {
        return Err(Error::invalid(
            "scope_missing",
            "権限を一つ以上指定してください。",
            "Give the token at least one scope.",
        ));
    }
    refuse_individual_number("label", &wish.label)?;
    match (
        &wish.of,
        wish.scopes.iter().find(|it| !it.is_for_operators()),
    ) {
        (TokenFor::Operator(_), Some(scope)) => Err(Error::invalid(
            "scope_not_for_operators",
            format!("権限{scope}は事業者に与えられません。"),
            format!("An operator's program cannot have the scope {scope}."),
        )),
        _ => Ok(()),
    }
}

async fn put(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    wish: &TokenWish,
    (id, digest): (Uuid, Digest),
    (by, now): (&UserId, Timestamp),
) -> Result<()> {
    let name = municipality.as_str();
    let (user, operator) = match &wish.of {
        TokenFor::User(user) => {
            active_role(tx, municipality, user).await?;
            (Some(user.as_str()), None)
        }
        TokenFor::Operator(operator) => {
            let found = sql::operator_exists()
                .bind(tx, &name, &operator.as_str())
                .one()
                .await?;
            if !found {
                return Err(Error::not_found(
                    "unknown_operator",
                    format!("事業者{operator}は登録されていません。"),
                    format!("There is no operator {operator} in {municipality}."),
                ));
            }
            (None, Some(operator.as_str()))
        }
    };
    let scopes: Vec<&str> = wish.scopes.iter().map(|scope| scope.as_str()).collect();
    sql::put_access_token()
        .bind(
            tx,
            &name,
            &id,
            &digest.as_bytes().as_slice(),
            &user,
            &operator,
            &wish.label.as_str(),
            &scopes,
            &now.in_japan(),
            &by.as_str(),
            &wish.expires_at.in_japan(),
        )
        .await?;
    Ok(())
}

/// All tokens of a municipality, the oldest first.
pub async fn list_tokens(
    settlement: &Settlement,
    municipality: MunicipalityCode,
) -> Result<Vec<TokenRow>> {
    settlement
        .database
        .transaction("list_tokens", municipality, async |tx| {
            let rows = sql::get_access_tokens()
                .bind(tx, &municipality.as_str())
                .all()
                .await?;
            Ok(rows
                .into_iter()
                .map(|row| TokenRow {
                    id: row.token,
                    user: row.user_id,
                    operator: row.operator,
                    label: row.label,
                    scopes: row.scopes,
                    created_at: row.created_at.into(),
                    expires_at: row.expires_at.into(),
                    revoked_at: row.revoked_at.map(Into::into),
                })
                .collect())
        })
        .await
}

/// Makes a token void from now on.
pub async fn revoke_token(settlement: &Settlement, caller: &Caller, token: Uuid) -> Result<()> {
    let municipality = caller.municipality;
    let act = ("revoke_token", format!("token:{token}"));
    perform(
        settlement,
        caller,
        Some(Permission::AccessManage),
        act,
        async || {
            let (by, now) = (caller.user()?, settlement.now()?);
            settlement
                .database
                .transaction("revoke_token", municipality, async |tx| {
                    let revoked = sql::revoke_access_token()
                        .bind(
                            tx,
                            &now.in_japan(),
                            &by.as_str(),
                            &municipality.as_str(),
                            &token,
                        )
                        .await?;
                    if revoked == 1 {
                        return Ok(());
                    }
                    Err(Error::not_found(
                        "no_such_token",
                        "そのアクセストークンはないか、すでに失効しています。",
                        "There is no such token, or it was revoked before; see mytaku token list.",
                    ))
                })
                .await
        },
    )
    .await
}

/// The municipality that a token says it is for; none when it is not a token.
pub fn token_municipality(token: &str) -> Option<MunicipalityCode> {
    let (prefix, rest) = token.split_once('_')?;
    let (municipality, _secret) = rest.split_once('_')?;
    if prefix == TOKEN_PREFIX || prefix == SESSION_PREFIX {
        municipality.parse().ok()
    } else {
        None
    }
}

/// Whose token this is, a program's or a session's. Every way of being wrong is answered alike.
pub async fn find_caller(settlement: &Settlement, token: &str) -> Result<Caller> {
    let municipality = token_municipality(token).ok_or_else(unknown_token)?;
    let now = settlement.now()?;
    let digest = Digest::of(token);
    if token.starts_with(SESSION_PREFIX) {
        let caller = session::find(settlement, municipality, digest).await?;
        return caller.ok_or_else(unknown_token);
    }
    settlement
        .database
        .transaction("find_caller", municipality, async |tx| {
            let row = sql::find_access_token()
                .bind(
                    tx,
                    &municipality.as_str(),
                    &digest.as_bytes().as_slice(),
                    &now.in_japan(),
                )
                .opt()
                .await?
                .ok_or_else(unknown_token)?;
            let scopes = row.scopes.iter().map(|scope| scope.parse());
            let scopes = scopes
                .collect::<std::result::Result<_, _>>()
                .map_err(|error| Error::damaged("scopes of a token", error))?;
            Ok(Caller {
                municipality,
                who: holder(row.user_id, row.role, row.operator)?,
                through: Through::Token {
                    token: row.token,
                    scopes,
                },
            })
        })
        .await
}

fn holder(user: Option<String>, role: Option<String>, operator: Option<String>) -> Result<Who> {
    let damaged = |error: &dyn std::fmt::Display| Error::damaged("holder of a token", error);
    match (user, role, operator) {
        (Some(user), Some(role), None) => Ok(Who::User {
            user: user.parse().map_err(|error| damaged(&error))?,
            role: role.parse()?,
        }),
        (None, None, Some(operator)) => Ok(Who::Operator(
            operator.parse().map_err(|error| damaged(&error))?,
        )),
        _ => Err(damaged(&"neither a user nor an operator")),
    }
}

fn unknown_token() -> Error {
    Error::refused(
        RefusalKind::Unauthenticated,
        "unknown_token",
        "アクセストークンが正しくないか、期限切れか、失効しています。",
        "The access token is unknown, expired or revoked; ask an administrator for a new one.",
    )
}
