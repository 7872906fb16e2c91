//! Receipts: what of others' messages is here, and what has been read; and the same the other way.
//!
//! A receipt is cumulative, waits a random while so that many go as one, and is sent only where few
//! enough people are.

use hudhud_base::{AccountId, ConversationId, MessageRow, Seq, limits};
use hudhud_content::{Envelope, Message, StatusReport};
use hudhud_store::{
    conversations::ConversationState,
    members,
    messages::{self, MessageState},
    receipts::{self, ReceiptRow},
};

use crate::api::{Answer, CommandError};
use crate::conversation::Conversation;
use crate::turn::{Step, Turn};

impl Turn<'_> {
    pub(crate) fn mark_read(
        &mut self,
        conversation: ConversationId,
        up_to: MessageRow,
    ) -> Step<Answer> {
        let mut view = self.named(conversation)?;
        let message = messages::by_id(view.turn.db, up_to)?
            .filter(|message| message.conversation == conversation)
            .ok_or(CommandError::NoSuchMessage)?;
        // What waits to be sent stands behind everything that was there when it was written.
        let cursor = view.row.cursor;
        let seq = if message.is_past() {
            Seq(0)
        } else {
            message.seq.unwrap_or(cursor).min(cursor)
        };
        view.is_looked_at()?;
        // The mark never goes back.
        if seq > view.row.read_seq {
            view.row.read_seq = seq;
            let own = view.turn.own()?.account;
            view.row.unread = messages::count_unread(view.turn.db, conversation, seq, &own)?;
            let is_told = view.row.state == ConversationState::Active;
            if is_told {
                view.receipt_is_due();
            }
            view.save()?;
            if is_told && view.turn.config.receipt_delay_max_ms == 0 {
                view.send_receipt()?;
            }
            view.changed();
        }
        Ok(Answer::Done)
    }
}

impl Conversation<'_, '_> {
    /// Something came that its sender may hear of.
    pub(crate) fn receipt_is_due(&mut self) {
        if self.row.receipt_due.is_some() {
            return;
        }
        let config = self.turn.config;
        let span = config
            .receipt_delay_max_ms
            .saturating_sub(config.receipt_delay_min_ms);
        let wait = config
            .receipt_delay_min_ms
            .saturating_add(self.turn.rng.next_u64() % span.max(1))
            // What is due at this very moment would not wake anybody.
            .max(1);
        self.row.receipt_due = Some(self.turn.now.plus_ms(wait));
    }

    /// Tells the others how far this device is, if there is anything new to tell.
    pub(crate) fn send_receipt(&mut self) -> Step {
        self.row.receipt_due = None;
        let report = self.report()?;
        if let Some(report) = &report {
            self.row.delivered_sent_seq = report.delivered;
            self.row.read_sent_seq = report.read;
        }
        // Before it is queued: what drives the conversation reads the row anew.
        self.save()?;
        match report {
            Some(report) => self.send_aside(Message::Status(report)),
            None => Ok(()),
        }
    }

    /// How far this device is, if the others are to hear of it.
    fn report(&mut self) -> Step<Option<StatusReport>> {
        let row = &self.row;
        let few = members::accounts_of(self.turn.db, row.id)?.len() <= limits::RECEIPT_ACCOUNTS;
        let read = if self.turn.config.read_receipts {
            row.read_seq
        } else {
            Seq(0)
        };
        // Only others' messages are worth a word: our own receipts move the cursor too.
        let own = self.turn.own()?.account;
        let unsaid = |seq| messages::count_unread(self.turn.db, row.id, seq, &own);
        let newly_read = read > row.read_sent_seq && unsaid(row.read_sent_seq)? > unsaid(read)?;
        let says_more = newly_read || unsaid(row.delivered_sent_seq)? > 0;
        let wanted = few && says_more && row.state == ConversationState::Active;
        Ok(wanted.then(|| StatusReport {
            delivered: row.cursor,
            read,
            messages: Vec::new(),
        }))
    }

    /// Somebody says how far they are.
    pub(crate) fn take_receipt(&mut self, account: &AccountId, report: &StatusReport) -> Step {
        let own = self.turn.own()?.account;
        if *account == own {
            return Ok(());
        }
        let (db, conversation, cursor) = (self.turn.db, self.row.id, self.row.cursor);
        let known = receipts::by_account(db, conversation, account)?;
        let known = known.unwrap_or_else(|| ReceiptRow::unheard(conversation, *account, Seq(0)));
        // Nobody has what is not in the log yet, and nobody forgets what they had.
        let receipt = ReceiptRow {
            delivered_seq: report.delivered.min(cursor).max(known.delivered_seq),
            read_seq: report.read.min(cursor).max(known.read_seq),
            ..known
        };
        receipts::upsert(db, &receipt)?;
        // Direct: the other person. In a group, the first who has it, as people are used to.
        let mut raised = 0;
        for (seq, state) in [
            (receipt.delivered_seq, MessageState::Delivered),
            (receipt.read_seq, MessageState::Read),
        ] {
            // Who came later says up to where they are, and has nothing of what was there before.
            let span = (receipt.since_seq, seq);
            raised += messages::set_state_between(db, conversation, &own, span, state)?;
        }
        if raised > 0 {
            self.changed();
        }
        Ok(())
    }
}

/// Whether what waits to be sent says nothing but how far this device is.
#[must_use]
pub fn is_receipt(content: &[u8]) -> bool {
    Envelope::decode(content)
        .is_ok_and(|(envelope, _)| matches!(envelope.message, Message::Status(_)))
}
