//! What waits for the committer.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use hudhud_logstore::{CommitError, Done, Fence, Shard, Submission};

use super::frozen::Frozen;
use super::window::Window;

/// Whom to tell how something ended.
pub(super) type Told<T> = Box<dyn FnOnce(Result<T, CommitError>) + Send>;

/// Work for the committer.
pub(super) enum Job {
    /// Batches that become durable together.
    Commit { submission: Submission, done: Done },
    /// A new fence for a shard.
    TakeOver { shard: Shard, done: Told<Fence> },
    /// The store as it is now, for whoever copies it.
    Freeze { done: Told<Frozen> },
    /// What was written so far is to be settled.
    Settle { done: Told<()> },
    /// The next window is there; whoever waits for the settling of the one before.
    Turn {
        window: Box<Window>,
        done: Option<Told<()>>,
    },
}

/// Jobs in their order.
#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    ready: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    closed: bool,
}

impl Queue {
    pub(super) fn submit(&self, job: Job) {
        self.state().jobs.push_back(job);
        self.ready.notify_one();
    }

    /// No job comes any more.
    pub(super) fn close(&self) {
        self.state().closed = true;
        self.ready.notify_one();
    }

    /// All jobs that wait, or none if none came `until` then; `None` when there are none left and none
    /// will come.
    pub(super) fn take(&self, until: Option<Instant>) -> Option<VecDeque<Job>> {
        let mut state = self.state();
        while state.jobs.is_empty() {
            if state.closed {
                return None;
            }
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            state = match left {
                None => self
                    .ready
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(left) if left.is_zero() => break,
                Some(left) => {
                    let waited = self.ready.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        Some(std::mem::take(&mut state.jobs))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
