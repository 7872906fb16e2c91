//! Tasks on the one thread there is, held by a set that cancels them.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;

use futures_util::future::abortable;
use tokio::sync::mpsc;
use wasm_bindgen_futures::spawn_local;

use super::timers::yield_now;

pub(crate) use futures_util::future::AbortHandle;

/// The task was cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JoinError;

/// Tasks that end when the set is dropped.
pub(crate) struct JoinSet<T> {
    running: BTreeMap<u64, AbortHandle>,
    next_number: u64,
    sender: mpsc::UnboundedSender<(u64, Option<T>)>,
    // Holds one result for each task at most.
    ended: mpsc::UnboundedReceiver<(u64, Option<T>)>,
}

impl<T: 'static> JoinSet<T> {
    /// No tasks.
    pub(crate) fn new() -> Self {
        let (sender, ended) = mpsc::unbounded_channel();
        Self {
            running: BTreeMap::new(),
            next_number: 0,
            sender,
            ended,
        }
    }

    /// Begins a task.
    pub(crate) fn spawn(&mut self, future: impl Future<Output = T> + 'static) -> AbortHandle {
        let number = self.next_number;
        self.next_number += 1;
        let (future, handle) = abortable(future);
        let sender = self.sender.clone();
        spawn_local(async move {
            let value = future.await.ok();
            // The set being gone is the other way for a task to end.
            let _ = sender.send((number, value));
        });
        self.running.insert(number, handle.clone());
        handle
    }

    /// The next task that ended; `None` if there is no task.
    pub(crate) async fn join_next(&mut self) -> Option<Result<T, JoinError>> {
        if self.running.is_empty() {
            return None;
        }
        let (number, value) = self.ended.recv().await?;
        self.running.remove(&number);
        Some(value.ok_or(JoinError))
    }

    /// Whether all have been joined.
    pub(crate) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// Cancels all.
    pub(crate) fn abort_all(&self) {
        for handle in self.running.values() {
            handle.abort();
        }
    }

    /// Cancels all and waits for their end.
    pub(crate) async fn shutdown(&mut self) {
        self.abort_all();
        while self.join_next().await.is_some() {}
    }
}

impl<T> Drop for JoinSet<T> {
    fn drop(&mut self) {
        for handle in self.running.values() {
            handle.abort();
        }
    }
}

impl<T> fmt::Debug for JoinSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinSet")
            .field("running", &self.running.len())
            .finish_non_exhaustive()
    }
}

/// Runs a long computation between everything else: `slice` is called until it has a result, and
/// the event loop goes round between two calls.
pub(crate) fn spawn_slices<T: 'static>(
    tasks: &mut JoinSet<T>,
    mut slice: impl FnMut() -> Option<T> + 'static,
) {
    tasks.spawn(async move {
        loop {
            if let Some(result) = slice() {
                return result;
            }
            yield_now().await;
        }
    });
}
