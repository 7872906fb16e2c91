//! Words that every crate shares: identifiers, sequence numbers, generations, times and limits.
//!
//! Nothing here knows a feature. A type is here when at least two floors need it and confusing it
//! with another would be a bug that compiles.

mod chain;
mod full_name;
mod host_name;
mod host_url;
mod id;
pub mod limits;
mod link;
mod local;
mod log_safe;
mod time;

pub use chain::{EntryLink, RotationLink};
pub use full_name::{FullName, Name, NotAName};
pub use host_name::{HostName, NotAHostName};
pub use host_url::{HostUrl, HostUrlError, Scheme, is_this_machine};
pub use id::{
    AccountId, BlobId, CapabilityHash, DeviceId, EntryId, Generation, Handle, LogAddress,
    NotAnAccount, RequestId, RunningHash, Seq, WrongLength,
};
pub use link::{LinkKind, RefusalCode};
pub use local::{ConversationId, DeliveryId, IntentId, MessageRow, OutboxId, Transfer};
pub use log_safe::LogSafe;
pub use time::{Day, MINUTES_PER_DAY, Minute, Timestamp};
