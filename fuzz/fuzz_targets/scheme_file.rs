//! Any text as a scheme file: it is read or refused, with a message that points
//! into the text, and never ends in a panic. A file that loads shows its page.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rules::Scheme;

fuzz_target!(|text: &str| {
    match Scheme::parse("fuzz.toml", text) {
        Ok(scheme) => assert_eq!(scheme.text(), text),
        Err(errors) => {
            let lines = text.lines().count().max(1);
            assert!(!errors.problems().is_empty());
            assert!(errors.problems().iter().all(|it| it.line <= lines + 1));
            assert!(!errors.to_string().is_empty());
        }
    }
});
