//! Submissions that are written as one.

use bytes::Bytes;
use hudhud_logstore::{Done, Key, Op, Submission};

/// Submissions that are written as one.
///
/// The engine gives all changes of one write the same age, so of several on one key only the last
/// may go in. Sorted by key, what lies in the journal does not tell in which order entries came.
#[derive(Default)]
pub(super) struct Group {
    /// In the order in which they were submitted.
    submitted: Vec<(Key, Option<Bytes>)>,
    pub(super) bytes: usize,
    pub(super) done: Vec<Done>,
}

impl Group {
    pub(super) fn add(&mut self, submission: Submission, done: Done) {
        let batches = submission.batches.into_iter();
        for op in batches.flat_map(|(_, _, batch)| batch.ops) {
            let (key, value) = match op {
                Op::Put { key, value } => (key, Some(value)),
                Op::Delete { key } => (key, None),
            };
            self.bytes += key.as_bytes().len() + value.as_ref().map_or(0, Bytes::len);
            self.submitted.push((key, value));
        }
        self.done.push(done);
    }

    /// The last change of each key, by key.
    pub(super) fn changes(&mut self) -> Vec<(Key, Option<Bytes>)> {
        let mut changes = std::mem::take(&mut self.submitted);
        // The newest first, which a stable sort keeps so, and of equal keys the first is kept.
        changes.reverse();
        changes.sort_by(|(one, _), (other, _)| one.cmp(other));
        changes.dedup_by(|(later, _), (kept, _)| later == kept);
        changes
    }
}
