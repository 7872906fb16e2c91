//! The client machine: sans-IO, deterministic, one transaction a turn.
//!
//! [`Engine::turn`] takes what happened (a command, a frame, time passing), changes the store in
//! one transaction, and returns what to send and what to tell the person; all of it is released
//! only once that transaction is durable. Memory is a cache: a turn that fails drops it, and the
//! next one builds it again from the store. The engine reads no clock, draws no randomness of its
//! own, opens no socket and spawns nothing.

mod account;
mod api;
mod blob;
mod command;
mod commit;
mod create;
mod delivery;
mod drive;
mod engine;
mod handshake;
mod inbox;
mod intent;
mod invite;
mod link;
mod membership;
mod memory;
mod message;
mod notice;
mod own;
mod people;
mod policy;
mod receipt;
mod receive;
mod record;
mod rejoin;
mod request;
mod signal;
mod turn;

pub use account::KEY_PACKAGES_SETTING;
pub use api::{
    Answer, BlobOutcome, BlobTask, Command, CommandError, ConversationId, Env, Event, Failure,
    Input, IntentId, Link, MessageRow, Outputs, Person, PuzzleTask, TurnError,
};
pub use engine::{Config, Engine};
pub use hudhud_mls::Suite;
pub use notice::Notice;
