//! Command APDUs as a card sees them (ISO 7816-4), short form only.

/// A well-formed command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Command<'a> {
    pub(crate) class: u8,
    pub(crate) instruction: u8,
    pub(crate) p1: u8,
    pub(crate) p2: u8,
    pub(crate) data: &'a [u8],
    /// Expected length, 1 to 256; `None` when no answer data is expected.
    pub(crate) expected: Option<usize>,
}

impl<'a> Command<'a> {
    /// `None` when the lengths do not add up.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let [class, instruction, p1, p2, body @ ..] = bytes else {
            return None;
        };
        let (data, le) = match body {
            [] => ([].as_slice(), None),
            [le] => ([].as_slice(), Some(*le)),
            [lc, rest @ ..] => match rest.split_at_checked(usize::from(*lc))? {
                (data, []) => (data, None),
                (data, [le]) => (data, Some(*le)),
                _ => return None,
            },
        };
        let expected = le.map(|le| if le == 0 { 256 } else { usize::from(le) });
        Some(Self {
            class: *class,
            instruction: *instruction,
            p1: *p1,
            p2: *p2,
            data,
            expected,
        })
    }
}

/// Status words the virtual card gives.
pub(crate) mod status {
    pub(crate) const OK: u16 = 0x9000;
    pub(crate) const END_OF_FILE: u16 = 0x6282;
    pub(crate) const WRONG_LENGTH: u16 = 0x6700;
    pub(crate) const CHANNEL: u16 = 0x6881;
    pub(crate) const WRONG_STRUCTURE: u16 = 0x6981;
    pub(crate) const SECURITY: u16 = 0x6982;
    pub(crate) const BLOCKED: u16 = 0x6984;
    pub(crate) const CONDITIONS: u16 = 0x6985;
    pub(crate) const NO_CURRENT_FILE: u16 = 0x6986;
    pub(crate) const NOT_FOUND: u16 = 0x6A82;
    pub(crate) const WRONG_P1_P2: u16 = 0x6A86;
    pub(crate) const OUT_OF_FILE: u16 = 0x6B00;
    pub(crate) const INSTRUCTION: u16 = 0x6D00;
    pub(crate) const CLASS: u16 = 0x6E00;
    pub(crate) const NO_DIAGNOSIS: u16 = 0x6F00;

    pub(crate) fn tries_left(left: u8) -> u16 {
        0x63C0 | u16::from(left.min(0x0F))
    }
}

/// What a card answers: data and a status word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) data: Vec<u8>,
    pub(crate) status: u16,
}

impl Answer {
    pub(crate) fn ok(data: impl Into<Vec<u8>>) -> Self {
        Self {
            data: data.into(),
            status: status::OK,
        }
    }

    pub(crate) fn into_bytes(mut self) -> Vec<u8> {
        self.data.extend(self.status.to_be_bytes());
        self.data
    }
}

impl From<u16> for Answer {
    fn from(status: u16) -> Self {
        Self {
            data: Vec::new(),
            status,
        }
    }
}
