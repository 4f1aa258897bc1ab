//! Users and how they log in, as administrators and they themselves set it up.

use std::collections::HashMap;

use domain::{MunicipalityCode, Timestamp, UserId};
use queries::queries::access as sql;
use serde::Serialize;

use super::caller::active_role;
use super::{Caller, Permission, Role, Who, password, second_factor};
use crate::registry::hold;
use crate::trail::perform;
use crate::typed::refuse_individual_number;
use crate::{Error, RefusalKind, Result, Settlement, Transaction};

/// A user as it is listed.
#[derive(Clone, Debug, Serialize)]
pub struct UserRow {
    /// Who.
    pub user: String,
    /// With which role.
    pub role: String,
    /// Shut out since.
    pub disabled_at: Option<Timestamp>,
    /// Whether there is a password.
    pub has_password: bool,
    /// Whether there is a second factor; nobody logs in without.
    pub has_second_factor: bool,
    /// Locked after failures.
    pub locked_until: Option<Timestamp>,
}

/// A second factor, seen only now.
#[derive(Clone, Serialize)]
pub struct NewSecondFactor {
    /// To be typed into an app.
    pub secret: String,
    /// The same for a QR code.
    pub url: String,
}

/// All users of a municipality.
pub async fn list_users(
    settlement: &Settlement,
    municipality: MunicipalityCode,
) -> Result<Vec<UserRow>> {
    settlement
        .database
        .transaction("list_users", municipality, async |tx| {
            let rows = sql::get_users()
                .bind(tx, &municipality.as_str())
                .all()
                .await?;
            Ok(rows
                .into_iter()
                .map(|row| UserRow {
                    user: row.user_id,
                    role: row.role,
                    disabled_at: row.disabled_at.map(Into::into),
                    has_password: row.has_password,
                    has_second_factor: row.has_second_factor,
                    locked_until: row.locked_until.map(Into::into),
                })
                .collect())
        })
        .await
}

/// Adds a user.
pub async fn add_user(
    settlement: &Settlement,
    caller: &Caller,
    (user, role): (&UserId, Role),
) -> Result<()> {
    let municipality = caller.municipality;
    let act = ("add_user", format!("user:{user} {role}"));
    perform(
        settlement,
        caller,
        Some(Permission::AccessManage),
        act,
        async || {
            settlement
                .database
                .transaction("add_user", municipality, async |tx| {
                    let added = sql::put_user()
                        .bind(tx, &municipality.as_str(), &user.as_str(), &role.as_str())
                        .await?;
                    if added == 1 {
                        return Ok(());
                    }
                    Err(Error::conflict(
                        "user_exists",
                        format!("利用者{user}は登録済みです。"),
                        format!("There is a user {user} already."),
                    ))
                })
                .await
        },
    )
    .await
}

/// Sets a password and ends the user's sessions.
pub async fn set_password(
    settlement: &Settlement,
    caller: &Caller,
    (user, typed): (&UserId, &str),
) -> Result<()> {
    let municipality = caller.municipality;
    let act = ("set_password", format!("user:{user}"));
    perform(
        settlement,
        caller,
        caller.own_or_managed(user),
        act,
        async || {
            store_password(settlement, municipality, user, typed).await?;
            end_all(settlement, municipality, user).await
        },
    )
    .await
}

async fn store_password(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    user: &UserId,
    typed: &str,
) -> Result<()> {
    refuse_individual_number("password", typed)?;
    let hash = password::hash(typed)?;
    settlement
        .database
        .transaction("set_password", municipality, async |tx| {
            active_role(tx, municipality, user).await?;
            sql::put_password()
                .bind(tx, &municipality.as_str(), &user.as_str(), &hash.as_str())
                .await?;
            Ok(())
        })
        .await
}

async fn end_all(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    user: &UserId,
) -> Result<()> {
    let now = settlement.now()?.in_japan();
    settlement
        .database
        .transaction("end_sessions", municipality, async |tx| {
            sql::end_sessions()
                .bind(tx, &now, &municipality.as_str(), &user.as_str())
                .await?;
            Ok(())
        })
        .await
}

/// Makes a new second factor; the one before is void, and the user's sessions end.
pub async fn set_second_factor(
    settlement: &Settlement,
    caller: &Caller,
    user: &UserId,
) -> Result<NewSecondFactor> {
    let municipality = caller.municipality;
    let act = ("set_second_factor", format!("user:{user}"));
    perform(
        settlement,
        caller,
        caller.own_or_managed(user),
        act,
        async || {
            let secret = second_factor::new_secret()?;
            let place = second_factor::place(municipality, user.as_str());
            let sealed = settlement.seal_keys.seal(place, &secret)?;
            settlement
                .database
                .transaction("set_second_factor", municipality, async |tx| {
                    let set = sql::put_second_factor()
                        .bind(tx, &sealed.as_str(), &municipality.as_str(), &user.as_str())
                        .await?;
                    if set == 1 {
                        return Ok(());
                    }
                    Err(Error::conflict(
                        "password_missing",
                        "先にパスワードを設定してください。",
                        format!("Set a password first: mytaku user password {user}."),
                    ))
                })
                .await?;
            end_all(settlement, municipality, user).await?;
            Ok(NewSecondFactor {
                url: second_factor::url(municipality, user, &secret),
                secret,
            })
        },
    )
    .await
}

/// Lets a user try again who was locked after failures.
pub async fn unlock_user(settlement: &Settlement, caller: &Caller, user: &UserId) -> Result<()> {
    let municipality = caller.municipality;
    let act = ("unlock_user", format!("user:{user}"));
    perform(
        settlement,
        caller,
        Some(Permission::AccessManage),
        act,
        async || {
            settlement
                .database
                .transaction("unlock_user", municipality, async |tx| {
                    let name = municipality.as_str();
                    let row = sql::get_login()
                        .bind(tx, &name, &user.as_str())
                        .opt()
                        .await?;
                    let last_step = row.ok_or_else(|| unknown(user))?.last_step;
                    sql::note_login()
                        .bind(tx, &last_step, &0, &None, &name, &user.as_str())
                        .await?;
                    Ok(())
                })
                .await
        },
    )
    .await
}

/// Shuts a user out, with sessions and tokens, for good; not the last administrator.
pub async fn disable_user(settlement: &Settlement, caller: &Caller, user: &UserId) -> Result<()> {
    let municipality = caller.municipality;
    let act = ("disable_user", format!("user:{user}"));
    perform(
        settlement,
        caller,
        Some(Permission::AccessManage),
        act,
        async || {
            settlement
                .database
                .transaction("disable_user", municipality, async |tx| {
                    // Or two administrators shut each other out at once.
                    let now = hold(settlement, tx, municipality).await?.in_japan();
                    let disabled = sql::disable_user()
                        .bind(tx, &now, &municipality.as_str(), &user.as_str())
                        .await?;
                    if disabled != 1 {
                        return Err(unknown(user));
                    }
                    require_administrator(tx, municipality.as_str()).await
                })
                .await
        },
    )
    .await
}

/// Enters the users of a registry file. What there is to enter is an administrator's to
/// decide, or whoever could change the rest of the registry could get any role.
pub(crate) async fn enter_users<'a>(
    tx: &Transaction<'_>,
    caller: &Caller,
    users: impl Iterator<Item = (&'a UserId, Role)>,
) -> Result<()> {
    let name = caller.municipality.as_str();
    let rows = sql::get_users().bind(tx, &name).all().await?;
    let known: HashMap<&str, &str> = rows
        .iter()
        .map(|row| (row.user_id.as_str(), row.role.as_str()))
        .collect();
    let changed: Vec<_> = users
        .filter(|(user, role)| known.get(user.as_str()) != Some(&role.as_str()))
        .collect();
    // Nobody is there who could allow the first ones.
    let is_setup = caller.who == Who::Setup && known.is_empty();
    if !is_setup {
        if changed.is_empty() {
            return Ok(());
        }
        if caller.require(Permission::AccessManage).is_err() {
            return Err(users_need_administrator(&changed));
        }
    }
    for (user, role) in changed {
        sql::upsert_user()
            .bind(tx, &name, &user.as_str(), &role.as_str())
            .await?;
    }
    require_administrator(tx, name).await
}

/// Without one, nobody could ever be let in or shut out again.
async fn require_administrator(tx: &Transaction<'_>, municipality: &str) -> Result<()> {
    let users = sql::get_users().bind(tx, &municipality).all().await?;
    let is_there = users
        .iter()
        .any(|user| user.role == Role::Admin.as_str() && user.disabled_at.is_none());
    if is_there {
        return Ok(());
    }
    Err(Error::conflict(
        "administrator_missing",
        "管理者(admin)が一人もいなくなります。先に別の管理者を登録してください。",
        "Nobody would be left who is an administrator and not shut out; add another one first.",
    ))
}

fn users_need_administrator(users: &[(&UserId, Role)]) -> Error {
    let list: Vec<String> = users
        .iter()
        .map(|(user, role)| format!("{user} ({role})"))
        .collect();
    let list = list.join(", ");
    Error::refused(
        RefusalKind::Forbidden,
        "users_need_administrator",
        format!("利用者の追加や役割の変更は管理者(admin)だけができます: {list}"),
        format!(
            "Users that are new or get another role take an administrator: {list}. Leave them out, or have an admin import the file."
        ),
    )
}

fn unknown(user: &UserId) -> Error {
    Error::not_found(
        "unknown_user",
        format!("利用者{user}は登録されていないか、停止済みか、パスワードがありません。"),
        format!("There is no user {user} who could log in; see mytaku user list."),
    )
}
