//! The async shell round the engine: one driver loop, links to hosts, blobs over HTTP, and a handle
//! for interfaces.
//!
//! Makes no decision about the protocol: what is sent, and what a frame means, is the engine's.
//! What another platform would do otherwise (sockets, TLS, HTTP, the clock) lies in `net`.

mod backoff;
mod client;
mod driver;
mod home;
mod host_url;
mod net;
mod unlock;
pub mod views;
mod waiting;

pub use client::{AskError, Client, News, OpenError, Options, Subscription};
pub use driver::Down;
pub use home::Home;
pub use host_url::{HostUrl, HostUrlError, Scheme};
pub use hudhud_engine::{
    Answer, Command, CommandError, Config, ConversationId, Event, Failure, IntentId, Link,
    MessageRow, Person,
};
pub use hudhud_store::OpenError as StoreOpenError;
pub use hudhud_wire::{LinkKind, RefusalCode};
pub use net::TlsError;
pub use unlock::{LockKind, Unlock, UnlockError};
pub use waiting::{Deadline, Standstill, WaitError};
