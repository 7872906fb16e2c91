//! Work beside the links: blobs over HTTP and puzzles.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hudhud_base::HostUrl;
use hudhud_crypto::puzzle;
use hudhud_engine::{BlobOutcome, BlobTask, Input, PuzzleTask};

use super::turns::Turns;
use crate::blobs::{BlobToStore, Blobs};
use crate::platform::{self, JoinSet, Tls};

/// Tries between two looks at whether the puzzle is still wanted: some milliseconds, also in a
/// browser, where nothing else happens meanwhile.
const SLICE: u64 = 10_000;
/// Slices of one puzzle before the next has its turn.
const TURN_SLICES: u32 = 20;

/// A puzzle, and where its search goes on.
struct Search {
    task: PuzzleTask,
    start: u64,
}

/// How a puzzle's turn ended.
enum Searched {
    Found(Input),
    NotYet(Search),
    /// It is not wanted any more, or there is no nonce left.
    Over,
}

/// Transfers under way and those that wait, and the same of puzzles.
pub(super) struct Work {
    tls: Tls,
    transfers: JoinSet<Input>,
    turns: Turns,
    /// One at a time, whoever asks for how many: the other processors are the person's.
    search: JoinSet<Searched>,
    puzzles: VecDeque<Search>,
    stop: Arc<AtomicBool>,
}

impl Work {
    pub(super) fn new(tls: Tls) -> Self {
        Self {
            tls,
            transfers: JoinSet::new(),
            turns: Turns::default(),
            search: JoinSet::new(),
            puzzles: VecDeque::new(),
            stop: Arc::new(AtomicBool::new(false)),
        }
    }

    /// Moves a blob, now or when its turn comes.
    pub(super) fn transfer(&mut self, task: BlobTask) {
        self.turns.push(task);
        self.fill();
    }

    fn fill(&mut self) {
        while let Some((task, place)) = self.turns.next() {
            let tls = self.tls.clone();
            self.transfers.spawn(async move {
                let ended = run_transfer(tls, task).await;
                drop(place);
                ended
            });
        }
    }

    /// Solves a puzzle beside everything else, and in turn with the other puzzles: one that is dear
    /// keeps no cheap one waiting for its end.
    pub(super) fn solve(&mut self, task: PuzzleTask) {
        self.puzzles.push_back(Search { task, start: 0 });
        self.search();
    }

    fn search(&mut self) {
        if !self.search.is_empty() {
            return;
        }
        let Some(mut search) = self.puzzles.pop_front() else {
            return;
        };
        let stop = Arc::clone(&self.stop);
        let mut slices = 0;
        platform::spawn_slices(&mut self.search, move || {
            if stop.load(Ordering::Relaxed) {
                return Some(Searched::Over);
            }
            let Search { task, start } = &mut search;
            let nonce = puzzle::solve(&task.challenge, &task.binding, task.bits, *start, SLICE);
            if let Some(nonce) = nonce {
                let puzzle = task.puzzle;
                return Some(Searched::Found(Input::Solved { puzzle, nonce }));
            }
            let Some(next) = start.checked_add(SLICE) else {
                return Some(Searched::Over);
            };
            *start = next;
            slices += 1;
            (slices >= TURN_SLICES).then(|| {
                let (task, start) = (task.clone(), *start);
                Searched::NotYet(Search { task, start })
            })
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
                Some(done) = self.search.join_next(), if !self.search.is_empty() => {
                    let found = match done {
                        Ok(Searched::Found(input)) => Some(input),
                        Ok(Searched::NotYet(search)) => {
                            self.puzzles.push_back(search);
                            None
                        }
                        Ok(Searched::Over) | Err(_) => None,
                    };
                    self.search();
                    if let Some(input) = found {
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
        self.turns.clear();
        self.transfers.abort_all();
        self.puzzles.clear();
        // One that is on a thread ends by itself, and is not heard any more.
        self.search = JoinSet::new();
    }

    /// Ends all work and waits for its end.
    pub(super) async fn shut_down(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.turns.clear();
        self.puzzles.clear();
        self.transfers.shutdown().await;
        while self.search.join_next().await.is_some() {}
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

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn puzzle(number: u64, bits: u32) -> PuzzleTask {
        PuzzleTask {
            puzzle: number,
            challenge: Bytes::from_static(b"challenge"),
            binding: number.to_be_bytes().to_vec(),
            bits,
        }
    }

    #[tokio::test]
    async fn puzzles_that_nobody_could_solve_take_one_thread_and_keep_no_cheap_one_waiting() {
        let mut work = Work::new(Tls::new(None, false).unwrap());
        (0..3).for_each(|number| work.solve(puzzle(number, 255)));
        work.solve(puzzle(99, 4));
        assert_eq!(work.search.len(), 1);
        let solved = work.next().await;
        assert!(matches!(solved, Input::Solved { puzzle: 99, .. }));
        work.shut_down().await;
    }
}
