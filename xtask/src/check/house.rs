//! Who may know whom: imports go downwards only.
//!
//! The same picture, with the reasons, is in ARCHITECTURE.md. Dependencies of
//! tests are free.

use anyhow::{Result, bail};

use crate::check::metadata::Metadata;

/// Each crate, and the crates of ours that it may know, from the bottom up.
const HOUSE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("clock", &["domain"]),
    ("jpki", &["domain"]),
    ("rules", &["domain"]),
    ("wire", &["domain", "rules"]),
    ("zengin", &["domain"]),
    ("card", &["domain", "jpki"]),
    ("virtual-card", &["domain"]),
    (
        "terminal",
        &["card", "clock", "domain", "jpki", "rules", "wire"],
    ),
    ("local-postgres", &[]),
    ("meters", &[]),
    ("schema", &["domain"]),
    ("testkit", &["local-postgres", "schema"]),
    (
        "fleet",
        &["domain", "local-postgres", "rules", "virtual-card", "wire"],
    ),
    ("queries", &[]),
    (
        "settlement",
        &[
            "clock", "domain", "jpki", "meters", "queries", "rules", "wire", "zengin",
        ],
    ),
    (
        "server",
        &[
            "clock",
            "domain",
            "jpki",
            "meters",
            "rules",
            "settlement",
            "wire",
        ],
    ),
    (
        "mytaku",
        &[
            "clock",
            "domain",
            "jpki",
            "local-postgres",
            "rules",
            "schema",
            "server",
            "settlement",
            "wire",
            "zengin",
        ],
    ),
    (
        "end-to-end",
        &["clock", "domain", "rules", "virtual-card", "wire", "zengin"],
    ),
    ("tools", &["local-postgres", "schema"]),
    ("xtask", &[]),
];

/// The crates named first reach none of the packages named second, not even by
/// way of others. A name that ends in `-` stands for all that begin with it.
const WITHOUT: &[(&[&str], &[&str])] = &[
    // Pure: the same code decides in a taxi, in the service and in an audit.
    (
        &["domain", "rules", "wire", "zengin", "jpki", "clock"],
        &[
            "tokio",
            "tokio-",
            "actix-",
            "postgres-",
            "postgres",
            "rusqlite",
        ],
    ),
    // Software cards, and the private-key arithmetic they may use, do not ship.
    (&["mytaku", "terminal"], &["virtual-card", "rsa", "testkit"]),
    // A taxi has neither the service's database nor its web server.
    (&["terminal"], &["tokio-postgres", "actix-"]),
];

pub fn check() -> Result<String> {
    let metadata = Metadata::load()?;
    let problems = [misplaced(&metadata), reaching(&metadata)].concat();
    if !problems.is_empty() {
        bail!("{}", problems.join("; "));
    }
    Ok(format!(
        "{} crates, downwards only",
        metadata.imports().len()
    ))
}

fn misplaced(metadata: &Metadata) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, imports) in metadata.imports() {
        let Some((_, allowed)) = HOUSE.iter().find(|(known, _)| *known == name) else {
            problems.push(format!("{name} has no place in xtask/src/check/house.rs"));
            continue;
        };
        let forbidden = imports
            .into_iter()
            .filter(|import| !allowed.contains(import));
        problems.extend(forbidden.map(|import| format!("{name} may not know {import}")));
    }
    problems
}

fn reaching(metadata: &Metadata) -> Vec<String> {
    let mut problems = Vec::new();
    for (crates, forbidden) in WITHOUT {
        for name in *crates {
            let is_forbidden =
                |package: &str| forbidden.iter().any(|pattern| fits(pattern, package));
            if let Some(chain) = metadata.chain(name, is_forbidden) {
                problems.push(format!("{name} may not reach {}", chain.join(" -> ")));
            }
        }
    }
    problems
}

fn fits(pattern: &str, package: &str) -> bool {
    package == pattern || (pattern.ends_with('-') && package.starts_with(pattern))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::metadata::pretended;

    #[test]
    fn an_import_upwards_is_named() {
        let metadata = pretended(&[("domain", &["rules"]), ("rules", &["domain"])], &[]);
        assert_eq!(misplaced(&metadata), ["domain may not know rules"]);
    }

    #[test]
    fn a_new_crate_must_be_given_a_place() {
        let problems = misplaced(&pretended(&[("newcomer", &[])], &[]));
        assert!(
            problems[0].starts_with("newcomer has no place"),
            "{problems:?}"
        );
    }

    #[test]
    fn a_pure_crate_may_not_reach_the_database_by_way_of_others() {
        let metadata = pretended(
            &[("rules", &["helper"])],
            &[("helper", &["tokio-postgres"])],
        );
        let expected = "rules may not reach rules -> helper -> tokio-postgres";
        assert_eq!(reaching(&metadata), [expected]);
    }

    #[test]
    fn the_house_has_no_circles() {
        for (index, (name, allowed)) in HOUSE.iter().enumerate() {
            for import in *allowed {
                let below = HOUSE[..index].iter().any(|(lower, _)| lower == import);
                assert!(
                    below,
                    "{name} knows {import}, which does not stand below it"
                );
            }
        }
    }
}
