//! Who drives, who rides, by which card, under which scheme file.

mod access;
mod bundle;
mod decided;
mod desk;
mod enrolment;
mod import;
mod lock;
mod recall;
mod scheme;

pub use access::{Caller, Role, create_token, find_caller, require_role, token_municipality};
pub use bundle::make_bundle;
pub use desk::register_card;
pub(crate) use enrolment::unknown_terminal;
pub use enrolment::{
    EnrolledTerminal, IssuedCode, code_municipality, enrol, find_terminal, issue_code,
};
pub use import::{
    Imported, OperatorInput, PayerInput, RegistryFile, TerminalInput, UserInput, import,
};
pub(crate) use lock::hold;
pub use recall::recall_terminal;
pub(crate) use recall::{SeenTerminals, still_as_recalled};
pub use scheme::{Published, municipality_of, publish};
