//! Who calls, and whether they may do what they want.

use std::fmt;

use domain::{Digest, MunicipalityCode, OperatorId, TerminalId, UserId};
use queries::queries::access as sql;
use uuid::Uuid;

use super::{Permission, Role};
use crate::{Error, RefusalKind, Result, Scope, Settlement, Transaction};

/// Who calls, once they have proved it (呼出元).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Of which municipality.
    pub municipality: MunicipalityCode,
    /// Who.
    pub who: Who,
    /// How they came in.
    pub through: Through,
}

/// Persons and programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A person or program of the city.
    User {
        /// Its name.
        user: UserId,
        /// With which role.
        role: Role,
    },
    /// A program of an operator.
    Operator(OperatorId),
    /// A terminal, about its own key.
    Terminal(TerminalId),
    /// Whoever brings the first registry file, while nobody is known.
    Setup,
}

/// How a caller came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Through {
    /// The command line, which believes whoever may use it (`--by`).
    Command,
    /// A key of a terminal, or the code that lets one in.
    Key,
    /// A session of a person, by its digest; none while it begins.
    Session(Option<Digest>),
    /// A token, for no more than its scopes.
    Token {
        /// The token's public name.
        token: Uuid,
        /// What it is for.
        scopes: Vec<Permission>,
    },
}

impl Caller {
    /// The user of a municipality whom a command names.
    pub async fn command(
        settlement: &Settlement,
        municipality: MunicipalityCode,
        user: &UserId,
    ) -> Result<Self> {
        let role = settlement
            .database
            .transaction("get_user", municipality, async |tx| {
                active_role(tx, municipality, user).await
            })
            .await?;
        Ok(Self {
            municipality,
            who: Who::User {
                user: user.clone(),
                role,
            },
            through: Through::Command,
        })
    }

    /// Whoever sets `municipality` up.
    pub const fn setup(municipality: MunicipalityCode) -> Self {
        Self {
            municipality,
            who: Who::Setup,
            through: Through::Command,
        }
    }

    /// A terminal that proved whose key it brings.
    pub(crate) const fn terminal(municipality: MunicipalityCode, terminal: TerminalId) -> Self {
        Self {
            municipality,
            who: Who::Terminal(terminal),
            through: Through::Key,
        }
    }

    /// What the database shows to this caller.
    pub fn scope(&self) -> Scope {
        match &self.who {
            Who::Operator(operator) => Scope::Operator(self.municipality, operator.clone()),
            Who::User { .. } | Who::Terminal(_) | Who::Setup => {
                Scope::Municipality(self.municipality)
            }
        }
    }

    /// The operator whose program this is, if it is one.
    pub const fn operator(&self) -> Option<&OperatorId> {
        match &self.who {
            Who::Operator(operator) => Some(operator),
            Who::User { .. } | Who::Terminal(_) | Who::Setup => None,
        }
    }

    /// Whose rows are asked for: the city's caller those of any operator or all, an
    /// operator's its own, whatever it asks for.
    pub fn sees<'a>(&'a self, wanted: Option<&'a OperatorId>) -> Option<&'a OperatorId> {
        self.operator().or(wanted)
    }

    /// The user, for what only the city does.
    pub fn user(&self) -> Result<&UserId> {
        match &self.who {
            Who::User { user, .. } => Ok(user),
            Who::Operator(_) | Who::Terminal(_) | Who::Setup => Err(not_the_city()),
        }
    }

    /// The session, for what only a person does who logged in.
    pub fn session(&self) -> Result<Digest> {
        match self.through {
            Through::Session(Some(digest)) => Ok(digest),
            Through::Session(None) | Through::Command | Through::Key | Through::Token { .. } => {
                Err(Error::refused(
                    RefusalKind::Forbidden,
                    "session_only",
                    "この操作はログインした利用者だけができます。",
                    "Only a person who logged in may do this; a program's token is no session.",
                ))
            }
        }
    }

    /// What is needed to change how `user` comes in: nothing for oneself, an
    /// administrator's permission for anybody else. A program is never oneself, or a
    /// token could get its user more than its scopes say.
    pub(super) fn own_or_managed(&self, user: &UserId) -> Option<Permission> {
        let own = self.user().is_ok_and(|caller| caller == user);
        let person = !matches!(self.through, Through::Token { .. });
        (!(own && person)).then_some(Permission::AccessManage)
    }

    /// Fails unless the caller may do this: by role, and by the token's scopes.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if let Through::Token { scopes, .. } = &self.through
            && !scopes.contains(&permission)
        {
            return Err(scope_not_allowed(permission));
        }
        match &self.who {
            Who::User { role, .. } if permission.roles().contains(role) => Ok(()),
            Who::User { user, role } => Err(role_not_allowed(user, *role, permission)),
            Who::Operator(_) if permission.is_for_operators() => Ok(()),
            Who::Setup if permission == Permission::RegistryWrite => Ok(()),
            Who::Operator(_) | Who::Terminal(_) | Who::Setup => Err(not_the_city()),
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User { user, .. } => write!(f, "user:{user}"),
            Self::Operator(operator) => write!(f, "operator:{operator}"),
            Self::Terminal(terminal) => write!(f, "terminal:{terminal}"),
            Self::Setup => f.write_str("setup"),
        }
    }
}

impl fmt::Display for Through {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command => f.write_str("command"),
            Self::Key => f.write_str("key"),
            Self::Session(_) => f.write_str("session"),
            Self::Token { token, .. } => write!(f, "token:{token}"),
        }
    }
}

/// The role of a user who is there and not shut out.
pub(super) async fn active_role(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    user: &UserId,
) -> Result<Role> {
    let row = sql::get_user()
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
    if row.disabled_at.is_some() {
        return Err(Error::refused(
            RefusalKind::Forbidden,
            "user_disabled",
            format!("利用者{user}は停止されています。"),
            format!("The user {user} is shut out."),
        ));
    }
    row.role.parse()
}

fn role_not_allowed(user: &UserId, role: Role, permission: Permission) -> Error {
    let allowed = permission
        .roles()
        .iter()
        .map(|role| role.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    Error::refused(
        RefusalKind::Forbidden,
        "role_not_allowed",
        format!("{user}さんの役割({role})ではこの操作はできません。必要な役割: {allowed}"),
        format!("{user} has the role {role}; this needs one of: {allowed}."),
    )
}

fn scope_not_allowed(permission: Permission) -> Error {
    Error::refused(
        RefusalKind::Forbidden,
        "scope_not_allowed",
        format!("このアクセストークンには権限{permission}がありません。"),
        format!(
            "The token lacks the scope {permission}; ask an administrator for one that has it."
        ),
    )
}

fn not_the_city() -> Error {
    Error::refused(
        RefusalKind::Forbidden,
        "city_only",
        "この操作は市町村の利用者だけができます。",
        "Only a user of the city may do this.",
    )
}
