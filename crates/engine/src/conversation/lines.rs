//! Lines that nobody wrote: who came, who went, what is missing.

use hudhud_base::{AccountId, MINUTES_PER_DAY, MessageRow, Minute, Seq};
use hudhud_crypto::identity::body_hash;
use hudhud_store::conversations::ConversationState;
use hudhud_store::messages::{self, MessageKind, MessageState, StoredMessage};
use hudhud_wire::{Class, Entry};

use crate::api::Event;
use crate::conversation::Conversation;
use crate::conversation::notice::{self, Notice};
use crate::log::chain::skip_to;
use crate::turn::Step;

/// Where a line stands, and who is said to have done what it says.
struct LinePlace<'a> {
    by: AccountId,
    seq: Seq,
    minute: Minute,
    /// Tells the line from others of the same words, so that it is said once.
    unique: &'a [u8],
}

impl Conversation<'_, '_> {
    /// A device list of somebody was shown that contradicts the known one. The same list is spoken of
    /// once, however often it is shown.
    pub(crate) fn contradiction_line(&mut self, account: AccountId, list: &[u8; 32]) -> Step {
        let minute = self.turn.now.minute();
        let place = LinePlace {
            by: self.turn.own()?.account,
            seq: self.row.cursor,
            minute,
            unique: list,
        };
        self.line(&place, &Notice::Contradicted(vec![account]))
    }

    /// What was not read up to here has expired at the host.
    pub(crate) fn missed(&mut self, last_gone: Seq, minute: Minute) -> Step {
        skip_to(&mut self.row, last_gone);
        // One who is out of step misses more than messages, and is told so when they are back.
        if self.row.state == ConversationState::Active {
            self.missed_line(minute)?;
        }
        Ok(())
    }

    /// A line about what somebody did with an entry.
    pub(crate) fn line_of(&mut self, entry: &Entry, by: AccountId, notice: &Notice) -> Step {
        let minute = self.minute_of(entry)?;
        let place = LinePlace {
            by,
            seq: entry.seq,
            minute,
            unique: &entry.id.0,
        };
        self.line(&place, notice)
    }

    /// When an entry came, as near as this device knows. Of an ordered one the host says the day alone:
    /// one of today has come just now or not long ago, any other one after what was said before it.
    fn minute_of(&self, entry: &Entry) -> Step<Minute> {
        let now = self.turn.now.minute();
        if entry.class == Class::Plain {
            return Ok(entry.minute);
        }
        if now.day_start() == entry.minute {
            return Ok(now);
        }
        let newest = messages::page(self.turn.db, self.row.id, None, 1)?.pop();
        let before = newest.and_then(|newest| newest.minute);
        let last = entry.minute.plus(MINUTES_PER_DAY - 1);
        Ok(before.map_or(entry.minute, |before| before.clamp(entry.minute, last)))
    }

    /// A line about this device, at an entry.
    pub(crate) fn own_line_of(&mut self, entry: &Entry, notice: &Notice) -> Step {
        let own = self.turn.own()?.account;
        self.line_of(entry, own, notice)
    }

    /// A line about this device, at the cursor.
    pub(crate) fn line_here(&mut self, minute: Minute, notice: &Notice) -> Step {
        let own = self.turn.own()?.account;
        let cursor = self.row.cursor;
        let unique = [self.row.log.0.as_slice(), &cursor.0.to_be_bytes()].concat();
        let place = LinePlace {
            by: own,
            seq: cursor,
            minute,
            unique: &unique,
        };
        self.line(&place, notice)
    }

    /// Up to the cursor, messages expired before they were read here. Between two lines that say so
    /// stands something else: one is enough for gaps that follow each other.
    pub(crate) fn missed_line(&mut self, minute: Minute) -> Step {
        let newest = messages::page(self.turn.db, self.row.id, None, 1)?.pop();
        let said = notice::encode(&Notice::Missed);
        if newest.is_some_and(|newest| newest.kind == MessageKind::System && newest.body == said) {
            return Ok(());
        }
        self.line_here(minute, &Notice::Missed)
    }

    fn line(&mut self, place: &LinePlace<'_>, notice: &Notice) -> Step {
        let body = notice::encode(notice);
        let message_id = body_hash(&[place.unique, body.as_bytes()].concat());
        let conversation = self.row.id;
        let said = messages::by_sender_and_id(self.turn.db, conversation, &place.by, &message_id)?;
        if said.is_some() {
            return Ok(());
        }
        let message = messages::insert(
            self.turn.db,
            &StoredMessage {
                id: MessageRow(0),
                conversation,
                position: 0,
                message_id,
                sender: place.by,
                kind: MessageKind::System,
                body,
                reply_to: None,
                sent: place.minute.start(),
                seq: Some(place.seq),
                minute: Some(place.minute),
                state: MessageState::Received,
                edited: None,
                deleted: false,
            },
        )?;
        self.turn.event(Event::Message {
            conversation,
            message,
        });
        Ok(())
    }
}
