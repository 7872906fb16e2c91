//! The running hash: each entry as the host serves it, chained to all before.

use hudhud_base::{RunningHash, Seq};
use hudhud_crypto::identity::{body_hash, running_hash};
use hudhud_store::{conversations::ConversationRow, hashes};
use hudhud_wire::Entry;

use crate::turn::{Step, Turn};

/// The running hash after an entry.
pub(crate) fn hash_after(before: &RunningHash, entry: &Entry) -> RunningHash {
    running_hash(before, &entry.link(body_hash))
}

impl Turn<'_> {
    /// Takes the next entry into the running hash of a conversation's log.
    pub(crate) fn extend_chain(&mut self, row: &mut ConversationRow, entry: &Entry) -> Step {
        // A broken chain stays broken until the host's word mends it (`check_end`).
        row.running_hash = row.running_hash.map(|before| hash_after(&before, entry));
        match row.running_hash {
            Some(hash) => Ok(hashes::put(self.db, row.id, entry.seq, &hash)?),
            None => Ok(()),
        }
    }
}

/// What was not read up to here is not to be had any more: the chain of hashes is broken.
pub(crate) fn skip_to(row: &mut ConversationRow, last_gone: Seq) {
    row.cursor = last_gone;
    row.running_hash = None;
}
