//! Windows: settled, cut anywhere, found again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use hudhud_logstore::{Batch, Fence, Key, LogStore as _, Op, Reads as _, Shard};

use super::settle::{Reached, settle};
use super::{EmbeddedStore, Purpose, StoreOpenError, StoreOptions};
use crate::store::look::Likeness;

const TABLE: u8 = 1;
/// So many that copying them is looked at more than once.
const RECORDS: u32 = 1_200;

/// What a store should say.
type Truth = BTreeMap<Vec<u8>, Bytes>;

/// A store in which nothing is settled unless the test does it.
fn look(path: &Path) -> EmbeddedStore {
    open(path, Purpose::Look).unwrap()
}

fn open(path: &Path, purpose: Purpose) -> Result<EmbeddedStore, StoreOpenError> {
    let options = StoreOptions {
        cache_bytes: 1 << 20,
        sync: false,
        purpose,
        ..StoreOptions::default()
    };
    EmbeddedStore::open(path, options)
}

fn key(number: u32) -> Key {
    Key::of(
        TABLE,
        [blake3::hash(&number.to_be_bytes()).as_bytes(), &[], &[]],
    )
}

/// Writes every `step`th record anew and deletes the one behind it.
fn write(store: &EmbeddedStore, truth: &mut Truth, (step, word): (usize, &str)) {
    let fence: Fence = store.take_over(Shard(0)).unwrap();
    for number in (0..RECORDS).step_by(step) {
        let value = Bytes::from(format!("{word} {number}"));
        let (put, gone) = (key(number), key(number + 1));
        truth.insert(put.as_bytes().to_vec(), value.clone());
        let mut ops = vec![Op::Put { key: put, value }];
        if step > 1 {
            truth.remove(gone.as_bytes());
            ops.push(Op::Delete { key: gone });
        }
        store.commit(Shard(0), fence, Batch { ops }).unwrap();
    }
}

/// Two closed windows, of which the newer one changes what the older one has.
fn two_windows(path: &Path) -> Truth {
    let mut truth = Truth::new();
    write(&look(path), &mut truth, (1, "old"));
    write(&look(path), &mut truth, (3, "new"));
    truth
}

fn assert_says(store: &EmbeddedStore, truth: &Truth) {
    let listed = store.sweep(TABLE, None, usize::MAX).unwrap();
    assert!(listed.iter().map(Key::as_bytes).eq(truth.keys()), "keys");
    let found = store.read(&listed).unwrap();
    assert!(found.iter().flatten().eq(truth.values()), "values");
    let all: Vec<Key> = (0..=RECORDS).map(key).collect();
    let found = store.read(&all).unwrap().into_iter().flatten();
    assert_eq!(found.count(), truth.len());
}

fn windows(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.join("made").exists()).collect()
}

#[test]
fn cut_at_any_step_of_settling_a_store_has_all_that_was_durable() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    let truth = two_windows(&path);
    let store = look(&path);
    let mut cuts = Vec::new();
    for number in [1, 2] {
        let settled = settle(&store.layers, number, &mut |reached| {
            assert_says(&store, &truth);
            let cut = directory
                .path()
                .join(format!("cut-{number}-{}", cuts.len()));
            cuts.push((reached, Likeness::of(&path, &cut).unwrap()));
            true
        });
        assert!(settled.unwrap());
        assert_says(&store, &truth);
    }
    let reached = |step: Reached| cuts.iter().filter(|(at, _)| *at == step).count();
    assert_eq!(reached(Reached::Copied(1_024)), 1);
    for step in [Reached::Durable, Reached::Hidden, Reached::Unmade] {
        assert_eq!(reached(step), 2);
    }
    for (reached, cut) in &cuts {
        let store = open(cut.path(), Purpose::Serve).unwrap_or_else(|error| {
            panic!("{reached:?}: {error}");
        });
        assert_says(&store, &truth);
        store.settle().unwrap();
        assert_says(&store, &truth);
        drop(store);
        assert_says(&look(cut.path()), &truth);
    }
}

#[test]
fn settling_that_is_given_up_is_done_again() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    let truth = two_windows(&path);
    let mut given_up = 0;
    // Each time one step further, and a new process after it.
    for steps in 0_u32.. {
        let store = look(&path);
        let mut left = steps;
        let mut go_on = |_: Reached| {
            let goes_on = left > 0;
            left = left.saturating_sub(1);
            goes_on
        };
        let done = settle(&store.layers, 1, &mut go_on).unwrap()
            && settle(&store.layers, 2, &mut go_on).unwrap();
        assert_says(&store, &truth);
        if done {
            break;
        }
        given_up += 1;
    }
    assert!(given_up > 3);
}

#[test]
fn what_was_settled_is_in_no_window_and_no_journal_any_more() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    let truth = two_windows(&path);
    let store = open(&path, Purpose::Serve).unwrap();
    store.settle().unwrap();
    assert_says(&store, &truth);
    let [window] = windows(&path).try_into().unwrap();
    drop(store);
    fs::remove_dir_all(window).unwrap();
    let store = look(&path);
    assert_says(&store, &truth);
    drop(store);
    let journal = fs::read(path.join("settled/0.jnl")).unwrap();
    let mut words = journal.windows(4);
    let found = words.any(|word| word == b"new " || word == b"old ");
    assert!(!found, "a journal has what was settled");
}

#[test]
fn a_window_that_is_missing_between_two_others_is_noticed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    let mut truth = two_windows(&path);
    write(&look(&path), &mut truth, (5, "newest"));
    let lost = windows(&path)
        .into_iter()
        .find(|path| path.ends_with("recent-2"));
    fs::remove_dir_all(lost.unwrap()).unwrap();
    let error = open(&path, Purpose::Serve).unwrap_err();
    assert!(matches!(error, StoreOpenError::Lost { .. }), "{error}");
    drop(open(&path, Purpose::Recover).unwrap());
    let store = open(&path, Purpose::Serve).unwrap();
    let newest = store.read(&[key(0)]).unwrap();
    assert_eq!(newest, [Some(Bytes::from("newest 0"))]);
}

#[test]
fn a_window_is_closed_when_its_time_is_up_although_nobody_writes() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    let options = StoreOptions {
        window: std::time::Duration::ZERO,
        ..StoreOptions::default()
    };
    let store = EmbeddedStore::open(&path, options).unwrap();
    write(&store, &mut Truth::new(), (600, "old"));
    let is_settled = || {
        let settled = &store.layers.settled.records;
        settled.get(key(600).as_bytes()).unwrap().is_some()
    };
    while !is_settled() {
        std::thread::yield_now();
    }
}

#[test]
fn a_frozen_store_is_as_it_was_however_much_is_written_and_settled_and_then_goes() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    let before = two_windows(&path);
    let store = open(&path, Purpose::Serve).unwrap();
    let frozen = store.freeze().unwrap();
    let mut after = before.clone();
    write(&store, &mut after, (5, "later"));
    store.settle().unwrap();
    let mut seen = Truth::new();
    let mut last = Vec::new();
    frozen
        .visit::<fjall::Error>(|key, stored| {
            assert!(last.as_slice() < key, "keys ascend");
            last = key.to_vec();
            if key.first() == Some(&TABLE) {
                let value = super::record::open(key, stored).unwrap();
                seen.insert(key.to_vec(), Bytes::copy_from_slice(value));
            }
            Ok(())
        })
        .unwrap();
    assert!(seen == before);
    assert_says(&store, &after);
    let recent = || fs::read_dir(&path).unwrap().count();
    let held = recent();
    drop(frozen);
    assert_eq!(recent() + 3, held, "three windows were settled");
}
