//! Why a figure is what it is: `because`, of a table as a whole or key by key.

use super::Section;
use crate::Because;
use crate::read::value::{self, Wanted};

impl Section<'_> {
    /// Keeps what `because` says, and refuses a reason of what is not there.
    pub(super) fn keep_because(&self) {
        let Some((key, value)) = self.entry("because") else {
            return;
        };
        if let Ok(text) = (value::text().read)(value.get_ref()) {
            self.keep(value.span().start, self.path.clone(), text);
            return;
        }
        let Some(reasons) = value.get_ref().as_table() else {
            let wanted = Wanted::new(
                "理由の文字列。項目ごとには because.項目名 = \"理由\"",
                "why, as a string; for one key because.KEY = \"why\"",
            );
            self.note(wanted.finding(key.get_ref(), value));
            return;
        };
        for (about, reason) in reasons {
            let name = about.get_ref().as_ref();
            if !self.knows(name) {
                self.note(self.unknown(about));
                continue;
            }
            match (value::text().read)(reason.get_ref()) {
                Ok(text) => {
                    let key = format!("{}.{name}", self.path);
                    self.keep(reason.span().start, key, text);
                }
                Err(wanted) => self.note(wanted.finding(name, reason)),
            }
        }
    }

    fn keep(&self, place: usize, key: String, text: String) {
        let because = Because { key, text };
        self.gathered.because.borrow_mut().push((place, because));
    }
}
