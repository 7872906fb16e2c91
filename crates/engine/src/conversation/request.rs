//! Answering somebody who writes for the first time; and who is not to be heard of again.

use hudhud_base::{AccountId, ConversationId};
use hudhud_store::{
    accounts::Standing,
    conversations::{self, ConversationState},
};

use crate::api::{Answer, CommandError};
use crate::conversation::{Conversation, is_in_use};
use crate::turn::{Step, Turn};

impl<'t> Turn<'t> {
    fn requested(&mut self, conversation: ConversationId) -> Step<Conversation<'_, 't>> {
        let conversation = self.named(conversation)?;
        if conversation.row.state == ConversationState::Request {
            Ok(conversation)
        } else {
            Err(CommandError::NotARequest.into())
        }
    }

    /// The intent is to be moved on.
    pub(crate) fn accept(&mut self, conversation: ConversationId) -> Step<Answer> {
        let intent = self.requested(conversation)?.accept_invitation()?;
        Ok(Answer::Intent(intent))
    }

    pub(crate) fn decline(&mut self, conversation: ConversationId) -> Step<Answer> {
        let mut requested = self.requested(conversation)?;
        // Somebody else may have written about the same group, and that is asked then.
        if requested.next_invitation()?.is_none() {
            self.forget_conversation(conversation)?;
        }
        Ok(Answer::Done)
    }

    pub(crate) fn block(&mut self, account: &AccountId) -> Step<Answer> {
        if *account == self.own()?.account {
            return Err(CommandError::Yourself.into());
        }
        self.set_standing(account, Standing::Blocked)?;
        self.take_back_capability(account)?;
        for row in conversations::with_state(self.db, ConversationState::Request)? {
            let id = row.id;
            if row.inviter == Some(*account) && self.view(row).next_invitation()?.is_none() {
                self.forget_conversation(id)?;
            }
        }
        for row in conversations::with_peer(self.db, account)? {
            // Who is not to be heard of again is not left listening either.
            if is_in_use(&row) {
                self.ask_to_leave(row.id)?;
            }
            self.conversation_changed(row.id);
        }
        Ok(Answer::Done)
    }

    pub(crate) fn unblock(&mut self, account: &AccountId) -> Step<Answer> {
        self.set_standing(account, Standing::Stranger)?;
        for row in conversations::with_peer(self.db, account)? {
            self.conversation_changed(row.id);
        }
        Ok(Answer::Done)
    }
}
