//! What is asked about blobs: in the order in which it came, a part of each turn.
//!
//! A connection asks one thing at a time, so the order is a turn for each of them. What is decided here
//! has commits of its own, so that neither blobs keep links waiting nor links blobs.

use std::collections::VecDeque;

use hudhud_base::Timestamp;
use hudhud_host::{BlobDecision, BlobQuestion, Host};
use hudhud_logstore::Facts;
use hudhud_wire::RefusalCode;

use crate::blob_calls::{BlobCall, BlobRefusal};
use crate::store::SharedStore;

/// Questions that are decided in one turn at most: each may read the disk, and links wait meanwhile.
pub(super) const TURN_CALLS: usize = 32;
/// Questions that may wait.
const CALLS: usize = 4096;
/// Decisions whose batches may be on their way to the device at once.
pub(super) const BLOB_TICKETS: usize = 4;

/// Questions that wait.
#[derive(Debug, Default)]
pub(super) struct BlobLine(VecDeque<BlobCall>);

impl BlobLine {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts a question behind the others, unless too many wait.
    pub(super) fn push(&mut self, call: BlobCall) {
        if self.0.len() < CALLS {
            self.0.push_back(call);
        } else {
            call.answer(Err(BlobRefusal::new(RefusalCode::Busy)));
        }
    }

    /// The next to be decided: what nobody waits for any more is not, unless it says what has happened.
    pub(super) fn next(&mut self) -> Option<BlobCall> {
        let is_wanted = |call: &BlobCall| {
            matches!(call.question, BlobQuestion::Came(_)) || !call.answer.is_closed()
        };
        while let Some(call) = self.0.pop_front() {
            if is_wanted(&call) {
                return Some(call);
            }
        }
        None
    }
}

/// Asks the machine until it has all it wants to know.
pub(super) fn decided(
    (host, store): (&mut Host, &SharedStore),
    now: Timestamp,
    question: &BlobQuestion,
) -> BlobDecision {
    let mut facts = Facts::new();
    loop {
        match host.blob(now, question, &facts) {
            Ok(decision) => return decision,
            Err(wanted) => store.tell(wanted, &mut facts),
        }
    }
}

#[cfg(test)]
mod tests {
    use hudhud_base::BlobId;

    use super::*;
    use crate::blob_calls::call;

    fn stands(number: u8) -> BlobQuestion {
        BlobQuestion::Stands(BlobId([number; 32]))
    }

    #[test]
    fn what_nobody_waits_for_any_more_is_not_decided() {
        let mut line = BlobLine::default();
        let mut waits = Vec::new();
        for number in 0..10 {
            let (call, wait) = call(stands(number));
            line.push(call);
            if number % 2 == 0 {
                waits.push(wait);
            }
        }
        let decided = std::iter::from_fn(|| line.next()).count();
        assert_eq!(decided, waits.len());
    }

    #[test]
    fn no_more_questions_wait_than_there_is_room_for() {
        let mut line = BlobLine::default();
        let waits: Vec<_> = (0..2 * CALLS)
            .map(|_| {
                let (call, wait) = call(stands(1));
                line.push(call);
                wait
            })
            .collect();
        let refused = waits
            .into_iter()
            .filter_map(|mut wait| wait.try_recv().ok());
        assert_eq!(refused.filter(Result::is_err).count(), CALLS);
    }
}
