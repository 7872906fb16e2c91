//! What people and their devices say to each other: the profile of MIMI content that Hudhud speaks.

mod decode;
mod encode;
mod forwarded;
mod profile;

use hudhud_base::{RunningHash, Seq, Timestamp};

use crate::attachment::Attachment;
use crate::mimi::{ExtensionKey, MessageId};
use crate::status::StatusReport;

pub use forwarded::Forwarded;
pub use profile::Profile;

/// What Hudhud writes; GFM as the draft narrows it.
const TEXT_TYPE: &str = "text/markdown;variant=GFM-MIMI";
/// What a reaction is written in.
const REACTION_TYPE: &str = "text/plain;charset=utf-8";

/// When the sender sent it, in milliseconds.
const SENT: ExtensionKey = ExtensionKey::Integer(-18517);
/// What the sender saw of the log: `[sequence number, running hash]`.
const SEEN: ExtensionKey = ExtensionKey::Integer(-18518);
/// The cumulative report: `[delivered, read]`.
const PROGRESS: ExtensionKey = ExtensionKey::Integer(-18519);
/// What is said of a message that was passed on: `[name, minute, times]`.
const FORWARDED: ExtensionKey = ExtensionKey::Integer(-18524);
/// How the sender shows themselves: `[changed, name, picture]`.
const PROFILE: ExtensionKey = ExtensionKey::Integer(-18527);

/// A message with what its sender knew when sending it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// By the sender's clock; 0 if the sender did not say.
    pub sent: Timestamp,
    /// The last entry of the log that the sender had seen, and the running hash after it. Members
    /// compare it with their own to notice a host that drops, reorders or forks.
    pub seen: Option<(Seq, RunningHash)>,
    /// How the sender shows themselves, if it was not said here yet.
    pub profile: Option<Profile>,
    /// Of what is passed on, whose it was. Beside anything but words and attachments it means nothing.
    pub forwarded: Option<Forwarded>,
    /// What is said.
    pub message: Message,
}

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Written by a person, in Markdown; at most [`hudhud_base::limits::MESSAGE_BYTES`].
    Text {
        /// The text.
        body: String,
        /// The message it answers.
        reply_to: Option<MessageId>,
    },
    /// Photos and files, with words or without.
    Attached {
        /// The words; [`hudhud_base::limits::CAPTION_BYTES`] at most.
        body: String,
        /// The message it answers.
        reply_to: Option<MessageId>,
        /// One to [`hudhud_base::limits::ATTACHMENTS`].
        attachments: Vec<Attachment>,
    },
    /// Another text for an earlier message of the same sender.
    Edit {
        /// The first version of that message.
        target: MessageId,
        /// The new text.
        body: String,
    },
    /// Takes an earlier message back.
    Delete {
        /// The first version of that message.
        target: MessageId,
    },
    /// One emoji on a message.
    Reaction {
        /// That message.
        target: MessageId,
        /// What [`crate::is_one_sign`] accepts.
        emoji: String,
    },
    /// Takes an earlier reaction back.
    Unreact {
        /// The message that was the reaction.
        target: MessageId,
    },
    /// What was delivered and read.
    Status(StatusReport),
    /// Something that this version cannot show. It is kept, so that a later version can.
    Unsupported {
        /// What it is; empty if nothing is said of that.
        media_type: String,
        /// Text that came with it.
        fallback: Option<String>,
    },
}

#[cfg(test)]
mod tests;
