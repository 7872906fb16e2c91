//! What a conversation can do, one verb a file.
//!
//! A verb works on a [`Conversation`]: the open turn and the row as it is now. Among the verbs the
//! order is, low to high: what a conversation consists of (`generation`, `members`, `lines`, `outer`),
//! what changes its group (`commit`, `withdraw`, `plan`), what leaves (`send`), what a person says and
//! asks for (`say`, `change`, `ask`, `leave`), how one comes in (`join`, `request`) and back (`rejoin`,
//! `reenter`), and at the top `hear`, which takes what others did.

pub(crate) mod answer;
pub(crate) mod appended;
mod arrange;
pub(crate) mod ask;
pub(crate) mod at_rest;
pub(crate) mod attach;
pub(crate) mod behind;
pub(crate) mod cancel;
pub(crate) mod change;
pub(crate) mod commit;
pub(crate) mod create;
pub(crate) mod doubt;
pub(crate) mod draft;
pub(crate) mod fetch;
pub(crate) mod former;
pub(crate) mod forward;
pub(crate) mod generation;
pub(crate) mod handshake;
pub(crate) mod hear;
pub(crate) mod incoming;
pub(crate) mod invitation;
pub(crate) mod invite;
pub(crate) mod join;
pub(crate) mod kept;
pub(crate) mod leave;
pub(crate) mod lines;
pub(crate) mod members;
pub(crate) mod next_log;
pub(crate) mod notice;
pub(crate) mod outer;
pub(crate) mod own_entry;
pub(crate) mod plan;
pub(crate) mod plea;
pub(crate) mod policy;
pub(crate) mod reactions;
pub(crate) mod receipt;
pub(crate) mod reenter;
pub(crate) mod refound;
pub(crate) mod rejoin;
pub(crate) mod renew;
pub(crate) mod request;
pub(crate) mod say;
pub(crate) mod send;
pub(crate) mod set_aside;
pub(crate) mod start;
pub(crate) mod strangers;
pub(crate) mod succession;
pub(crate) mod their_commit;
pub(crate) mod typing;
pub(crate) mod unsent;
pub(crate) mod validity;
mod voices;
pub(crate) mod whose;
pub(crate) mod withdraw;

use hudhud_base::{BlobId, ConversationId, HostName, HostUrl, Transfer};
use hudhud_mls::{Context, Group};
use hudhud_store::conversations::{self, ConversationRow, ConversationState};

use crate::api::{CommandError, Link};
use crate::turn::damage::Damage;
use crate::turn::groups::damaged;
use crate::turn::links::{self, OpenLog};
use crate::turn::pending::LogOwner;
use crate::turn::{Step, Stop, Turn};

/// One conversation in the open turn. The row is the truth of this turn: what changes it writes it
/// with [`Conversation::save`], or is called by somebody who does.
pub(crate) struct Conversation<'c, 't> {
    pub(crate) turn: &'c mut Turn<'t>,
    pub(crate) row: ConversationRow,
}

/// Whether reading a log goes on behind an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    GoesOn,
    /// The group goes to another log: it is read on there, and of this one nothing counts any more.
    MovesOn,
    /// The entry refers to a blob, and is read again when the blob is there.
    WaitsForBlob,
    /// This device is no longer in the conversation.
    Ended,
    /// It was removed and has come in again by an invitation that had been kept: what is behind the
    /// entry is no longer its business, and the invitation is to be used.
    InvitedAgain,
}

impl<'t> Turn<'t> {
    /// A conversation by its row.
    pub(crate) fn view(&mut self, row: ConversationRow) -> Conversation<'_, 't> {
        Conversation { turn: self, row }
    }

    /// A conversation by its number, if it is still there.
    pub(crate) fn conversation(
        &mut self,
        id: ConversationId,
    ) -> Step<Option<Conversation<'_, 't>>> {
        Ok(conversations::by_id(self.db, id)?.map(|row| Conversation { turn: self, row }))
    }

    /// The conversation that a command names.
    pub(crate) fn named(&mut self, id: ConversationId) -> Step<Conversation<'_, 't>> {
        let row = conversations::by_id(self.db, id)?.ok_or(CommandError::NoSuchConversation)?;
        Ok(self.view(row))
    }

    /// The conversation that a command names, if this device takes part in it.
    pub(crate) fn writable(&mut self, id: ConversationId) -> Step<Conversation<'_, 't>> {
        let conversation = self.named(id)?;
        if is_in_use(&conversation.row) {
            Ok(conversation)
        } else {
            Err(CommandError::NotActive.into())
        }
    }
}

impl Conversation<'_, '_> {
    pub(crate) fn id(&self) -> ConversationId {
        self.row.id
    }

    pub(crate) fn save(&self) -> Step {
        Ok(conversations::update(self.turn.db, &self.row)?)
    }

    /// Tells the interface that the conversation looks different.
    pub(crate) fn changed(&mut self) {
        self.turn.conversation_changed(self.row.id);
    }

    /// The link on which the log is read and written.
    pub(crate) fn link(&self) -> Link {
        links::conversations(&self.row.host)
    }

    /// What its host is called in what others read.
    pub(crate) fn host(&self) -> Step<HostName> {
        let url = self.row.host.parse::<HostUrl>();
        let url = url.map_err(|_| self.damaged(Damage::HostUnreadable))?;
        Ok(HostName::from(&url))
    }

    /// The log, if it is open or being opened.
    pub(crate) fn open_log(&mut self) -> Option<&mut OpenLog> {
        let link = self.link();
        self.turn
            .memory
            .open_log(&link, LogOwner::Conversation(self.row.id))
    }

    /// A blob, as it is moved for this conversation.
    pub(crate) fn transfer(&self, blob: BlobId) -> Transfer {
        Transfer {
            conversation: self.row.id,
            blob,
        }
    }

    /// Opens the log anew, with the capabilities of now.
    pub(crate) fn reopen_log(&mut self) -> Step {
        self.turn.open_conversation(&self.row)
    }

    pub(crate) fn with_group<R>(
        &mut self,
        work: impl FnOnce(&mut Group, &mut Context<'_>) -> R,
    ) -> Step<R> {
        self.turn.with_group(&self.row, work)
    }

    /// A rule that does not hold here.
    pub(crate) fn damaged(&self, damage: Damage) -> Stop {
        damaged(&self.row, damage)
    }
}

/// Whether this device takes part, or will once the network has been there.
pub(crate) fn is_in_use(row: &ConversationRow) -> bool {
    match row.state {
        ConversationState::Creating | ConversationState::Active | ConversationState::OutOfStep => {
            true
        }
        ConversationState::Request
        | ConversationState::Left
        | ConversationState::Removed
        | ConversationState::Deserted
        | ConversationState::Failed => false,
    }
}
