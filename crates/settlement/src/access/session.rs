//! Sessions (ログイン) of people: password and second factor in, a token out.
//!
//! The token is brought like a program's (`Authorization: Bearer`). There is no
//! cookie here: what a browser sends by itself another site can make it send; a
//! console that is served to browsers keeps the token and has a cookie of its own.
//!
//! Whoever fails is told nothing but that: unknown, shut out, locked, wrong password
//! and wrong code are one answer, after the same work.

use std::time::Duration;

use domain::{Digest, MunicipalityCode, Timestamp, UserId};
use queries::queries::access as sql;
use tokio::time::Instant;

use super::caller::active_role;
use super::{Caller, Role, Through, Who, password, second_factor};
use crate::service::random;
use crate::trail::perform;
use crate::{Error, RefusalKind, Result, Settlement, Transaction};

/// Failures in a row after which an account is locked.
const FAILURES_MAX: i32 = 10;

/// For how long: a guess every 90 seconds at most, and nobody has to be called.
const LOCK_S: i64 = 15 * 60;

/// A session without a request ends.
const IDLE_S: i64 = 30 * 60;

/// Any session ends: a working day.
const WHOLE_S: i64 = 12 * 60 * 60;

/// A session is kept for so long after it would have ended at the latest, for whoever asks
/// how long somebody was in: 30 days. That somebody was is in the audit trail for good.
const KEPT_S: i64 = 30 * 24 * 60 * 60;

/// How many sessions that are not kept any longer a login deletes. More than the one it
/// adds, so that they become fewer, and few enough that nobody notices.
const DELETED_AT_ONCE: i64 = 100;

/// How long a login waits for those before it.
const TURN_WITHIN: Duration = Duration::from_secs(5);

/// A refused login is answered then, so that nobody learns from the time what was
/// looked at: many times what looking takes.
const REFUSED_AFTER: Duration = Duration::from_millis(300);

/// How exactly it is noted when a session was last seen.
const SEEN_S: i64 = 60;

/// The first part of a session's token.
pub(super) const SESSION_PREFIX: &str = "mytaku-session";

/// What a person brings.
#[derive(Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// Where.
    pub municipality: MunicipalityCode,
    /// Who.
    pub user: UserId,
    /// What they know.
    pub password: String,
    /// What their phone shows.
    pub code: String,
}

/// A session, its token seen only now.
#[derive(Clone, serde::Serialize)]
pub struct Session {
    /// What the person's requests bring.
    pub token: String,
    /// Who.
    pub user: UserId,
    /// With which role.
    pub role: Role,
    /// It ends then, or after half an hour without a request.
    pub expires_at: Timestamp,
}

/// Lets a person in. What is refused is answered at one time, whatever was
/// looked up and written down for it.
pub async fn begin_session(settlement: &Settlement, login: &Login) -> Result<Session> {
    let answer_at = Instant::now() + REFUSED_AFTER;
    let outcome = prove_and_begin(settlement, login).await;
    if outcome.is_err() {
        tokio::time::sleep_until(answer_at).await;
    }
    outcome
}

async fn prove_and_begin(settlement: &Settlement, login: &Login) -> Result<Session> {
    let stored = stored_password(settlement, login).await?;
    let known = is_password(settlement, &login.password, stored.clone()).await?;
    let (role, proved) = match check(settlement, login, known).await? {
        Checked::Proved(role) => (role, true),
        Checked::Failed(role) => (role, false),
        Checked::Nobody => return Err(refused()),
    };
    let caller = Caller {
        municipality: login.municipality,
        who: Who::User {
            user: login.user.clone(),
            role,
        },
        through: Through::Session(None),
    };
    // A failure is written down as well. The lock bounds how many there are.
    perform(
        settlement,
        &caller,
        None,
        ("begin_session", if proved { "" } else { "not proved" }),
        async || {
            if !proved {
                return Err(refused());
            }
            if let Some(hash) = stored.filter(|hash| password::is_outdated(hash)) {
                hash_anew(settlement, login, &hash).await?;
            }
            put(settlement, &caller, role).await
        },
    )
    .await
}

async fn is_password(settlement: &Settlement, typed: &str, hash: Option<String>) -> Result<bool> {
    let typed = typed.to_owned();
    in_turn(settlement, move || {
        password::verify(&typed, hash.as_deref())
    })
    .await
}

/// Stores the password under today's parameters, unless it was changed meanwhile.
async fn hash_anew(settlement: &Settlement, login: &Login, before: &str) -> Result<()> {
    let typed = login.password.clone();
    let hash = in_turn(settlement, move || password::hash(&typed)).await?;
    settlement
        .database
        .transaction("hash_anew", login.municipality, async |tx| {
            sql::replace_password()
                .bind(
                    tx,
                    &hash.as_str(),
                    &login.municipality.as_str(),
                    &login.user.as_str(),
                    &before,
                )
                .await?;
            Ok(())
        })
        .await
}

/// On a thread of its own, since it is meant to be slow, and few at a time, since it
/// is meant to need memory.
async fn in_turn<T: Send + 'static>(
    settlement: &Settlement,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let turn = tokio::time::timeout(TURN_WITHIN, settlement.passwords.acquire()).await;
    let Ok(Ok(_turn)) = turn else {
        return Err(busy());
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::damaged("password", error))?
}

async fn stored_password(settlement: &Settlement, login: &Login) -> Result<Option<String>> {
    settlement
        .database
        .transaction("get_login", login.municipality, async |tx| {
            Ok(row(tx, login).await?.map(|row| row.password))
        })
        .await
}

async fn row(tx: &Transaction<'_>, login: &Login) -> Result<Option<sql::GetLogin>> {
    let row = sql::get_login()
        .bind(tx, &login.municipality.as_str(), &login.user.as_str())
        .opt()
        .await?;
    Ok(row)
}

/// What became of looking at both factors.
enum Checked {
    /// Both are right.
    Proved(Role),
    /// One is not; it was counted.
    Failed(Role),
    /// Unknown, shut out, without a password, or locked: nothing was looked at.
    Nobody,
}

/// Whether they may come in, counting failures. The row is locked meanwhile, so that
/// guessing at once from many sides counts as well.
async fn check(settlement: &Settlement, login: &Login, known: bool) -> Result<Checked> {
    let now = settlement.now()?;
    settlement
        .database
        .transaction("check_login", login.municipality, async |tx| {
            let Some(row) = row(tx, login).await? else {
                return Ok(Checked::Nobody);
            };
            let locked_until: Option<Timestamp> = row.locked_until.map(Into::into);
            if locked_until.is_some_and(|until| until.seconds_since(now) > 0) {
                return Ok(Checked::Nobody);
            }
            let step = match &row.second_factor {
                Some(sealed) if known => {
                    let place = second_factor::place(login.municipality, login.user.as_str());
                    let secret = settlement.seal_keys.open(place, sealed)?;
                    let now_s = now.in_japan().timestamp();
                    second_factor::step_of(&secret, &login.code, now_s, row.last_step)?
                }
                // Nobody comes in without a second factor.
                Some(_) | None => None,
            };
            let before = if locked_until.is_some() {
                0
            } else {
                row.failures
            };
            note(tx, login, (step, row.last_step), before, now).await?;
            let role = active_role(tx, login.municipality, &login.user).await?;
            Ok(match step {
                Some(_) => Checked::Proved(role),
                None => Checked::Failed(role),
            })
        })
        .await
}

async fn note(
    tx: &Transaction<'_>,
    login: &Login,
    (step, last_step): (Option<i64>, i64),
    failures: i32,
    now: Timestamp,
) -> Result<()> {
    let failures = if step.is_some() { 0 } else { failures + 1 };
    let locked = failures >= FAILURES_MAX;
    if locked {
        tracing::warn!(user = %login.user, "an account is locked after too many failures");
    }
    let until = locked.then(|| now.plus_seconds(LOCK_S).in_japan());
    sql::note_login()
        .bind(
            tx,
            &step.unwrap_or(last_step),
            &failures,
            &until,
            &login.municipality.as_str(),
            &login.user.as_str(),
        )
        .await?;
    Ok(())
}

async fn put(settlement: &Settlement, caller: &Caller, role: Role) -> Result<Session> {
    let (now, user) = (settlement.now()?, caller.user()?);
    let secret: [u8; 32] = random()?;
    let token = format!(
        "{SESSION_PREFIX}_{}_{}",
        caller.municipality,
        hex::encode(secret)
    );
    let expires_at = now.plus_seconds(WHOLE_S);
    let digest = Digest::of(&token);
    settlement
        .database
        .transaction("begin_session", caller.municipality, async |tx| {
            let name = caller.municipality.as_str();
            let before = now.plus_seconds(-KEPT_S).in_japan();
            sql::delete_old_sessions()
                .bind(tx, &name, &before, &DELETED_AT_ONCE)
                .await?;
            sql::put_session()
                .bind(
                    tx,
                    &name,
                    &digest.as_bytes().as_slice(),
                    &user.as_str(),
                    &now.in_japan(),
                    &expires_at.in_japan(),
                )
                .await?;
            Ok(())
        })
        .await?;
    Ok(Session {
        token,
        user: user.clone(),
        role,
        expires_at,
    })
}

/// Whose session this is.
pub(super) async fn find(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    digest: Digest,
) -> Result<Option<Caller>> {
    let now = settlement.now()?;
    let (name, bytes) = (municipality.as_str(), digest.as_bytes().as_slice());
    settlement
        .database
        .transaction("find_session", municipality, async |tx| {
            let idle_since = now.plus_seconds(-IDLE_S).in_japan();
            let row = sql::find_session()
                .bind(tx, &name, &bytes, &now.in_japan(), &idle_since)
                .opt()
                .await?;
            let Some(row) = row else {
                return Ok(None);
            };
            if now.seconds_since(row.seen_at.into()) >= SEEN_S {
                sql::note_session()
                    .bind(tx, &now.in_japan(), &name, &bytes)
                    .await?;
            }
            let user = row.user_id.parse();
            Ok(Some(Caller {
                municipality,
                who: Who::User {
                    user: user.map_err(|error| Error::damaged("user of a session", error))?,
                    role: row.role.parse()?,
                },
                through: Through::Session(Some(digest)),
            }))
        })
        .await
}

/// Ends the caller's session, or all that their user has; says how many ended.
pub async fn end_session(settlement: &Settlement, caller: &Caller, all: bool) -> Result<u64> {
    let digest = caller.session()?;
    let act = if all { "end_sessions" } else { "end_session" };
    perform(settlement, caller, None, (act, ""), async || {
        let (now, user) = (settlement.now()?.in_japan(), caller.user()?);
        let name = caller.municipality.as_str();
        settlement
            .database
            .transaction("end_session", caller.municipality, async |tx| {
                let ended = if all {
                    sql::end_sessions()
                        .bind(tx, &now, &name, &user.as_str())
                        .await?
                } else {
                    sql::end_session()
                        .bind(tx, &now, &name, &digest.as_bytes().as_slice())
                        .await?
                };
                Ok(ended)
            })
            .await
    })
    .await
}

fn busy() -> Error {
    Error::refused(
        RefusalKind::Busy,
        "too_many_logins",
        "ただいまログインが混み合っています。少し待ってからもう一度お試しください。",
        "Too many log in at once; try again after the time in Retry-After.",
    )
}

fn refused() -> Error {
    Error::refused(
        RefusalKind::Unauthenticated,
        "login_refused",
        "ログインできません。利用者・パスワード・確認コードを確かめてください。続けて失敗すると15分間ログインできません。",
        "The login is refused: check user, password and code. After ten failures in a row an account is locked for 15 minutes.",
    )
}
