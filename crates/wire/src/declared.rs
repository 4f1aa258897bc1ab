//! What stands in a tap for a card that was not read: a registrant's number, which the
//! driver typed as the passenger said it, and why.
//!
//! Everything that knows cards by their fingerprint goes on without a second way: a number
//! has a fingerprint of its own kind. It is made of the number alone, so that the service
//! makes it again and takes no other. Deliberately absent: any proof. Whoever knows a
//! number can say it.

use domain::{DeclarationReason, Digest, RegistrantId};
use serde::{Deserialize, Serialize};

const LABEL: &[u8] = b"mytaku-declared-registrant-v1\0";

/// A number that was typed in place of a card (番号の申告).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// As the passenger said it; never an individual number, which the type refuses.
    pub registrant: RegistrantId,
    /// Why no card was read.
    pub reason: DeclarationReason,
}

impl Declared {
    /// What the tap has as its fingerprint:
    ///
    /// ```text
    /// SHA-256( "mytaku-declared-registrant-v1" 00 number )
    /// ```
    ///
    /// The label keeps it from being a fingerprint of anything else. The number stands
    /// beside it: this hides nothing.
    pub fn fingerprint(&self) -> Digest {
        Digest::of_parts([LABEL, self.registrant.as_str().as_bytes()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By `printf 'mytaku-declared-registrant-v1\0R-0001' | sha256sum`.
    const GOLDEN: &str = "ed581de78cd5b28672a4e90f38846db38964e0c292ffcf339f7ebcde34dc9af5";

    fn declared(registrant: &str, reason: DeclarationReason) -> Declared {
        Declared {
            registrant: registrant.parse().unwrap(),
            reason,
        }
    }

    #[test]
    fn its_fingerprint_is_of_label_and_number_whatever_the_reason() {
        for reason in DeclarationReason::ALL {
            let fingerprint = declared("R-0001", *reason).fingerprint();
            assert_eq!(fingerprint.to_string(), GOLDEN);
        }
        let other = declared("R-0002", DeclarationReason::CardUnreadable);
        assert_ne!(other.fingerprint().to_string(), GOLDEN);
    }

    #[test]
    fn it_takes_no_individual_number_and_repeats_none() {
        // Made here, so that none is written down.
        let number = (0..10)
            .map(|last| format!("98765432109{last}"))
            .find(|it| domain::looks_like_individual_number(it))
            .unwrap();
        for text in [
            format!(r#"{{"registrant":"{number}","reason":"card_not_carried"}}"#),
            format!(r#"{{"registrant":"R-0001","reason":"{number}"}}"#),
        ] {
            let error = serde_json::from_str::<Declared>(&text).unwrap_err();
            assert!(!error.to_string().contains(&number), "{error}");
        }
    }
}
