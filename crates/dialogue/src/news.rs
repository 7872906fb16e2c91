//! What the worker says: answers to calls, and what happened by itself.

use serde::{Deserialize, Serialize};

use crate::view::{
    AccountView, Details, Held, HitView, ListChange, PersonView, Window, WindowChange,
};

/// One thing the worker says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// The worker is loaded, and waits for [`crate::Ask::Open`].
    Ready,
    /// To the call with this number.
    Reply {
        /// The call's.
        id: u32,
        /// The answer, or why there is none.
        result: Result<Reply, Problem>,
    },
    /// This device's account appeared or changed.
    Account(AccountView),
    /// How it stands with the network.
    Connection(Connection),
    /// The list of conversations changed. Changes apply in order.
    List(Vec<ListChange>),
    /// The whole list has been told once: an empty one is empty.
    ListComplete,
    /// The messages shown changed. Changes apply in order.
    Window {
        /// Where: changes for another conversation than the one shown are dropped.
        conversation: i64,
        /// What.
        changes: Vec<WindowChange>,
    },
    /// The details shown changed.
    Details(Details),
    /// Somebody is writing; forget it after six seconds.
    Typing {
        /// Where.
        conversation: i64,
        /// Who.
        person: PersonView,
    },
    /// A message of somebody else came that was not here before.
    Notify(Notification),
    /// Host and members do not agree about what was said there.
    Disagreement {
        /// Where.
        conversation: i64,
    },
    /// Something that took the network has ended.
    Intent(IntentEnd),
    /// The device cannot go on; it must be opened anew.
    Stopped(Unopened),
}

/// What a notification says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// Where.
    pub conversation: i64,
    /// The group's title; empty in a direct conversation.
    pub title: String,
    /// Who wrote.
    pub sender: PersonView,
    /// What, or empty for a request: a stranger's words are not put on a screen.
    pub body: String,
    /// Whether it is a request.
    pub request: bool,
}

/// How it stands with the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Connection {
    /// Trying, for the first time or again.
    Connecting,
    /// Connected, and reading what was missed.
    CatchingUp,
    /// Everything there is has been read.
    Current,
    /// Not connected; it is tried again by itself.
    Offline(Trouble),
}

/// Why there is no connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// Nothing answers.
    Unreachable,
    /// The host has too much to do, or is restarting.
    Busy,
    /// What answers is not a host of this kind, or speaks another version.
    NotAHost,
    /// It was there and broke off.
    Broken,
}

/// How an intent ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntentEnd {
    /// The number that [`Done::intent`] gave.
    pub intent: i64,
    /// The conversation it concerns, if any; or why it will not happen.
    pub result: Result<Option<i64>, Problem>,
}

/// A good answer.
#[expect(
    clippy::large_enum_variant,
    reason = "there is one at a time, on its way to or from bytes"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    /// Open.
    Opened(Opened),
    /// It is so, or is under way.
    Done(Done),
    /// In the outbox, under this number.
    Queued {
        /// The message's.
        message: i64,
    },
    /// Messages.
    Window(Window),
    /// Who is there.
    Details(Details),
    /// What a search found.
    Hits(Vec<HitView>),
    /// Some people.
    People(Vec<PersonView>),
    /// What the host holds.
    Held(Held),
    /// A file for the person to keep.
    File {
        /// A good name for it.
        name: String,
        /// Its content.
        bytes: Vec<u8>,
    },
}

/// A device that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The account, if there is one.
    pub account: Option<AccountView>,
    /// Whether a passcode is set.
    pub passcode: bool,
}

/// What is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Done {
    /// [`News::Intent`] with this number ends it; `None`: it is done.
    pub intent: Option<i64>,
    /// The conversation that can be looked at already.
    pub conversation: Option<i64>,
}

/// Why the device did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unopened {
    /// There is one, and it wants a passcode.
    PasscodeNeeded,
    /// Not this passcode.
    WrongPasscode,
    /// The browser gives no private file system here (private window, old browser).
    NoFileSystem,
    /// Another tab or worker holds it.
    Busy,
    /// The disk, or this site's share of it, is full.
    Full,
    /// The database is damaged. Nothing was changed.
    Damaged,
    /// The database is of a newer version than this page.
    Newer,
    /// The key that the browser kept is gone, and the database with it unreadable.
    KeyMissing,
    /// Something else in the browser failed.
    Browser,
}

/// Why there is no good answer. Nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// The device is not open.
    Unopened(Unopened),
    /// There is no account yet.
    NotSignedUp,
    /// There is one already.
    AlreadySignedUp,
    /// Not a name that anybody can have.
    NotAName,
    /// Nobody has that name there.
    NoSuchName,
    /// The name is somebody's.
    NameTaken,
    /// The name is kept back.
    NameReserved,
    /// The name looks like another one.
    NameImitates,
    /// No such conversation.
    NoSuchConversation,
    /// No such message, or it was taken back.
    NoSuchMessage,
    /// That person is not there.
    NotAMember,
    /// The conversation takes no messages now.
    NotActive,
    /// It works in groups only.
    NotAGroup,
    /// Only an admin may.
    NotAllowed,
    /// Only the writer may.
    NotYours,
    /// Nothing to send.
    Empty,
    /// Too long.
    TooLong {
        /// At most.
        limit_bytes: u32,
    },
    /// Not one emoji.
    NotAnEmoji,
    /// Too many people.
    TooMany {
        /// At most.
        limit: u32,
    },
    /// This account has blocked them.
    Blocked,
    /// That is oneself.
    Yourself,
    /// The host refuses, and waiting does not help.
    Refused,
    /// The host asks to come back later.
    TryLater {
        /// After so long, if it said.
        retry_after_ms: Option<u32>,
    },
    /// What the host gave does not verify.
    Forged,
    /// The invitation cannot be used any more.
    InviteUnusable,
    /// The disk, or this site's share of it, is full: nothing was written.
    Full,
    /// The local database failed: nothing was written.
    Database,
    /// The device was closed meanwhile.
    Closed,
}
