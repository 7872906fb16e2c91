//! What a device is told to do, and how it answers at once.

use hudhud_base::{AccountId, ConversationId, IntentId, MessageRow, Timestamp};
use serde::{Deserialize, Serialize};

use crate::attachment::SealedAttachment;
use crate::person::Person;

/// What the person wants. [`Answer`] is what it leads to at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Make keys and an account on this host. Needs the network to finish.
    SignUp {
        /// The host as the shell reaches it.
        host: String,
        /// The name wanted, without `@`.
        name: Option<String>,
        /// The code of an invitation, as it was typed; for a host that takes nobody without one.
        code: Option<String>,
    },
    /// Bind another name to the account.
    ClaimName {
        /// Without `@`.
        name: String,
    },
    /// Change how one shows oneself to those one talks to. It travels with what is said next.
    Profile {
        /// What one calls oneself: [`hudhud_base::limits::DISPLAY_NAME_BYTES`] at most; empty: nothing.
        name: String,
    },
    /// Show a picture of oneself to those one talks to, or none any more. It travels with what is said
    /// next.
    Picture {
        /// A small JPEG: [`hudhud_base::limits::PROFILE_PICTURE_BYTES`] at most,
        /// [`hudhud_base::limits::PROFILE_PICTURE_SIDE`] each way.
        picture: Option<Vec<u8>>,
    },
    /// Find somebody and begin a direct conversation with them (or find the one there is).
    Start {
        /// Who is looked for.
        person: Person,
    },
    /// Say something to somebody: in the direct conversation with them, or as the first words of one
    /// that begins with it. Nothing reaches them before.
    Greet {
        /// Who is looked for.
        person: Person,
        /// The text, as for [`Command::Send`].
        body: String,
    },
    /// Begin a group.
    CreateGroup {
        /// Its title: not empty, [`hudhud_base::limits::TITLE_BYTES`] at most.
        title: String,
        /// Who is added at once: each who can be.
        members: Vec<Person>,
    },
    /// Say something.
    Send {
        /// The conversation.
        conversation: ConversationId,
        /// The text: not empty, [`hudhud_base::limits::MESSAGE_BYTES`] at most.
        body: String,
        /// The message that it answers.
        reply_to: Option<MessageRow>,
    },
    /// Say something with photos and files, which leave first.
    SendAttached {
        /// The conversation.
        conversation: ConversationId,
        /// The words, which may be empty: [`hudhud_base::limits::CAPTION_BYTES`] at most.
        body: String,
        /// The message that it answers.
        reply_to: Option<MessageRow>,
        /// Sealed by the shell, whose files they are in: at least one.
        attached: Vec<SealedAttachment>,
    },
    /// Say in another conversation what was said in a message, with what is attached to it: fetched first
    /// where it is not here, and sealed anew, always.
    Forward {
        /// The message.
        message: MessageRow,
        /// The conversation in which it is to be said.
        to: ConversationId,
        /// Whether it is said with it whose words they are.
        named: bool,
    },
    /// Fetch what is attached to a message, also where it was tried before.
    FetchAttached {
        /// The message.
        message: MessageRow,
        /// The number of the attachment in it.
        part: u32,
    },
    /// Do not fetch what is attached to a message after all. What has come of it stays: whoever fetches
    /// it later goes on from there.
    StopFetching {
        /// The message.
        message: MessageRow,
        /// The number of the attachment in it.
        part: u32,
    },
    /// Change what was said.
    Edit {
        /// An own message.
        message: MessageRow,
        /// The new text.
        body: String,
    },
    /// Take back what was said, for everybody.
    Delete {
        /// An own message.
        message: MessageRow,
    },
    /// Send an own message again that was given up; a new one takes its place.
    Resend {
        /// In state `Failed`.
        message: MessageRow,
    },
    /// Forget an own message that was given up, or has not left. Nobody else has it.
    Discard {
        /// In state `Failed`, or `Queued` and not sealed for its way yet.
        message: MessageRow,
    },
    /// React to a message.
    React {
        /// The message.
        message: MessageRow,
        /// One emoji.
        emoji: String,
    },
    /// Take a reaction back.
    Unreact {
        /// The message.
        message: MessageRow,
        /// The emoji of the reaction.
        emoji: String,
    },
    /// Everything up to and including this message has been seen by the person.
    MarkRead {
        /// The conversation.
        conversation: ConversationId,
        /// The last message seen.
        last: MessageRow,
    },
    /// The person is writing.
    Typing {
        /// The conversation.
        conversation: ConversationId,
    },
    /// Keep what is being written; empty forgets it.
    Draft {
        /// The conversation.
        conversation: ConversationId,
        /// The text.
        text: String,
    },
    /// Keep what is being written to somebody with whom there is no conversation yet; empty forgets it. Of
    /// many, the last ones are kept.
    FirstWords {
        /// Whoever it is to, by any name that will be asked for again.
        to: String,
        /// The text.
        text: String,
    },
    /// Take part in a conversation that a stranger began.
    Accept {
        /// In state `Request`.
        conversation: ConversationId,
    },
    /// Refuse it. The stranger is not told.
    Decline {
        /// In state `Request`.
        conversation: ConversationId,
    },
    /// Never hear from this person again; declines their open requests.
    Block {
        /// Who it is about.
        account: AccountId,
    },
    /// Undo a block.
    Unblock {
        /// Who it is about.
        account: AccountId,
    },
    /// Give a group another title.
    Rename {
        /// The conversation.
        conversation: ConversationId,
        /// The new title.
        title: String,
    },
    /// Add people to a group.
    AddMembers {
        /// The conversation.
        conversation: ConversationId,
        /// Who is added: each who can be.
        members: Vec<Person>,
    },
    /// Remove somebody from a group.
    RemoveMember {
        /// The conversation.
        conversation: ConversationId,
        /// Who it is about.
        account: AccountId,
    },
    /// Let a member rename, remove, promote and demote others.
    Promote {
        /// The conversation.
        conversation: ConversationId,
        /// Who it is about.
        account: AccountId,
    },
    /// Make an admin an ordinary member again.
    Demote {
        /// The conversation.
        conversation: ConversationId,
        /// Who it is about.
        account: AccountId,
    },
    /// Leave. History stays on this device.
    Leave {
        /// The conversation.
        conversation: ConversationId,
    },
    /// Give up what was asked for, unless it has begun to leave. Nobody is told that it ended:
    /// [`Answer::Done`] says that nothing is left of it, [`Answer::Intent`] that it goes on.
    Cancel {
        /// What [`Answer::intent`] gave.
        intent: IntentId,
    },
    /// Do not wait for a time with anything that people asked for: try it now.
    TryAgain,
    /// Put a conversation to its place in the list. Nobody else learns of it.
    Arrange {
        /// The conversation.
        conversation: ConversationId,
        /// What is done with it.
        arrange: Arrange,
    },
    /// Forget what was said there, on this device alone; what waits to be sent stays.
    Clear {
        /// The conversation.
        conversation: ConversationId,
    },
    /// Forget a conversation that is over, with everything in it, on this device.
    Forget {
        /// Where [`crate::ConversationState::is_over`] holds.
        conversation: ConversationId,
    },
}

/// What is done with a conversation in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Arrange {
    /// Do not call anybody until then; `None`: call again. [`crate::Arrangement::ALWAYS`] is for good.
    Mute(Option<Timestamp>),
    /// Let it stand above the others, or among them again.
    Pin(bool),
    /// Let it stand apart, or among the others again. A new message brings it back, unless it is muted.
    Archive(bool),
    /// Let it count as unread, until something of it is read.
    Unread(bool),
}

/// What a command led to at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// It is so.
    Done,
    /// Under way: [`crate::Event::IntentEnded`] ends it.
    Intent(IntentId),
    /// Under way, and the conversation is there to look at.
    Began {
        /// What is under way.
        intent: IntentId,
        /// The conversation: a new one, or the one that somebody is added to.
        conversation: ConversationId,
    },
    /// The conversation that was to be begun is there already.
    There(ConversationId),
    /// The message is in the outbox.
    Queued(MessageRow),
}

impl Answer {
    /// What is under way.
    #[must_use]
    pub const fn intent(self) -> Option<IntentId> {
        match self {
            Self::Intent(intent) | Self::Began { intent, .. } => Some(intent),
            Self::Done | Self::There(_) | Self::Queued(_) => None,
        }
    }

    /// The conversation that can be looked at.
    #[must_use]
    pub const fn conversation(self) -> Option<ConversationId> {
        match self {
            Self::Began { conversation, .. } | Self::There(conversation) => Some(conversation),
            Self::Done | Self::Intent(_) | Self::Queued(_) => None,
        }
    }
}
