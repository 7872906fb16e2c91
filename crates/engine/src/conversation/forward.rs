//! Forwarding: what was said is said in another conversation, with what is attached to it.

use hudhud_base::{BlobId, ConversationId, MessageRow};
use hudhud_store::{
    Secret,
    attachments::{self, AttachmentRow},
    messages::MessageKind,
};

use crate::api::{Answer, CommandError};
use crate::conversation::Conversation;
use crate::conversation::say::{Saying, check_body};
use crate::turn::own::random;
use crate::turn::{Step, Turn};

impl Turn<'_> {
    /// Says in a conversation what was said in a message.
    pub(crate) fn forward(
        &mut self,
        message: MessageRow,
        to: ConversationId,
        named: bool,
    ) -> Step<Answer> {
        let source = self.target_message(message)?;
        if source.kind != MessageKind::Text {
            return Err(CommandError::NoSuchMessage.into());
        }
        let forwarded = named.then(|| self.whose(&source)).transpose()?;
        let attached = attachments::of_message(self.db, source.id)?;
        if attached.is_empty() {
            check_body(&source.body)?;
        }
        let mut conversation = self.writable(to)?;
        let attached = attached
            .into_iter()
            .map(|row| conversation.anew(row))
            .collect();
        conversation.say(Saying {
            body: &source.body,
            reply_to: None,
            attached,
            forwarded,
        })
    }
}

impl Conversation<'_, '_> {
    /// An attachment of another message as one of this conversation, to be sealed anew: under a key and a name that nobody
    /// has had. Whoever asks for a blob is seen by its host, who would learn from one name which audiences
    /// belong together.
    fn anew(&mut self, source: AttachmentRow) -> AttachmentRow {
        let file = BlobId(random(self.turn.rng));
        AttachmentRow {
            file,
            conversation: self.row.id,
            message: MessageRow(0),
            host: self.row.host.clone(),
            blob: file,
            erase: Some(Secret::new(random(self.turn.rng))),
            // Of what is not sealed itself yet, what that is sealed from.
            sealed_from: Some(source.sealed_from.unwrap_or(source.file)),
            ..source
        }
    }
}
