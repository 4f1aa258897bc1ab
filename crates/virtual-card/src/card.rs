//! The card itself: commands in, answers out.
//!
//! Behaves as the named readers of the real card describe it: a verified PIN
//! lasts until another application is selected or the power goes; files carry
//! nothing personal; foreign applications are not found.

use std::time::Duration;

use crate::apdu::{Answer, Command, status};
use crate::faults::Faults;
use crate::files::{Application, CHIP_KEY, File, VirtualCardError, applications};
use crate::key::CardKey;
use crate::persona::{Form, Persona};

/// The contact ATR that OpenSC knows.
const ATR_CARD: &[u8] = &[0x3B, 0xE0, 0x00, 0xFF, 0x81, 0x31, 0xFE, 0x45, 0x14];
/// A contactless Type B ATR, as phones show.
const ATR_TYPE_B: &[u8] = &[
    0x3B, 0x88, 0x80, 0x01, 0x00, 0x00, 0x05, 0xE0, 0xB3, 0x81, 0xA1, 0x00, 0x7F,
];
/// PC/SC part 3, storage card with SS = 11: `FeliCa`.
const ATR_FELICA: &[u8] = &[
    0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, 0x11, 0x00, 0x3B, 0x00,
    0x00, 0x00, 0x00, 0x42,
];
/// `PMm` of the transit card.
const PMM: &[u8] = &[0x10, 0x0B, 0x4B, 0x42, 0x84, 0x85, 0xD0, 0xFF];
/// PKCS#1 v1.5 needs eleven bytes of an RSA-2048 block for itself.
const SIGN_MAX: usize = 256 - 11;

/// A My Number card, a phone's token or a transit card in software.
#[derive(Debug)]
pub struct VirtualCard {
    form: Form,
    /// What it calls out, if it is a transit card.
    idm: [u8; 8],
    applications: Vec<Application>,
    faults: Faults,
    signature_delay: Duration,
    /// Index of the selected application.
    application: Option<usize>,
    /// Identifier of the selected file.
    file: Option<u16>,
    /// PINs verified in the selected application.
    verified: Vec<u16>,
    /// Data that waits for GET RESPONSE.
    waiting: Vec<u8>,
}

impl VirtualCard {
    /// The card that `persona` describes, without power.
    pub fn new(persona: &Persona) -> Result<Self, VirtualCardError> {
        Ok(Self {
            form: persona.form,
            idm: persona.idm.unwrap_or_default(),
            applications: applications(persona)?,
            faults: Faults::new(&persona.behaviour),
            signature_delay: Duration::from_millis(persona.behaviour.signature_delay_ms),
            application: None,
            file: None,
            verified: Vec::new(),
            waiting: Vec::new(),
        })
    }

    /// Answer to reset.
    pub const fn atr(&self) -> &'static [u8] {
        match self.form {
            Form::Card => ATR_CARD,
            Form::Android | Form::Iphone => ATR_TYPE_B,
            Form::Transit => ATR_FELICA,
        }
    }

    /// Power off or on: selections and verified PINs are gone, tries are not.
    pub fn power(&mut self) {
        self.reset();
        self.verified.clear();
        self.faults.power();
    }

    /// A warm reset: a verified PIN stays verified, as on the real card.
    pub fn reset(&mut self) {
        self.application = None;
        self.file = None;
        self.waiting.clear();
    }

    /// Whether the card was pulled away (see
    /// [`Behaviour::removed_after`](crate::Behaviour::removed_after)).
    pub const fn is_removed(&self) -> bool {
        self.faults.is_removed()
    }

    /// Answers one command. Nothing at all when the card was pulled away or
    /// the persona says so.
    pub fn exchange(&mut self, command: &[u8]) -> Vec<u8> {
        if let Some(answer) = self.faults.before(command) {
            return answer;
        }
        let answer = match Command::parse(command) {
            Some(command) => self.dispatch(command),
            None => status::WRONG_LENGTH.into(),
        };
        let (answer, waiting) = self.faults.after(answer);
        if let Some(waiting) = waiting {
            self.waiting = waiting;
        }
        answer.into_bytes()
    }

    fn dispatch(&mut self, command: Command<'_>) -> Answer {
        if command.class == 0xFF {
            return self.reader_command(command);
        }
        match command.class {
            // FeliCa has no such commands.
            _ if self.form == Form::Transit => return status::INSTRUCTION.into(),
            0x00 | 0x80 => {}
            class if class & 0x7C == 0 => return status::CHANNEL.into(),
            _ => return status::CLASS.into(),
        }
        match command.instruction {
            0xA4 => self.select(command),
            0xB0 => self.read_binary(command),
            0x20 => self.verify(command),
            0x2A => self.sign(command),
            0x84 => challenge(command),
            0xC0 => self.get_response(),
            _ => status::INSTRUCTION.into(),
        }
    }

    /// Answered by a real reader in the card's stead.
    fn reader_command(&self, command: Command<'_>) -> Answer {
        match (command.instruction, command.p1, self.form) {
            (0xCA, 0x00, Form::Transit) => Answer::ok(self.idm),
            (0xCA, 0x01, Form::Transit) => Answer::ok(PMM),
            // A Type B card calls out a random number.
            (0xCA, 0x00, _) => Answer::ok(rand::random::<[u8; 4]>()),
            _ => status::INSTRUCTION.into(),
        }
    }

    fn select(&mut self, command: Command<'_>) -> Answer {
        match command.p1 {
            0x04 => self.select_application(command),
            0x02 => {
                let id = command.data.try_into().map(u16::from_be_bytes);
                let file = id.ok().filter(|id| self.file_of(*id).is_some());
                match file {
                    Some(id) => {
                        self.file = Some(id);
                        status::OK.into()
                    }
                    None => status::NOT_FOUND.into(),
                }
            }
            // SELECT MF claims success and changes nothing.
            0x00 => status::OK.into(),
            _ => status::WRONG_P1_P2.into(),
        }
    }

    fn select_application(&mut self, command: Command<'_>) -> Answer {
        let found = self
            .applications
            .iter()
            .position(|application| application.aid == command.data);
        let Some(index) = found else {
            return status::NOT_FOUND.into();
        };
        if self.application != Some(index) {
            self.verified.clear();
        }
        self.application = Some(index);
        self.file = None;
        if command.p2 == 0x00 && command.expected.is_some() {
            // File control information: the name, and no more.
            return Answer::ok([&[0x6F, 0x0C, 0x84, 0x0A], command.data].concat());
        }
        status::OK.into()
    }

    fn read_binary(&mut self, command: Command<'_>) -> Answer {
        let mut offset = usize::from(u16::from_be_bytes([command.p1, command.p2]));
        if command.p1 & 0x80 != 0 {
            self.file = Some(u16::from(command.p1 & 0x1F));
            offset = usize::from(command.p2);
        }
        let Some(id) = self.file else {
            return status::NO_CURRENT_FILE.into();
        };
        let (bytes, guard) = match self.file_of(id) {
            Some(File::Data { bytes, guard }) => (bytes, *guard),
            Some(_) => return status::WRONG_STRUCTURE.into(),
            None => return status::NOT_FOUND.into(),
        };
        if !self.may_use(guard) {
            return status::SECURITY.into();
        }
        let Some(expected) = command.expected else {
            return status::WRONG_LENGTH.into();
        };
        let rest = bytes.get(offset..).unwrap_or_default();
        if rest.is_empty() {
            return status::OUT_OF_FILE.into();
        }
        let data: Vec<u8> = rest.iter().copied().take(expected).collect();
        let status = if data.len() < expected && expected < 256 {
            status::END_OF_FILE
        } else {
            status::OK
        };
        Answer { data, status }
    }

    fn verify(&mut self, command: Command<'_>) -> Answer {
        let id = match command.p2 {
            0x80 => self.file,
            p2 => Some(u16::from(p2 & 0x1F)),
        };
        let application = self
            .application
            .and_then(|index| self.applications.get_mut(index));
        let (Some(id), Some(application)) = (id, application) else {
            return status::NO_CURRENT_FILE.into();
        };
        let Some(secret) = application.pin_mut(id) else {
            return status::NOT_FOUND.into();
        };
        if command.data.is_empty() {
            return status::tries_left(secret.left).into();
        }
        if secret.left == 0 {
            return status::BLOCKED.into();
        }
        if command.data == secret.value.as_bytes() {
            secret.left = secret.tries;
            self.verified.push(id);
            return status::OK.into();
        }
        secret.left -= 1;
        let answer = status::tries_left(secret.left).into();
        self.verified.retain(|verified| *verified != id);
        answer
    }

    fn sign(&mut self, command: Command<'_>) -> Answer {
        // 80 2A 00 P2, P2 naming the key: 80 the current file, 80|id a file,
        // 00 the application's own key.
        if (command.class, command.p1) != (0x80, 0x00) {
            return status::WRONG_P1_P2.into();
        }
        let id = match command.p2 {
            0x00 => Some(CHIP_KEY),
            0x80 => self.file,
            p2 => Some(u16::from(p2 & 0x1F)),
        };
        let Some(id) = id else {
            return status::NO_CURRENT_FILE.into();
        };
        let Some(File::Key { key, guard }) = self.file_of(id) else {
            return status::CONDITIONS.into();
        };
        if !self.may_use(*guard) {
            return status::SECURITY.into();
        }
        self.sign_with(key, command.data)
    }

    fn sign_with(&self, key: &CardKey, data: &[u8]) -> Answer {
        if data.is_empty() || data.len() > SIGN_MAX {
            return status::WRONG_LENGTH.into();
        }
        std::thread::sleep(self.signature_delay);
        match key.sign_raw(data) {
            Ok(signature) => Answer::ok(signature),
            Err(_cannot) => status::CONDITIONS.into(),
        }
    }

    fn get_response(&mut self) -> Answer {
        if self.waiting.is_empty() {
            return status::CONDITIONS.into();
        }
        Answer::ok(std::mem::take(&mut self.waiting))
    }

    fn file_of(&self, id: u16) -> Option<&File> {
        self.applications.get(self.application?)?.file(id)
    }

    fn may_use(&self, guard: Option<u16>) -> bool {
        guard.is_none_or(|guard| self.verified.contains(&guard))
    }
}

fn challenge(command: Command<'_>) -> Answer {
    let random: [u8; 256] = std::array::from_fn(|_| rand::random());
    let length = command.expected.unwrap_or_default();
    Answer::ok(random.get(..length).unwrap_or_default())
}
