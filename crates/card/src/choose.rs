//! Which of several readers is meant.
//!
//! Names change with the order of plugging in, so a part of the name is
//! configured; one device may show several slots.

use std::ffi::{CStr, CString};

use crate::error::ReaderError;

/// The reader to use: a name with `part` in it, a contactless slot before a
/// contact slot before a SAM, then the order of names.
pub(crate) fn choose(names: &[CString], part: Option<&str>) -> Result<CString, ReaderError> {
    let text = |name: &CStr| name.to_string_lossy().into_owned();
    let rank = |name: &CStr| {
        let name = text(name).to_uppercase();
        (name.contains("SAM"), !name.contains("PICC"), name)
    };
    names
        .iter()
        .filter(|name| part.is_none_or(|part| text(name).contains(part)))
        .min_by_key(|name| rank(name))
        .cloned()
        .ok_or_else(|| match part {
            Some(part) if !names.is_empty() => ReaderError::NotFound {
                part: part.to_owned(),
                found: names
                    .iter()
                    .map(|name| text(name))
                    .collect::<Vec<_>>()
                    .join(", "),
            },
            _ => ReaderError::None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<CString> {
        names
            .iter()
            .map(|name| CString::new(*name).unwrap())
            .collect()
    }

    #[test]
    fn prefers_the_contactless_slot() {
        let names = names(&[
            "ACS ACR1252 Dual Reader SAM 00 01",
            "ACS ACR1252 Dual Reader PICC 00 00",
            "A contact reader 00 00",
        ]);
        let chosen = |part| choose(&names, part).unwrap().into_string().unwrap();
        assert_eq!(chosen(None), "ACS ACR1252 Dual Reader PICC 00 00");
        assert_eq!(
            chosen(Some("ACR1252")),
            "ACS ACR1252 Dual Reader PICC 00 00"
        );
        assert_eq!(chosen(Some("contact reader")), "A contact reader 00 00");
    }

    #[test]
    fn says_which_readers_there_are() {
        assert_eq!(choose(&[], Some("Sony")), Err(ReaderError::None));
        let error = choose(&names(&["Virtual PCD 00 00"]), Some("Sony")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "no card reader has \"Sony\" in its name; found: Virtual PCD 00 00"
        );
    }
}
