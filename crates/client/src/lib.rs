//! The async shell round the engine: one driver loop, links to hosts, blobs over HTTP, and a handle
//! for interfaces.
//!
//! Makes no decision about the protocol: what is sent, and what a frame means, is the engine's.
//! What one platform does otherwise than another (sockets, TLS, HTTP, clock, timers, tasks) lies in
//! `platform`; what has files and passphrases, in `home` and `unlock`, is not part of a browser's
//! build.

mod attach;
mod backoff;
mod blobs;
mod client;
mod driver;
mod export;
mod fault;
mod files;
#[cfg(not(target_arch = "wasm32"))]
mod home;
#[cfg(unix)]
mod lend;
mod mark;
mod meter;
mod platform;
mod question;
mod sealed;
#[cfg(not(target_arch = "wasm32"))]
mod unlock;
pub mod views;
mod waiting;

pub use blobs::{BlobToStore, Blobs};
pub use client::{Client, Database, Heard, OpenError, Options, Subscription};
pub use export::{Export, Written};
#[cfg(not(target_arch = "wasm32"))]
pub use home::Home;
pub use hudhud_engine::{BlobOutcome, Config, Wish};
pub use hudhud_store::OpenError as StoreOpenError;
#[cfg(unix)]
pub use lend::Lender;
pub use mark::Mark;
#[cfg(target_arch = "wasm32")]
pub use platform::erase_attached;
pub use platform::{TlsError, sleep};
pub use sealed::{AttachError, Attached, Content, OpenAttachedError};
#[cfg(not(target_arch = "wasm32"))]
pub use unlock::{LockKind, Unlock, UnlockError};
pub use waiting::{Deadline, Standstill, WaitError};
