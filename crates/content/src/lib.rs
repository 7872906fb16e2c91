//! What is inside the ciphertext: messages as MIMI content (draft-ietf-mimi-content-08) in
//! deterministic CBOR, and the profile of it that Hudhud speaks (docs/spec/content.md).
//!
//! [`mimi`] is the format as the draft has it; [`Envelope`] and [`Message`] are what the client's
//! machine works with. Nothing here knows a log, a host or a group's keys.

mod attachment;
mod cbor;
mod error;
mod message;
pub mod mimi;
mod sign;
mod status;
mod uri;

pub use attachment::{Attachment, AttachmentKey, AttachmentKind};
pub use error::{DecodeError, EncodeError, UriTooLong};
pub use message::{Envelope, Forwarded, Message, Profile};
pub use mimi::MessageId;
pub use sign::is_one_sign;
pub use status::{MessageStatus, STATUS_MESSAGES, StatusReport};
pub use uri::{account_uri, conversation_uri};
