//! What others said: shown, changed, taken back.

use hudhud_base::{AccountId, MessageRow, RunningHash, Seq, Timestamp};
use hudhud_content::{
    Attachment, Envelope, Forwarded, Message, MessageId, StatusReport, is_one_sign,
};
use hudhud_mls::Member;
use hudhud_store::{
    conversations::ConversationKind,
    messages::{self, MessageKind, MessageState, StoredMessage},
    reactions::{self, ReactionRow},
};
use hudhud_wire::Entry;

use crate::api::Event;
use crate::conversation::Conversation;
use crate::conversation::say::message_id;
use crate::turn::Step;

/// Milliseconds from the first to the last of a minute.
const MINUTE_MS: u64 = 59_999;

/// Who said something, and the id it has on every device.
struct Said {
    sender: AccountId,
    id: MessageId,
}

/// A message to be shown in the list.
struct Shown {
    kind: MessageKind,
    body: String,
    reply_to: Option<MessageId>,
    sent: Timestamp,
    attachments: Vec<Attachment>,
    forwarded: Option<Forwarded>,
}

impl Shown {
    fn of(kind: MessageKind, body: String, sent: Timestamp) -> Self {
        Self {
            kind,
            body,
            reply_to: None,
            sent,
            attachments: Vec::new(),
            forwarded: None,
        }
    }
}

impl Conversation<'_, '_> {
    /// A message that somebody's device sealed for this group.
    pub(crate) fn receive_message(
        &mut self,
        entry: &Entry,
        sender: &Member,
        plaintext: &[u8],
    ) -> Step {
        let sender = sender.account;
        let Ok((envelope, salt)) = Envelope::decode(plaintext) else {
            return Ok(());
        };
        let Some(id) = message_id(&self.row, &sender, plaintext, &salt) else {
            return Ok(());
        };
        let differs = self
            .turn
            .differs_for_member(&self.row, envelope.seen, entry.seq)?;
        if differs {
            self.take_members_word(entry, sender)?;
        }
        self.has_seen(&sender, envelope.seen)?;
        self.turn
            .hear_profile(sender, envelope.profile, entry.minute)?;
        let said = Said { sender, id };
        let shown = |kind, body| Shown {
            forwarded: envelope.forwarded,
            ..Shown::of(kind, body, envelope.sent)
        };
        match envelope.message {
            Message::Text { body, reply_to } => {
                let shown = Shown {
                    reply_to,
                    ..shown(MessageKind::Text, body)
                };
                self.show(entry, &said, shown)
            }
            Message::Attached {
                body,
                reply_to,
                attachments,
            } => {
                let shown = Shown {
                    reply_to,
                    attachments,
                    ..shown(MessageKind::Text, body)
                };
                self.show(entry, &said, shown)
            }
            Message::Unsupported {
                media_type,
                fallback,
            } => {
                let named = fallback.unwrap_or(media_type);
                let shown = Shown::of(MessageKind::Unsupported, named, envelope.sent);
                self.show(entry, &said, shown)
            }
            Message::Edit { target, body } => self.change(entry, (&sender, target), body),
            Message::Delete { target } | Message::Unreact { target } => {
                self.take_back(&sender, &target)
            }
            Message::Reaction { target, emoji } => self.add_reaction(&said, target, emoji),
            Message::Status(report) => self.take_receipt(&sender, &report),
        }
    }

    /// Gives a message another text: of two, the later in the log stands, and the time shown is the log's.
    /// Whoever passes on what somebody said does not change it.
    fn change(
        &mut self,
        entry: &Entry,
        (sender, target): (&AccountId, MessageId),
        body: String,
    ) -> Step {
        if let Some(message) = self.message_of(sender, &target)?
            && self.turn.forwarded(message.id)?.is_none()
        {
            let edited = entry.minute.start();
            messages::edit(self.turn.db, message.id, &body, edited)?;
            self.turn.message_changed(self.row.id, message.id);
        }
        Ok(())
    }

    /// Whoever speaks to one person alone has what they say they have seen.
    fn has_seen(&mut self, sender: &AccountId, seen: Option<(Seq, RunningHash)>) -> Step {
        if self.row.kind != ConversationKind::Direct {
            return Ok(());
        }
        let heard = StatusReport {
            delivered: seen.map_or(Seq(0), |(seq, _)| seq),
            read: Seq(0),
            messages: Vec::new(),
        };
        self.take_receipt(sender, &heard)
    }

    fn show(&mut self, entry: &Entry, said: &Said, shown: Shown) -> Step {
        let conversation = self.row.id;
        let there =
            messages::by_sender_and_id(self.turn.db, conversation, &said.sender, &said.id.0)?;
        // The same message in another entry: it was sealed again, or sent twice.
        if there.is_some() {
            return Ok(());
        }
        let own = self.turn.own()?.account == said.sender;
        let message = messages::insert(
            self.turn.db,
            &StoredMessage {
                id: MessageRow(0),
                conversation,
                position: 0,
                message_id: said.id.0,
                sender: said.sender,
                kind: shown.kind,
                body: shown.body,
                reply_to: shown.reply_to.map(|id| id.0),
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
        self.keep_attached(message, shown.attachments)?;
        self.turn.keep_forwarded(message, shown.forwarded)?;
        // The sender's word on the time, as far as the host's agrees.
        let minute = entry.minute.start();
        let active = shown.sent.clamp(minute, minute.plus_ms(MINUTE_MS));
        self.row.last_activity = self.row.last_activity.max(active);
        if !own {
            self.row.unread = self.row.unread.saturating_add(1);
            self.comes_back()?;
            self.receipt_is_due();
        }
        self.turn.event(Event::Message {
            conversation,
            message,
        });
        Ok(())
    }

    /// A message of this sender, by its id: nobody changes what somebody else said.
    fn message_of(&mut self, sender: &AccountId, id: &MessageId) -> Step<Option<StoredMessage>> {
        let found = messages::by_sender_and_id(self.turn.db, self.row.id, sender, &id.0)?;
        Ok(found.filter(|message| !message.deleted))
    }

    /// A message and a reaction are taken back in the same way: the id says which it is.
    fn take_back(&mut self, sender: &AccountId, target: &MessageId) -> Step {
        let db = self.turn.db;
        if let Some(message) = self.message_of(sender, target)? {
            messages::mark_deleted(db, message.id)?;
            let own = self.turn.own()?.account;
            // Counted anew: it may have been read already.
            self.row.unread = messages::count_unread(db, self.row.id, self.row.read_seq, &own)?;
            self.turn.message_changed(self.row.id, message.id);
        } else if let Some(reaction) = reactions::by_reaction_id(db, self.row.id, &target.0)?
            && reaction.account == *sender
        {
            reactions::remove_by_reaction_id(db, self.row.id, sender, &target.0)?;
            self.reactions_changed(&reaction.target)?;
        }
        Ok(())
    }

    fn add_reaction(&mut self, said: &Said, target: MessageId, emoji: String) -> Step {
        let there = messages::by_message_id(self.turn.db, self.row.id, &target.0)?
            .is_some_and(|message| !message.deleted);
        if !there || !is_one_sign(&emoji) {
            return Ok(());
        }
        let reaction = ReactionRow {
            conversation: self.row.id,
            target: target.0,
            account: said.sender,
            emoji,
            reaction_id: said.id.0,
        };
        if !self.takes_reaction(&reaction)? {
            return Ok(());
        }
        reactions::add(self.turn.db, &reaction)?;
        self.reactions_changed(&target.0)
    }
}
