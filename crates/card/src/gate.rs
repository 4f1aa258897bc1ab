//! The gate that every command passes just before it is transmitted.
//!
//! It looks at bytes, not at intentions: a bug anywhere above cannot make the
//! card do more than this page says. It knows what is selected because it saw
//! the selection succeed; whatever it has not seen is not allowed.

use crate::apdu::{
    GET_UID, INPUT_SUPPORT_AID, INTERNAL_AUTHENTICATE, JPKI_AID, SELECT_AID, SELECT_EF,
    SHA256_DIGEST_INFO, VERIFY_QUERY,
};

/// Token information: is it a card or a phone?
pub(crate) const EF_TOKEN: u16 = 0x0006;
/// Which certificates are there.
pub(crate) const EF_AVAILABILITY: u16 = 0x0008;
/// Authentication certificate (利用者証明用電子証明書), readable without a PIN.
pub(crate) const EF_CERTIFICATE: u16 = 0x000A;
/// The chip's public key, behind the PIN.
pub(crate) const EF_CHIP_KEY: u16 = 0x0007;
/// Reference of the four-digit PIN of 券面事項入力補助.
pub(crate) const EF_PIN: u16 = 0x0011;

/// What may be sent to a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllowList {
    /// In the taxi: the JPKI application's files 0006, 0008 and 000A, the
    /// chip's internal authentication, and the number of a transit card.
    Taxi,
    /// At the city's desk: as in the taxi, and one `VERIFY` of the
    /// four-digit PIN of 券面事項入力補助 to read the chip's public key.
    Desk,
}

/// A command is not on the list, at this place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a command outside the {list:?} allow-list was not sent to the card (INS {instruction:02X})"
)]
pub struct NotAllowed {
    /// The list.
    pub list: AllowList,
    /// The second byte of the command. No other byte of it is kept.
    pub instruction: u8,
}

/// An application of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Application {
    Jpki,
    InputSupport,
}

impl Application {
    pub(crate) const fn aid(self) -> &'static [u8; 10] {
        match self {
            Self::Jpki => &JPKI_AID,
            Self::InputSupport => &INPUT_SUPPORT_AID,
        }
    }

    fn by_aid(aid: &[u8]) -> Option<Self> {
        [Self::Jpki, Self::InputSupport]
            .into_iter()
            .find(|application| application.aid() == aid)
    }
}

/// The allow-list and what is selected on the card.
#[derive(Debug)]
pub(crate) struct Gate {
    list: AllowList,
    application: Option<Application>,
    file: Option<u16>,
    bytes_waiting: bool,
    pin_sent: bool,
}

/// An allowed command, by what it changes.
#[derive(Clone, Copy)]
enum Allowed {
    Application(Application),
    File(u16),
    Pin,
    Other,
}

impl Gate {
    pub(crate) const fn new(list: AllowList) -> Self {
        Self {
            list,
            application: None,
            file: None,
            bytes_waiting: false,
            pin_sent: false,
        }
    }

    /// What is selected, as far as we saw it succeed.
    pub(crate) const fn application(&self) -> Option<Application> {
        self.application
    }

    /// Lets `command` pass or not. What a selection would change is forgotten
    /// here and known again only when [`Self::saw`] its success.
    pub(crate) fn pass(&mut self, command: &[u8]) -> Result<(), NotAllowed> {
        let allowed = self.classify(command).ok_or(NotAllowed {
            list: self.list,
            instruction: command.get(1).copied().unwrap_or_default(),
        })?;
        match allowed {
            Allowed::Application(_) => (self.application, self.file) = (None, None),
            Allowed::File(_) => self.file = None,
            // Sent once, whatever becomes of it.
            Allowed::Pin => self.pin_sent = true,
            Allowed::Other => {}
        }
        self.bytes_waiting = false;
        Ok(())
    }

    /// Notes how the card answered `command`.
    pub(crate) fn saw(&mut self, command: &[u8], succeeded: bool, bytes_waiting: bool) {
        self.bytes_waiting = bytes_waiting;
        if !succeeded {
            return;
        }
        match self.classify(command) {
            Some(Allowed::Application(application)) => self.application = Some(application),
            Some(Allowed::File(id)) => self.file = Some(id),
            _ => {}
        }
    }

    /// Forgets everything: the card was reset or has left.
    pub(crate) fn forget(&mut self) {
        (self.application, self.file, self.bytes_waiting) = (None, None, false);
    }

    fn classify(&self, command: &[u8]) -> Option<Allowed> {
        if let Some(aid) = command.strip_prefix(&SELECT_AID) {
            return Application::by_aid(aid).map(Allowed::Application);
        }
        if let Some(id) = command.strip_prefix(&SELECT_EF) {
            let id = u16::from_be_bytes(id.try_into().ok()?);
            return self.may_select(id).then_some(Allowed::File(id));
        }
        if command == GET_UID {
            return Some(Allowed::Other);
        }
        if let Some(data) = command.strip_prefix(&VERIFY_QUERY) {
            return self.classify_verify(data);
        }
        if let Some(data) = command.strip_prefix(&INTERNAL_AUTHENTICATE) {
            let is_digest =
                data.strip_prefix(&SHA256_DIGEST_INFO)?.len() == 32 + 1 && data.last() == Some(&0);
            let in_place = self.application == Some(Application::InputSupport);
            return (is_digest && in_place).then_some(Allowed::Other);
        }
        match *command {
            // Bit 8 of P1 set would name a file instead of an offset.
            [0x00, 0xB0, 0x00..=0x7F, _, _] => self.file.filter(|id| *id != EF_PIN)?,
            [0x00, 0xC0, 0x00, 0x00, _] if self.bytes_waiting => 0,
            _ => return None,
        };
        Some(Allowed::Other)
    }

    fn may_select(&self, id: u16) -> bool {
        match (self.application, id) {
            (Some(Application::Jpki), EF_TOKEN | EF_AVAILABILITY | EF_CERTIFICATE) => true,
            (Some(Application::InputSupport), EF_PIN | EF_CHIP_KEY) => self.list == AllowList::Desk,
            _ => false,
        }
    }

    fn classify_verify(&self, data: &[u8]) -> Option<Allowed> {
        if self.list != AllowList::Desk || self.file != Some(EF_PIN) {
            return None;
        }
        match data {
            [] => Some(Allowed::Other),
            [4, digits @ ..]
                if digits.len() == 4 && digits.iter().all(u8::is_ascii_digit) && !self.pin_sent =>
            {
                Some(Allowed::Pin)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
#[path = "gate_tests.rs"]
mod tests;
