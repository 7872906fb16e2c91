//! The host's word on where a log ends, and what other members saw of it, against what was read.

use hudhud_base::{RunningHash, Seq};
use hudhud_store::{conversations::ConversationRow, hashes};

use crate::turn::links::LogEnd;
use crate::turn::{Step, Turn};

/// How the host's word stands to what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// Nothing can be said, here and now.
    Open,
    /// It is as was read.
    Holds,
    /// It is something else.
    Differs,
    /// The log ends before what was read of it.
    Behind,
}

impl Turn<'_> {
    /// Where reading comes to where the log ended when it was opened, what was read must lead to the
    /// hash that the host gave then. If the chain is broken, it goes on from that hash: if the host
    /// made it up, the next message of a member who knows better shows it (docs/spec/logs.md).
    pub(crate) fn check_end(
        &mut self,
        row: &mut ConversationRow,
        end: Option<LogEnd>,
    ) -> Step<Word> {
        let Some(end) = end.filter(|end| end.seq == row.cursor) else {
            return Ok(Word::Open);
        };
        Ok(match row.running_hash {
            Some(ours) if ours != end.hash => Word::Differs,
            Some(_) => Word::Holds,
            None => {
                row.running_hash = Some(end.hash);
                hashes::put(self.db, row.id, end.seq, &end.hash)?;
                Word::Open
            }
        })
    }

    /// The host says where a log ends that was read to its end before, or it has not yet been.
    pub(crate) fn hold_to_its_word(
        &mut self,
        row: &mut ConversationRow,
        end: LogEnd,
    ) -> Step<Word> {
        if end.seq < row.cursor {
            return Ok(Word::Behind);
        }
        self.check_end(row, Some(end))
    }

    /// Whether what a member saw of the log when they wrote the entry at `at` is something else than
    /// what we saw: the host must have shown both the same.
    pub(crate) fn differs_for_member(
        &self,
        row: &ConversationRow,
        seen: Option<(Seq, RunningHash)>,
        at: Seq,
    ) -> Step<bool> {
        let Some((seq, hash)) = seen else {
            return Ok(false);
        };
        // Nobody has seen what stands behind their own entry.
        if seq >= at {
            return Ok(true);
        }
        // Hashes too long ago are forgotten, and cannot be compared.
        let ours = hashes::at(self.db, row.id, seq)?;
        Ok(ours.is_some_and(|ours| ours != hash))
    }
}
