//! Reading one card, from the first SELECT to the chip's answer.

use domain::Digest;
use jpki::ChipKey;
use zeroize::Zeroizing;

use crate::apdu::{self, Response, StatusWord};
use crate::error::{CardError, TransmitError};
use crate::gate::{AllowList, Application, EF_CERTIFICATE, EF_CHIP_KEY, EF_PIN, EF_TOKEN, Gate};
use crate::{Pin, Transmit, chip_key_file, transit};

/// What lies on the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CardKind {
    /// A My Number card (個人番号カード).
    MyNumberCard,
    /// A phone with a JPKI token. Its certificate is another one, behind
    /// biometrics, and the law speaks of the card only: not accepted.
    Smartphone,
    /// A `FeliCa` card, such as a transit card (交通系IC).
    TransitCard,
    /// Anything else.
    Unknown,
}

/// Bytes of EF 0006 that hold the token's label.
const LABEL_LENGTH: u8 = 32;
const LABEL_CARD: &[u8] = b"JPKIAPICCTOKEN";
const LABEL_ANDROID: &[u8] = b"JPKIAPGPSETOKEN";
const LABEL_IPHONE: &[u8] = b"JPKIAPIOSTOKEN";
/// The highest offset READ BINARY can name, plus one.
const FILE_MAX: usize = 0x8000;
/// Tries of a PIN at or below which we do not take one: the last belongs to
/// the holder.
const TRIES_MIN: u8 = 1;

/// One card on a reader, from power-up to removal.
///
/// After [`TransmitError::Removed`] it is of no more use. After
/// [`TransmitError::Reset`] everything read so far is void and the caller
/// begins again with [`Card::recognise`].
#[derive(Debug)]
pub struct Card<T> {
    transmit: T,
    gate: Gate,
    apdus: u32,
}

impl<T: Transmit> Card<T> {
    /// A card to which nothing outside `allow_list` is ever sent.
    pub const fn open(transmit: T, allow_list: AllowList) -> Self {
        Self {
            transmit,
            gate: Gate::new(allow_list),
            apdus: 0,
        }
    }

    /// How many commands the card has been sent.
    pub const fn apdus(&self) -> u32 {
        self.apdus
    }

    /// What kind of card this is, by its applications and never by its ATR
    /// (the same card has at least seven). The ATR only tells `FeliCa`, which
    /// has no SELECT.
    pub fn recognise(&mut self) -> Result<CardKind, CardError> {
        if is_felica(self.transmit.atr()) {
            return Ok(CardKind::TransitCard);
        }
        let select = apdu::select_aid(Application::Jpki.aid());
        let mut answer = self.send(&select)?;
        if answer.status == StatusWord::NO_DIAGNOSIS {
            answer = self.send(&select)?;
        }
        if answer.status != StatusWord::OK {
            return Ok(CardKind::Unknown);
        }
        if self.send(&apdu::select_ef(EF_TOKEN))?.status != StatusWord::OK {
            return Ok(CardKind::Unknown);
        }
        let label = self.send(&apdu::read_binary(0, LABEL_LENGTH))?.data;
        Ok(if label.starts_with(LABEL_CARD) {
            CardKind::MyNumberCard
        } else if label.starts_with(LABEL_ANDROID) || label.starts_with(LABEL_IPHONE) {
            CardKind::Smartphone
        } else {
            CardKind::Unknown
        })
    }

    /// The DER of the authentication certificate, without the filler that the
    /// file may hold after it. Proves nothing by itself: anyone who ever read
    /// it can replay it.
    pub fn read_certificate(&mut self) -> Result<Vec<u8>, CardError> {
        const FILE: &str = "the authentication certificate (EF 000A)";
        self.select_application(Application::Jpki)?;
        self.select_file(EF_CERTIFICATE, FILE)?;
        self.read_object(FILE, certificate_length)
    }

    /// The chip's signature over `digest` (内部認証), made without a PIN. To
    /// be checked with the key pinned at registration:
    /// [`ChipKey::verify`].
    pub fn internal_authenticate(&mut self, digest: &Digest) -> Result<Vec<u8>, CardError> {
        self.select_application(Application::InputSupport)?;
        let answer = self.send(&apdu::internal_authenticate(digest))?;
        expect_ok(&answer, "internal authentication")?;
        Ok(answer.data)
    }

    /// The fingerprint of the number that a transit card calls out (`IDm` for
    /// `FeliCa`): all that is ever known of it outside of here. The number is no
    /// secret and can be imitated, so that it proves next to nothing.
    pub fn read_transit_fingerprint(&mut self) -> Result<Digest, CardError> {
        let answer = self.send(&apdu::GET_UID)?;
        expect_ok(&answer, "reading the card's number")?;
        let number = Zeroizing::new(answer.data);
        let number = number
            .as_slice()
            .try_into()
            .map_err(|_other_length| CardError::File {
                file: "the number of the transit card (IDm)",
                problem: "it does not have eight bytes",
            })?;
        Ok(transit::fingerprint(number))
    }

    /// At the desk only: the chip's public key, to be pinned. Takes one try of
    /// `pin`, never the last one, and never twice for one `Card`.
    pub fn read_chip_key(&mut self, pin: &Pin) -> Result<ChipKey, CardError> {
        const FILE: &str = "the chip's public key (EF 0007)";
        self.select_application(Application::InputSupport)?;
        self.select_file(EF_PIN, "the PIN (EF 0011)")?;
        self.verify_pin(pin)?;
        self.select_file(EF_CHIP_KEY, FILE)?;
        let file = self.read_object(FILE, chip_key_file::length)?;
        // Selecting another application ends the PIN's effect on the card,
        // whoever holds the reader next.
        self.select_application(Application::Jpki)?;
        chip_key_file::parse(&file).ok_or(CardError::File {
            file: FILE,
            problem: "it does not hold an RSA key in the known layout",
        })
    }

    fn verify_pin(&mut self, pin: &Pin) -> Result<(), CardError> {
        let status = self.send(&apdu::VERIFY_QUERY)?.status;
        match status.tries_left() {
            Some(0) => return Err(CardError::PinBlocked),
            Some(left) if left <= TRIES_MIN => return Err(CardError::PinRetriesLow { left }),
            Some(_) => {}
            None if status == StatusWord::BLOCKED => return Err(CardError::PinBlocked),
            None => return Err(refused("asking for the PIN's tries", status)),
        }
        let command = Zeroizing::new([apdu::VERIFY_QUERY.as_slice(), &[4], pin.digits()].concat());
        // Not `send`: a PIN is neither repeated nor copied.
        let status = self.send_once(&command)?.status;
        match status.tries_left() {
            Some(0) => Err(CardError::PinBlocked),
            Some(left) => Err(CardError::PinWrong { left }),
            None if status == StatusWord::BLOCKED => Err(CardError::PinBlocked),
            None if status == StatusWord::OK => Ok(()),
            None => Err(refused("the PIN", status)),
        }
    }

    fn select_application(&mut self, application: Application) -> Result<(), CardError> {
        if self.gate.application() == Some(application) {
            return Ok(());
        }
        let answer = self.send(&apdu::select_aid(application.aid()))?;
        expect_ok(&answer, "selecting an application")
    }

    fn select_file(&mut self, id: u16, file: &'static str) -> Result<(), CardError> {
        let answer = self.send(&apdu::select_ef(id))?;
        expect_ok(&answer, file)
    }

    /// Reads the object at the beginning of the current file, whose length
    /// `length_of` tells from its head.
    fn read_object(
        &mut self,
        file: &'static str,
        length_of: fn(&[u8]) -> Option<usize>,
    ) -> Result<Vec<u8>, CardError> {
        let problem = |problem| CardError::File { file, problem };
        let mut object = self.read_block(file, 0, 0)?;
        let length = length_of(&object).ok_or(problem("it does not begin as it should"))?;
        if length > FILE_MAX {
            return Err(problem("it claims to be longer than any file"));
        }
        while object.len() < length {
            let offset =
                u16::try_from(object.len()).map_err(|_too_far| problem("it is too long"))?;
            // 256 and more are asked for as 0.
            let le = u8::try_from(length - object.len()).unwrap_or(0);
            let block = self.read_block(file, offset, le)?;
            if block.is_empty() {
                return Err(problem("it ends before the length it claims"));
            }
            object.extend(block);
        }
        object.truncate(length);
        Ok(object)
    }

    /// One READ BINARY. Past the end of the file it is empty.
    fn read_block(
        &mut self,
        file: &'static str,
        offset: u16,
        le: u8,
    ) -> Result<Vec<u8>, CardError> {
        let answer = self.send(&apdu::read_binary(offset, le))?;
        match answer.status {
            StatusWord::OK | StatusWord::END_OF_FILE => Ok(answer.data),
            StatusWord::OUT_OF_FILE => Ok(Vec::new()),
            status => Err(refused(file, status)),
        }
    }

    /// Sends `command`, following the card where it asks for another length
    /// (6Cxx) or to be fetched from (61xx), once each.
    fn send(&mut self, command: &[u8]) -> Result<Response, CardError> {
        let mut answer = self.send_once(command)?;
        if let (Some(length), Some((_le, head))) =
            (answer.status.exact_length(), command.split_last())
        {
            answer = self.send_once(&[head, &[length]].concat())?;
        }
        if let Some(waiting) = answer.status.bytes_waiting() {
            let rest = self.send_once(&[0x00, 0xC0, 0x00, 0x00, waiting])?;
            answer.data.extend(rest.data);
            answer.status = rest.status;
        }
        Ok(answer)
    }

    fn send_once(&mut self, command: &[u8]) -> Result<Response, CardError> {
        self.gate.pass(command)?;
        self.apdus = self.apdus.saturating_add(1);
        let answer = self
            .transmit
            .transmit(command)
            .and_then(|bytes| Response::split(bytes).ok_or(TransmitError::Removed))
            .inspect_err(|_no_answer| self.gate.forget())?;
        let waiting = answer.status.bytes_waiting().is_some();
        self.gate
            .saw(command, answer.status == StatusWord::OK, waiting);
        Ok(answer)
    }
}

/// The length of a certificate from its first four bytes. One below 256 bytes
/// or above 65535 would have another head, and does not exist.
fn certificate_length(head: &[u8]) -> Option<usize> {
    match *head {
        [0x30, 0x82, high, low, ..] => Some(4 + usize::from(u16::from_be_bytes([high, low]))),
        _ => None,
    }
}

/// PC/SC part 3, 3.1.3.2.3: the storage-card ATR with SS = 11, `FeliCa`.
fn is_felica(atr: &[u8]) -> bool {
    const BEFORE_SS: [u8; 12] = [
        0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06,
    ];
    atr.strip_prefix(&BEFORE_SS)
        .is_some_and(|rest| rest.first() == Some(&0x11))
}

fn expect_ok(answer: &Response, command: &'static str) -> Result<(), CardError> {
    if answer.status == StatusWord::OK {
        Ok(())
    } else {
        Err(refused(command, answer.status))
    }
}

const fn refused(command: &'static str, status: StatusWord) -> CardError {
    CardError::Status {
        command,
        status: status.0,
    }
}
