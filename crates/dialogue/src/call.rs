//! What the page asks for.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A question with its number: the answer carries the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Given by the page, never twice while an answer is due.
    pub id: u32,
    /// What.
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

/// What a person types to open the device. It cannot be printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passcode(pub String);

impl fmt::Debug for Passcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passcode")
    }
}

/// Somebody, as a person names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whom {
    /// `name`, `@name` or `@name@host`.
    Name(String),
    /// The account of somebody met before, 64 hexadecimal digits.
    Account(String),
}

/// What the page may ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask {
    /// Open the device, making it if there is none. Must come first. [`crate::Reply::Opened`] or
    /// [`crate::Problem::Unopened`].
    Open {
        /// Where its database lies.
        place: Place,
        /// The address of the host that served the page, for example `https://example.org`.
        host: String,
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
    /// A copy of the damaged or locked database, as [`crate::Reply::File`].
    Rescue,
    /// What was said in all conversations, as a readable JSON file: [`crate::Reply::File`].
    Export,

    /// Make an account on the host that served the page.
    SignUp {
        /// Without `@`; people may have none.
        name: Option<String>,
    },
    /// Bind a name to the account.
    ClaimName {
        /// Without `@`.
        name: String,
    },
    /// Find somebody, and begin or find the direct conversation with them.
    Start {
        /// Whom.
        whom: Whom,
    },
    /// Begin a group.
    CreateGroup {
        /// Its title.
        title: String,
        /// Whom to add at once.
        members: Vec<Whom>,
    },
    /// Say something. [`crate::Reply::Queued`].
    Send {
        /// Where.
        conversation: i64,
        /// What.
        body: String,
        /// The message answered.
        reply_to: Option<i64>,
    },
    /// Change an own message.
    Edit {
        /// Which.
        message: i64,
        /// The new text.
        body: String,
    },
    /// Take an own message back, for everybody.
    Delete {
        /// Which.
        message: i64,
    },
    /// Send an own message again that was given up: it takes the place of the one that failed.
    /// [`crate::Reply::Queued`].
    Resend {
        /// Which.
        message: i64,
    },
    /// Forget an own message that was given up. Nobody else has seen it.
    Discard {
        /// Which.
        message: i64,
    },
    /// React, or take the reaction back.
    React {
        /// To which message.
        message: i64,
        /// One emoji.
        emoji: String,
        /// React, or take back.
        on: bool,
    },
    /// Everything up to this message has been seen.
    MarkRead {
        /// Where.
        conversation: i64,
        /// The last one seen.
        up_to: i64,
    },
    /// The person is writing.
    Typing {
        /// Where.
        conversation: i64,
    },
    /// Keep what is being written; empty forgets it.
    Draft {
        /// Where.
        conversation: i64,
        /// The text.
        text: String,
    },
    /// Take part in a conversation that somebody else began.
    Accept {
        /// Which request.
        conversation: i64,
    },
    /// Refuse it; they are not told.
    Decline {
        /// Which request.
        conversation: i64,
    },
    /// Never hear from this person again.
    Block {
        /// Their account.
        account: String,
    },
    /// Undo a block.
    Unblock {
        /// Their account.
        account: String,
    },
    /// Give a group another title.
    Rename {
        /// Which group.
        conversation: i64,
        /// The title.
        title: String,
    },
    /// Add people to a group.
    AddMembers {
        /// Which group.
        conversation: i64,
        /// Whom.
        members: Vec<Whom>,
    },
    /// Remove somebody from a group.
    RemoveMember {
        /// Which group.
        conversation: i64,
        /// Their account.
        account: String,
    },
    /// Make a member an admin.
    Promote {
        /// Which group.
        conversation: i64,
        /// Their account.
        account: String,
    },
    /// Leave a conversation. What was said stays on this device.
    Leave {
        /// Which.
        conversation: i64,
    },

    /// Show this conversation's messages from now on, in place of another one:
    /// [`crate::Reply::Window`], then [`crate::News::Window`] as it changes.
    Watch {
        /// Which.
        conversation: i64,
        /// Begin round this message; else round the first that is unread; else at the end.
        around: Option<i64>,
    },
    /// Stop showing it.
    Unwatch,
    /// More messages before the window's first: [`crate::Reply::Window`] holds only what is new.
    Earlier {
        /// Which conversation: an answer for another than the one shown is of no use.
        conversation: i64,
        /// The position of the first message at hand.
        before: i64,
    },
    /// More messages after the window's last.
    Later {
        /// Which conversation.
        conversation: i64,
        /// The position of the last message at hand.
        after: i64,
    },
    /// The page has let go of messages at one end of the window: what lies outside of these
    /// positions is no longer told about, except that the end moved. A message that came at the end
    /// of the conversation just before is not taken for let go: the page drops a change that lies
    /// after an end of which it has let go itself.
    Keep {
        /// Which conversation.
        conversation: i64,
        /// The position of the first message still at hand.
        first: i64,
        /// The position of the last.
        last: i64,
    },
    /// Who is in a conversation, and what can be done there: [`crate::Reply::Details`]; then
    /// [`crate::News::Details`] as it changes, until another one is asked for.
    Details {
        /// Which.
        conversation: i64,
    },
    /// Messages that hold every word, newest first: [`crate::Reply::Hits`].
    Search {
        /// What was typed.
        query: String,
        /// Only there.
        conversation: Option<i64>,
        /// Older than this message.
        before: Option<i64>,
        /// At most so many.
        limit: u32,
    },
    /// Everybody who is blocked: [`crate::Reply::People`].
    Blocked,
    /// People met before whose name begins so, for completion: [`crate::Reply::People`].
    Known {
        /// What was typed; empty: all.
        prefix: String,
    },
    /// What the host holds about this device, as far as this device can tell: [`crate::Reply::Held`].
    Held,
}
