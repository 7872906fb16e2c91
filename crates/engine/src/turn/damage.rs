//! What can be wrong with what this device keeps. Each variant is one rule that did not hold, so that
//! a device that fails in the field says which.

use hudhud_base::LogSafe;

/// A rule about the local database, or about the group state in it, that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The account's own keys do not belong together.
    #[error("the account's own keys do not belong together")]
    AccountKeys,
    /// The address of a host is none.
    #[error("the address of a host cannot be read")]
    HostUnreadable,
    /// A conversation in use has no group.
    #[error("a conversation has no group")]
    NoGroup,
    /// A group's state cannot be read.
    #[error("a group's state cannot be read")]
    GroupUnreadable,
    /// A group's policy cannot be read.
    #[error("a group's policy cannot be read")]
    PolicyUnreadable,
    /// A group's id is shorter than 32 bytes.
    #[error("a group's id is too short")]
    GroupIdTooShort,
    /// The keys of the generation in which a conversation writes are not there.
    #[error("the keys of a conversation's generation are missing")]
    NoGeneration,
    /// What a commit of our own leads to cannot be read.
    #[error("what a queued commit leads to cannot be read")]
    AftermathUnreadable,
    /// A rejoin came back from the log and is not there.
    #[error("a rejoin was read back that is not there")]
    NoPendingRejoin,
    /// No group could be made.
    #[error("a group could not be made")]
    GroupNotMade,
    /// A group could not be deleted.
    #[error("a group could not be deleted")]
    GroupNotDeleted,
    /// No key package could be made.
    #[error("a key package could not be made")]
    KeyPackageNotMade,
    /// A handshake or a message could not be looked at.
    #[error("an entry could not be processed")]
    EntryNotProcessed,
    /// A message could not be encrypted for its group.
    #[error("a message could not be encrypted")]
    MessageNotSealed,
    /// A message has no id.
    #[error("a message got no id")]
    MessageWithoutId,
    /// A blob could not be sealed.
    #[error("a blob could not be sealed")]
    BlobNotSealed,
    /// A commit could not be staged.
    #[error("a commit could not be staged")]
    CommitNotStaged,
    /// A staged commit could not be forgotten.
    #[error("a staged commit could not be discarded")]
    CommitNotDiscarded,
    /// Our own commit could not be merged.
    #[error("an own commit could not be merged")]
    OwnCommitNotMerged,
    /// A valid commit of somebody else could not be merged.
    #[error("a commit of another member could not be merged")]
    CommitNotMerged,
    /// The epoch has no secret for the generation that begins with it.
    #[error("an epoch gave no secret for its generation")]
    NoEpochSecret,
    /// A leave could not be made.
    #[error("a leave could not be made")]
    LeaveNotMade,
    /// A Welcome could not be used for want of storage.
    #[error("a group could not be joined")]
    GroupNotJoined,
    /// A rejoin could not be made for want of storage.
    #[error("a rejoin could not be made")]
    RejoinNotMade,
    /// A rejoin could not be merged.
    #[error("a rejoin could not be merged")]
    RejoinNotMerged,
    /// A rejoin that lost its race could not be forgotten.
    #[error("a rejoin could not be discarded")]
    RejoinNotDiscarded,
}

// It names a rule, not a person.
impl LogSafe for Damage {}
