//! MIMI content as draft-ietf-mimi-content-08 has it, whatever a sender puts into it.

mod decode;
mod encode;
mod extension;
mod message_id;

pub use extension::{Extension, ExtensionKey};
pub use message_id::MessageId;

use std::collections::BTreeMap;

/// Bytes of one encoded content.
pub const CONTENT_BYTES: usize = hudhud_base::limits::ENTRY_BYTES;
/// Extensions of one content.
pub const EXTENSIONS: usize = 64;
/// Parts directly inside one multi part.
pub const PARTS: usize = 64;
/// Levels of nested parts; the outermost is the first.
pub const PART_LEVELS: u32 = 4;

/// One message in its container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MimiContent {
    /// Random, once for each message.
    pub salt: [u8; 16],
    /// The first version of the message that this one replaces.
    pub replaces: Option<MessageId>,
    /// Groups messages by topic; empty for none.
    pub topic_id: Vec<u8>,
    /// When receivers should delete it.
    pub expires: Option<Expiration>,
    /// The message this one answers.
    pub in_reply_to: Option<MessageId>,
    /// Whatever the draft does not have a field for.
    pub extensions: BTreeMap<ExtensionKey, Extension>,
    /// The body.
    pub nested_part: NestedPart,
}

/// When receivers should delete a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiration {
    /// Seconds since 1970-01-01T00:00:00Z.
    At(u32),
    /// Seconds after it was read.
    AfterRead(u32),
}

/// A part of the body, or all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NestedPart {
    /// What it is for.
    pub disposition: Disposition,
    /// Language tags, separated by commas; empty if unsaid.
    pub language: String,
    /// The part itself.
    pub part: Part,
}

/// What a part is for. Values above 8 are not yet registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disposition(pub u8);

impl Disposition {
    /// No hint.
    pub const UNSPECIFIED: Self = Self(0);
    /// To be shown by local policy.
    pub const RENDER: Self = Self(1);
    /// A single reaction to another message.
    pub const REACTION: Self = Self(2);
    /// A participant's or group's profile.
    pub const PROFILE: Self = Self(3);
    /// To be shown where it stands.
    pub const INLINE: Self = Self(4);
    /// An icon, such as an avatar.
    pub const ICON: Self = Self(5);
    /// To be downloaded rather than shown at once.
    pub const ATTACHMENT: Self = Self(6);
    /// A multimedia session, or a URI to join one.
    pub const SESSION: Self = Self(7);
    /// The sender's preview of something.
    pub const PREVIEW: Self = Self(8);
}

/// The four kinds of part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Nothing: deletes what the message replaces.
    Null,
    /// Content in place.
    Single {
        /// Media type with its parameters.
        content_type: String,
        /// The content.
        content: Vec<u8>,
    },
    /// Content elsewhere.
    External(Box<ExternalPart>),
    /// Several parts.
    Multi {
        /// How they belong together.
        semantics: PartSemantics,
        /// Two or more.
        parts: Vec<NestedPart>,
    },
}

/// How the parts of a multi part belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartSemantics {
    /// The receiver takes one.
    ChooseOne,
    /// The receiver takes all, or none if it does not understand one of them.
    SingleUnit,
    /// The receiver takes as many as it can.
    ProcessAll,
}

/// Content that is fetched from a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalPart {
    /// Media type with its parameters.
    pub content_type: String,
    /// Address that the content is fetched from.
    pub url: String,
    /// Until when, in seconds since 1970-01-01T00:00:00Z; 0 if unsaid.
    pub expires: u32,
    /// Bytes of the content.
    pub size: u64,
    /// IANA's number of the AEAD that encrypted it; 0 for none.
    pub encryption: u16,
    /// That AEAD's key.
    pub key: Vec<u8>,
    /// Its nonce.
    pub nonce: Vec<u8>,
    /// Its additional data.
    pub aad: Vec<u8>,
    /// IANA's number of the hash algorithm; 0 for none.
    pub hash_algorithm: u8,
    /// Hash of the bytes at the URL.
    pub content_hash: Vec<u8>,
    /// For people; may be empty.
    pub description: String,
    /// A suggestion; may be empty.
    pub filename: String,
}

#[cfg(test)]
mod tests;
