//! What is being written and not sent.

use hudhud_base::{ConversationId, limits};

use crate::api::{Answer, CommandError};
use crate::turn::{Step, Turn};

impl Turn<'_> {
    pub(crate) fn draft(&mut self, conversation: ConversationId, text: String) -> Step<Answer> {
        let mut conversation = self.named(conversation)?;
        if text.len() > limits::MESSAGE_BYTES {
            return Err(CommandError::TooLong {
                limit_bytes: limits::MESSAGE_BYTES,
            }
            .into());
        }
        if conversation.row.draft != text {
            conversation.row.draft = text;
            conversation.save()?;
            conversation.changed();
        }
        Ok(Answer::Done)
    }
}
