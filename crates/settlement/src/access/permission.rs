//! What there is to be allowed: one list, for roles, tokens and operators alike.

use std::fmt;
use std::str::FromStr;

use super::Role;

/// Something that a caller may or may not do (権限). A token carries some of them
/// as its scopes; it never gives its user more than their role does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// See operators, vehicles, registrants and cards.
    RegistryRead,
    /// Change them.
    RegistryWrite,
    /// See terminals, their keys and gaps: the city all and their codes, an operator its own.
    TerminalsRead,
    /// Issue codes, revoke keys.
    TerminalsWrite,
    /// Publish scheme files.
    SchemesPublish,
    /// See findings: the city all, an operator its own.
    ReviewRead,
    /// Answer a finding, for the operator whom it is about.
    ReviewReply,
    /// Decide findings.
    ReviewDecide,
    /// Publish the parameters of review: what is found, and what takes a second person.
    ReviewPublish,
    /// Close months.
    MonthClose,
    /// See statements, claims and payments: the city all, an operator its own.
    StatementsRead,
    /// Make a payout batch.
    PayoutMake,
    /// Check one.
    PayoutCheck,
    /// Approve one.
    PayoutApprove,
    /// Write the bank file.
    PayoutExport,
    /// Take a batch back.
    PayoutWithdraw,
    /// Let people and programs in, and shut them out.
    AccessManage,
    /// Read the audit trail.
    TrailRead,
}

use Role::{Admin, Approver, Auditor, Clerk, Finance};

impl Permission {
    /// All there are.
    pub const ALL: [Self; 18] = [
        Self::RegistryRead,
        Self::RegistryWrite,
        Self::TerminalsRead,
        Self::TerminalsWrite,
        Self::SchemesPublish,
        Self::ReviewRead,
        Self::ReviewReply,
        Self::ReviewDecide,
        Self::ReviewPublish,
        Self::MonthClose,
        Self::StatementsRead,
        Self::PayoutMake,
        Self::PayoutCheck,
        Self::PayoutApprove,
        Self::PayoutExport,
        Self::PayoutWithdraw,
        Self::AccessManage,
        Self::TrailRead,
    ];

    /// As in tokens, SQL and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RegistryRead => "registry:read",
            Self::RegistryWrite => "registry:write",
            Self::TerminalsRead => "terminals:read",
            Self::TerminalsWrite => "terminals:write",
            Self::SchemesPublish => "schemes:publish",
            Self::ReviewRead => "review:read",
            Self::ReviewReply => "review:reply",
            Self::ReviewDecide => "review:decide",
            Self::ReviewPublish => "review:publish",
            Self::MonthClose => "month:close",
            Self::StatementsRead => "statements:read",
            Self::PayoutMake => "payout:make",
            Self::PayoutCheck => "payout:check",
            Self::PayoutApprove => "payout:approve",
            Self::PayoutExport => "payout:export",
            Self::PayoutWithdraw => "payout:withdraw",
            Self::AccessManage => "access:manage",
            Self::TrailRead => "trail:read",
        }
    }

    /// The roles of the city that have it.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::RegistryRead | Self::TerminalsRead | Self::ReviewRead | Self::StatementsRead => {
                &Role::ALL
            }
            Self::RegistryWrite
            | Self::TerminalsWrite
            | Self::SchemesPublish
            | Self::ReviewDecide => &[Admin, Clerk],
            Self::ReviewReply => &[],
            Self::MonthClose | Self::PayoutMake => &[Clerk, Finance],
            Self::PayoutCheck | Self::PayoutExport => &[Finance, Approver],
            Self::ReviewPublish | Self::PayoutApprove => &[Approver],
            Self::PayoutWithdraw => &[Clerk, Finance, Approver],
            Self::AccessManage => &[Admin],
            Self::TrailRead => &[Auditor, Admin],
        }
    }

    /// Whether an operator's program may have it, for what is the operator's own.
    pub const fn is_for_operators(self) -> bool {
        matches!(
            self,
            Self::ReviewRead | Self::ReviewReply | Self::StatementsRead | Self::TerminalsRead
        )
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// There is no such permission.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}という権限はありません / there is no scope {0}")]
pub struct UnknownPermission(String);

impl FromStr for Permission {
    type Err = UnknownPermission;

    fn from_str(text: &str) -> Result<Self, UnknownPermission> {
        Self::ALL
            .into_iter()
            .find(|permission| permission.as_str() == text)
            .ok_or_else(|| UnknownPermission(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_name_of_its_own_and_is_somebodys() {
        for permission in Permission::ALL {
            assert_eq!(permission.as_str().parse(), Ok(permission));
            assert!(!permission.roles().is_empty() || permission.is_for_operators());
        }
        assert!("registry:*".parse::<Permission>().is_err());
    }

    #[test]
    fn who_decides_findings_does_not_say_what_takes_a_second_person() {
        for role in Permission::ReviewPublish.roles() {
            assert!(!Permission::ReviewDecide.roles().contains(role));
        }
    }

    #[test]
    fn who_makes_a_payout_does_not_approve_it_by_role_alone() {
        for role in Permission::PayoutApprove.roles() {
            assert!(!Permission::PayoutMake.roles().contains(role));
        }
    }
}
