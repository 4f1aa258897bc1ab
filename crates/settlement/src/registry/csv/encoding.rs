//! UTF-8 and CP932, told apart by their bytes. What an encoding has not got is
//! listed, never replaced.

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 with a byte order mark.
    Utf8,
    /// CP932, for programs that know nothing else.
    Cp932,
}

/// UTF-8 with or without a byte order mark, else CP932, else nothing.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let text = encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(std::borrow::Cow::into_owned)
}

/// The bytes of `text`, or each line and character that the encoding has not got.
pub(super) fn encode(text: &str, encoding: Encoding) -> Result<Vec<u8>, Vec<(usize, char)>> {
    if encoding == Encoding::Utf8 {
        return Ok([b"\xef\xbb\xbf", text.as_bytes()].concat());
    }
    let (bytes, _used, had_errors) = encoding_rs::SHIFT_JIS.encode(text);
    if !had_errors {
        return Ok(bytes.into_owned());
    }
    let mut missing = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        for character in content.chars() {
            let mut one = [0; 4];
            let one = character.encode_utf8(&mut one);
            if encoding_rs::SHIFT_JIS.encode(one).2 {
                missing.push((line, character));
            }
        }
    }
    Err(missing)
}
