//! What the page asks for.

use std::fmt;

use hudhud_base::{AccountId, ConversationId, MessageRow};
use serde::{Deserialize, Serialize};

use crate::command::Command;

/// A question with its number: the answer carries the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Given by the page, never twice while an answer is due.
    pub id: u32,
    /// The question.
    pub ask: Ask,
}

/// Where the device lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// In the browser's private file system: durable.
    Kept,
    /// In memory: gone with the page.
    Memory,
}

/// Bytes of one file that a page hands to its worker: it lies in the memory of both, several times.
pub const CHOSEN_BYTES: u64 = 16 * 1024 * 1024;

/// How a file is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Manner {
    /// As a picture, if it is one that can be drawn.
    Photo,
    /// As a file, a picture without what it says of where and when it was taken.
    WithoutTraces,
    /// As a file, byte for byte.
    AsItIs,
}

/// A file that a person chose to send.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// What it is called.
    pub name: String,
    /// What is seen in it, for those who do not see it; may be empty.
    pub description: String,
    /// How it is to be sent.
    pub manner: Manner,
    /// What stands for a picture until it is there; may be empty.
    pub thumbhash: Vec<u8>,
    /// What is in it; [`CHOSEN_BYTES`] at most.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chosen")
    }
}

/// A message with what a person chose to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attaching {
    /// The conversation.
    pub conversation: ConversationId,
    /// The words, which may be empty.
    pub body: String,
    /// The message that it answers.
    pub reply_to: Option<MessageRow>,
    /// What was sealed for it, by the numbers that [`super::Reply::Sealed`] gave, in their order.
    pub sealed: Vec<u32>,
}

/// What a person types to open the device. It cannot be printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passcode(pub String);

impl fmt::Debug for Passcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passcode")
    }
}

/// What the page may ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask {
    /// Open the device, making it if there is none. Must come first. [`super::Reply::Opened`] or
    /// [`super::Problem::Unopened`].
    Open {
        /// Where its database lies.
        place: Place,
        /// If one was set.
        passcode: Option<Passcode>,
    },
    /// Set, change or take away the passcode.
    SetPasscode {
        /// What opens it now, if anything.
        old: Option<Passcode>,
        /// What shall open it.
        new: Option<Passcode>,
    },
    /// Close the device, so that another tab can open it; the worker ends after its answer.
    Close,
    /// Forget this device and everything in it. The worker ends after its answer.
    Erase,
    /// A copy of the damaged or locked database, as [`super::Reply::File`].
    Rescue,
    /// What was said in all conversations, as a readable JSON file: [`super::Reply::File`].
    Export,

    /// What everybody may ask of a device. A message that was given up is nowhere else: to delete it
    /// is to discard it. [`super::Reply::Answer`].
    Command(Command),

    /// Seal what a person chose to send, and keep it: [`super::Reply::Sealed`]. One after the other: no more than one
    /// is in memory.
    Seal(Chosen),
    /// Let go of what was sealed and is not to be sent after all.
    DropSealed(Vec<u32>),
    /// Say something with photos and files: [`super::Reply::Answer`]. Sent or not, what was sealed for it has no number
    /// any more.
    SendAttached(Attaching),
    /// What is attached to a message and is on this device: [`super::Reply::Attached`].
    OpenAttached {
        /// The message.
        message: MessageRow,
        /// The number of the attachment in it.
        part: u32,
    },

    /// Show this conversation's messages from now on, in place of another one:
    /// [`super::Reply::Window`], then [`super::News::Window`] as it changes.
    Watch {
        /// The conversation.
        conversation: ConversationId,
        /// Begin round this message; else round the first that is unread; else at the end.
        around: Option<MessageRow>,
    },
    /// Stop showing it.
    Unwatch,
    /// More messages before the window's first: [`super::Reply::Window`] holds only what is new.
    Earlier {
        /// The conversation: an answer for another than the one shown is of no use.
        conversation: ConversationId,
        /// The position of the first message at hand.
        before: i64,
    },
    /// More messages after the window's last.
    Later {
        /// The conversation.
        conversation: ConversationId,
        /// The position of the last message at hand.
        after: i64,
    },
    /// The page has let go of messages at one end of the window: what lies outside of these
    /// positions is no longer told about, except that the end moved. A message that came at the end
    /// of the conversation just before is not taken for let go: the page drops a change that lies
    /// after an end of which it has let go itself.
    Keep {
        /// The conversation.
        conversation: ConversationId,
        /// The position of the first message still at hand.
        first: i64,
        /// The position of the last.
        last: i64,
    },
    /// Who is in a conversation, and what can be done there: [`super::Reply::Details`]; then
    /// [`super::News::Details`] as it changes, until another one is asked for.
    Details {
        /// The conversation.
        conversation: ConversationId,
    },
    /// How far the others are with an own message: [`super::Reply::Receipts`].
    Receipts {
        /// The message.
        message: MessageRow,
    },
    /// Messages that hold every word, newest first: [`super::Reply::Hits`].
    Search {
        /// What was typed.
        query: String,
        /// Only in this conversation.
        conversation: Option<ConversationId>,
        /// Older than this message.
        before: Option<MessageRow>,
        /// At most so many.
        limit: u32,
    },
    /// Everybody who is blocked: [`super::Reply::People`].
    Blocked,
    /// People met before whose name begins so, for completion: [`super::Reply::People`].
    Known {
        /// What was typed; empty: all.
        prefix: String,
    },
    /// What was being written to somebody with whom there is no conversation: [`super::Reply::FirstWords`].
    FirstWords {
        /// To whom, by the name under which it was kept.
        to: String,
    },
    /// The picture that somebody shows: [`super::Reply::Picture`].
    Picture {
        /// Of whom.
        account: AccountId,
    },
    /// What the host holds about this device, as far as this device can tell: [`super::Reply::Held`].
    Held,
}

impl From<Command> for Ask {
    fn from(command: Command) -> Self {
        Self::Command(command)
    }
}
