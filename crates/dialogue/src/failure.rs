//! Why something was not done: at once, later, for one of several people, or for want of a host.

use hudhud_base::RefusalCode;
use serde::{Deserialize, Serialize};

use crate::person::Person;

/// Why a command was refused. Nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum CommandError {
    /// There is no account in this database yet.
    #[error("there is no account here yet: sign up first")]
    NotSignedUp,
    /// What was given as the address of a host is none.
    #[error("that is not the address of a host")]
    NotAHost,
    /// What was given as an invitation is none: a sign is wrong, or missing.
    #[error("that is not an invitation")]
    NotAnInvitation,
    /// There is one already.
    #[error("there is an account here already")]
    AlreadySignedUp,
    /// No such conversation.
    #[error("there is no such conversation")]
    NoSuchConversation,
    /// No such message, or not one with which that can be done.
    #[error("there is no such message")]
    NoSuchMessage,
    /// Its writer has taken it back.
    #[error("that message was deleted")]
    Deleted,
    /// What is attached to it is being fetched or sealed: nobody else can know of it yet.
    #[error("that message is still being made ready: try again in a moment")]
    NotReady,
    /// No such person in it.
    #[error("that person is not in this conversation")]
    NotAMember,
    /// The conversation is over for this device, or not accepted yet.
    #[error("this conversation takes no messages from you now")]
    NotActive,
    /// It is not a request.
    #[error("this conversation is not a request")]
    NotARequest,
    /// This device still takes part in it.
    #[error("this conversation is not over: leave it first")]
    NotOver,
    /// A direct conversation has no title and no other members.
    #[error("this works in groups only")]
    NotAGroup,
    /// Only holders of control may.
    #[error("only an admin of this group may do that")]
    NotAllowed,
    /// Only its writer may.
    #[error("only the person who wrote a message can change it")]
    NotYours,
    /// Nothing in it.
    #[error("there is nothing to send")]
    Empty,
    /// Over the limit.
    #[error("too long: at most {limit_bytes} bytes")]
    TooLong {
        /// Bytes of UTF-8, at most.
        limit_bytes: usize,
    },
    /// Too many attachments, or one of them, or what is said of it, is too long.
    #[error("too much is attached")]
    TooMuchAttached,
    /// Not one emoji.
    #[error("a reaction is one emoji")]
    NotAnEmoji,
    /// This account has reacted to the message as often as it may, or there are as many emoji as may be.
    #[error("too many reactions to this message")]
    TooManyReactions,
    /// Not a small JPEG.
    #[error("that is not a picture that can be shown of somebody: a small JPEG")]
    NotAPicture,
    /// The group is full.
    #[error("too many people: at most {limit}")]
    TooMany {
        /// People, oneself included, at most.
        limit: usize,
    },
    /// Blocked by this account.
    #[error("you have blocked this person: unblock them first")]
    Blocked,
    /// A conversation with oneself, or adding oneself.
    #[error("that is you")]
    Yourself,
}

/// Why a device did not answer as it was asked. Nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum AskError {
    /// The command was refused.
    #[error(transparent)]
    Refused(#[from] CommandError),
    /// The disk is full.
    #[error("no space is left on the disk: nothing was written")]
    Full,
    /// The database failed.
    #[error("the local database failed: nothing was written")]
    Database,
    /// The device was closed meanwhile.
    #[error("the device was closed")]
    Closed,
}

/// Why an intent failed for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// Nobody has that name.
    NoSuchName,
    /// No such account.
    NoSuchAccount,
    /// The host refused, and waiting does not help.
    Refused(RefusalCode),
    /// What the host gave does not verify.
    Forged,
    /// The host calls itself otherwise than it is reached: nothing was signed for it.
    OtherHost,
    /// The group's policy does not allow it (any more).
    NotAllowed,
    /// It would end the generation of the group's keys, and nobody has given this device what that takes.
    NoControl,
    /// The group is full.
    TooMany,
    /// The invitation cannot be used (any more).
    InviteUnusable,
    /// That is oneself.
    Yourself,
}

/// Somebody who was to be added with others and was not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotAdded {
    /// As they were named.
    pub person: Person,
    /// Why they were not.
    pub failure: Failure,
}

/// Why a link to a host is not up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Trouble {
    /// Nothing answers at that address.
    Unreachable,
    /// The certificate is not trusted.
    Untrusted,
    /// The certificate is not valid now, by this machine's clock.
    Expired,
    /// The certificate is for another name.
    OtherName,
    /// What answers there does not speak TLS.
    NoTls,
    /// Plain text to another machine was not allowed.
    PlainNotAllowed,
    /// What answers there is not a host of this kind.
    NotAHost,
    /// The host sheds load, or is stopping.
    Busy,
    /// It was up, and broke off.
    Broken,
    /// It sent bytes that are no frame.
    Malformed,
}
