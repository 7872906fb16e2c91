//! One thread makes windows, and settles those that are closed, the oldest first.
//!
//! It is as urgent as sorting is. What it cannot do now it tries again; until then a window stays, and
//! is read as before.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use hudhud_logstore::CommitError;

use super::layers::Layers;
use super::queue::{Job, Queue, Told};
use super::settle::settle;
use super::tree::{Blocks, be_in_background};
use super::window::Window;
use crate::disk::Space;

/// How long it waits before it tries again what it could not do.
const AGAIN: Duration = Duration::from_mins(1);

/// What the settler is asked for.
pub(super) enum Errand {
    /// The next window; the one before it will be settled for whoever waits.
    Make { done: Option<Told<()>> },
    /// To settle a window that is closed.
    Settle { number: u64, done: Option<Told<()>> },
}

/// The thread, and the errands on their way to it.
pub(super) struct Settler {
    errands: Option<Sender<Errand>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Settler {
    /// Begins with the windows that were found `closed`; the next one is made with the number `next`.
    pub(super) fn start(
        layers: Arc<Layers>,
        queue: Arc<Queue>,
        (closed, next): (Vec<u64>, u64),
        reserve_bytes: u64,
    ) -> io::Result<Self> {
        let (errands, come) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let mut work = Work {
            layers,
            queue,
            next,
            wanted: None,
            closed: closed.into_iter().map(|number| (number, None)).collect(),
            reserve_bytes,
            stop: Arc::clone(&stop),
        };
        let thread = std::thread::Builder::new()
            .name("settler".to_owned())
            .spawn(move || {
                be_in_background();
                work.run(&come);
            })?;
        Ok(Self {
            errands: Some(errands),
            stop,
            thread: Some(thread),
        })
    }

    /// Where errands are left.
    pub(super) fn errands(&self) -> Option<Sender<Errand>> {
        self.errands.clone()
    }
}

impl Drop for Settler {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // The committer, which has the other end, is gone.
        self.errands = None;
        if let Some(thread) = self.thread.take() {
            // A panic there was already reported by the thread itself.
            let _ = thread.join();
        }
    }
}

/// What the thread owns.
struct Work {
    layers: Arc<Layers>,
    queue: Arc<Queue>,
    /// The number of the next window.
    next: u64,
    /// Whether a window is wanted, and by whom.
    wanted: Option<Option<Told<()>>>,
    closed: VecDeque<(u64, Option<Told<()>>)>,
    reserve_bytes: u64,
    stop: Arc<AtomicBool>,
}

impl Work {
    fn run(&mut self, errands: &Receiver<Errand>) {
        loop {
            self.make();
            self.settle();
            let errand = if self.wanted.is_none() && self.closed.is_empty() {
                errands.recv().map_err(RecvTimeoutError::from)
            } else {
                errands.recv_timeout(AGAIN)
            };
            match errand {
                Ok(Errand::Make { done }) => self.wanted = Some(done),
                Ok(Errand::Settle { number, done }) => self.closed.push_back((number, done)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn make(&mut self) {
        let Some(done) = self.wanted.take() else {
            return;
        };
        // Never the same number again: what is left of a failure is in that place.
        let number = self.next;
        self.next += 1;
        let blocks = Blocks::With(&self.layers.settled);
        match Window::make(&self.layers.path, number, blocks) {
            Ok(window) => {
                let window = Box::new(window);
                self.queue.submit(Job::Turn { window, done });
            }
            Err(error) => {
                tracing::error!(%error, "the next window cannot be made: the order of what is written stays on the disk");
                self.wanted = Some(done);
            }
        }
    }

    fn settle(&mut self) {
        while let Some((number, _)) = self.closed.front() {
            let number = *number;
            if !self.has_room_for(number) {
                tracing::warn!(
                    "too little room to settle what was written: its order stays on the disk"
                );
                return;
            }
            let stop = &self.stop;
            let settled = settle(&self.layers, number, &mut |_| !stop.load(Ordering::Relaxed));
            match settled {
                Ok(true) => {
                    if let Some((_, Some(done))) = self.closed.pop_front() {
                        done(Ok(()));
                    }
                }
                Ok(false) => return,
                Err(error) => {
                    tracing::error!(%error, "what was written cannot be settled: its order stays on the disk");
                    if let Some((_, done)) = self.closed.front_mut()
                        && let Some(done) = done.take()
                    {
                        done(Err(CommitError::Storage));
                    }
                    return;
                }
            }
        }
    }

    /// Whether a copy of a window fits beside it.
    fn has_room_for(&self, number: u64) -> bool {
        let Some(window) = self.layers.window(number) else {
            return true;
        };
        let needed = self.reserve_bytes.saturating_add(window.tree.used_bytes());
        // A file system that cannot tell how full it is will say so when it is written to.
        Space::of(&self.layers.path).is_ok_and(|space| space.free_bytes >= needed)
    }
}
