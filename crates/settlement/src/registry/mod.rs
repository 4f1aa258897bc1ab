//! Who drives, who rides, by which card, under which scheme file.

mod account;
mod bundle;
mod change;
mod choose;
mod codes;
mod csv;
mod dated;
mod decided;
mod desk;
mod enrolment;
mod fleets;
mod gaps;
mod ground;
mod import;
mod link;
mod lock;
mod operator;
mod owner;
mod reach;
mod recall;
mod registrant;
mod revocation;
mod scheme;
mod sources;
mod terminal;
mod uses_before;

pub(crate) use account::{Accounts, account_entries, account_of, kind_number};
pub(crate) use bundle::FilterCache;
pub use bundle::{BundleAnswer, find_bundle, make_bundle};
pub use change::{change_credential, change_ground, change_own_credential, change_standing};
pub use codes::{
    CodeState, IssuedCode, ListedCode, WithdrawnCodes, code_municipality, issue_code, list_codes,
    withdraw_codes,
};
pub use csv::{CsvImported, CsvKind, Encoding, Problem, export_csv, import_csv};
pub use desk::register_card;
pub use enrolment::{enrol, rotate};
pub(crate) use fleets::Fleets;
pub(crate) use gaps::gaps;
pub use gaps::{Gap, list_gaps};
pub use import::{
    Imported, OperatorInput, PayerInput, RegistryFile, TerminalInput, UserInput, import,
};
pub(crate) use lock::{hold, moment};
pub use operator::{AsOf, EnteredAccount, OperatorAccounts, list_accounts};
pub use owner::change_owner;
pub(crate) use recall::{SeenTerminals, still_as_recalled};
pub use recall::{look_again, recall_terminal};
pub use registrant::show_registrant;
pub use revocation::{
    KeyState, Revocation, Revoked, TerminalState, list_terminals, revoke_terminal,
};
pub use scheme::{Published, municipality_of, publish};
pub use sources::{
    Asked, RevocationFile, RevocationSource, RevokedCard, SerialSuccession, SourceError,
    SuccessionFile, Successor, ask_revocations, ask_successions,
};
pub use terminal::{EarlierKey, EnrolledTerminal, SignedBy, find_terminal};
pub(crate) use terminal::{unknown_terminal, verify_by_one_of};
pub use uses_before::change_uses_before;
