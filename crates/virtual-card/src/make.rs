//! The set of cards that demos and tests tap.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use domain::Timestamp;
use serde::Serialize;

use crate::authority::TestAuthority;
use crate::key::CardKey;
use crate::leaf::Leaf;
use crate::persona::{Behaviour, CertificateFile, Form, Persona};

/// Where [`make`] has put everything.
#[derive(Clone, Debug, Serialize)]
pub struct CardSet {
    /// The authorities to trust: one RSA, one P-384.
    pub authority: PathBuf,
    /// One file per persona, in the order made.
    pub personas: Vec<PathBuf>,
}

/// Makes a fresh authority and its cards in `folder`, valid at `at`:
/// `authority.pem`, `resident-1.json` to `resident-N.json`, and one file for
/// each of the others that this module names.
pub fn make(folder: &Path, at: Timestamp, residents: u32) -> Result<CardSet> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let authority = TestAuthority::rsa(at)?;
    let next_generation = TestAuthority::p384(at)?;
    let pem = folder.join("authority.pem");
    let anchors = authority.pem()? + &next_generation.pem()?;
    std::fs::write(&pem, anchors).with_context(|| format!("cannot write {}", pem.display()))?;

    let mut personas = Vec::new();
    let first = Persona::resident("resident-1", &authority, at)?;
    for number in 2..=residents {
        personas.push(Persona::resident(
            format!("resident-{number}"),
            &authority,
            at,
        )?);
    }
    personas.extend(others(&first, &authority, &next_generation, at)?);
    personas.extend(faulty(&first));
    personas.insert(0, first);

    let mut paths = Vec::with_capacity(personas.len());
    for persona in personas {
        let path = folder.join(format!("{}.json", persona.name));
        persona.save(&path)?;
        paths.push(path);
    }
    Ok(CardSet {
        authority: pem,
        personas: paths,
    })
}

/// Cards that work and are not, or not quite, a resident's.
fn others(
    first: &Persona,
    authority: &TestAuthority,
    next_generation: &TestAuthority,
    at: Timestamp,
) -> Result<Vec<Persona>> {
    let expired = Leaf::authentication(at).expired(at);
    let expired = Persona::with_leaf("expired", authority, &expired, &CardKey::rsa()?, at)?;
    let impostor = TestAuthority::rsa(at)?;
    let p384 = Persona::with_leaf(
        "p384",
        next_generation,
        &Leaf::authentication(at),
        &CardKey::p384(),
        at,
    )?;
    let unregistered = Persona::resident("unregistered", authority, at)?;
    let phone = |name: &str, form| Persona {
        form,
        ..unregistered.named(name)
    };
    let android = phone("phone-android", Form::Android);
    let iphone = phone("phone-iphone", Form::Iphone);
    let no_signature = Persona {
        signature: None,
        ..unregistered.named("no-signature-certificate")
    };
    let mut blocked = unregistered.named("pin-blocked");
    blocked.pins.authentication.left = 0;
    blocked.pins.input_support.left = 0;
    let mut last_try = unregistered.named("pin-last-try");
    last_try.pins.input_support.left = 1;
    Ok(vec![
        expired,
        Persona::resident("same-name-other-authority", &impostor, at)?,
        first.cloned("clone-of-resident-1")?,
        p384,
        android,
        iphone,
        Persona::transit("transit"),
        no_signature,
        blocked,
        last_try,
        unregistered,
    ])
}

/// The first resident's card on a bad day.
fn faulty(first: &Persona) -> Vec<Persona> {
    let on = |name: &str, behaviour| first.behaving(name, behaviour);
    let with_file = |name: &str, certificate_file| {
        on(
            name,
            Behaviour {
                certificate_file,
                ..Behaviour::default()
            },
        )
    };
    let normal = Behaviour::default();
    vec![
        on(
            "slow",
            Behaviour {
                delay_ms: 40,
                signature_delay_ms: 400,
                ..normal.clone()
            },
        ),
        on(
            "pulled-away",
            Behaviour {
                removed_after: Some(6),
                ..normal.clone()
            },
        ),
        on(
            "empty-answer",
            Behaviour {
                empty_answer_at: Some(6),
                ..normal.clone()
            },
        ),
        on(
            "first-command-fails",
            Behaviour {
                first_command_fails: true,
                ..normal.clone()
            },
        ),
        on(
            "short-reads",
            Behaviour {
                read_max: Some(0xF0),
                ..normal.clone()
            },
        ),
        on(
            "get-response",
            Behaviour {
                get_response: true,
                ..normal
            },
        ),
        with_file("filler", CertificateFile::Filler(200)),
        with_file("cut", CertificateFile::Cut(1_000)),
        with_file("overlong", CertificateFile::Overlong),
        with_file("shortened", CertificateFile::Shortened(100)),
    ]
}
