//! The city's desk: residents are registered by reading their cards.

use std::fs;

use anyhow::{Context as _, Result, bail};
use domain::Digest;
use serde::Deserialize;
use serde_json::json;
use virtual_card::VirtualReader;

use crate::cards::Cards;
use crate::city::{CLERK, FIRST_DAY};
use crate::conversation::Conversation;
use crate::service::Service;
use crate::stage::Stage;
use crate::story::Resident;

/// A resident's card as it was registered.
#[derive(Debug, Deserialize)]
pub struct Registered {
    outcome: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    en: String,
    #[serde(default)]
    fingerprint: String,
}

/// Registers `residents` with the cards that they put on `reader`, one after
/// the other; the reader is empty afterwards.
pub fn register(
    stage: &Stage,
    service: &Service<'_>,
    cards: &Cards,
    reader: &mut VirtualReader,
    residents: &[Resident],
) -> Result<()> {
    let token = stage.path("clerk.token");
    fs::write(&token, service.token(CLERK)?).context("cannot write the clerk's token")?;
    let (variable, socket) = reader.client_environment();
    let mut command = stage.program("mytaku-terminal")?;
    command
        .arg("desk")
        .args(service.door())
        .arg("--token-file")
        .arg(&token)
        .arg("--clock-file")
        .arg(stage.clock_file())
        .env(variable, socket);
    let mut desk = Conversation::start(stage, "desk", &mut command)?;
    for resident in residents {
        let persona = cards.persona(resident.persona)?;
        reader.insert(&cards.file(resident.persona))?;
        let mut answer: Registered = desk.ask(&json!({
            "command": "register", "id": resident.id, "registered_on": FIRST_DAY,
            "grounds": [{"ground": resident.ground, "from": FIRST_DAY}],
            "uses_before": resident.uses_before, "pin": persona.pins.input_support.value,
            "transit_card": resident.transit.is_some(),
        }))?;
        if let Some(transit) = resident.transit {
            if answer.outcome != "transit_card_wanted" {
                bail!("the desk does not ask for {transit}: {}", answer.en);
            }
            // The first card is given back, and the second put on.
            reader.insert(&cards.file(transit))?;
            answer = desk.ask(&json!({"command": "transit_card"}))?;
        }
        if answer.outcome != "accepted" {
            bail!(
                "{} was not registered: {} ({})",
                resident.id,
                answer.en,
                answer.code
            );
        }
        let certificate = persona
            .certificate()
            .context("a card without certificate")?;
        if answer.fingerprint != Digest::of(certificate).to_string() {
            bail!("{} was registered with another card", resident.id);
        }
    }
    reader.remove()?;
    desk.end()
}
