//! Saying something: composed, kept as pending, queued, and sent as soon as may be.

use hudhud_base::{ConversationId, MessageRow, Seq, Timestamp, limits};
use hudhud_content::{
    EncodeError, Envelope, Forwarded, Message, MessageId, account_uri, conversation_uri,
};
use hudhud_dialogue::SealedAttachment;
use hudhud_store::{
    attachments::{self, AttachmentRow},
    conversations::ConversationRow,
    messages::{self, MessageKind, MessageState, StoredMessage},
    outbox,
};

use crate::api::{Answer, CommandError, Event};
use crate::conversation::Conversation;
use crate::conversation::attach::said_of;
use crate::turn::damage::Damage;
use crate::turn::own::random;
use crate::turn::{Step, Turn};
use crate::work::outbox::plain;

/// Milliseconds for which what is said later waits for attachments to leave.
const OVERTAKES_AFTER_MS: u64 = 5_000;

/// What is to be said.
pub(crate) struct Saying<'s> {
    pub(crate) body: &'s str,
    pub(crate) reply_to: Option<MessageRow>,
    pub(crate) attached: Vec<AttachmentRow>,
    /// Whose it was, if it is passed on.
    pub(crate) forwarded: Option<Forwarded>,
}

/// An encoded message with the id it has in its conversation.
pub(crate) struct Composed {
    pub(crate) bytes: Vec<u8>,
    pub(crate) id: MessageId,
}

impl Turn<'_> {
    pub(crate) fn send(
        &mut self,
        conversation: ConversationId,
        body: &str,
        reply_to: Option<MessageRow>,
    ) -> Step<Answer> {
        let mut conversation = self.writable(conversation)?;
        check_body(body)?;
        // What is sent was being written until now.
        conversation.row.draft.clear();
        conversation.say(Saying {
            body,
            reply_to,
            attached: Vec::new(),
            forwarded: None,
        })
    }

    /// Says something with what the shell has sealed for it.
    pub(crate) fn send_attached(
        &mut self,
        conversation: ConversationId,
        body: &str,
        (reply_to, attached): (Option<MessageRow>, Vec<SealedAttachment>),
    ) -> Step<Answer> {
        if attached.is_empty() {
            return Err(CommandError::Empty.into());
        }
        let mut conversation = self.writable(conversation)?;
        if !body.is_empty() {
            conversation.row.draft = String::new();
        }
        let attached = conversation.rows_of(attached);
        conversation.say(Saying {
            body,
            reply_to,
            attached,
            forwarded: None,
        })
    }

    /// Says again what was given up, as a new message.
    pub(crate) fn resend(&mut self, message: MessageRow) -> Step<Answer> {
        let target = self.given_up(message)?;
        let attached = attachments::of_message(self.db, target.id)?;
        let forwarded = self.forwarded(target.id)?;
        let mut conversation = self.writable(target.conversation)?;
        let db = conversation.turn.db;
        let answered = match target.reply_to {
            Some(id) => messages::by_message_id(db, target.conversation, &id)?,
            None => None,
        };
        // What it answered may have been taken back meanwhile: it is said all the same.
        let answered =
            answered.filter(|answered| !answered.deleted && answered.kind != MessageKind::System);
        let answered = answered.map(|answered| answered.id);
        // First said anew, then forgotten: what is attached goes from one to the other.
        let answer = conversation.say(Saying {
            body: &target.body,
            reply_to: answered,
            attached,
            forwarded,
        })?;
        messages::delete(conversation.turn.db, target.id)?;
        conversation
            .turn
            .message_changed(target.conversation, target.id);
        Ok(answer)
    }

    /// A message with which something can be done.
    pub(crate) fn target_message(&mut self, message: MessageRow) -> Step<StoredMessage> {
        let row = messages::by_id(self.db, message)?.ok_or(CommandError::NoSuchMessage)?;
        if row.kind == MessageKind::System {
            return Err(CommandError::NoSuchMessage.into());
        }
        if row.deleted {
            return Err(CommandError::Deleted.into());
        }
        Ok(row)
    }

    /// The same, if others know of it, or will by the id that it has now.
    pub(crate) fn ready_message(&mut self, message: MessageRow) -> Step<StoredMessage> {
        let row = self.target_message(message)?;
        let attached = attachments::of_message(self.db, row.id)?;
        if attached.iter().any(|one| one.sealed_from.is_some()) {
            return Err(CommandError::NotReady.into());
        }
        Ok(row)
    }

    pub(crate) fn own_message(&mut self, message: MessageRow) -> Step<StoredMessage> {
        let row = self.target_message(message)?;
        if row.sender != self.own()?.account {
            return Err(CommandError::NotYours.into());
        }
        Ok(row)
    }

    /// An own message that is in no log and will not come into one.
    fn given_up(&mut self, message: MessageRow) -> Step<StoredMessage> {
        let row = self.own_message(message)?;
        if row.state == MessageState::Failed {
            Ok(row)
        } else {
            Err(CommandError::NoSuchMessage.into())
        }
    }
}

impl Conversation<'_, '_> {
    /// Says something of its own in the list.
    pub(crate) fn say(&mut self, saying: Saying<'_>) -> Step<Answer> {
        let Saying {
            body,
            reply_to,
            attached,
            forwarded,
        } = saying;
        let reply_to = match reply_to {
            Some(message) => Some(self.answered_here(message)?),
            None => None,
        };
        let told = self.row.profile_told;
        let message = what_is_said(body, reply_to, &attached)?;
        let mut composed = self.compose_of((self.turn.now, forwarded.clone()), message)?;
        if attached.iter().any(|row| row.sealed_from.is_some()) {
            // What is attached is not sealed yet: it is composed again once it is, and until then nothing
            // of it has been said.
            composed.bytes.clear();
            self.row.profile_told = told;
        }
        let sender = self.turn.own()?.account;
        let conversation = self.row.id;
        let message = messages::insert(
            self.turn.db,
            &StoredMessage {
                id: MessageRow(0),
                conversation,
                position: 0,
                message_id: composed.id.0,
                sender,
                kind: MessageKind::Text,
                body: body.to_owned(),
                reply_to: reply_to.map(|id| id.0),
                sent: self.turn.now,
                seq: None,
                minute: None,
                state: MessageState::Queued,
                edited: None,
                deleted: false,
            },
        )?;
        self.turn.keep_forwarded(message, forwarded)?;
        self.row.last_activity = self.turn.now;
        // Before it is queued: what drives the conversation reads the row anew.
        self.save()?;
        self.turn.event(Event::Message {
            conversation,
            message,
        });
        self.changed();
        // Somebody who still writes here wants to be back.
        self.begin_to_plead()?;
        self.renew_leaf_in_time(true)?;
        let waits = self.attach(message, attached)?;
        self.queue(Some(message), composed.bytes, waits.then_some(message))?;
        Ok(Answer::Queued(message))
    }

    /// The message that is answered, which must be one of this conversation.
    fn answered_here(&mut self, message: MessageRow) -> Step<MessageId> {
        let target = self.turn.ready_message(message)?;
        if target.conversation == self.row.id {
            Ok(MessageId(target.message_id))
        } else {
            Err(CommandError::NoSuchMessage.into())
        }
    }

    /// Composes a message again whose attachments have been sealed anew, if it waits for that.
    pub(crate) fn compose_anew(&mut self, row: &StoredMessage) -> Step {
        let waiting = outbox::waiting_for(self.turn.db, row.id)?;
        let own = |out: &outbox::OutboxRow| out.message == Some(row.id) && out.content.is_empty();
        let Some(mut out) = waiting.into_iter().find(own) else {
            return Ok(());
        };
        let attached = attachments::of_message(self.turn.db, row.id)?;
        let forwarded = self.turn.forwarded(row.id)?;
        let message = what_is_said(&row.body, row.reply_to.map(MessageId), &attached)?;
        let composed = self.compose_of((row.sent, forwarded), message)?;
        messages::update(
            self.turn.db,
            &StoredMessage {
                message_id: composed.id.0,
                ..row.clone()
            },
        )?;
        out.content = composed.bytes;
        Ok(outbox::update(self.turn.db, &out)?)
    }

    pub(crate) fn compose(&mut self, message: Message) -> Step<Composed> {
        self.compose_of((self.turn.now, None), message)
    }

    /// Composes what was written at that time, and passed on from somebody else if it was.
    fn compose_of(
        &mut self,
        (sent, forwarded): (Timestamp, Option<Forwarded>),
        message: Message,
    ) -> Step<Composed> {
        // What was seen of the log is said with every message, so that the others can compare.
        let seen = self
            .row
            .running_hash
            // Before the first entry nothing has been seen.
            .filter(|_| self.row.cursor > Seq(0))
            .map(|hash| (self.row.cursor, hash));
        // What is said by itself tells nobody how its person shows themselves.
        let by_itself = matches!(message, Message::Status(_));
        let told = self.row.profile_told;
        let profile = self.turn.own_profile(told)?.filter(|_| !by_itself);
        let salt = random(self.turn.rng);
        let mut envelope = Envelope {
            sent,
            seen,
            profile,
            forwarded,
            message,
        };
        let mut encoded = envelope.encode(salt);
        if encoded == Err(EncodeError::AttachmentsTooLong) && envelope.profile.take().is_some() {
            // What is attached leaves no room for it: it comes with what is said next.
            encoded = envelope.encode(salt);
        }
        let bytes = encoded.map_err(|error| match error {
            EncodeError::AttachmentsTooLong => CommandError::TooMuchAttached,
            EncodeError::TextTooLong
            | EncodeError::PictureTooLong
            | EncodeError::NotAnEmoji
            | EncodeError::TooManyMessages
            | EncodeError::Unsupported => CommandError::TooLong {
                limit_bytes: limits::MESSAGE_BYTES,
            },
        })?;
        let account = self.turn.own()?.account;
        let id = message_id(&self.row, &account, &bytes, &salt);
        let id = id.ok_or_else(|| self.damaged(Damage::MessageWithoutId))?;
        if let Some(profile) = envelope.profile {
            self.row.profile_told = profile.changed;
            self.save()?;
        }
        Ok(Composed { bytes, id })
    }

    /// Queues content and sends what can be sent. What waits for a message's attachments leaves with that
    /// message or after it.
    pub(crate) fn queue(
        &mut self,
        message: Option<MessageRow>,
        content: Vec<u8>,
        waits_for: Option<MessageRow>,
    ) -> Step {
        let mut out = plain(&self.row, message, content);
        out.waits_for = waits_for;
        if waits_for.is_none() && outbox::anything_waits(self.turn.db, self.row.id)? {
            // Said after something that takes a while: it stands behind that, if it is not long.
            out.not_before = self.turn.now.plus_ms(OVERTAKES_AFTER_MS);
        }
        outbox::insert(self.turn.db, &out)?;
        self.turn.drive(self.row.id)
    }

    /// Queues content about a message, which may not have left.
    pub(crate) fn queue_about(&mut self, target: MessageRow, content: Vec<u8>) -> Step {
        let waits = self.turn.waits_for_attachments(target)?;
        self.queue(None, content, waits.then_some(target))
    }

    /// Sends content about a message, that is no message of its own in the list.
    pub(crate) fn send_about(&mut self, target: MessageRow, message: Message) -> Step {
        let composed = self.compose(message)?;
        self.queue_about(target, composed.bytes)
    }

    /// Sends content that is no message of its own in the list.
    pub(crate) fn send_aside(&mut self, message: Message) -> Step {
        let composed = self.compose(message)?;
        self.queue(None, composed.bytes, None)
    }
}

fn what_is_said(
    body: &str,
    reply_to: Option<MessageId>,
    attached: &[AttachmentRow],
) -> Result<Message, CommandError> {
    let body = body.to_owned();
    Ok(match attached {
        [] => Message::Text { body, reply_to },
        rows => Message::Attached {
            body,
            reply_to,
            attachments: said_of(rows)?,
        },
    })
}

pub(crate) fn check_body(body: &str) -> Result<(), CommandError> {
    if body.trim().is_empty() {
        Err(CommandError::Empty)
    } else if body.len() > limits::MESSAGE_BYTES {
        Err(CommandError::TooLong {
            limit_bytes: limits::MESSAGE_BYTES,
        })
    } else {
        Ok(())
    }
}

/// The id that a message has on every device.
pub(crate) fn message_id(
    row: &ConversationRow,
    sender: &hudhud_base::AccountId,
    bytes: &[u8],
    salt: &[u8; 16],
) -> Option<MessageId> {
    MessageId::of(
        &account_uri(sender),
        &conversation_uri(&row.group_id),
        bytes,
        salt,
    )
    .ok()
}
