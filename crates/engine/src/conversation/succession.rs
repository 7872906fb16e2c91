//! One person has one direct conversation. One that is over goes on in the next one: what was said in it
//! stands before everything that is said there.

use hudhud_base::{AccountId, ConversationId, Seq};
use hudhud_store::{
    arrangements::{self, Arrangement},
    conversations::{self, ConversationRow},
    messages,
    receipts::{self, ReceiptRow},
};

use crate::conversation::is_in_use;
use crate::turn::{Step, Turn};

impl Turn<'_> {
    /// Takes what was said with somebody before into the conversation that goes on. Nothing happens while
    /// there is none: then what is over stays where it is.
    pub(crate) fn gather(&mut self, peer: &AccountId) -> Step {
        let rows = conversations::with_peer(self.db, peer)?;
        let Some(mut into) = rows.iter().rfind(|row| is_in_use(row)).cloned() else {
            return Ok(());
        };
        for from in rows.iter().filter(|row| row.state.is_over()) {
            self.absorb(from, &mut into)?;
        }
        Ok(())
    }

    fn absorb(&mut self, from: &ConversationRow, into: &mut ConversationRow) -> Step {
        for message in messages::precede(self.db, from.id, into.id)? {
            self.message_changed(into.id, message);
        }
        if into.draft.is_empty() {
            into.draft.clone_from(&from.draft);
        }
        into.last_activity = into.last_activity.max(from.last_activity);
        conversations::update(self.db, into)?;
        self.keep_arrangement(from, into)?;
        self.keep_that_they_were_heard(from, into)?;
        self.forget_conversation(from.id)?;
        self.conversation_changed(into.id);
        Ok(())
    }

    /// How it stood in the list, so that what was muted stays so; only out of the archive it comes.
    fn keep_arrangement(&mut self, from: &ConversationRow, into: &ConversationRow) -> Step {
        let (was, is) = (
            arrangements::of(self.db, from.id)?,
            arrangements::of(self.db, into.id)?,
        );
        let both = Arrangement {
            muted_until: is.muted_until.max(was.muted_until),
            pinned: is.pinned || was.pinned,
            archived: is.archived,
            // What came and was not read is not counted there, and is not to be overlooked.
            unread: is.unread || was.unread || from.unread > 0,
        };
        if both != is {
            arrangements::put(self.db, into.id, &both)?;
        }
        Ok(())
    }

    /// Whoever has answered once need not accept again: that they did is all that is kept of it.
    fn keep_that_they_were_heard(
        &mut self,
        from: &ConversationRow,
        into: &ConversationRow,
    ) -> Step {
        let Some(peer) = from.peer else {
            return Ok(());
        };
        let before = receipts::by_account(self.db, from.id, &peer)?;
        let now = receipts::by_account(self.db, into.id, &peer)?;
        if before.is_some() && now.is_none() {
            receipts::upsert(self.db, &ReceiptRow::unheard(into.id, peer, Seq(0)))?;
        }
        Ok(())
    }

    /// Takes a conversation away, with everything in it and its keys.
    pub(crate) fn forget_conversation(&mut self, conversation: ConversationId) -> Step {
        if let Some(row) = conversations::by_id(self.db, conversation)? {
            self.delete_group(&row)?;
        }
        conversations::forget(self.db, conversation)?;
        self.conversation_changed(conversation);
        Ok(())
    }

    /// Whether another conversation with the same person goes on beside this one.
    pub(crate) fn goes_on_elsewhere(&self, row: &ConversationRow) -> Step<bool> {
        let Some(peer) = &row.peer else {
            return Ok(false);
        };
        let rows = conversations::with_peer(self.db, peer)?;
        Ok(rows
            .iter()
            .any(|other| other.id != row.id && is_in_use(other)))
    }
}
