//! The cards that are tapped in the play: software cards under an authority
//! made fresh on each run.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use virtual_card::Persona;

use crate::city;
use crate::stage::Stage;

/// How many residents register.
const RESIDENTS: u32 = 4;

/// A folder of cards.
#[derive(Clone, Debug)]
pub struct Cards {
    folder: PathBuf,
    /// The authorities to trust.
    pub anchors: PathBuf,
}

impl Cards {
    /// Makes authority and cards, valid from the play's first day.
    pub fn make(stage: &Stage) -> Result<Self> {
        let folder = stage.path("cards");
        let set = virtual_card::make(&folder, city::OPENING.parse()?, RESIDENTS)?;
        Ok(Self {
            folder,
            anchors: set.authority,
        })
    }

    /// The file of a persona.
    pub fn file(&self, persona: &str) -> PathBuf {
        self.folder.join(format!("{persona}.json"))
    }

    /// A persona.
    pub fn persona(&self, name: &str) -> Result<Persona> {
        load(&self.file(name))
    }
}

fn load(path: &Path) -> Result<Persona> {
    Persona::load(path).with_context(|| format!("there is no card {}", path.display()))
}
