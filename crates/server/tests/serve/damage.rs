//! A data directory that rotted while the host was stopped: the host refuses with a sentence, or
//! refuses what it cannot read, or serves everything. It never serves less as if that were all.

use std::fs;
use std::os::unix::fs::FileExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use hudhud_base::{Generation, Handle, Seq};
use hudhud_server::{Config, Server};
use hudhud_wire::{EntryBody, OpenLog, RefusalCode, Reply, Request, ServerFrame};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};

use crate::world::{Log, PlainLink, conversations, message, settings, start, stop};

/// Logs whose every entry is looked at.
const LOGS: u8 = 4;
/// Entries of each of them: some lie in tables, some in the journal.
const ENTRIES: u32 = 24;
/// More than the engine holds in memory before it writes a table.
const BALLAST_ENTRIES: u32 = 1100;
const BALLAST_BYTES: usize = 64 * 1024;
/// Of them, what one link writes: less than it may at once.
const PER_LINK: usize = 400;
const FLIPS: u32 = 1;

fn small(number: u8) -> Log {
    Log::new(10 * (1 + number))
}

fn ballast() -> Log {
    Log::new(200)
}

/// Appends `numbers` with a few on their way at once.
async fn fill(link: &mut PlainLink, handle: Handle, numbers: std::ops::Range<u32>, length: usize) {
    let mut waiting = 0;
    for number in numbers {
        link.send(message(handle, number, length)).await;
        waiting += 1;
        if waiting == 32 {
            answered(link, std::mem::take(&mut waiting)).await;
        }
    }
    answered(link, waiting).await;
}

async fn answered(link: &mut PlainLink, count: usize) {
    for _ in 0..count {
        let frame = link.receive().await.unwrap();
        let appended = matches!(
            &frame,
            ServerFrame::Reply {
                reply: Reply::Appended(_),
                ..
            }
        );
        assert!(appended, "{frame:?}");
    }
}

/// A directory with tables and a journal, of a host that was stopped well.
async fn make(data: &Path) {
    let server = start(settings(data));
    let mut link = conversations(server.local_addr()).await;
    for number in 0..LOGS {
        link.create(&small(number)).await;
        link.open(&small(number), Handle(u32::from(number))).await;
        fill(&mut link, Handle(u32::from(number)), 0..ENTRIES / 2, 300).await;
    }
    link.create(&ballast()).await;
    // A link may fill so much at once and no more: several do.
    for from in (0..BALLAST_ENTRIES).step_by(PER_LINK) {
        let mut link = conversations(server.local_addr()).await;
        link.open(&ballast(), Handle(1)).await;
        let numbers = from..BALLAST_ENTRIES.min(from + PER_LINK as u32);
        fill(&mut link, Handle(1), numbers, BALLAST_BYTES).await;
    }
    for number in 0..LOGS {
        fill(
            &mut link,
            Handle(u32::from(number)),
            ENTRIES / 2..ENTRIES,
            300,
        )
        .await;
    }
    stop(server).await;
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else if is_final(&path) {
            // Large, and written once: a second name is as good as a copy.
            fs::hard_link(path, target).unwrap();
        } else {
            let bytes = fs::read(&path).unwrap();
            let file = fs::File::create(&target).unwrap();
            file.write_all_at(&bytes[..used(&bytes)], 0).unwrap();
            file.set_len(u64::try_from(bytes.len()).unwrap()).unwrap();
        }
    }
}

/// A table, or a journal with another behind it.
fn is_final(path: &Path) -> bool {
    path.parent()
        .is_some_and(|parent| parent.ends_with("tables"))
        || path.ends_with("recent-1/tree/0.jnl")
}

/// Zeros at the end are room that is not used yet.
pub(crate) fn used(bytes: &[u8]) -> usize {
    const ZEROS: [u8; 4096] = [0; 4096];
    // Whole pages first: compared at once, also in a build that is not optimised.
    let mut bytes = bytes;
    while let Some((rest, last)) = bytes.split_last_chunk()
        && *last == ZEROS
    {
        bytes = rest;
    }
    let last = bytes.iter().rposition(|byte| *byte != 0);
    last.map_or(0, |at| at + 1)
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[derive(Debug, Clone, Copy)]
enum Damage {
    Flip { byte: usize, bit: u32 },
    Cut { length: usize },
    Gone,
}

/// What may happen to a file of these bytes.
fn damages(bytes: &[u8], rng: &mut ChaCha20Rng) -> Vec<Damage> {
    let used = used(bytes);
    let mut damages = vec![Damage::Gone];
    if used > 0 {
        // One cut each: a store has dozens of files, and other seeds cut them elsewhere.
        let cuts = [0, used / 2, used - 1];
        damages.push(Damage::Cut {
            length: cuts[rng.next_u32() as usize % cuts.len()],
        });
        damages.extend((0..FLIPS).map(|_| Damage::Flip {
            byte: usize::try_from(rng.next_u64() % u64::try_from(used).unwrap()).unwrap(),
            bit: rng.next_u32() % 8,
        }));
    }
    damages
}

fn apply(path: &Path, mut bytes: Vec<u8>, damage: Damage) {
    fs::remove_file(path).unwrap();
    match damage {
        Damage::Gone => return,
        Damage::Cut { length } => bytes.truncate(length),
        Damage::Flip { byte, bit } => bytes[byte] ^= 1 << bit,
    }
    fs::write(path, bytes).unwrap();
}

/// Opens a log; `false`: the host says that it cannot.
async fn opens(link: &mut PlainLink, log: &Log, handle: Handle, entries: u32) -> bool {
    let open = OpenLog {
        handle,
        address: log.address,
        generation: Generation(0),
        read: Some(log.read()),
        write: None,
        control: None,
    };
    let reply = link.ask(Request::Open(vec![open])).await;
    if is_unreadable(&reply) {
        return false;
    }
    let Reply::Opened(opened) = reply else {
        panic!("not opened: {reply:?}")
    };
    if opened[0].outcome == Err(RefusalCode::Storage) {
        return false;
    }
    let state = opened[0].outcome.expect("an acknowledged log is there");
    assert_eq!(state.next_seq, Seq(u64::from(entries) + 1), "fewer entries");
    true
}

fn is_unreadable(reply: &Reply) -> bool {
    matches!(reply, Reply::Refused(refusal) if refusal.code == RefusalCode::Storage)
}

/// Reads from `from` on until `to`, or until the host says that it cannot.
async fn reads(link: &mut PlainLink, handle: Handle, (mut from, to): (u32, u32), length: usize) {
    while from <= to {
        let read = Request::Read {
            handle,
            from: Seq(u64::from(from)),
            limit: to + 1 - from,
        };
        let reply = link.ask(read).await;
        if is_unreadable(&reply) {
            return;
        }
        let Reply::Entries(entries) = reply else {
            panic!("not read: {reply:?}")
        };
        assert!(!entries.entries.is_empty(), "an entry is not there");
        for entry in entries.entries {
            assert_eq!(entry.seq, Seq(u64::from(from)));
            let number = (from - 1).to_be_bytes()[3];
            assert_eq!(entry.body, EntryBody::Sealed(vec![number; length].into()));
            from += 1;
        }
    }
}

/// Looks at everything that the host of this directory ever acknowledged.
async fn look(server: Server) {
    let mut link = conversations(server.local_addr()).await;
    for number in 0..LOGS {
        let handle = Handle(u32::from(number));
        if opens(&mut link, &small(number), handle, ENTRIES).await {
            reads(&mut link, handle, (1, ENTRIES), 300).await;
        }
    }
    let heavy = Handle(99);
    if opens(&mut link, &ballast(), heavy, BALLAST_ENTRIES).await {
        for from in (1..BALLAST_ENTRIES).step_by(100) {
            reads(&mut link, heavy, (from, from), BALLAST_BYTES).await;
        }
    }
    drop(link);
    // A store that has failed is reported here; that is not silence.
    let _ = tokio::task::spawn_blocking(move || server.shutdown()).await;
}

#[tokio::test]
async fn a_damaged_directory_is_refused_or_served_whole() {
    let seed: u64 = std::env::var("HUDHUD_SEED").map_or(11, |seed| seed.parse().unwrap());
    println!("HUDHUD_SEED={seed}");
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let directory = tempfile::tempdir().unwrap();
    let (whole, data) = (
        directory.path().join("whole"),
        directory.path().join("data"),
    );
    make(&whole).await;
    let mut tried = 0;
    for path in files(&whole) {
        let name = path.strip_prefix(&whole).unwrap();
        let bytes = fs::read(&path).unwrap();
        for damage in damages(&bytes, &mut rng) {
            // Said so that a failure tells what was done; shown only then.
            println!("{} {damage:?}", name.display());
            let _ = fs::remove_dir_all(&data);
            copy(&whole, &data);
            apply(&data.join(name), bytes.clone(), damage);
            let config = Config::resolve(settings(&data)).unwrap();
            let started = catch_unwind(AssertUnwindSafe(|| Server::start(config)));
            match started.expect("a refusal, not a panic") {
                Ok(server) => look(server).await,
                Err(error) => {
                    let sentence = error.to_string();
                    println!("  {} {sentence}", error.exit_code());
                    assert!(
                        !sentence.contains('\n') && error.exit_code() != 70,
                        "{sentence}"
                    );
                }
            }
            tried += 1;
        }
    }
    assert!(tried > 30, "tables, journals, notes: {tried}");
}
