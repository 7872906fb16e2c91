//! The two queues between the network thread and the host thread.
//!
//! Both carry whole batches, so that a lock and a wake-up are paid once a batch and not once a
//! message. Both are bounded: the network stops reading from sockets when the host is behind, and
//! the host waits when the network is. Commit results do not count against the bound: they are what
//! makes room.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use bytes::Bytes;
use hudhud_base::{Handle, RequestId, Seq};
use hudhud_host::{SessionId, Space, Ticket};
use hudhud_logstore::CommitError;
use hudhud_wire::ClientFrame;
use tokio::sync::Notify;

use crate::blob_calls::BlobCall;
use crate::operator_calls::OperatorCall;

/// Inputs that may wait for the host thread before the network stops reading.
pub(crate) const INPUTS: usize = 8 * 1024;
/// Bytes of frames that may be undecided, wherever they wait, before the network stops reading.
const INPUT_BYTES: usize = 64 * 1024 * 1024;
/// Bytes that a frame is counted as beyond those that came: what it takes in memory.
const FRAME_COST_BYTES: usize = 256;
/// Bytes that may wait for the network thread before the host thread waits.
const OUTPUT_BYTES: usize = 32 * 1024 * 1024;

/// Something for the host thread.
#[derive(Debug)]
pub(crate) enum Input {
    /// A link was opened.
    Connected(SessionId),
    /// A link ended.
    Disconnected(SessionId),
    /// A link sent a frame, which is counted as these bytes until it is decided.
    Frame(SessionId, ClientFrame, usize),
    /// A link is too slow for the pushes of one handle; this is the first entry it did not get.
    Lagged(SessionId, Handle, Seq),
    /// How much room the disk has now.
    Space(Space),
    /// A blob request needs a decision.
    Blob(BlobCall),
    /// Whoever runs the host asks.
    Operator(OperatorCall),
    /// Finish what is under way, then end.
    Stop,
}

/// How one ticket's batches fared.
pub(crate) type CommitOutcome = (Ticket, Result<(), CommitError>);

/// Something for the network thread.
#[derive(Debug)]
pub(crate) enum Output {
    /// A frame that must not be dropped, and the request that it answers, if it does.
    Reply(SessionId, Option<RequestId>, Bytes),
    /// Entries of a followed log, from this one on; may be dropped if the link is told.
    Push(SessionId, Handle, Seq, Bytes),
    /// A signal: may be dropped without a word.
    Signal(SessionId, Bytes),
    /// The host itself ended following, from this entry on.
    Lagging(SessionId, Handle, Seq),
    /// The host has taken note of [`Input::Lagged`].
    LagEnded(SessionId, Handle),
    /// Send what is queued, then close.
    Close(SessionId),
    /// The host thread has ended; nothing follows.
    Finished,
}

impl Output {
    /// Bytes to be sent.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Reply(_, _, bytes) | Self::Push(_, _, _, bytes) | Self::Signal(_, bytes) => {
                bytes.len()
            }
            Self::Lagging(..) | Self::LagEnded(..) | Self::Close(_) | Self::Finished => 0,
        }
    }
}

/// Network thread and committer to host thread.
#[derive(Debug)]
pub(crate) struct ToHost {
    state: Mutex<HostQueue>,
    ready: Condvar,
    /// Bytes of all frames that were read and are not decided.
    undecided_bytes: AtomicUsize,
}

#[derive(Debug)]
struct HostQueue {
    inputs: Vec<Input>,
    commits: Vec<CommitOutcome>,
}

impl ToHost {
    pub(crate) fn new() -> Self {
        let state = Mutex::new(HostQueue {
            inputs: Vec::new(),
            commits: Vec::new(),
        });
        Self {
            state,
            ready: Condvar::new(),
            undecided_bytes: AtomicUsize::new(0),
        }
    }

    /// Whether another frame may be read.
    pub(crate) fn has_room(&self) -> bool {
        self.undecided_bytes.load(Ordering::Relaxed) < INPUT_BYTES
    }

    /// Whether so much is undecided that each link is to ask for one thing at a time, or those that ask
    /// most leave no room for the others.
    pub(crate) fn is_crowded(&self) -> bool {
        self.undecided_bytes.load(Ordering::Relaxed) >= INPUT_BYTES / 2
    }

    /// Counts a frame of `bytes`; what it is counted as, to be given back when it was decided.
    pub(crate) fn charge(&self, bytes: usize) -> usize {
        let counted = bytes.saturating_add(FRAME_COST_BYTES);
        self.undecided_bytes.fetch_add(counted, Ordering::Relaxed);
        counted
    }

    /// Frames that were counted as `bytes` have been decided.
    pub(crate) fn give_back(&self, bytes: usize) {
        self.undecided_bytes.fetch_sub(bytes, Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, HostQueue> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands over as much of `staged` as there is room for; the rest stays. Returns whether all went.
    pub(crate) fn offer(&self, staged: &mut Vec<Input>) -> bool {
        let mut state = self.lock();
        let room = INPUTS.saturating_sub(state.inputs.len());
        let was_empty = state.inputs.is_empty();
        if room >= staged.len() {
            state.inputs.append(staged);
        } else {
            state.inputs.extend(staged.drain(..room));
        }
        drop(state);
        if was_empty {
            self.ready.notify_one();
        }
        staged.is_empty()
    }

    /// Hands over one input from outside the network thread, bound or no bound.
    pub(crate) fn push(&self, input: Input) {
        self.lock().inputs.push(input);
        self.ready.notify_one();
    }

    /// Reports a submission that ended.
    pub(crate) fn committed(&self, outcome: CommitOutcome) {
        self.lock().commits.push(outcome);
        self.ready.notify_one();
    }

    /// Waits until there is something or `deadline` has passed; then takes all of it. Inputs stay
    /// where they are while `hold_inputs`.
    pub(crate) fn take(
        &self,
        inputs: &mut Vec<Input>,
        commits: &mut Vec<CommitOutcome>,
        hold_inputs: bool,
        deadline: Instant,
    ) {
        let mut state = self.lock();
        while state.commits.is_empty() && (hold_inputs || state.inputs.is_empty()) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let waited = self.ready.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        commits.append(&mut state.commits);
        if !hold_inputs {
            inputs.append(&mut state.inputs);
        }
    }
}

/// Host thread to network thread.
#[derive(Debug)]
pub(crate) struct ToNetwork {
    state: Mutex<NetworkQueue>,
    drained: Condvar,
    ready: Notify,
}

#[derive(Debug, Default)]
struct NetworkQueue {
    outputs: Vec<Output>,
    bytes: usize,
    /// The most that waited at once, the batch that was handed over last included.
    peak_bytes: usize,
    closed: bool,
}

impl ToNetwork {
    pub(crate) fn new() -> Self {
        Self {
            state: Mutex::new(NetworkQueue::default()),
            drained: Condvar::new(),
            ready: Notify::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, NetworkQueue> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands over a batch, and wakes the network even if it is empty: the host has taken its inputs,
    /// so there is room again. Waits while too much is queued.
    pub(crate) fn send(&self, batch: &mut Vec<Output>) {
        let bytes: usize = batch.iter().map(Output::bytes).sum();
        let mut state = self.lock();
        state.peak_bytes = state.peak_bytes.max(state.bytes.saturating_add(bytes));
        while state.bytes > OUTPUT_BYTES && !state.closed {
            state = self
                .drained
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        if state.closed {
            batch.clear();
            return;
        }
        state.bytes = state.bytes.saturating_add(bytes);
        state.outputs.append(batch);
        drop(state);
        self.ready.notify_one();
    }

    /// Takes all that is queued, without waiting.
    pub(crate) fn take(&self, outputs: &mut Vec<Output>) {
        let mut state = self.lock();
        outputs.append(&mut state.outputs);
        state.bytes = 0;
        drop(state);
        self.drained.notify_one();
    }

    /// The most bytes that ever waited at once.
    pub(crate) fn peak_bytes(&self) -> usize {
        self.lock().peak_bytes
    }

    /// Completes when something may be queued.
    pub(crate) async fn ready(&self) {
        self.ready.notified().await;
    }

    /// Nobody takes any more: the host thread must not wait.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.drained.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_read_while_too_many_bytes_are_undecided() {
        let host = ToHost::new();
        let mut counted = Vec::new();
        while host.has_room() {
            counted.push(host.charge(1024 * 1024));
        }
        assert!(counted.len() <= INPUT_BYTES / (1024 * 1024));
        host.give_back(counted.iter().sum());
        assert!(host.has_room());
        // Small frames take memory too.
        while host.has_room() {
            counted.push(host.charge(1));
        }
        assert!(counted.len() < 1024 * 1024);
    }
}
