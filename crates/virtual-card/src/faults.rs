//! What goes wrong between a card and its reader, on request.

use std::thread::sleep;
use std::time::Duration;

use crate::apdu::{Answer, Command, status};
use crate::persona::Behaviour;

/// A persona's faults, and how far they have come.
#[derive(Debug)]
pub(crate) struct Faults {
    behaviour: Behaviour,
    /// Commands since the card was put on.
    commands: u32,
    first_after_power: bool,
    removed: bool,
    fetching: bool,
}

impl Faults {
    pub(crate) fn new(behaviour: &Behaviour) -> Self {
        Self {
            behaviour: behaviour.clone(),
            commands: 0,
            first_after_power: true,
            removed: false,
            fetching: false,
        }
    }

    pub(crate) fn power(&mut self) {
        self.first_after_power = true;
    }

    pub(crate) const fn is_removed(&self) -> bool {
        self.removed
    }

    /// What is answered instead of the card, if anything.
    pub(crate) fn before(&mut self, command: &[u8]) -> Option<Vec<u8>> {
        self.commands = self.commands.saturating_add(1);
        let pulled = |after| self.commands > after;
        if self.removed || self.behaviour.removed_after.is_some_and(pulled) {
            self.removed = true;
            return Some(Vec::new());
        }
        sleep(Duration::from_millis(self.behaviour.delay_ms));
        if self.behaviour.empty_answer_at == Some(self.commands) {
            return Some(Vec::new());
        }
        let first = std::mem::replace(&mut self.first_after_power, false);
        if first && self.behaviour.first_command_fails {
            return Some(Answer::from(status::NO_DIAGNOSIS).into_bytes());
        }
        let command = Command::parse(command)?;
        self.fetching = command.instruction == 0xC0;
        let read_max = self.behaviour.read_max?;
        let too_much = command
            .expected
            .is_some_and(|length| length > usize::from(read_max));
        (command.instruction == 0xB0 && too_much)
            .then(|| Answer::from(0x6C00 | u16::from(read_max)).into_bytes())
    }

    /// The card's answer as the reader gets it, and what is left for it to
    /// fetch.
    pub(crate) fn after(&self, answer: Answer) -> (Answer, Option<Vec<u8>>) {
        let announces = self.behaviour.get_response
            && !self.fetching
            && answer.status == status::OK
            && !answer.data.is_empty();
        if !announces {
            return (answer, None);
        }
        // 256 bytes are announced as 0.
        let length = u8::try_from(answer.data.len()).unwrap_or(0);
        let announcement = Answer::from(0x6100 | u16::from(length));
        (announcement, Some(answer.data))
    }
}
