//! The workspace's packages and what they depend on, from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process::{cargo, output};

/// What `cargo metadata` says, as far as the checks need it.
#[derive(Debug, Default)]
pub struct Metadata {
    names: BTreeMap<String, String>,
    members: BTreeSet<String>,
    /// By package id: what it links, its build scripts included, its tests not.
    dependencies: BTreeMap<String, BTreeSet<String>>,
    benches: Vec<String>,
    /// Their packages and names.
    binaries: Vec<(String, String)>,
}

impl Metadata {
    /// Asks cargo.
    pub fn load() -> Result<Self> {
        Self::ask(&["--all-features"])
    }

    /// Asks cargo about the workspace of another manifest, without what it
    /// depends on: then nothing is resolved or fetched.
    pub fn load_alone(manifest: &str) -> Result<Self> {
        Self::ask(&["--no-deps", "--manifest-path", manifest])
    }

    fn ask(options: &[&str]) -> Result<Self> {
        let text = output(cargo(["metadata", "--format-version=1"]).args(options))?;
        let json: Value = serde_json::from_str(&text).context("cargo metadata is not JSON")?;
        Ok(Self::read(&json))
    }

    fn read(json: &Value) -> Self {
        let members = strings(&json["workspace_members"]).collect();
        let mut metadata = Self {
            members,
            ..Self::default()
        };
        for package in values(&json["packages"]) {
            let id = text(&package["id"]);
            let name = text(&package["name"]);
            metadata.names.insert(id.clone(), name.clone());
            if metadata.members.contains(&id) {
                metadata.benches.extend(targets(package, "bench"));
                let binaries = targets(package, "bin").map(|binary| (name.clone(), binary));
                metadata.binaries.extend(binaries);
            }
        }
        for node in json.pointer("/resolve/nodes").into_iter().flat_map(values) {
            let linked = values(&node["deps"])
                .filter(|dependency| {
                    values(&dependency["dep_kinds"]).any(|kind| kind["kind"] != "dev")
                })
                .map(|dependency| text(&dependency["pkg"]));
            metadata
                .dependencies
                .insert(text(&node["id"]), linked.collect());
        }
        metadata
    }

    /// The names of all bench targets.
    pub fn benches(&self) -> Vec<String> {
        self.benches.clone()
    }

    /// All programs, as package and name.
    pub fn binaries(&self) -> &[(String, String)] {
        &self.binaries
    }

    /// The workspace's packages by name, each with those of the workspace that
    /// it depends on directly.
    pub fn imports(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        self.members
            .iter()
            .map(|member| {
                let direct = self.direct(member).filter(|id| self.members.contains(*id));
                (self.name(member), direct.map(|id| self.name(id)).collect())
            })
            .collect()
    }

    /// A chain of imports from package `from` of the workspace to a package
    /// whose name `wanted` accepts, if there is one.
    pub fn chain(&self, from: &str, wanted: impl Fn(&str) -> bool) -> Option<Vec<&str>> {
        let start = self.members.iter().find(|id| self.name(id) == from)?;
        let mut seen = BTreeSet::from([start.as_str()]);
        let mut pending = vec![vec![start.as_str()]];
        while let Some(path) = pending.pop() {
            for next in path.last().into_iter().flat_map(|last| self.direct(last)) {
                let mut longer = path.clone();
                longer.push(next);
                if wanted(self.name(next)) {
                    return Some(longer.into_iter().map(|id| self.name(id)).collect());
                }
                if seen.insert(next) {
                    pending.push(longer);
                }
            }
        }
        None
    }

    fn direct(&self, id: &str) -> impl Iterator<Item = &str> {
        self.dependencies
            .get(id)
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    fn name<'name>(&'name self, id: &'name str) -> &'name str {
        self.names.get(id).map_or(id, String::as_str)
    }
}

/// The names of a package's targets of one kind.
fn targets(package: &Value, wanted: &str) -> impl Iterator<Item = String> {
    values(&package["targets"])
        .filter(move |target| strings(&target["kind"]).any(|kind| kind == wanted))
        .map(|target| text(&target["name"]))
}

fn values(json: &Value) -> impl Iterator<Item = &Value> {
    json.as_array().into_iter().flatten()
}

fn strings(json: &Value) -> impl Iterator<Item = String> {
    values(json).map(text)
}

fn text(json: &Value) -> String {
    json.as_str().unwrap_or_default().to_owned()
}

/// For tests: packages of the workspace, each with what it depends on.
#[cfg(test)]
pub fn pretended(packages: &[(&str, &[&str])], outside: &[(&str, &[&str])]) -> Metadata {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Metadata {
        members: packages
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect(),
        dependencies: packages
            .iter()
            .chain(outside)
            .map(|(name, dependencies)| ((*name).to_owned(), owned(dependencies)))
            .collect(),
        ..Metadata::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn development_dependencies_are_not_linked() {
        let metadata = Metadata::read(&json!({
            "workspace_members": ["id-a", "id-b"],
            "packages": [
                {"id": "id-a", "name": "a", "targets": [{"name": "speed", "kind": ["bench"]}]},
                {"id": "id-b", "name": "b", "targets": [{"name": "run", "kind": ["bin"]}]},
                {"id": "id-c", "name": "c", "targets": [{"name": "theirs", "kind": ["bench"]}]},
            ],
            "resolve": {"nodes": [
                {"id": "id-a", "deps": [
                    {"pkg": "id-b", "dep_kinds": [{"kind": null}]},
                    {"pkg": "id-c", "dep_kinds": [{"kind": "dev"}]},
                ]},
                {"id": "id-b", "deps": []},
            ]},
        }));
        assert_eq!(metadata.benches(), ["speed"]);
        assert_eq!(metadata.binaries(), [("b".to_owned(), "run".to_owned())]);
        assert_eq!(metadata.imports()["a"], BTreeSet::from(["b"]));
        assert_eq!(metadata.chain("a", |name| name == "c"), None);
    }

    #[test]
    fn a_chain_names_every_link() {
        let metadata = pretended(
            &[("rules", &["x"])],
            &[("x", &["y"]), ("y", &["tokio", "x"])],
        );
        let chain = metadata.chain("rules", |name| name == "tokio");
        assert_eq!(chain.unwrap(), ["rules", "x", "y", "tokio"]);
        assert_eq!(metadata.chain("rules", |name| name == "actix-web"), None);
    }
}
