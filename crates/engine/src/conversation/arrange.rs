//! The list is the person's own: what they do with a conversation in it, and forgetting what was said.
//! Nobody else learns of any of it.

use hudhud_base::ConversationId;
use hudhud_store::arrangements::{self, Arrangement};
use hudhud_store::messages;

use crate::api::{Answer, Arrange, CommandError};
use crate::conversation::Conversation;
use crate::turn::{Step, Turn};

impl Turn<'_> {
    pub(crate) fn arrange(
        &mut self,
        conversation: ConversationId,
        arrange: Arrange,
    ) -> Step<Answer> {
        self.named(conversation)?.rearrange(|now| match arrange {
            Arrange::Mute(muted_until) => Arrangement { muted_until, ..now },
            Arrange::Pin(pinned) => Arrangement { pinned, ..now },
            Arrange::Archive(archived) => Arrangement { archived, ..now },
            Arrange::Unread(unread) => Arrangement { unread, ..now },
        })?;
        Ok(Answer::Done)
    }

    /// Forgets what was said; what waits to be sent is not said yet.
    pub(crate) fn clear(&mut self, conversation: ConversationId) -> Step<Answer> {
        let mut view = self.named(conversation)?;
        for message in messages::clear(view.turn.db, conversation)? {
            view.turn.message_changed(conversation, message);
        }
        // Nothing is left that could be counted. The mark of what was read stays: who clears has not read,
        // and the others are told what was.
        view.row.unread = 0;
        view.save()?;
        view.rearrange(|now| Arrangement {
            unread: false,
            ..now
        })?;
        view.changed();
        Ok(Answer::Done)
    }

    /// Forgets a conversation that is over. Of one that goes on, the next entry would have no place.
    pub(crate) fn forget_what_is_over(&mut self, conversation: ConversationId) -> Step<Answer> {
        if !self.named(conversation)?.row.state.is_over() {
            return Err(CommandError::NotOver.into());
        }
        self.forget_conversation(conversation)?;
        Ok(Answer::Done)
    }
}

impl Conversation<'_, '_> {
    /// Changes what the person did with it, if that differs.
    fn rearrange(&mut self, change: impl FnOnce(Arrangement) -> Arrangement) -> Step {
        let now = arrangements::of(self.turn.db, self.row.id)?;
        let changed = change(now);
        if changed != now {
            arrangements::put(self.turn.db, self.row.id, &changed)?;
            self.changed();
        }
        Ok(())
    }

    /// Something of it was read: it no longer counts as unread.
    pub(crate) fn is_looked_at(&mut self) -> Step {
        self.rearrange(|now| Arrangement {
            unread: false,
            ..now
        })
    }

    /// Somebody wrote: what stood apart comes back, unless nothing of it is to be heard.
    pub(crate) fn comes_back(&mut self) -> Step {
        let now = self.turn.now;
        self.rearrange(|arranged| Arrangement {
            archived: arranged.archived && arranged.is_muted(now),
            ..arranged
        })
    }
}
