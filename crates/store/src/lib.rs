//! The client's database: schema, migrations, typed rows, queries and full-text search over one
//! encrypted SQLite file.
//!
//! It decides nothing: what a row means, when it is written and what follows from it belong to the
//! engine. There is no thread, clock or randomness in it, and the file system is touched in `open`
//! alone, so that the same code runs in a browser.

pub mod accounts;
pub mod arrangements;
pub mod attachments;
pub mod blobs;
pub mod conversations;
mod db;
pub mod deliveries;
mod error;
mod field;
pub mod forwards;
pub mod generations;
pub mod hashes;
mod index;
pub mod intents;
pub mod kept;
pub mod members;
pub mod messages;
mod migrations;
pub mod normalise;
mod open;
pub mod outbox;
pub mod own;
pub mod profiles;
pub mod reactions;
pub mod receipts;
pub mod records;
mod row;
pub mod search;
mod secret;
pub mod set_aside;
pub mod settings;
#[cfg(test)]
mod tests;
mod transaction;

pub use db::Db;
pub use error::{CheckError, StoreError};
pub use open::{OpenError, Store};
pub use secret::Secret;
pub use transaction::{Part, Reader, Tx};
