//! The embedded store keeps the storage contract, before and after it is opened again.
#![cfg(test)]

use std::sync::{Arc, Barrier};

use bytes::Bytes;
use hudhud_logstore::{
    Batch, CommitError, Done, Fence, Key, LogStore, Op, Reads, Shard, Submission, contract,
};
use hudhud_server::{EmbeddedStore, StoreOptions};

/// A store and the directory it lives in, removed together.
#[derive(Debug)]
struct Temporary {
    store: EmbeddedStore,
    _directory: tempfile::TempDir,
}

impl Temporary {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = EmbeddedStore::open(&directory.path().join("store"), options()).unwrap();
        Self {
            store,
            _directory: directory,
        }
    }
}

impl Reads for Temporary {
    fn read(&self, keys: &[Key]) -> Result<Vec<Option<Bytes>>, hudhud_logstore::ReadError> {
        self.store.read(keys)
    }

    fn read_until(
        &self,
        keys: &[Key],
        bytes: usize,
    ) -> Result<Vec<Option<Bytes>>, hudhud_logstore::ReadError> {
        self.store.read_until(keys, bytes)
    }

    fn sweep(
        &self,
        table: u8,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Vec<Key>, hudhud_logstore::ReadError> {
        self.store.sweep(table, after, limit)
    }
}

impl LogStore for Temporary {
    fn take_over(&self, shard: Shard) -> Result<Fence, CommitError> {
        self.store.take_over(shard)
    }

    fn submit(&self, submission: Submission, done: Done) {
        self.store.submit(submission, done);
    }
}

fn options() -> StoreOptions {
    StoreOptions {
        cache_bytes: 1 << 20,
        ..StoreOptions::default()
    }
}

fn key(name: &[u8]) -> Key {
    Key::of(1, [name, &[], &[]])
}

fn put(name: &[u8], value: &[u8]) -> Batch {
    Batch {
        ops: vec![Op::Put {
            key: key(name),
            value: Bytes::copy_from_slice(value),
        }],
    }
}

#[test]
fn the_embedded_store_keeps_the_contract() {
    contract::run(Temporary::new);
}

#[test]
fn what_was_committed_is_there_after_reopening_and_fences_go_on() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    let fence = {
        let store = EmbeddedStore::open(&path, options()).unwrap();
        let fence = store.take_over(Shard(0)).unwrap();
        store.commit(Shard(0), fence, put(b"a", b"kept")).unwrap();
        fence
    };
    let store = EmbeddedStore::open(&path, options()).unwrap();
    assert_eq!(
        store.read(&[key(b"a")]).unwrap(),
        [Some(Bytes::from("kept"))]
    );
    assert!(store.take_over(Shard(0)).unwrap() > fence);
}

#[test]
fn a_fence_is_never_smaller_than_the_one_noted_outside_of_the_store() {
    let directory = tempfile::tempdir().unwrap();
    let options = StoreOptions {
        least_fence: 41,
        ..options()
    };
    let store = EmbeddedStore::open(&directory.path().join("store"), options).unwrap();
    assert_eq!(store.take_over(Shard(0)).unwrap(), Fence(42));
}

#[test]
fn of_several_changes_of_one_key_in_one_write_the_last_counts() {
    let temporary = Temporary::new();
    let fence = temporary.take_over(Shard(0)).unwrap();
    let puts = [("a", "1"), ("b", "1"), ("a", "2"), ("b", "2"), ("a", "3")];
    let mut ops: Vec<Op> = puts
        .iter()
        .flat_map(|(name, value)| put(name.as_bytes(), value.as_bytes()).ops)
        .collect();
    ops.push(Op::Delete { key: key(b"b") });
    temporary.commit(Shard(0), fence, Batch { ops }).unwrap();
    let found = temporary.read(&[key(b"a"), key(b"b")]).unwrap();
    assert_eq!(found, [Some(Bytes::from("3")), None]);
}

#[test]
fn a_store_with_fewer_commits_than_were_noted_is_not_opened() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    let with = |least_commits| StoreOptions {
        least_commits,
        ..options()
    };
    let store = EmbeddedStore::open(&path, with(0)).unwrap();
    let fence = store.take_over(Shard(0)).unwrap();
    for _ in 0..3 {
        store.commit(Shard(0), fence, put(b"a", b"x")).unwrap();
    }
    drop(store);
    EmbeddedStore::open(&path, with(3)).unwrap();
    let error = EmbeddedStore::open(&path, with(4)).unwrap_err();
    assert!(error.to_string().contains("it has 3 of 4"), "{error}");
}

#[test]
fn many_writers_at_once_lose_nothing() {
    let temporary = Arc::new(Temporary::new());
    let fence = temporary.take_over(Shard(0)).unwrap();
    let together = Arc::new(Barrier::new(8));
    let writers: Vec<_> = (0..8_u8)
        .map(|writer| {
            let (temporary, together) = (Arc::clone(&temporary), Arc::clone(&together));
            std::thread::spawn(move || {
                together.wait();
                for number in 0..50_u8 {
                    let batch = put(&[writer, number], &[number]);
                    temporary.commit(Shard(0), fence, batch).unwrap();
                }
            })
        })
        .collect();
    writers
        .into_iter()
        .for_each(|writer| writer.join().unwrap());
    for writer in 0..8_u8 {
        for number in 0..50_u8 {
            let found = temporary.read(&[key(&[writer, number])]).unwrap();
            assert_eq!(found, [Some(Bytes::copy_from_slice(&[number]))]);
        }
    }
}

#[test]
fn a_store_is_opened_once() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    let _first = EmbeddedStore::open(&path, options()).unwrap();
    let error = EmbeddedStore::open(&path, options()).unwrap_err();
    assert!(
        error.to_string().contains("locked by another process"),
        "{error}"
    );
}
