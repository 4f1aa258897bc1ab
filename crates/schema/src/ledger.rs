//! The table that remembers which steps a database has, and what follows from
//! it.

use domain::Digest;
use tokio_postgres::{GenericClient, Transaction};

use crate::{Error, Step};

/// A step that the database has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Landed {
    pub(crate) number: u32,
    name: String,
    digest: String,
}

impl From<&Step> for Landed {
    fn from(step: &Step) -> Self {
        Self {
            number: step.number,
            name: step.name.to_owned(),
            digest: step.digest().to_string(),
        }
    }
}

/// The first of `steps` that has not landed. Fails if what has landed is not
/// the beginning of `steps`.
pub(crate) fn next_step<'steps>(
    landed: &[Landed],
    steps: &'steps [Step],
) -> Result<Option<&'steps Step>, Error> {
    let mut known = steps.iter();
    for found in landed {
        let Some(step) = known.next() else {
            return Err(Error::Unknown {
                number: found.number,
                name: found.name.clone(),
            });
        };
        if found.number != step.number {
            return Err(Error::Missing {
                missing: step.to_string(),
                found: found.number,
            });
        }
        if *found != Landed::from(step) {
            return Err(Error::Edited {
                step: step.to_string(),
                landed: format!("{:04}_{}", found.number, found.name),
            });
        }
    }
    Ok(known.next())
}

/// Lets one process at a time migrate a database, until the transaction ends.
pub(crate) async fn lock(transaction: &Transaction<'_>) -> Result<(), Error> {
    // Any number that nothing else takes; it spells "mytaku" in ASCII.
    const LOCK: i64 = 0x6d_79_74_61_6b_75;
    transaction
        .execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])
        .await?;
    Ok(())
}

/// The steps the database has, in order; none in a new one.
pub(crate) async fn read(client: &impl GenericClient) -> Result<Vec<Landed>, Error> {
    let there = client
        .query_one(
            "SELECT to_regclass('public.schema_migration') IS NOT NULL AS there",
            &[],
        )
        .await?;
    if !there.try_get::<_, bool>("there")? {
        return Ok(Vec::new());
    }
    let rows = client
        .query(
            "SELECT number, name, sha256 FROM public.schema_migration ORDER BY number",
            &[],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let number: i32 = row.try_get("number")?;
            Ok(Landed {
                // The table admits no number below 1.
                number: u32::try_from(number).unwrap_or(0),
                name: row.try_get("name")?,
                digest: row.try_get("sha256")?,
            })
        })
        .collect()
}

/// Remembers a step, in the transaction that applied it.
pub(crate) async fn record(transaction: &Transaction<'_>, step: &Landed) -> Result<(), Error> {
    if step.number == 1 {
        transaction
            .batch_execute(
                "CREATE TABLE public.schema_migration (
                    number     integer PRIMARY KEY CHECK (number >= 1),
                    name       text NOT NULL,
                    sha256     text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now()
                )",
            )
            .await?;
    }
    transaction
        .execute(
            "INSERT INTO public.schema_migration (number, name, sha256) VALUES ($1, $2, $3)",
            &[
                &i32::try_from(step.number).unwrap_or(i32::MAX),
                &step.name,
                &step.digest,
            ],
        )
        .await?;
    Ok(())
}

/// One digest for a whole list of steps: databases made by equal lists are
/// equal.
pub(crate) fn digest(steps: &[Step]) -> Digest {
    let lines: Vec<String> = steps
        .iter()
        .map(|step| format!("{}  {step}\n", step.digest()))
        .collect();
    Digest::of(lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [Step; 3] = [
        step(1, "one", "SELECT 1"),
        step(2, "two", "SELECT 2"),
        step(3, "three", "SELECT 3"),
    ];

    const fn step(number: u32, name: &'static str, sql: &'static str) -> Step {
        Step { number, name, sql }
    }

    fn landed(steps: &[Step]) -> Vec<Landed> {
        steps.iter().map(Landed::from).collect()
    }

    #[test]
    fn steps_follow_one_another_to_the_end() {
        for count in 0..3 {
            let next = next_step(&landed(&STEPS[..count]), &STEPS).unwrap();
            assert_eq!(next, Some(&STEPS[count]));
        }
        assert_eq!(next_step(&landed(&STEPS), &STEPS).unwrap(), None);
    }

    #[test]
    fn an_edited_or_renamed_step_is_refused() {
        for changed in [step(2, "two", "SELECT 2;"), step(2, "zwei", "SELECT 2")] {
            let found = landed(&[STEPS[0].clone(), changed]);
            let refused = next_step(&found, &STEPS);
            assert!(matches!(&refused, Err(Error::Edited { step, .. }) if step == "0002_two"));
        }
    }

    #[test]
    fn a_step_of_a_newer_version_is_refused() {
        let refused = next_step(&landed(&STEPS), &STEPS[..2]);
        assert!(matches!(refused, Err(Error::Unknown { number: 3, .. })));
    }

    #[test]
    fn a_gap_is_refused() {
        let found = landed(&[STEPS[0].clone(), STEPS[2].clone()]);
        let refused = next_step(&found, &STEPS);
        assert!(
            matches!(&refused, Err(Error::Missing { missing, found: 3 }) if missing == "0002_two")
        );
    }

    #[test]
    fn lists_with_one_changed_letter_have_different_digests() {
        let changed = [
            STEPS[0].clone(),
            step(2, "two", "SELECT 4"),
            STEPS[2].clone(),
        ];
        assert_ne!(digest(&STEPS), digest(&changed));
    }
}
