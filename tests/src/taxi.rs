//! A taxi: an enrolled `mytaku-terminal` with a card reader of its own.

use anyhow::{Context as _, Result, bail};
use domain::{Fare, Reason, TripId, Yen};
use serde::Deserialize;
use serde_json::json;
use virtual_card::VirtualReader;

use crate::cards::Cards;
use crate::city::{MUNICIPALITY, TaxiName};
use crate::conversation::Conversation;
use crate::service::Service;
use crate::stage::{Stage, run};

const PROGRAM: &str = "mytaku-terminal";
/// A part of the name of vpcd's reader.
const READER: &str = "Virtual PCD";

/// A taxi on the road.
#[derive(Debug)]
pub struct Taxi {
    name: TaxiName,
    terminal: Conversation,
    reader: VirtualReader,
    cards: Cards,
}

/// The answer to a tap.
#[derive(Clone, Debug, Deserialize)]
pub struct TapAnswer {
    /// `accepted`, `refused` or `error`.
    pub outcome: String,
    /// What the driver is told.
    #[serde(flatten)]
    pub reason: Reason,
    /// What the evidence proves.
    pub assurance: Option<String>,
    /// Commands that the card was sent.
    #[serde(default)]
    pub apdus: u32,
    /// Milliseconds from the card lying there to the answer.
    #[serde(default)]
    pub ms: u64,
}

/// The answer to the end of a journey.
#[derive(Clone, Debug, Deserialize)]
pub struct FareAnswer {
    /// What the city pays.
    pub subsidy_yen: Yen,
    /// What the passengers pay together.
    pub passenger_pays_yen: Yen,
    /// One for each card that was accepted.
    pub claims: Vec<ClaimAnswer>,
    /// What holds for the whole trip.
    pub reasons: Vec<Reason>,
    /// Whether the service has yet to confirm it.
    pub provisional: bool,
}

/// One passenger's part of it.
#[derive(Clone, Debug, Deserialize)]
pub struct ClaimAnswer {
    /// How much.
    pub subsidy_yen: Yen,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// What became of records that were delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Delivered {
    /// Records sent, each time they were.
    pub posted: u64,
    /// Taken in.
    pub created: u64,
    /// Taken in before.
    pub duplicate: u64,
    /// Kept against another record of the same trip.
    pub conflict: u64,
    /// Not taken in.
    pub rejected: u64,
    /// Still to be sent.
    pub waiting: u64,
}

#[derive(Deserialize)]
struct Done {
    outcome: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    en: String,
    trip_id: Option<TripId>,
}

impl Taxi {
    /// Enrols the terminal of `name` and starts it with `reader`.
    pub fn start(
        stage: &Stage,
        service: &Service<'_>,
        cards: &Cards,
        (name, reader): (TaxiName, VirtualReader),
    ) -> Result<Self> {
        let data = stage.path(name.terminal);
        let mut enrol = stage.program(PROGRAM)?;
        enrol
            .arg("enrol")
            .args(service.door())
            .args(["--code", &service.terminal_code(name.terminal)?])
            .arg("--data")
            .arg(&data);
        let output = run(&mut enrol)?;
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            bail!("{} was not enrolled: {}", name.terminal, errors.trim());
        }
        let mut drive = stage.program(PROGRAM)?;
        let (variable, socket) = reader.client_environment();
        drive
            .args(["run", "--reader", READER])
            .args(service.door())
            .arg("--data")
            .arg(&data)
            .arg("--clock-file")
            .arg(stage.clock_file())
            .env(variable, socket);
        Ok(Self {
            name,
            terminal: Conversation::start(stage, name.terminal, &mut drive)?,
            reader,
            cards: cards.clone(),
        })
    }

    /// Which taxi it is.
    pub const fn name(&self) -> TaxiName {
        self.name
    }

    /// Its card reader.
    pub const fn reader(&self) -> &VirtualReader {
        &self.reader
    }

    /// Meter on, in the city, now.
    pub fn board(&mut self) -> Result<()> {
        self.done(&json!({
            "command": "board", "driver": self.name.driver, "area": MUNICIPALITY,
        }))?;
        Ok(())
    }

    /// A card is put on the reader, read, and taken away again.
    pub fn tap(&mut self, persona: &str, units: Option<u32>) -> Result<TapAnswer> {
        self.reader.insert(&self.cards.file(persona))?;
        let mut command = json!({"command": "tap", "photo_checked": true, "wait_s": 20});
        if let (Some(units), Some(fields)) = (units, command.as_object_mut()) {
            fields.insert("units".to_owned(), units.into());
        }
        let answer = self.terminal.ask(&command)?;
        // pcscd takes its time to notice; the journey goes on meanwhile.
        self.reader.remove()?;
        Ok(answer)
    }

    /// Meter off, in the city, now.
    pub fn alight(&mut self, meter: Yen, distance_m: u32, companions: u8) -> Result<FareAnswer> {
        self.terminal.ask(&json!({
            "command": "alight", "area": MUNICIPALITY, "distance_m": distance_m,
            "fare": Fare::meter(meter), "companions": companions,
        }))
    }

    /// Signs the trip and stores it; its number.
    pub fn finish(&mut self) -> Result<TripId> {
        let done = self.done(&json!({"command": "finish"}))?;
        done.trip_id.context("a trip was stored without a number")
    }

    /// Drops the trip.
    pub fn cancel(&mut self) -> Result<()> {
        self.done(&json!({"command": "cancel"}))?;
        Ok(())
    }

    /// Delivers what waits and fetches the bundle.
    pub fn sync(&mut self) -> Result<Delivered> {
        self.terminal.ask(&json!({"command": "sync"}))
    }

    /// Delivers the last records once more.
    pub fn resend(&mut self, last: u64) -> Result<Delivered> {
        self.terminal
            .ask(&json!({"command": "resend", "last": last}))
    }

    /// Ends the terminal.
    pub fn stop(self) -> Result<()> {
        self.terminal.end()
    }

    fn done(&mut self, command: &serde_json::Value) -> Result<Done> {
        let done: Done = self.terminal.ask(command)?;
        if done.outcome == "ok" {
            return Ok(done);
        }
        let command = command.get("command").context("a command without a name")?;
        bail!(
            "{} did not carry out {command}: {} ({})",
            self.name.terminal,
            done.en,
            done.code
        );
    }
}
