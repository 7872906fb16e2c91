//! Giving up what was asked for and has not begun, and a message that has not left.
//!
//! Once a commit or a message is sealed it may lie in the log, whether or not the host has said so: it
//! is not taken out of the outbox, or this device would not know its own entry again.

use hudhud_base::{ConversationId, IntentId, MessageRow};
use hudhud_store::{
    intents::{self, IntentRow, IntentState},
    messages::{self, MessageState, StoredMessage},
    outbox,
};

use crate::api::{Answer, CommandError};
use crate::turn::{Step, Turn};
use crate::work::intent::IntentKind;

impl Turn<'_> {
    /// Gives an intent up: [`Answer::Done`] if nothing is left of it, [`Answer::Intent`] if it goes on.
    pub(crate) fn cancel(&mut self, intent: IntentId) -> Step<Answer> {
        let Some(row) = intents::by_id(self.db, intent)? else {
            return Ok(Answer::Done);
        };
        match row.state {
            IntentState::Done | IntentState::Failed => return Ok(Answer::Done),
            IntentState::Staged => return Ok(Answer::Intent(intent)),
            IntentState::Open => {}
        }
        let Some(kind) = IntentKind::of(&row).filter(IntentKind::may_be_cancelled) else {
            return Ok(Answer::Intent(intent));
        };
        // Before there is an account, the name belongs to the sign-up.
        if kind == IntentKind::ClaimName && self.own()?.row.signed_up {
            self.update_own(|row| row.wanted_name = None)?;
        }
        intents::delete(self.db, intent)?;
        self.memory.asked.retain(|(asking, _)| *asking != intent);
        self.without_intent(&row, &kind)?;
        Ok(Answer::Done)
    }

    /// What an intent that is gone leaves of its conversation.
    fn without_intent(&mut self, row: &IntentRow, kind: &IntentKind) -> Step {
        let Some(id) = row.conversation else {
            return Ok(());
        };
        if let Some(mut conversation) = self.conversation(id)?
            && matches!(kind, IntentKind::Add(_))
        {
            conversation.abandon_if_alone()?;
        }
        self.conversation_changed(id);
        Ok(())
    }

    /// Forgets an own message that was given up, or has not left.
    pub(crate) fn discard_message(&mut self, message: MessageRow) -> Step<Answer> {
        let target = self.own_message(message)?;
        match target.state {
            MessageState::Failed => {}
            MessageState::Queued => self.withhold(&target)?,
            MessageState::Sent
            | MessageState::Delivered
            | MessageState::Read
            | MessageState::Received => return Err(CommandError::NoSuchMessage.into()),
        }
        messages::delete(self.db, target.id)?;
        self.message_changed(target.conversation, target.id);
        self.conversation_changed(target.conversation);
        Ok(Answer::Done)
    }

    /// Takes a queued message out of the outbox, unless it may have left already.
    fn withhold(&mut self, message: &StoredMessage) -> Step {
        let queued = outbox::list(self.db, message.conversation)?;
        let its_own = queued.iter().find(|out| out.message == Some(message.id));
        match its_own {
            Some(out) if out.sealed.is_none() => {
                // What was said about it is about nothing.
                for about in outbox::waiting_for(self.db, message.id)? {
                    outbox::delete(self.db, about.id)?;
                }
                outbox::delete(self.db, out.id)?;
                match self.conversation(message.conversation)? {
                    Some(mut conversation) => conversation.tells_profile_again(),
                    None => Ok(()),
                }
            }
            Some(_) | None => Err(CommandError::NoSuchMessage.into()),
        }
    }

    /// What people asked for and waits for a time is tried at once.
    pub(crate) fn try_again(&mut self) -> Step<Answer> {
        for mut row in intents::open_all(self.db)? {
            let asked_for = IntentKind::of(&row).is_some_and(|kind| kind.may_be_cancelled());
            if asked_for && row.not_before > self.now {
                row.not_before = self.now;
                intents::update(self.db, &row)?;
            }
        }
        let waiting: Vec<ConversationId> = outbox::conversations_with_rows(self.db)?;
        for conversation in waiting {
            for mut out in outbox::list(self.db, conversation)? {
                if out.not_before > self.now {
                    out.not_before = self.now;
                    outbox::update(self.db, &out)?;
                }
            }
        }
        let now = self.now;
        let logs = self.memory.log_retry.values_mut();
        logs.for_each(|retry| retry.at = now);
        self.letters_wait_for_no_time()?;
        // The turn that this is part of goes on as one that was woken.
        self.memory.deadline = Some(now);
        Ok(Answer::Done)
    }
}
