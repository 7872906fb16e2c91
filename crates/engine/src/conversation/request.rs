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
        self.requested(conversation)?;
        self.turn_down(conversation)?;
        Ok(Answer::Done)
    }

    /// A request is not wanted. Somebody else may have written about the same group, and that is asked then.
    fn turn_down(&mut self, conversation: ConversationId) -> Step {
        let Some(mut request) = self.conversation(conversation)? else {
            return Ok(());
        };
        if request.was_in()? {
            if request.next_invitation()?.is_none() {
                request.stands_back()?;
            }
            return Ok(());
        }
        // Each has a number of its own: whoever answers one answers what they have seen.
        let mut waiting = request.waiting_invitations()?;
        let group = std::mem::take(&mut request.row.group_id);
        self.forget_conversation(conversation)?;
        while !waiting.is_empty() {
            let next = waiting.remove(0);
            let asked = self.begin_request(None, AccountId(next.from.0), &next.matter)?;
            if asked.is_some() {
                break;
            }
        }
        match conversations::by_group_id(self.db, &group)? {
            Some(row) => self.view(row).keep_waiting(&waiting),
            None => Ok(()),
        }
    }

    pub(crate) fn block(&mut self, account: &AccountId) -> Step<Answer> {
        if *account == self.own()?.account {
            return Err(CommandError::Yourself.into());
        }
        self.set_standing(account, Standing::Blocked)?;
        self.take_back_capability(account)?;
        for row in conversations::with_state(self.db, ConversationState::Request)? {
            let id = row.id;
            if row.inviter == Some(*account) {
                self.turn_down(id)?;
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
