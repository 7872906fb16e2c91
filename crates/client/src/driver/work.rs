//! Work beside the links: blobs over HTTP and puzzles.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hudhud_base::{HostUrl, Transfer};
use hudhud_crypto::puzzle;
use hudhud_engine::{BlobOutcome, BlobTask, Input, PuzzleTask};
use tokio::sync::mpsc;

use super::turns::Turns;
use crate::blobs::{BlobToStore, Blobs, Download, Upload};
use crate::files::Files;
use crate::meter::{Meter, Moved};
use crate::platform::{self, AbortHandle, JoinSet, Tls};
use crate::sealed::seal_anew;

/// Tries between two looks at whether the puzzle is still wanted: some milliseconds, also in a
/// browser, where nothing else happens meanwhile.
const SLICE: u64 = 10_000;
/// Slices of one puzzle before the next has its turn.
const TURN_SLICES: u32 = 20;
/// Words about how far transfers are that wait to be passed on.
const WORDS: usize = 64;

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

/// What comes of work.
pub(super) enum Done {
    /// It has ended so.
    Ended(Input),
    /// It goes on, and is so far.
    Moved(Moved),
}

/// Transfers under way and those that wait, and the same of puzzles.
pub(super) struct Work {
    tls: Tls,
    /// The host of the own account.
    home: Option<String>,
    files: Files,
    ear: mpsc::Sender<Moved>,
    moved: mpsc::Receiver<Moved>,
    transfers: JoinSet<Input>,
    turns: Turns,
    running: BTreeMap<Transfer, AbortHandle>,
    removals: JoinSet<()>,
    /// One at a time, whoever asks for how many: the other processors are the person's.
    search: JoinSet<Searched>,
    puzzles: VecDeque<Search>,
    stop: Arc<AtomicBool>,
}

impl Work {
    pub(super) fn new(tls: Tls, files: Files) -> Self {
        let (ear, moved) = mpsc::channel(WORDS);
        Self {
            tls,
            home: None,
            files,
            ear,
            moved,
            transfers: JoinSet::new(),
            turns: Turns::default(),
            running: BTreeMap::new(),
            removals: JoinSet::new(),
            search: JoinSet::new(),
            puzzles: VecDeque::new(),
            stop: Arc::new(AtomicBool::new(false)),
        }
    }

    /// Which host is the own one.
    pub(super) fn home_is(&mut self, host: Option<&str>) {
        if self.home.as_deref() != host {
            self.home = host.map(str::to_owned);
        }
    }

    /// Moves a blob, now or when its turn comes.
    pub(super) fn move_blob(&mut self, task: BlobTask) {
        match task {
            BlobTask::Forget { transfer } => self.forget(transfer),
            BlobTask::Stop { transfer } => self.stop_transfer(transfer),
            task @ (BlobTask::Upload { .. }
            | BlobTask::Download { .. }
            | BlobTask::Store { .. }
            | BlobTask::Fetch { .. }
            | BlobTask::Erase { .. }
            | BlobTask::Seal { .. }) => {
                self.turns.push(task);
                self.fill();
            }
        }
    }

    /// Ends what is under way with a file.
    fn stop_transfer(&mut self, transfer: Transfer) {
        self.turns.forget(transfer);
        if let Some(running) = self.running.remove(&transfer) {
            running.abort();
        }
    }

    /// The same, and removes the file.
    fn forget(&mut self, transfer: Transfer) {
        self.stop_transfer(transfer);
        let files = self.files.clone();
        self.removals.spawn(async move {
            // What is left goes when the device is next opened.
            let _ = files.remove(transfer.blob).await;
        });
    }

    fn fill(&mut self) {
        while let Some((task, place)) = self.turns.next() {
            let (files, transfer) = (self.files.clone(), task.transfer());
            let tls = if task.host() == self.home.as_deref() {
                self.tls.clone()
            } else {
                self.tls.sparing_this_machine()
            };
            let ear = self.ear.clone();
            let running = self.transfers.spawn(async move {
                let ended = run_transfer((tls, files), task, ear).await;
                drop(place);
                ended
            });
            self.running.insert(transfer, running);
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
    pub(super) async fn next(&mut self) -> Done {
        loop {
            tokio::select! {
                Some(moved) = self.moved.recv() => return Done::Moved(moved),
                Some(done) = self.transfers.join_next(), if !self.transfers.is_empty() => {
                    self.fill();
                    if let Ok(input) = done {
                        if let Input::Blob(transfer, _) = &input {
                            self.running.remove(transfer);
                        }
                        return Done::Ended(input);
                    }
                }
                Some(_) = self.removals.join_next(), if !self.removals.is_empty() => {}
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
                        return Done::Ended(input);
                    }
                }
            }
        }
    }

    /// Forgets all work: what is durable is asked for again.
    pub(super) fn cancel(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.stop = Arc::new(AtomicBool::new(false));
        self.turns.clear();
        self.transfers.abort_all();
        self.running.clear();
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
        while self.removals.join_next().await.is_some() {}
        while self.search.join_next().await.is_some() {}
    }
}

async fn run_transfer(
    (tls, files): (Tls, Files),
    task: BlobTask,
    ear: mpsc::Sender<Moved>,
) -> Input {
    let transfer = task.transfer();
    let host = task.host().and_then(|host| host.parse::<HostUrl>().ok());
    let Some(host) = host else {
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
        BlobTask::Store {
            size,
            erase_hash,
            payment,
            ..
        } => {
            let upload = Upload {
                id: transfer.blob,
                size,
                erase_hash: Some(erase_hash.0),
                payment,
            };
            let mut meter = Meter::new(transfer, size, ear);
            blobs.store_file(&upload, &files, &mut meter).await
        }
        BlobTask::Fetch {
            blob, size, hash, ..
        } => {
            let wanted = Download {
                file: transfer.blob,
                blob,
                size,
                hash,
            };
            let mut meter = Meter::new(transfer, size, ear);
            blobs.fetch_file(&wanted, &files, &mut meter).await
        }
        BlobTask::Erase { blob, secret, .. } => {
            let erased = blobs.erase(blob, secret.0).await;
            erased.unwrap_or(BlobOutcome::Stored)
        }
        BlobTask::Seal { from, .. } => seal_anew(&files, transfer.blob, from).await,
        BlobTask::Stop { .. } | BlobTask::Forget { .. } => BlobOutcome::Refused,
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
        let mut work = Work::new(Tls::new(None, false).unwrap(), Files::in_memory());
        (0..3).for_each(|number| work.solve(puzzle(number, 255)));
        work.solve(puzzle(99, 4));
        assert_eq!(work.search.len(), 1);
        let solved = work.next().await;
        let is_cheap = matches!(solved, Done::Ended(Input::Solved { puzzle: 99, .. }));
        assert!(is_cheap);
        work.shut_down().await;
    }
}
