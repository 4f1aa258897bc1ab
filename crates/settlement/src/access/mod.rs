//! Who may come in (入口), and what they may do.
//!
//! Three kinds of caller: terminals by their signature, which are
//! [`registry`](crate::registry)'s to know; programs by a token; people by a session,
//! or by name on the command line. The last two are a [`Caller`], and what a caller may
//! do is a [`Permission`], whoever they are. What they did is the
//! [`trail`](crate::trail)'s to remember.

mod caller;
mod password;
mod permission;
mod role;
pub(crate) mod second_factor;
mod session;
mod token;
mod user;

pub use caller::{Caller, Through, Who};
pub(crate) use password::AT_ONCE as PASSWORDS_AT_ONCE;
pub use permission::{Permission, UnknownPermission};
pub use role::Role;
pub use session::{Login, Session, begin_session, end_session};
pub use token::{
    CreatedToken, TokenFor, TokenRow, TokenWish, create_token, find_caller, list_tokens,
    revoke_token, token_municipality,
};
pub(crate) use user::enter_users;
pub use user::{
    NewSecondFactor, UserRow, add_user, disable_user, list_users, set_password, set_second_factor,
    unlock_user,
};
