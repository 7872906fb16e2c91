//! The client machine: sans-IO, deterministic, one transaction a turn.
//!
//! [`Engine::turn`] takes what happened (a command, a frame, time passing), changes the store in
//! one transaction, and returns what to send and what to tell the person; all of it is released
//! only once that transaction is durable. Memory is a cache: a turn that fails drops it, and the
//! next one builds it again from the store. The engine reads no clock, draws no randomness of its
//! own, opens no socket and spawns nothing.

mod api;
mod conversation;
mod inbox;
mod machine;
mod people;
mod turn;
mod work;

pub use api::{
    Answer, BlobOutcome, BlobTask, Command, CommandError, ConversationId, Env, Event, Failure,
    Input, IntentId, Link, MessageRow, Outputs, Person, PuzzleTask, TurnError,
};
pub use conversation::notice::Notice;
pub use hudhud_mls::Suite;
pub use machine::engine::{Config, Engine};
pub use people::account::KEY_PACKAGES_SETTING;
