//! The few commands we speak, and what a card answers (ISO 7816-4).
//!
//! Short APDUs only: extended lengths are not known to work on the card.

use domain::Digest;

/// AID of the 公的個人認証 (JPKI) application.
pub(crate) const JPKI_AID: [u8; 10] = [0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01];
/// AID of the 券面事項入力補助 application.
pub(crate) const INPUT_SUPPORT_AID: [u8; 10] =
    [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08];

/// `SELECT` by name, without a template in return.
pub(crate) const SELECT_AID: [u8; 5] = [0x00, 0xA4, 0x04, 0x0C, 0x0A];
/// `SELECT` of an elementary file below the application.
pub(crate) const SELECT_EF: [u8; 5] = [0x00, 0xA4, 0x02, 0x0C, 0x02];
/// `VERIFY` without data asks for the tries left and consumes none.
pub(crate) const VERIFY_QUERY: [u8; 4] = [0x00, 0x20, 0x00, 0x80];
/// `PSO: COMPUTE DIGITAL SIGNATURE` with the application's own key; data and
/// answer 51 and up to 256 bytes.
pub(crate) const INTERNAL_AUTHENTICATE: [u8; 5] = [0x80, 0x2A, 0x00, 0x00, 51];
/// Asks the reader, not the card, for the number a contactless card calls out.
pub(crate) const GET_UID: [u8; 5] = [0xFF, 0xCA, 0x00, 0x00, 0x00];
/// `DigestInfo` of SHA-256 up to the digest (RFC 8017, 9.2, note 1).
pub(crate) const SHA256_DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

/// Selects the application `aid`.
pub(crate) fn select_aid(aid: &[u8; 10]) -> Vec<u8> {
    [SELECT_AID.as_slice(), aid].concat()
}

/// Selects the elementary file `id`.
pub(crate) fn select_ef(id: u16) -> Vec<u8> {
    [SELECT_EF.as_slice(), &id.to_be_bytes()].concat()
}

/// Reads `le` bytes (0 means 256) of the current file. The offset has 15 bits;
/// a larger one is refused by the gate, being another command.
pub(crate) fn read_binary(offset: u16, le: u8) -> Vec<u8> {
    let [high, low] = offset.to_be_bytes();
    vec![0x00, 0xB0, high, low, le]
}

/// Has the chip sign `digest`.
pub(crate) fn internal_authenticate(digest: &Digest) -> Vec<u8> {
    [
        INTERNAL_AUTHENTICATE.as_slice(),
        &SHA256_DIGEST_INFO,
        digest.as_bytes(),
        &[0x00],
    ]
    .concat()
}

/// The last two bytes of every answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StatusWord(pub(crate) u16);

impl StatusWord {
    pub(crate) const OK: Self = Self(0x9000);
    pub(crate) const END_OF_FILE: Self = Self(0x6282);
    pub(crate) const BLOCKED: Self = Self(0x6984);
    pub(crate) const OUT_OF_FILE: Self = Self(0x6B00);
    /// Some cards answer this to the first command after power-up.
    pub(crate) const NO_DIAGNOSIS: Self = Self(0x6F00);

    /// `61xx`: as many bytes are waiting to be fetched (0 means 256).
    pub(crate) fn bytes_waiting(self) -> Option<u8> {
        let [first, second] = self.0.to_be_bytes();
        (first == 0x61).then_some(second)
    }

    /// `6Cxx`: ask again for exactly as many bytes.
    pub(crate) fn exact_length(self) -> Option<u8> {
        let [first, second] = self.0.to_be_bytes();
        (first == 0x6C).then_some(second)
    }

    /// `63Cx`: tries left.
    pub(crate) fn tries_left(self) -> Option<u8> {
        let [first, second] = self.0.to_be_bytes();
        (first == 0x63 && second & 0xF0 == 0xC0).then_some(second & 0x0F)
    }
}

/// An answer, split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) data: Vec<u8>,
    pub(crate) status: StatusWord,
}

impl Response {
    /// Splits `bytes`; `None` when there is not even a status, which is how a
    /// card that has just left may look.
    pub(crate) fn split(mut bytes: Vec<u8>) -> Option<Self> {
        let (_, status) = bytes.split_last_chunk::<2>()?;
        let status = StatusWord(u16::from_be_bytes(*status));
        bytes.truncate(bytes.len().saturating_sub(2));
        Some(Self {
            data: bytes,
            status,
        })
    }
}
