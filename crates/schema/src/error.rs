//! Why a database cannot be used or migrated, and what to do.

use tokio_postgres::error::ErrorPosition;

use crate::Step;

/// A database and this build do not fit together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Steps are missing at the end. For a server: somebody must migrate.
    #[error("the database is at migration {at} and needs {next}; run: mytaku migrate")]
    Behind {
        /// The last step it has; 0 for a new database.
        at: u32,
        /// The first it lacks.
        next: String,
    },
    /// The database has a step that this build does not know.
    #[error(
        "the database has migration {number:04}_{name}, which this version of mytaku does not know; \
         use the newer version that applied it"
    )]
    Unknown {
        /// The step's number.
        number: u32,
        /// The step's name.
        name: String,
    },
    /// The database has a step, but with another text or name.
    #[error(
        "migration {step} was changed after the database took it (as {landed}); \
         restore the file and put the change into a further migration"
    )]
    Edited {
        /// The step of this build.
        step: String,
        /// What the database calls it.
        landed: String,
    },
    /// The database lacks a step before its last.
    #[error(
        "the database has migration {found} but not {missing}; \
         it was altered by hand, restore it from a backup"
    )]
    Missing {
        /// The step that is not there.
        missing: String,
        /// The step that is there in its place.
        found: u32,
    },
    /// The SQL of a step failed; nothing of the step remains.
    #[error("migration {step}, line {line}, failed")]
    Step {
        /// The step.
        step: String,
        /// The line of its file, from 1; 0 if the server named none.
        line: usize,
        /// What the server said.
        #[source]
        source: tokio_postgres::Error,
    },
    /// The database did not answer as it should.
    #[error("the database failed while its schema was looked at")]
    Database(#[from] tokio_postgres::Error),
}

impl Error {
    pub(crate) fn step(step: &Step, source: tokio_postgres::Error) -> Self {
        Self::Step {
            step: step.to_string(),
            line: line(step.sql, &source),
            source,
        }
    }
}

/// The line of `sql` that the server points at.
fn line(sql: &str, error: &tokio_postgres::Error) -> usize {
    let position = error.as_db_error().and_then(|error| error.position());
    let Some(ErrorPosition::Original(character)) = position else {
        return 0;
    };
    let before = usize::try_from(*character).unwrap_or(0).saturating_sub(1);
    sql.chars().take(before).filter(|c| *c == '\n').count() + 1
}
