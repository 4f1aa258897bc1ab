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
    if let Some(bytes) = cp932(text) {
        return Ok(bytes);
    }
    let mut missing = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        for character in content.chars() {
            if cp932(character.encode_utf8(&mut [0; 4])).is_none() {
                missing.push((line, character));
            }
        }
    }
    Err(missing)
}

/// Only if the same is read back: the encoder writes `¥` as the byte of `\` and `−` as
/// that of `－`, and calls neither an error.
fn cp932(text: &str) -> Option<Vec<u8>> {
    let (bytes, _used, had_errors) = encoding_rs::SHIFT_JIS.encode(text);
    let same = !had_errors
        && encoding_rs::SHIFT_JIS
            .decode_without_bom_handling_and_without_replacement(&bytes)
            .is_some_and(|again| again == text);
    same.then(|| bytes.into_owned())
}
