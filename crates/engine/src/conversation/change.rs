//! Changing what was said: editing, taking back, and reacting. It is changed here at once, and said to
//! the others as content of its own.

use hudhud_base::MessageRow;
use hudhud_content::{Message, MessageId, is_one_sign};
use hudhud_store::{
    messages::{self, MessageState, StoredMessage},
    reactions::{self, ReactionRow},
};

use crate::api::{Answer, CommandError};
use crate::conversation::say::check_body;
use crate::turn::{Step, Turn};

impl Turn<'_> {
    pub(crate) fn edit(&mut self, message: MessageRow, body: &str) -> Step<Answer> {
        let target = self.own_message(message)?;
        self.ready_message(message)?;
        if self.forwarded(target.id)?.is_some() {
            // They are somebody else's words.
            return Err(CommandError::NotYours.into());
        }
        let mut conversation = self.writable(target.conversation)?;
        check_body(body)?;
        let turn = &mut *conversation.turn;
        messages::edit(turn.db, target.id, body, turn.now)?;
        turn.message_changed(target.conversation, target.id);
        let edit = Message::Edit {
            target: MessageId(target.message_id),
            body: body.to_owned(),
        };
        conversation.send_about(target.id, edit)?;
        Ok(Answer::Done)
    }

    /// Takes a message back. One that was given up is nowhere else: it is only forgotten.
    pub(crate) fn delete_message(&mut self, message: MessageRow) -> Step<Answer> {
        let target = self.own_message(message)?;
        if target.state == MessageState::Failed || self.waits_for_attachments(target.id)? {
            // Nobody has it: what has not begun to leave is not told to have been taken back.
            return self.discard_message(message);
        }
        let mut conversation = self.writable(target.conversation)?;
        messages::mark_deleted(conversation.turn.db, target.id)?;
        conversation
            .turn
            .message_changed(target.conversation, target.id);
        let delete = Message::Delete {
            target: MessageId(target.message_id),
        };
        conversation.send_about(target.id, delete)?;
        Ok(Answer::Done)
    }

    pub(crate) fn react(&mut self, message: MessageRow, emoji: &str) -> Step<Answer> {
        if !is_one_sign(emoji) {
            return Err(CommandError::NotAnEmoji.into());
        }
        let target = self.ready_message(message)?;
        let mut conversation = self.writable(target.conversation)?;
        if conversation.turn.own_reaction(&target, emoji)?.is_some() {
            return Ok(Answer::Done);
        }
        let account = conversation.turn.own()?.account;
        let composed = conversation.compose(Message::Reaction {
            target: MessageId(target.message_id),
            emoji: emoji.to_owned(),
        })?;
        let reaction = ReactionRow {
            conversation: target.conversation,
            target: target.message_id,
            account,
            emoji: emoji.to_owned(),
            reaction_id: composed.id.0,
        };
        if !conversation.has_room_for(&reaction)? {
            return Err(CommandError::TooManyReactions.into());
        }
        reactions::add(conversation.turn.db, &reaction)?;
        conversation
            .turn
            .message_changed(target.conversation, target.id);
        conversation.queue_about(target.id, composed.bytes)?;
        Ok(Answer::Done)
    }

    pub(crate) fn unreact(&mut self, message: MessageRow, emoji: &str) -> Step<Answer> {
        let target = self.target_message(message)?;
        let mut conversation = self.writable(target.conversation)?;
        let turn = &mut *conversation.turn;
        let Some(mine) = turn.own_reaction(&target, emoji)? else {
            return Ok(Answer::Done);
        };
        reactions::remove(
            turn.db,
            mine.conversation,
            &mine.target,
            &mine.account,
            emoji,
        )?;
        turn.message_changed(target.conversation, target.id);
        let unreact = Message::Unreact {
            target: MessageId(mine.reaction_id),
        };
        conversation.send_about(target.id, unreact)?;
        Ok(Answer::Done)
    }

    fn own_reaction(&mut self, target: &StoredMessage, emoji: &str) -> Step<Option<ReactionRow>> {
        let own = self.own()?.account;
        let there = reactions::for_messages(self.db, target.conversation, &[target.message_id])?;
        Ok(there
            .into_iter()
            .find(|reaction| reaction.account == own && reaction.emoji == emoji))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn whatever_is_drawn_as_one_emoji_may_be_a_reaction() {
        let pictures = ('\u{80}'..=char::MAX)
            .flat_map(|sign| [sign.to_string(), format!("{sign}\u{fe0f}")])
            .filter(|sign| hudhud_text::is_emoji(sign));
        let refused: Vec<String> = pictures
            .filter(|sign| !hudhud_content::is_one_sign(sign))
            .collect();
        assert_eq!(refused, Vec::<String>::new());
    }
}
