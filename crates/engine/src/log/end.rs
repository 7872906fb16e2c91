//! The host's word on where a log ends, and what other members saw of it, against what was read.

use hudhud_base::{RunningHash, Seq};
use hudhud_store::conversations::{self, ConversationRow};

use crate::api::Event;
use crate::turn::links::LogEnd;
use crate::turn::pending::LogOwner;
use crate::turn::{Step, Turn};

impl Turn<'_> {
    /// Where reading comes to where the log ended when it was opened, what was read must lead to the
    /// hash that the host gave then. If the chain is broken, it goes on from that hash: if the host
    /// made it up, the next message of a member who knows better shows it (docs/spec/logs.md).
    pub(crate) fn check_end(&mut self, row: &mut ConversationRow, end: Option<LogEnd>) {
        let Some(end) = end.filter(|end| end.seq == row.cursor) else {
            return;
        };
        match row.running_hash {
            Some(ours) if ours != end.hash => self.event(Event::Disagreement {
                conversation: row.id,
            }),
            Some(_) => {}
            None => {
                row.running_hash = Some(end.hash);
                self.memory.remember_hash(row.id, end.seq, end.hash);
            }
        }
    }

    /// The host says where a log ends that was read to its end before, or it has not yet been.
    pub(crate) fn hold_to_its_word(&mut self, owner: LogOwner, end: LogEnd) -> Step {
        let LogOwner::Conversation(conversation) = owner else {
            return Ok(());
        };
        let Some(mut row) = conversations::by_id(self.db, conversation)? else {
            return Ok(());
        };
        let before = row.running_hash;
        self.check_end(&mut row, Some(end));
        if row.running_hash != before {
            conversations::update(self.db, &row)?;
        }
        Ok(())
    }

    /// What a member saw of the log when they wrote the entry at `at`, against what we saw: the host
    /// must have shown both the same.
    pub(crate) fn compare_with_member(
        &mut self,
        row: &ConversationRow,
        seen: Option<(Seq, RunningHash)>,
        at: Seq,
    ) {
        let Some((seq, hash)) = seen else { return };
        // Nobody has seen what stands behind their own entry.
        let impossible = seq >= at;
        // Hashes too long ago are forgotten, and cannot be compared.
        let differs = self
            .memory
            .hash_at(row.id, seq)
            .is_some_and(|ours| ours != hash);
        if impossible || differs {
            self.event(Event::Disagreement {
                conversation: row.id,
            });
        }
    }
}
