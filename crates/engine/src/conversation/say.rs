//! Messages: what the person says, and what others said.

use hudhud_base::{AccountId, ConversationId, MessageRow, OutboxId, Seq, limits};
use hudhud_content::{Envelope, Message, MessageId, account_uri, conversation_uri, is_emoji};
use hudhud_mls::Member;
use hudhud_store::{
    conversations::{self, ConversationRow, ConversationState},
    messages::{self, MessageKind, MessageState, StoredMessage},
    outbox::{self, OutboxClass, OutboxRow},
    reactions::{self, ReactionRow},
};
use hudhud_wire::Entry;

use crate::api::{Answer, CommandError, Event, TurnError};
use crate::turn::own::random;
use crate::turn::{Step, Stop, Turn};

/// An encoded message with the id it has in its conversation.
struct Composed {
    bytes: Vec<u8>,
    id: MessageId,
}

impl Turn<'_> {
    pub(crate) fn row(&mut self, conversation: ConversationId) -> Step<ConversationRow> {
        Ok(conversations::by_id(self.db, conversation)?.ok_or(CommandError::NoSuchConversation)?)
    }

    /// A conversation that this device takes part in.
    pub(crate) fn writable(&mut self, conversation: ConversationId) -> Step<ConversationRow> {
        let row = self.row(conversation)?;
        match row.state {
            ConversationState::Creating
            | ConversationState::Active
            | ConversationState::OutOfStep => Ok(row),
            ConversationState::Request
            | ConversationState::Left
            | ConversationState::Removed
            | ConversationState::Failed => Err(CommandError::NotActive.into()),
        }
    }

    fn target_message(&mut self, message: MessageRow) -> Step<StoredMessage> {
        let row = messages::by_id(self.db, message)?.ok_or(CommandError::NoSuchMessage)?;
        if row.kind == MessageKind::System {
            return Err(CommandError::NoSuchMessage.into());
        }
        if row.deleted {
            return Err(CommandError::Deleted.into());
        }
        Ok(row)
    }

    fn own_message(&mut self, message: MessageRow) -> Step<StoredMessage> {
        let row = self.target_message(message)?;
        if row.sender != self.own()?.account {
            return Err(CommandError::NotYours.into());
        }
        Ok(row)
    }

    fn compose(&mut self, row: &ConversationRow, message: Message) -> Step<Composed> {
        let seen = row
            .running_hash
            .filter(|_| row.cursor > Seq(0))
            .map(|hash| (row.cursor, hash));
        let salt = random(self.rng);
        let envelope = Envelope {
            sent: self.now,
            seen,
            message,
        };
        let bytes = envelope.encode(salt).map_err(|_| CommandError::TooLong {
            limit_bytes: limits::MESSAGE_BYTES,
        })?;
        let account = self.own()?.account;
        let id = message_id(row, &account, &bytes, &salt).ok_or(TurnError::Damaged)?;
        Ok(Composed { bytes, id })
    }

    fn queue(
        &mut self,
        row: &ConversationRow,
        message: Option<MessageRow>,
        content: Vec<u8>,
    ) -> Step {
        outbox::insert(
            self.db,
            &OutboxRow {
                id: OutboxId(0),
                conversation: row.id,
                message,
                content,
                class: OutboxClass::Plain,
                entry: None,
                sealed: None,
                generation: row.generation,
                epoch: 0,
                expected_head: None,
                rotation: None,
                intent: None,
                blob: None,
                attempts: 0,
                not_before: hudhud_base::Timestamp(0),
            },
        )?;
        self.drive(row.id)
    }

    /// Sends content that is no message of its own in the list.
    pub(crate) fn send_aside(&mut self, row: &ConversationRow, message: Message) -> Step {
        let composed = self.compose(row, message)?;
        self.queue(row, None, composed.bytes)
    }

    pub(crate) fn send(
        &mut self,
        conversation: ConversationId,
        body: &str,
        reply_to: Option<MessageRow>,
    ) -> Step<Answer> {
        let mut row = self.writable(conversation)?;
        // What is sent was being written until now.
        row.draft.clear();
        self.say(row, body, reply_to)
    }

    fn say(
        &mut self,
        mut row: ConversationRow,
        body: &str,
        reply_to: Option<MessageRow>,
    ) -> Step<Answer> {
        check_body(body)?;
        let reply_to = reply_to
            .map(|message| {
                let target = self.target_message(message)?;
                let here = target.conversation == row.id;
                here.then_some(MessageId(target.message_id))
                    .ok_or(Stop::Refused(CommandError::NoSuchMessage))
            })
            .transpose()?;
        let composed = self.compose(
            &row,
            Message::Text {
                body: body.to_owned(),
                reply_to,
            },
        )?;
        let own = self.own()?.account;
        let id = messages::insert(
            self.db,
            &StoredMessage {
                id: MessageRow(0),
                conversation: row.id,
                position: 0,
                message_id: composed.id.0,
                sender: own,
                kind: MessageKind::Text,
                body: body.to_owned(),
                reply_to: reply_to.map(|id| id.0),
                sent: self.now,
                seq: None,
                minute: None,
                state: MessageState::Queued,
                edited: None,
                deleted: false,
            },
        )?;
        row.last_activity = self.now;
        conversations::update(self.db, &row)?;
        self.event(Event::Message {
            conversation: row.id,
            message: id,
        });
        self.conversation_changed(row.id);
        self.begin_to_plead(&row)?;
        self.queue(&row, Some(id), composed.bytes)?;
        Ok(Answer::Queued(id))
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

    pub(crate) fn discard(&mut self, message: MessageRow) -> Step<Answer> {
        let target = self.given_up(message)?;
        messages::delete(self.db, target.id)?;
        self.message_changed(target.conversation, target.id);
        self.conversation_changed(target.conversation);
        Ok(Answer::Done)
    }

    pub(crate) fn resend(&mut self, message: MessageRow) -> Step<Answer> {
        let target = self.given_up(message)?;
        let row = self.writable(target.conversation)?;
        let answered = target
            .reply_to
            .map(|id| messages::by_message_id(self.db, row.id, &id))
            .transpose()?
            .flatten()
            .filter(|answered| !answered.deleted && answered.kind != MessageKind::System);
        messages::delete(self.db, target.id)?;
        self.message_changed(row.id, target.id);
        let reply_to = answered.map(|answered| answered.id);
        self.say(row, &target.body, reply_to)
    }

    pub(crate) fn edit(&mut self, message: MessageRow, body: &str) -> Step<Answer> {
        let target = self.own_message(message)?;
        let row = self.writable(target.conversation)?;
        check_body(body)?;
        messages::edit(self.db, target.id, body, self.now)?;
        self.message_changed(row.id, target.id);
        self.send_aside(
            &row,
            Message::Edit {
                target: MessageId(target.message_id),
                body: body.to_owned(),
            },
        )?;
        Ok(Answer::Done)
    }

    pub(crate) fn delete(&mut self, message: MessageRow) -> Step<Answer> {
        let target = self.own_message(message)?;
        let row = self.writable(target.conversation)?;
        messages::mark_deleted(self.db, target.id)?;
        self.message_changed(row.id, target.id);
        self.send_aside(
            &row,
            Message::Delete {
                target: MessageId(target.message_id),
            },
        )?;
        Ok(Answer::Done)
    }

    pub(crate) fn react(&mut self, message: MessageRow, emoji: &str) -> Step<Answer> {
        if !is_emoji(emoji) {
            return Err(CommandError::NotAnEmoji.into());
        }
        let target = self.target_message(message)?;
        let row = self.writable(target.conversation)?;
        let own = self.own()?.account;
        let there = reactions::for_messages(self.db, row.id, &[target.message_id])?;
        if there
            .iter()
            .any(|reaction| reaction.account == own && reaction.emoji == emoji)
        {
            return Ok(Answer::Done);
        }
        let composed = self.compose(
            &row,
            Message::Reaction {
                target: MessageId(target.message_id),
                emoji: emoji.to_owned(),
            },
        )?;
        let reaction = ReactionRow {
            conversation: row.id,
            target: target.message_id,
            account: own,
            emoji: emoji.to_owned(),
            reaction_id: composed.id.0,
        };
        reactions::add(self.db, &reaction)?;
        self.message_changed(row.id, target.id);
        self.queue(&row, None, composed.bytes)?;
        Ok(Answer::Done)
    }

    pub(crate) fn unreact(&mut self, message: MessageRow, emoji: &str) -> Step<Answer> {
        let target = self.target_message(message)?;
        let row = self.writable(target.conversation)?;
        let own = self.own()?.account;
        let there = reactions::for_messages(self.db, row.id, &[target.message_id])?;
        let Some(mine) = there
            .into_iter()
            .find(|reaction| reaction.account == own && reaction.emoji == emoji)
        else {
            return Ok(Answer::Done);
        };
        reactions::remove(self.db, row.id, &mine.target, &own, emoji)?;
        self.message_changed(row.id, target.id);
        self.send_aside(
            &row,
            Message::Unreact {
                target: MessageId(mine.reaction_id),
            },
        )?;
        Ok(Answer::Done)
    }

    /// A message that somebody's device sealed for this group.
    pub(crate) fn receive_message(
        &mut self,
        row: &mut ConversationRow,
        entry: &Entry,
        sender: &Member,
        plaintext: &[u8],
    ) -> Step {
        let Ok((envelope, salt)) = Envelope::decode(plaintext) else {
            return Ok(());
        };
        let Some(id) = message_id(row, &sender.account, plaintext, &salt) else {
            return Ok(());
        };
        self.compare(row, envelope.seen, entry.seq);
        let sender = sender.account;
        match envelope.message {
            Message::Text { body, reply_to } => {
                let shown = Shown {
                    kind: MessageKind::Text,
                    body,
                    reply_to: reply_to.map(|id| id.0),
                    sent: envelope.sent,
                };
                self.show(row, entry, (sender, id), shown)
            }
            Message::Unsupported {
                media_type,
                fallback,
            } => {
                let body = fallback.unwrap_or(media_type);
                let shown = Shown {
                    kind: MessageKind::Unsupported,
                    body,
                    reply_to: None,
                    sent: envelope.sent,
                };
                self.show(row, entry, (sender, id), shown)
            }
            Message::Edit { target, body } => {
                if let Some(message) = self.theirs(row.id, &sender, &target)? {
                    // Of two edits the later in the log stands; the time shown is the log's.
                    messages::edit(self.db, message.id, &body, entry.minute.start())?;
                    self.message_changed(row.id, message.id);
                }
                Ok(())
            }
            Message::Delete { target } | Message::Unreact { target } => {
                self.take_back(row, &sender, &target)
            }
            Message::Reaction { target, emoji } => self.reaction(row, &sender, (target, id), emoji),
            Message::Status(report) => self.receipt(row, &sender, &report),
        }
    }

    fn show(
        &mut self,
        row: &mut ConversationRow,
        entry: &Entry,
        (sender, id): (AccountId, MessageId),
        shown: Shown,
    ) -> Step {
        // The same message in another entry: it was sealed again, or sent twice.
        if messages::by_sender_and_id(self.db, row.id, &sender, &id.0)?.is_some() {
            return Ok(());
        }
        let own = self.own()?.account == sender;
        let shown_at = shown.sent;
        let message = messages::insert(
            self.db,
            &StoredMessage {
                id: MessageRow(0),
                conversation: row.id,
                position: 0,
                message_id: id.0,
                sender,
                kind: shown.kind,
                body: shown.body,
                reply_to: shown.reply_to,
                sent: shown.sent,
                seq: Some(entry.seq),
                minute: Some(entry.minute),
                state: if own {
                    MessageState::Sent
                } else {
                    MessageState::Received
                },
                edited: None,
                deleted: false,
            },
        )?;
        // The sender's word on the time, as far as the host's agrees.
        let minute = entry.minute.start();
        let active = shown_at.clamp(minute, minute.plus_ms(59_999));
        row.last_activity = row.last_activity.max(active);
        if !own {
            row.unread = row.unread.saturating_add(1);
            self.receipt_due(row);
        }
        self.event(Event::Message {
            conversation: row.id,
            message: message,
        });
        Ok(())
    }

    /// A message of this sender, by its id.
    fn theirs(
        &mut self,
        conversation: ConversationId,
        sender: &AccountId,
        id: &MessageId,
    ) -> Step<Option<StoredMessage>> {
        Ok(
            messages::by_sender_and_id(self.db, conversation, sender, &id.0)?
                .filter(|message| !message.deleted),
        )
    }

    fn take_back(
        &mut self,
        row: &mut ConversationRow,
        sender: &AccountId,
        target: &MessageId,
    ) -> Step {
        if let Some(message) = self.theirs(row.id, sender, target)? {
            messages::mark_deleted(self.db, message.id)?;
            let own = self.own()?.account;
            row.unread = messages::count_unread(self.db, row.id, row.read_seq, &own)?;
            self.message_changed(row.id, message.id);
        } else if let Some(reaction) = reactions::by_reaction_id(self.db, row.id, &target.0)?
            && reaction.account == *sender
        {
            reactions::remove_by_reaction_id(self.db, row.id, sender, &target.0)?;
            self.reacted(row.id, &reaction.target)?;
        }
        Ok(())
    }

    fn reaction(
        &mut self,
        row: &ConversationRow,
        sender: &AccountId,
        (target, id): (MessageId, MessageId),
        emoji: String,
    ) -> Step {
        let there = messages::by_message_id(self.db, row.id, &target.0)?
            .is_some_and(|message| !message.deleted);
        if !there || !is_emoji(&emoji) {
            return Ok(());
        }
        let reaction = ReactionRow {
            conversation: row.id,
            target: target.0,
            account: *sender,
            emoji,
            reaction_id: id.0,
        };
        reactions::add(self.db, &reaction)?;
        self.reacted(row.id, &target.0)
    }

    fn reacted(&mut self, conversation: ConversationId, target: &[u8; 32]) -> Step {
        if let Some(message) = messages::by_message_id(self.db, conversation, target)? {
            self.message_changed(conversation, message.id);
        }
        Ok(())
    }

    /// What the sender saw of the log against what we saw: the host must have shown both the same.
    fn compare(
        &mut self,
        row: &ConversationRow,
        seen: Option<(Seq, hudhud_base::RunningHash)>,
        at: Seq,
    ) {
        let Some((seq, hash)) = seen else { return };
        if seq >= at
            || self
                .memory
                .hash_at(row.id, seq)
                .is_some_and(|ours| ours != hash)
        {
            self.event(Event::Disagreement {
                conversation: row.id,
            });
        }
    }

    /// An entry whose keys are gone: said where it stood, so that nobody believes nothing was there.
    pub(crate) fn unreadable(&mut self, row: &mut ConversationRow, entry: &Entry) -> Step {
        self.system_line(row, entry, &crate::conversation::notice::Notice::Unreadable)
    }
}

struct Shown {
    kind: MessageKind,
    body: String,
    reply_to: Option<[u8; 32]>,
    sent: hudhud_base::Timestamp,
}

fn check_body(body: &str) -> Result<(), CommandError> {
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

fn message_id(
    row: &ConversationRow,
    sender: &AccountId,
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
