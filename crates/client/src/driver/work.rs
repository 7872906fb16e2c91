//! Work beside the links: blobs over HTTP and puzzles.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hudhud_base::HostUrl;
use hudhud_crypto::puzzle;
use hudhud_engine::{BlobOutcome, BlobTask, Input, PuzzleTask};

use crate::blobs::{BlobToStore, Blobs};
use crate::platform::{self, JoinSet, Tls};

/// Transfers at once; the others wait their turn.
const TRANSFERS: usize = 4;
/// Tries between two looks at whether the puzzle is still wanted: some milliseconds, also in a
/// browser, where nothing else happens meanwhile.
const SLICE: u64 = 10_000;

/// Transfers and puzzles under way, and transfers that wait.
pub(super) struct Work {
    tls: Tls,
    transfers: JoinSet<Input>,
    waiting: VecDeque<BlobTask>,
    puzzles: JoinSet<Option<Input>>,
    stop: Arc<AtomicBool>,
}

impl Work {
    pub(super) fn new(tls: Tls) -> Self {
        Self {
            tls,
            transfers: JoinSet::new(),
            waiting: VecDeque::new(),
            puzzles: JoinSet::new(),
            stop: Arc::new(AtomicBool::new(false)),
        }
    }

    /// Moves a blob, now or when its turn comes.
    pub(super) fn transfer(&mut self, task: BlobTask) {
        self.waiting.push_back(task);
        self.fill();
    }

    fn fill(&mut self) {
        while self.transfers.len() < TRANSFERS
            && let Some(task) = self.waiting.pop_front()
        {
            self.transfers.spawn(run_transfer(self.tls.clone(), task));
        }
    }

    /// Solves a puzzle beside everything else.
    pub(super) fn solve(&mut self, task: PuzzleTask) {
        let stop = Arc::clone(&self.stop);
        let mut start = 0_u64;
        platform::spawn_slices(&mut self.puzzles, move || {
            if stop.load(Ordering::Relaxed) {
                return Some(None);
            }
            let nonce = puzzle::solve(&task.challenge, &task.binding, task.bits, start, SLICE);
            if let Some(nonce) = nonce {
                let puzzle = task.puzzle;
                return Some(Some(Input::Solved { puzzle, nonce }));
            }
            match start.checked_add(SLICE) {
                None => Some(None),
                Some(next) => {
                    start = next;
                    None
                }
            }
        });
    }

    /// The next result; waits for ever when there is no work.
    pub(super) async fn next(&mut self) -> Input {
        loop {
            tokio::select! {
                Some(done) = self.transfers.join_next(), if !self.transfers.is_empty() => {
                    self.fill();
                    if let Ok(input) = done {
                        return input;
                    }
                }
                Some(done) = self.puzzles.join_next(), if !self.puzzles.is_empty() => {
                    if let Ok(Some(input)) = done {
                        return input;
                    }
                }
                else => std::future::pending().await,
            }
        }
    }

    /// Forgets all work: what is durable is asked for again.
    pub(super) fn cancel(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.stop = Arc::new(AtomicBool::new(false));
        self.waiting.clear();
        self.transfers.abort_all();
        // One that is on a thread ends by itself, and is not heard any more.
        self.puzzles = JoinSet::new();
    }

    /// Ends all work and waits for its end.
    pub(super) async fn shut_down(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.waiting.clear();
        self.transfers.shutdown().await;
        while self.puzzles.join_next().await.is_some() {}
    }
}

async fn run_transfer(tls: Tls, task: BlobTask) -> Input {
    let (BlobTask::Upload { transfer, host, .. } | BlobTask::Download { transfer, host, .. }) =
        &task;
    let transfer = *transfer;
    let Ok(host) = host.parse::<HostUrl>() else {
        return Input::Blob(transfer, BlobOutcome::Refused);
    };
    let blobs = Blobs::over(host, tls);
    let outcome = match task {
        BlobTask::Upload { bytes, payment, .. } => {
            let stored = BlobToStore {
                id: transfer.blob,
                bytes,
                erase_hash: None,
                payment,
            };
            blobs.store(&stored).await
        }
        BlobTask::Download { size, .. } => blobs.fetch(transfer.blob, size).await,
    };
    Input::Blob(transfer, outcome)
}
