//! Who asks: one caller of each kind there is.

use anyhow::Result;
use fleet::city::ADMIN;
use fleet::programs::Programs;
use tokio_postgres::Client;

use crate::city::{NOW, TERMINAL, field};

/// Whoever asks, and how they prove it.
pub struct Caller {
    /// In words.
    pub how: &'static str,
    /// Brought in turn, from the first again after the last.
    pub tokens: Vec<String>,
    /// Whose key signs where a terminal's signature is wanted; empty: nobody's.
    pub terminal: String,
}

/// Scopes of a program of the city: all there are for what HTTP has.
const CITY: [&str; 7] = [
    "registry:read",
    "registry:write",
    "terminals:read",
    "terminals:write",
    "review:read",
    "review:decide",
    "statements:read",
];

/// Scopes of an operator's program: all there are.
const OPERATOR: [&str; 4] = [
    "review:read",
    "review:reply",
    "statements:read",
    "terminals:read",
];

/// People who are logged in. As many, since whoever ends a session is out: one person
/// would ask hardly anything.
const PEOPLE: i32 = 1_000;

/// All callers, the one who may do most first.
pub async fn all(programs: &Programs, client: &Client) -> Result<Vec<Caller>> {
    Ok(vec![
        Caller {
            how: "市町村のプログラムと車載端末 / as a program of the city, and as a terminal",
            tokens: vec![token(programs, &[ADMIN], &CITY)?],
            terminal: format!("102016/{TERMINAL}"),
        },
        Caller {
            how: "事業者のプログラム / as a program of an operator, without a terminal",
            tokens: vec![token(
                programs,
                &["--operator", "op-1", "--by", ADMIN],
                &OPERATOR,
            )?],
            terminal: String::new(),
        },
        Caller {
            how: "ログインした利用者 / as people of the city who are logged in",
            tokens: log_in(client).await?,
            terminal: String::new(),
        },
        Caller {
            how: "証明なし / without any proof",
            tokens: Vec::new(),
            terminal: String::new(),
        },
    ])
}

fn token(programs: &Programs, of: &[&str], scopes: &[&str]) -> Result<String> {
    let scopes = scopes.iter().flat_map(|scope| ["--scope", scope]);
    let mut command = vec!["token", "create", "--json"];
    command.extend(of);
    command.extend(scopes);
    field(&programs.run(&command)?, "token")
}

/// Sessions of as many people, written by SQL: a thousand logins would take longer than
/// everything else here, and a login is asked for by itself.
async fn log_in(client: &Client) -> Result<Vec<String>> {
    let rows = client
        .query(
            "WITH person AS (
                INSERT INTO user_account (municipality, user_id, role)
                SELECT '102016', 'person-' || number, 'admin'
                FROM generate_series(1, $1) AS number
                RETURNING user_id)
            INSERT INTO session (municipality, session_digest, user_id, begun_at, seen_at,
                expires_at)
            SELECT '102016', sha256(convert_to('mytaku-session_102016_' || user_id, 'UTF8')),
                user_id, now.at, now.at, now.at + interval '12 hours'
            FROM person, (SELECT $2::text::timestamptz AS at) AS now
            RETURNING 'mytaku-session_102016_' || user_id",
            &[&PEOPLE, &NOW],
        )
        .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
