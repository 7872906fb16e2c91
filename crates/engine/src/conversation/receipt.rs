//! Receipts: what of others' messages is here, and what has been read; and the same the other way.
//!
//! A receipt is cumulative, waits a random while so that many go as one, and is sent only where few
//! enough people are.

use hudhud_base::{AccountId, ConversationId, MessageRow, Seq, Timestamp};
use hudhud_content::{Message, StatusReport};
use hudhud_store::{
    conversations::{self, ConversationRow, ConversationState},
    members,
    messages::{self, MessageState},
    receipts::{self, ReceiptRow},
};

use crate::api::{Answer, CommandError};
use crate::turn::{Step, Turn};

/// Accounts in a conversation up to which receipts are sent.
const RECEIPT_ACCOUNTS: usize = 32;

impl Turn<'_> {
    /// Something came that its sender may hear of.
    pub(crate) fn receipt_due(&mut self, row: &mut ConversationRow) {
        if row.receipt_due.is_none() {
            let span = self
                .config
                .receipt_delay_max_ms
                .saturating_sub(self.config.receipt_delay_min_ms);
            let wait = self
                .config
                .receipt_delay_min_ms
                .saturating_add(self.rng.next_u64() % span.max(1))
                // What is due at this very moment would not wake anybody.
                .max(1);
            row.receipt_due = Some(self.now.plus_ms(wait));
        }
    }

    pub(crate) fn mark_read(
        &mut self,
        conversation: ConversationId,
        up_to: MessageRow,
    ) -> Step<Answer> {
        let mut row = self.row(conversation)?;
        let message = messages::by_id(self.db, up_to)?
            .filter(|message| message.conversation == row.id)
            .ok_or(CommandError::NoSuchMessage)?;
        // What waits to be sent stands behind everything that was there when it was written.
        let seq = message.seq.unwrap_or(row.cursor).min(row.cursor);
        if seq > row.read_seq {
            row.read_seq = seq;
            let own = self.own()?.account;
            row.unread = messages::count_unread(self.db, row.id, seq, &own)?;
            if row.state == ConversationState::Active {
                self.receipt_due(&mut row);
            }
            conversations::update(self.db, &row)?;
            self.conversation_changed(row.id);
        }
        Ok(Answer::Done)
    }

    pub(crate) fn send_due_receipts(&mut self) -> Step {
        for mut row in conversations::receipt_due_before(self.db, self.now)? {
            row.receipt_due = None;
            let few = members::accounts_of(self.db, row.id)?.len() <= RECEIPT_ACCOUNTS;
            let delivered = row.cursor;
            let read = if self.config.read_receipts {
                row.read_seq
            } else {
                Seq(0)
            };
            // Only others' messages are worth a word: our own receipts move the cursor too.
            let own = self.own()?.account;
            let unsaid = |seq| messages::count_unread(self.db, row.id, seq, &own);
            let newly_read = read > row.read_sent_seq && unsaid(row.read_sent_seq)? > unsaid(read)?;
            let says_more = newly_read || unsaid(row.delivered_sent_seq)? > 0;
            let send = few && says_more && row.state == ConversationState::Active;
            if send {
                row.delivered_sent_seq = delivered;
                row.read_sent_seq = read;
            }
            conversations::update(self.db, &row)?;
            if send {
                self.send_aside(
                    &row,
                    Message::Status(StatusReport {
                        delivered,
                        read,
                        messages: Vec::new(),
                    }),
                )?;
            }
        }
        Ok(())
    }

    /// Somebody says how far they are.
    pub(crate) fn receipt(
        &mut self,
        row: &ConversationRow,
        account: &AccountId,
        report: &StatusReport,
    ) -> Step {
        let own = self.own()?.account;
        if *account == own {
            return Ok(());
        }
        let known = receipts::by_account(self.db, row.id, account)?;
        let (delivered, read) = known.map_or((Seq(0), Seq(0)), |known| {
            (known.delivered_seq, known.read_seq)
        });
        // Nobody has what is not in the log yet.
        let receipt = ReceiptRow {
            conversation: row.id,
            account: *account,
            delivered_seq: report.delivered.min(row.cursor).max(delivered),
            read_seq: report.read.min(row.cursor).max(read),
        };
        receipts::upsert(self.db, &receipt)?;
        // Direct: the other person. In a group, the first who has it, as people are used to.
        let changed = messages::set_state_up_to(
            self.db,
            row.id,
            &own,
            receipt.delivered_seq,
            MessageState::Delivered,
        )? + messages::set_state_up_to(
            self.db,
            row.id,
            &own,
            receipt.read_seq,
            MessageState::Read,
        )?;
        if changed > 0 {
            self.conversation_changed(row.id);
        }
        Ok(())
    }

    /// The next time something is due.
    pub(crate) fn next_deadline(&mut self) -> Step<Option<Timestamp>> {
        let db = self.db;
        let mut due = vec![
            conversations::earliest_receipt_due(db)?,
            hudhud_store::outbox::next_due(db, self.now)?,
            hudhud_store::deliveries::next_due(db, self.now)?,
            hudhud_store::intents::next_due(db, self.now)?,
        ];
        due.extend(
            hudhud_store::blobs::transfers(db)?
                .into_iter()
                .map(|blob| Some(blob.not_before)),
        );
        due.extend(self.memory.log_retry.values().map(|at| Some(*at)));
        // What is due already waits for something else than time: a link, an answer.
        Ok(due.into_iter().flatten().filter(|at| *at > self.now).min())
    }
}
