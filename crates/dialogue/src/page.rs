//! What only the app's page and its worker say to each other: calls one way, news the other.
//!
//! The page has no engine and no database: it asks, and shows what it is told. Encodings are of one
//! build: both modules come from the same commit, and nothing of this is ever stored.

mod ask;
mod code;
mod news;
mod told;

pub use ask::{Ask, Attaching, CHOSEN_BYTES, Call, Chosen, Manner, Passcode, Place};
pub use code::{CodeError, decode, encode};
pub use news::{Connection, News, Notification, Opened, Problem, Reply, Unopened};
pub use told::{Details, Held, ListChange, WindowChange};
