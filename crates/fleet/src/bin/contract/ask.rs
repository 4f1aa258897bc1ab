//! Having Schemathesis ask: as one caller, by one description.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use anyhow::{Context as _, Result, bail};
use fleet::programs::Service;
use serde_json::Value;

use crate::callers::Caller;
use crate::city::{NOW, SEED};

/// No 5xx, and nothing that the description does not say.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,unsupported_method,\
    allow_header_conformance";

/// The root of the workspace.
pub fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What all questions share.
pub struct Schemathesis<'a> {
    /// The program.
    pub program: &'a Path,
    /// What it may write into: what it remembers of a run ends with the run.
    pub folder: &'a Path,
    /// Whom it asks.
    pub service: &'a Service,
    /// What the requests are drawn from.
    pub seed: u32,
    /// What there is to be named.
    pub examples: &'a Value,
}

impl Schemathesis<'_> {
    /// A run as `caller` by the description in `document`, not yet started.
    pub fn command(&self, caller: &Caller, document: &Path) -> Result<Command> {
        let document = fs::canonicalize(document)
            .with_context(|| format!("cannot read {}", document.display()))?;
        let settings = home().join("tests/contract");
        let mut command = Command::new(self.program);
        command
            .arg("--config-file")
            .arg(settings.join("schemathesis.toml"))
            .arg("run")
            .arg(&document)
            .args(["--url", &format!("http://{}", self.service.address)])
            .args(["--seed", &self.seed.to_string()])
            .args(["--phases", "examples,coverage,fuzzing"])
            .args(["--checks", CHECKS])
            .args(["--no-shrink", "--continue-on-failure", "--warnings", "off"])
            .current_dir(self.folder)
            .env("SCHEMATHESIS_HOOKS", "hooks")
            .env("PYTHONPATH", settings)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("CONTRACT_DOCUMENT", &document)
            .env("CONTRACT_TOKENS", caller.tokens.join(" "))
            .env("CONTRACT_TERMINAL", &caller.terminal)
            .env("CONTRACT_KEY", hex::encode(SEED))
            .env("CONTRACT_NOW", NOW)
            .env("CONTRACT_EXAMPLES", self.examples.to_string())
            .env("CONTRACT_ANSWERS", self.answers());
        Ok(command)
    }

    /// Where it is written how each operation was answered: see `answers.rs`.
    pub fn answers(&self) -> PathBuf {
        self.folder.join("answers")
    }
}

/// Whether every answer was as described; fails if Schemathesis itself did.
pub fn is_good(status: ExitStatus) -> Result<bool> {
    match status.code() {
        Some(0) => Ok(true),
        Some(1) => Ok(false),
        _ => bail!("Schemathesis itself failed: {status}"),
    }
}
