//! What the worker says: answers to calls, and what happened by itself.

use hudhud_base::{ConversationId, NotAName};
use serde::{Deserialize, Serialize};

use super::told::{Details, Held, ListChange, WindowChange};
use crate::attachment::{AttachmentKind, Moved};
use crate::command::Answer;
use crate::event::IntentEnd;
use crate::failure::{AskError, CommandError, Failure, Trouble};
use crate::person::{AccountView, PersonView};
use crate::view::{HitView, ReceiptView, Window};

/// One thing the worker says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// The worker is loaded, and waits for [`super::Ask::Open`].
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
        conversation: ConversationId,
        /// What differs from what was told.
        changes: Vec<WindowChange>,
    },
    /// How far what is attached to the messages shown has come.
    Moved {
        /// Where: what is told of another conversation than the one shown is dropped.
        conversation: ConversationId,
        /// Each once.
        moved: Vec<Moved>,
    },
    /// The details shown changed.
    Details(Details),
    /// Somebody is writing; forget it after six seconds.
    Typing {
        /// The conversation.
        conversation: ConversationId,
        /// Who writes.
        person: PersonView,
    },
    /// A message of somebody else came that was not here before.
    Notify(Notification),
    /// Host and members do not agree about what was said there.
    Disagreement {
        /// The conversation.
        conversation: ConversationId,
    },
    /// Something that took the network has ended.
    Intent(IntentEnd),
    /// The device cannot go on; it must be opened anew.
    Stopped(Unopened),
}

/// What a notification says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// The conversation.
    pub conversation: ConversationId,
    /// The group's title; empty in a direct conversation.
    pub title: String,
    /// Who wrote.
    pub sender: PersonView,
    /// What, or empty for a request: a stranger's words are not put on a screen.
    pub body: String,
    /// The first of what is attached; the words may be empty then.
    pub attached: Option<AttachmentKind>,
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

/// A good answer.
#[expect(
    clippy::large_enum_variant,
    reason = "there is one at a time, on its way to or from bytes"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    /// The device is open.
    Opened(Opened),
    /// To a command.
    Answer(Answer),
    /// To anything else that only has to be done.
    Done,
    /// Messages.
    Window(Window),
    /// Who is there.
    Details(Details),
    /// What a search found.
    Hits(Vec<HitView>),
    /// Some people.
    People(Vec<PersonView>),
    /// What was being written; empty if nothing was.
    FirstWords(String),
    /// A picture, a small JPEG, if somebody shows one.
    Picture(Option<Vec<u8>>),
    /// Who has received and read a message; nobody where nobody says so.
    Receipts(Vec<ReceiptView>),
    /// What the host holds.
    Held(Held),
    /// Under this number something is sealed, to be sent.
    Sealed(u32),
    /// Something that was attached.
    Attached {
        /// A safe name for it.
        name: String,
        /// The media type of a picture that may be drawn: by its bytes, whatever its sender says.
        picture: Option<String>,
        /// Whether it is run when it is opened: nobody keeps it without a question.
        program: bool,
        /// What is in it.
        bytes: Vec<u8>,
    },
    /// A file for the person to keep.
    File {
        /// A good name for it.
        name: String,
        /// What is in it.
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
    /// Page and worker are of two builds: neither understands the other.
    OtherBuild,
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
    /// It did not do what it was asked.
    Ask(AskError),
    /// What it was asked has ended without coming about.
    Failed(Failure),
    /// What was typed is not a name that anybody can have.
    NotAName,
    /// Whoever is meant is at another host, and this page reaches its own alone.
    Elsewhere,
    /// A file is too long to be attached.
    FileTooLong,
    /// There is no room for a file, or it cannot be kept.
    FileNotKept,
    /// A picture's traces cannot be told from the picture, so that they cannot be removed.
    TracesNotRemoved,
    /// What is attached is not on this device.
    AttachmentNotHere,
    /// What is attached is not what was sent.
    AttachmentDamaged,
}

impl Problem {
    /// The device was closed meanwhile.
    pub const CLOSED: Self = Self::Ask(AskError::Closed);
}

impl From<AskError> for Problem {
    fn from(error: AskError) -> Self {
        Self::Ask(error)
    }
}

impl From<CommandError> for Problem {
    fn from(error: CommandError) -> Self {
        Self::Ask(AskError::Refused(error))
    }
}

impl From<NotAName> for Problem {
    fn from(_: NotAName) -> Self {
        Self::NotAName
    }
}
