//! What can go wrong in a use case.
//!
//! Two halves that are never mixed: a refusal is the caller's to mend and says
//! how, in words for people; everything else is the operator's to mend and is
//! logged, while the caller hears only that it did not work.

use domain::Reason;

/// The outcome of a use case.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a use case did not happen. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller asked for what cannot be.
    #[error("{0}")]
    Refused(Refusal),
    /// No connection to the database was to be had.
    #[error("no connection to the database")]
    Unreachable(#[source] deadpool_postgres::PoolError),
    /// The database cannot be had at the moment; the log says why.
    #[error("the database cannot be had at the moment")]
    Unavailable,
    /// The database failed.
    #[error("the database failed")]
    Database(#[source] tokio_postgres::Error),
    /// What is stored cannot be read back: it was changed outside mytaku.
    #[error("stored {what} cannot be read: {problem}")]
    Damaged {
        /// Which kind of thing, and which one.
        what: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The clock could not be read.
    #[error("the clock cannot be read")]
    Clock(#[source] clock::Error),
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness")]
    Randomness(#[source] getrandom::Error),
}

/// A refusal: code and sentences for people, and what kind of thing it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What kind of refusal.
    pub kind: RefusalKind,
    /// Stable code, Japanese and English.
    pub reason: Reason,
}

/// Kinds of refusal, as HTTP and exit codes tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// The input is wrong.
    Invalid,
    /// No such thing, or none that the caller may know of.
    NotFound,
    /// Who is calling is not known.
    Unauthenticated,
    /// Not by this user.
    Forbidden,
    /// Not in the present state.
    Conflict,
    /// Not now: too much waits already.
    Busy,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} / {} ({})",
            self.reason.ja, self.reason.en, self.reason.code
        )
    }
}

impl Error {
    /// A refusal of `kind` with a stable `code`.
    pub fn refused(
        kind: RefusalKind,
        code: &str,
        ja: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self::Refused(Refusal {
            kind,
            reason: Reason::new(code, ja, en),
        })
    }

    /// The input is wrong.
    pub fn invalid(code: &str, ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self::refused(RefusalKind::Invalid, code, ja, en)
    }

    /// Not in the present state.
    pub fn conflict(code: &str, ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self::refused(RefusalKind::Conflict, code, ja, en)
    }

    /// No such thing.
    pub fn not_found(code: &str, ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self::refused(RefusalKind::NotFound, code, ja, en)
    }

    pub(crate) fn damaged(what: impl Into<String>, problem: impl std::fmt::Display) -> Self {
        Self::Damaged {
            what: what.into(),
            problem: problem.to_string(),
        }
    }

    /// The name of the constraint that the database refused by, if it did.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Database(error) => error.as_db_error()?.constraint(),
            _ => None,
        }
    }

    /// Whether the database cannot be had at the moment: the connection was cut,
    /// or the SQL state says so (08), contention (40, 55), want of resources (53) or
    /// that somebody stopped it (57). What was asked may succeed later as it is.
    pub fn is_unavailable(&self) -> bool {
        const PASSES: [&str; 5] = ["08", "40", "53", "55", "57"];
        match self {
            Self::Unreachable(_) | Self::Unavailable => true,
            Self::Database(error) => {
                let state = error.code().map_or("", |state| state.code());
                let was_cut = std::error::Error::source(error)
                    .is_some_and(<dyn std::error::Error>::is::<std::io::Error>);
                error.is_closed() || was_cut || PASSES.iter().any(|class| state.starts_with(class))
            }
            _ => false,
        }
    }

    /// Whether the same transaction may succeed when it is tried again.
    pub(crate) fn is_transient(&self) -> bool {
        use tokio_postgres::error::SqlState;
        match self {
            Self::Database(error) => matches!(
                error.code(),
                Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED)
            ),
            _ => false,
        }
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error)
    }
}

impl From<domain::YenOverflow> for Error {
    fn from(overflow: domain::YenOverflow) -> Self {
        Self::damaged("amounts", overflow)
    }
}

impl From<domain::RemarkError> for Error {
    fn from(error: domain::RemarkError) -> Self {
        let (ja, en) = error.sentences();
        Self::invalid("remark_invalid", ja, en)
    }
}
