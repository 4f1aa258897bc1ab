//! `cargo xtask contract`: the running service against its own description.
//!
//! Starts the service that was built on a database of its own, lets in one caller of
//! each kind, and has Schemathesis, which reads `crates/server/openapi.json` and knows
//! nothing of us, ask every operation in ways that fit the description and in ways that
//! do not: no answer may be a 5xx, and none another than the description says, in status,
//! type, headers and content. Once with everything that may be had, once as a program
//! of an operator, once as nobody. Ends with another code than 0 if anything is off.
//!
//! Deliberately absent: installing Schemathesis, which `cargo xtask` does; and knowledge
//! of any single operation. What is new in the description is asked as well.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command for people"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};
use clap::Parser;
use fleet::city::ADMIN;
use fleet::programs::{Programs, Service, connect, now};
use fleet::{Chip, City};
use local_postgres::{Cluster, DATABASE, Options};
use serde_json::{Value, json};
use wire::SigningKey;

/// Who comes in.
const CALLERS: [(&str, &str); 3] = [
    ("city", "with everything that a person or terminal may have"),
    (
        "operator",
        "as a program of an operator, without a terminal",
    ),
    ("nobody", "without any proof"),
];

/// No 5xx, and nothing that the description does not say.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,unsupported_method,\
    allow_header_conformance";

/// How hard it is tried.
#[derive(Parser)]
struct Arguments {
    /// Where Schemathesis is
    #[arg(long, value_name = "PROGRAM", default_value = "schemathesis")]
    schemathesis: PathBuf,
    /// How long to try each of three callers, in seconds
    #[arg(long, default_value_t = 25)]
    seconds: u32,
    /// What the requests are drawn from
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// The description, if it is not the one that ships: to see that a false one is found
    #[arg(long, value_name = "FILE.json")]
    document: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("contract: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<bool> {
    let folder = tempfile::Builder::new()
        .prefix("mytaku-contract-")
        // PostgreSQL's user passes through it.
        .permissions(fs::Permissions::from_mode(0o711))
        .tempdir()?;
    let cluster = Cluster::start(&folder.path().join("postgres"), &Options::throwaway())?;
    let url = cluster.url(DATABASE);
    let programs = Programs::find(folder.path(), &url)?;
    let key = SigningKey::from_seed(&SEED);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let examples = runtime.block_on(found(&programs, &url, &key))?;
    let service = programs.serve("127.0.0.1:0")?;
    let tokens = Tokens::make(&programs)?;
    let mut good = true;
    for (caller, how) in CALLERS {
        println!("\n■ {how}");
        good &= ask(
            arguments,
            folder.path(),
            &service,
            (caller, &tokens),
            &examples,
        )
        .with_context(|| format!("the service's log ends with: {}", programs.last_words()))?;
    }
    Ok(good)
}

/// A finding about a whole month.
const FINDING: &str = "01912f6e-0000-7000-8000-000000000001";

/// Of the terminal's key: for this run's database only.
const SEED: [u8; 32] = [77; 32];

/// A city with two taxis, of which the first has the key; and what there is to be named
/// in requests, so that they reach more than a refusal.
async fn found(programs: &Programs, url: &str, key: &SigningKey) -> Result<Value> {
    let city = City::new(2, now()?);
    programs.found(&city)?;
    let client = connect(url).await?;
    let chip = Chip::new()?;
    let mut taxis = city.settle(&client, &chip).await?;
    let taxi = taxis.first_mut().context("no taxi")?;
    let records = [taxi.ride(&chip)?, taxi.ride(&chip)?];
    client
        .execute(
            "INSERT INTO finding VALUES ('102016', $1::text::uuid, 'burst', 'op-1', '2026-10-01',
                NULL, NULL, 'd-1', 'pay_and_sample', '{\"trips\": [], \"numbers\": {}}', 'd', now())",
            &[&FINDING],
        )
        .await?;
    let public = key.public();
    client
        .execute(
            "INSERT INTO terminal_key (municipality, terminal, number, public_key, enrolled_at)
             VALUES ('102016', 't-1', 2, $1, now())",
            &[&public.as_bytes().as_slice()],
        )
        .await?;
    let card = client
        .query_one(
            "SELECT registrant, encode(fingerprint, 'hex') FROM credential LIMIT 1",
            &[],
        )
        .await?;
    let (registrant, fingerprint): (String, String) = (card.try_get(0)?, card.try_get(1)?);
    Ok(json!({
        "values": {
            "registrant": registrant, "fingerprint": fingerprint, "finding": FINDING,
            "terminal": "t-2", "after": FINDING, "code": "burst", "month": "2026-10",
        },
        "bodies": { "takeInTrips": { "records": records } },
    }))
}

/// What programs bring.
struct Tokens {
    city: String,
    operator: String,
}

impl Tokens {
    fn make(programs: &Programs) -> Result<Self> {
        let scopes = [
            "registry:read",
            "registry:write",
            "terminals:read",
            "terminals:write",
            "review:read",
            "review:decide",
            "statements:read",
        ];
        let scopes = scopes.into_iter().flat_map(|scope| ["--scope", scope]);
        let city = ["token", "create", ADMIN, "--json"];
        let city: Vec<&str> = city.into_iter().chain(scopes).collect();
        let operator = [
            "token",
            "create",
            "--operator",
            "op-1",
            "--by",
            ADMIN,
            "--json",
            "--scope",
            "review:read",
            "--scope",
            "review:reply",
            "--scope",
            "statements:read",
            "--scope",
            "terminals:read",
        ];
        Ok(Self {
            city: token(&programs.run(&city)?)?,
            operator: token(&programs.run(&operator)?)?,
        })
    }
}

fn token(printed: &str) -> Result<String> {
    let made: Value = serde_json::from_str(printed.trim())?;
    let token = made.get("token").and_then(Value::as_str);
    Ok(token.context("no token was made")?.to_owned())
}

/// Lets Schemathesis ask as `caller`; whether every answer was as described.
fn ask(
    arguments: &Arguments,
    folder: &Path,
    service: &Service,
    (caller, tokens): (&str, &Tokens),
    examples: &Value,
) -> Result<bool> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shipped = home.join("crates/server/openapi.json");
    let document = arguments.document.as_ref().unwrap_or(&shipped);
    let document = fs::canonicalize(document)
        .with_context(|| format!("cannot read {}", document.display()))?;
    let token = match caller {
        "city" => tokens.city.as_str(),
        "operator" => tokens.operator.as_str(),
        _ => "",
    };
    let terminal = if caller == "city" { "102016/t-1" } else { "" };
    let status = Command::new(&arguments.schemathesis)
        .arg("run")
        .arg(&document)
        .args(["--url", &format!("http://{}", service.address)])
        .args(["--seed", &arguments.seed.to_string()])
        .args(["--max-time", &arguments.seconds.to_string()])
        .args(["--phases", "examples,coverage,fuzzing"])
        .args(["--checks", CHECKS])
        .args(["--no-shrink", "--continue-on-failure", "--warnings", "off"])
        // What it remembers of a run ends with the run.
        .current_dir(folder)
        .env("SCHEMATHESIS_HOOKS", "hooks")
        .env("PYTHONPATH", home.join("tests/contract"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("CONTRACT_DOCUMENT", &document)
        .env("CONTRACT_TOKEN", token)
        .env("CONTRACT_TERMINAL", terminal)
        .env("CONTRACT_KEY", hex(&SEED))
        .env("CONTRACT_EXAMPLES", examples.to_string())
        .status()
        .with_context(|| format!("cannot run {}", arguments.schemathesis.display()))?;
    match status.code() {
        Some(0) => Ok(true),
        Some(1) => Ok(false),
        _ => bail!("Schemathesis itself failed: {status}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
