//! What a device and a host are to each other on a connection: its kind, and why something is refused.

use serde::{Deserialize, Serialize};

/// The four kinds of link (docs/spec/wire.md). They never share a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LinkKind {
    /// Authenticated by a device key: own records; short.
    Account,
    /// Own inbox.
    Inbox,
    /// Logs of conversations. It never names an account.
    Conversations,
    /// Looking people up, and writing to their inboxes; short. It never names a conversation.
    People,
}

/// Why a host refuses. Sorted by who must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RefusalCode {
    /// The client broke the rules of the wire: the link closes after this.
    Malformed,
    /// No common version.
    Version,
    /// This kind of link does not answer that.
    WrongLink,
    /// `Authenticate` first.
    NotAuthenticated,
    /// The capability shown does not allow it.
    Forbidden,
    /// No log there, or a capability that does not fit it: the host does not say which.
    NoSuchLog,
    /// Not open on this link.
    NoSuchHandle,
    /// The same id was used for other bytes.
    Conflict,
    /// The ordered head has moved.
    Head,
    /// The generation has ended.
    Generation,
    /// Those entries are no longer kept.
    Gone,
    /// Too many bytes.
    TooLarge,
    /// The log is full.
    Quota,
    /// Too fast.
    Rate,
    /// A puzzle must be solved, or the solution is not valid.
    Payment,
    /// The disk is above its high-water mark: nothing new is created.
    Full,
    /// Overloaded.
    Busy,
    /// Somebody has that name.
    NameTaken,
    /// Characters or length.
    NameMalformed,
    /// Kept for the host.
    NameReserved,
    /// It looks like somebody else's.
    NameImitates,
    /// Nobody here.
    NoSuchAccount,
    /// Nobody has it.
    NoSuchName,
    /// The signature does not fit.
    BadSignature,
    /// A newer version is already here.
    Stale,
    /// The host could not write or read its disk.
    Storage,
    /// It is there already, made by somebody else or otherwise.
    Exists,
    /// More than a limit allows.
    TooMany,
    /// Nobody signs up without an invitation, and this is none, or was used.
    Invitation,
    /// Whoever runs the host has suspended the account.
    Suspended,
}
