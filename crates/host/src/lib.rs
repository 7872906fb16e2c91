//! The host's machine: requests in, decisions out, nothing in between that touches the world.
//!
//! It owns sessions, handles, the rules of logs, the directory and blobs' records, and the order in
//! which answers may leave: never before the batch that made them true is durable. It names the
//! facts that it wants of the store, is told them as [`hudhud_logstore::Facts`], and hands batches to
//! whoever commits them. It has no clock, socket, thread or entropy of its own, and cannot name what
//! is inside an entry.
//! Specified in docs/spec/logs.md and docs/spec/accounts.md.

mod ahead;
mod blob;
mod buckets;
mod config;
mod cost;
mod counters;
mod decision;
mod directory;
mod dispatch;
mod host;
mod invitation;
mod lately;
mod log;
mod logs;
mod memory;
mod operator;
mod overlay;
mod pending;
mod puzzle;
mod record;
mod refusal;
mod release;
mod run;
mod secret;
mod sessions;
mod step;
mod sweep;
mod table;
mod turn;

pub use blob::{Alone, BlobBytes, BlobDecision, BlobQuestion, BlobUpload};
pub use config::{Config, Prices, Quotas, Registration};
pub use cost::{answer_bytes_at_most, only_asks, work_at_most};
pub use counters::Counters;
pub use host::Host;
pub use invitation::invitation;
pub use operator::{
    AccountLine, Accounts, Kept, OperatorAnswer, OperatorDecision, OperatorQuestion, OperatorTask,
    Whom, blob_of,
};
pub use record::BlobRecord;
pub use turn::{Maintenance, Outgoing, SessionId, Space, Ticket, Turn};
