//! The suite that every store must pass: the memory one here, the embedded one in `server`.
//!
//! It proves what the machine relies on while the process lives. What survives a loss of power is
//! proved where there is a disk to pull.
#![expect(
    clippy::panic,
    reason = "an assertion that fails is this module's way of reporting"
)]

use std::sync::mpsc;

use bytes::Bytes;

use crate::{
    Batch, CommitError, Committed, Fact, Facts, Fence, Key, LogStore, Op, Shard, Submission,
    VALUE_BYTES, Wanted, WantedListing, WantedRun,
};

const SHARD: Shard = Shard(0);

/// Runs every test of the contract, each on a new and empty store.
///
/// # Panics
/// With the broken rule's name, when the store does not keep the contract.
pub fn run<S: LogStore>(make_store: impl Fn() -> S) {
    what_was_committed_is_read_in_the_order_asked(&make_store());
    a_bounded_read_ends_with_the_record_that_passes_the_bound(&make_store());
    later_changes_of_a_batch_win(&make_store());
    a_deleted_record_is_gone_and_may_be_deleted_again(&make_store());
    the_largest_value_comes_back_whole(&make_store());
    an_older_fence_is_refused_and_writes_nothing(&make_store());
    a_fence_never_given_is_refused(&make_store());
    shards_have_fences_of_their_own(&make_store());
    a_sweep_lists_one_table_in_order_and_in_slices(&make_store());
    an_empty_batch_and_an_empty_read_are_fine(&make_store());
    a_submission_is_written_whole_or_not_at_all(&make_store());
    after_a_failure_nothing_of_its_lineage_is_written(&make_store());
    outcomes_are_told_in_the_order_of_submissions(&make_store());
    everything_that_is_wanted_is_told(&make_store());
}

fn key(table: u8, name: &[u8]) -> Key {
    Key::of(table, [name, &[], &[]])
}

fn put(table: u8, name: &[u8], value: &'static [u8]) -> Op {
    Op::Put {
        key: key(table, name),
        value: Bytes::from_static(value),
    }
}

#[track_caller]
fn check(rule: &str, holds: bool) {
    assert!(holds, "the store breaks the contract: {rule}");
}

#[track_caller]
fn write(store: &impl LogStore, ops: Vec<Op>) {
    let fence = match store.take_over(SHARD) {
        Ok(fence) => fence,
        Err(error) => panic!("a shard can be taken over: {error}"),
    };
    let result = store.commit(SHARD, fence, Batch { ops });
    check("a commit with the newest fence succeeds", result.is_ok());
}

#[track_caller]
fn read(store: &impl LogStore, keys: &[Key]) -> Vec<Option<Bytes>> {
    match store.read(keys) {
        Ok(values) => values,
        Err(error) => panic!("a healthy store can be read: {error}"),
    }
}

fn what_was_committed_is_read_in_the_order_asked(store: &impl LogStore) {
    write(store, vec![put(1, b"a", b"one"), put(2, b"a", b"two")]);
    let found = read(
        store,
        &[key(2, b"a"), key(1, b"nothing"), key(1, b"a"), key(2, b"a")],
    );
    let expected = [Some("two"), None, Some("one"), Some("two")];
    check(
        "values come in the order of the keys asked for, absent ones as None",
        found == expected.map(|value| value.map(Bytes::from)),
    );
}

fn a_bounded_read_ends_with_the_record_that_passes_the_bound(store: &impl LogStore) {
    let names: [&[u8]; 3] = [b"a", b"b", b"c"];
    write(store, names.map(|name| put(1, name, b"four")).to_vec());
    let keys = [key(1, b"a"), key(1, b"no"), key(1, b"b"), key(1, b"c")];
    let four = Some(Bytes::from_static(b"four"));
    let all = [four.clone(), None, four.clone(), four];
    for (bytes, expected) in [(0, 1), (3, 1), (4, 3), (7, 3), (8, 4), (100, 4)] {
        let found = store.read_until(&keys, bytes).unwrap_or_default();
        check(
            "a bounded read gives records in order, up to the one that passes the bound",
            all.get(..expected) == Some(found.as_slice()),
        );
    }
}

fn later_changes_of_a_batch_win(store: &impl LogStore) {
    let ops = vec![
        put(1, b"a", b"first"),
        put(1, b"a", b"second"),
        put(1, b"b", b"first"),
        Op::Delete { key: key(1, b"b") },
    ];
    write(store, ops);
    let found = read(store, &[key(1, b"a"), key(1, b"b")]);
    check(
        "the last change of a key in a batch wins",
        found == [Some("second".into()), None],
    );
}

fn a_deleted_record_is_gone_and_may_be_deleted_again(store: &impl LogStore) {
    write(store, vec![put(1, b"a", b"x")]);
    write(store, vec![Op::Delete { key: key(1, b"a") }]);
    check(
        "a deleted record is gone",
        read(store, &[key(1, b"a")]) == [None],
    );
    write(store, vec![Op::Delete { key: key(1, b"a") }]);
    check(
        "nothing may be deleted",
        read(store, &[key(1, b"a")]) == [None],
    );
}

fn the_largest_value_comes_back_whole(store: &impl LogStore) {
    let mut value = Vec::with_capacity(VALUE_BYTES);
    value.extend((0..VALUE_BYTES).map(|at| u8::try_from(at % 251).unwrap_or_default()));
    let value = Bytes::from(value);
    let name = vec![0xff; crate::KEY_BYTES - 1];
    write(
        store,
        vec![Op::Put {
            key: key(9, &name),
            value: value.clone(),
        }],
    );
    check(
        "the largest record comes back whole",
        read(store, &[key(9, &name)]) == [Some(value)],
    );
}

fn an_older_fence_is_refused_and_writes_nothing(store: &impl LogStore) {
    let (Ok(older), Ok(newer)) = (store.take_over(SHARD), store.take_over(SHARD)) else {
        panic!("a shard can be taken over twice");
    };
    check("fences grow", older < newer);
    let result = store.commit(
        SHARD,
        older,
        Batch {
            ops: vec![put(1, b"a", b"late")],
        },
    );
    check(
        "an older fence is refused",
        result == Err(CommitError::Fenced),
    );
    check(
        "a refused batch writes nothing",
        read(store, &[key(1, b"a")]) == [None],
    );
    let result = store.commit(
        SHARD,
        newer,
        Batch {
            ops: vec![put(1, b"a", b"good")],
        },
    );
    check("the newest fence still writes", result.is_ok());
}

fn a_fence_never_given_is_refused(store: &impl LogStore) {
    let batch = Batch {
        ops: vec![put(1, b"a", b"x")],
    };
    let result = store.commit(SHARD, Fence(u64::MAX), batch);
    check(
        "a fence that was never given is refused",
        result == Err(CommitError::Fenced),
    );
}

fn shards_have_fences_of_their_own(store: &impl LogStore) {
    let (Ok(first), Ok(_)) = (store.take_over(Shard(1)), store.take_over(Shard(2))) else {
        panic!("two shards can be taken over");
    };
    let result = store.commit(
        Shard(1),
        first,
        Batch {
            ops: vec![put(1, b"a", b"x")],
        },
    );
    check(
        "taking one shard over does not fence another",
        result.is_ok(),
    );
}

fn a_sweep_lists_one_table_in_order_and_in_slices(store: &impl LogStore) {
    let ops = vec![
        put(1, b"z", b"x"),
        put(2, b"c", b"x"),
        put(2, b"a", b"x"),
        put(2, b"b", b"x"),
        put(3, b"a", b"x"),
    ];
    write(store, ops);
    let first = store.sweep(2, None, 2).unwrap_or_default();
    check(
        "a sweep begins with the smallest keys",
        first == [key(2, b"a"), key(2, b"b")],
    );
    let rest = store.sweep(2, first.last(), 2).unwrap_or_default();
    check(
        "a sweep goes on behind a key and ends with its table",
        rest == [key(2, b"c")],
    );
    let none = store.sweep(2, rest.last(), 2).unwrap_or_default();
    check("a sweep ends", none.is_empty());
}

fn an_empty_batch_and_an_empty_read_are_fine(store: &impl LogStore) {
    write(store, Vec::new());
    check("an empty read gives nothing", read(store, &[]).is_empty());
}

#[track_caller]
fn take_over(store: &impl LogStore, shard: Shard) -> Fence {
    match store.take_over(shard) {
        Ok(fence) => fence,
        Err(error) => panic!("a shard can be taken over: {error}"),
    }
}

/// Submits and waits; how it ended.
fn submit(
    store: &impl LogStore,
    batches: Vec<(Shard, Fence, Batch)>,
    lineage: Option<u64>,
) -> Result<Committed, CommitError> {
    let (tell, told) = mpsc::sync_channel(1);
    let done = Box::new(move |result| {
        // Whoever waits is below.
        let _ = tell.send(result);
    });
    store.submit(Submission { batches, lineage }, done);
    told.recv().unwrap_or(Err(CommitError::Storage))
}

fn a_submission_is_written_whole_or_not_at_all(store: &impl LogStore) {
    let stale = take_over(store, Shard(2));
    let (one, two) = (take_over(store, Shard(1)), take_over(store, Shard(2)));
    let batches = |fence| {
        let ops = |name| vec![put(1, name, b"x")];
        vec![
            (Shard(1), one, Batch { ops: ops(b"a") }),
            (Shard(2), fence, Batch { ops: ops(b"b") }),
        ]
    };
    check(
        "one stale fence refuses the whole submission",
        submit(store, batches(stale), None) == Err(CommitError::Fenced),
    );
    let keys = [key(1, b"a"), key(1, b"b")];
    check(
        "nothing of a refused submission is written",
        read(store, &keys) == [None, None],
    );
    check(
        "batches of several shards become durable together",
        submit(store, batches(two), None).is_ok() && read(store, &keys).iter().all(Option::is_some),
    );
}

fn after_a_failure_nothing_of_its_lineage_is_written(store: &impl LogStore) {
    let fence = take_over(store, SHARD);
    let wrong = Fence(u64::MAX);
    let names: [&[u8]; 5] = [b"a", b"b", b"c", b"d", b"e"];
    let lineages = [Some(1), Some(1), Some(1), Some(2), None];
    let fences = [fence, wrong, fence, fence, fence];
    let (tell, told) = mpsc::sync_channel(names.len());
    // None of them waits for the one before it.
    for ((name, lineage), fence) in names.into_iter().zip(lineages).zip(fences) {
        let ops = vec![put(1, name, b"x")];
        let batches = vec![(SHARD, fence, Batch { ops })];
        let tell = tell.clone();
        let done = Box::new(move |result: Result<Committed, CommitError>| {
            // Whoever waits is below.
            let _ = tell.send(result.is_ok());
        });
        store.submit(Submission { batches, lineage }, done);
    }
    drop(tell);
    let expected = [true, false, false, true, true];
    check(
        "what builds on a failure fails, and the next lineage is written",
        told.iter().collect::<Vec<_>>() == expected,
    );
    let found = read(store, &names.map(|name| key(1, name)));
    let written: Vec<bool> = found.iter().map(Option::is_some).collect();
    check("nothing that failed is there", written == expected);
}

fn outcomes_are_told_in_the_order_of_submissions(store: &impl LogStore) {
    let fence = take_over(store, SHARD);
    let (tell, told) = mpsc::sync_channel(16);
    for number in 0..8_u64 {
        // Some are refused, which is known before others are durable.
        let fence = if number % 3 == 1 {
            Fence(u64::MAX)
        } else {
            fence
        };
        let ops = vec![put(1, b"a", b"x")];
        let submission = Submission {
            batches: vec![(SHARD, fence, Batch { ops })],
            lineage: None,
        };
        let tell = tell.clone();
        let done = Box::new(move |result: Result<Committed, CommitError>| {
            // Whoever waits is below.
            let _ = tell.send((number, result.is_ok()));
        });
        store.submit(submission, done);
    }
    drop(tell);
    let outcomes: Vec<(u64, bool)> = told.iter().collect();
    let expected: Vec<(u64, bool)> = (0..8).map(|number| (number, number % 3 != 1)).collect();
    check(
        "each outcome is told once, in the order of submissions",
        outcomes == expected,
    );
}

fn everything_that_is_wanted_is_told(store: &impl LogStore) {
    write(store, vec![put(1, b"a", b"one"), put(2, b"b", b"two")]);
    let wanted = Wanted {
        keys: vec![key(1, b"a"), key(1, b"none"), key(1, b"a")],
        runs: vec![WantedRun {
            keys: vec![key(2, b"b"), key(2, b"c")],
            bytes: 2,
        }],
        listing: Some(WantedListing {
            table: 2,
            after: None,
            limit: 9,
        }),
    };
    let mut facts = Facts::new();
    // A store may tell one thing after the other.
    for _ in 0..10 {
        store.tell(wanted.clone(), &mut facts);
    }
    let one = Bytes::from_static(b"one");
    check(
        "records are told, and that there is none",
        facts.record(&key(1, b"a")) == Fact::Present(&one)
            && facts.record(&key(1, b"none")) == Fact::Absent,
    );
    let two = Bytes::from_static(b"two");
    check(
        "a run is told as far as its bytes go",
        facts.record(&key(2, b"b")) == Fact::Present(&two)
            && facts.record(&key(2, b"c")) == Fact::Unknown,
    );
    check(
        "a listing is told",
        facts.take_listing() == Some(Ok(vec![key(2, b"b")])),
    );
    check("the end of a round is told", facts.rounds() > 0);
    overlapping_runs_are_told_in_one_round(store);
}

/// Two want some of the same records, and one of them a record alone that the other's run begins with.
fn overlapping_runs_are_told_in_one_round(store: &impl LogStore) {
    let run = |names: &[&[u8]]| WantedRun {
        keys: names.iter().map(|name| key(3, name)).collect(),
        bytes: 100,
    };
    write(store, vec![put(3, b"a", b"one"), put(3, b"b", b"two")]);
    write(store, vec![put(3, b"c", b"three")]);
    let wanted = Wanted {
        keys: vec![key(3, b"a")],
        runs: vec![run(&[b"a", b"b"]), run(&[b"a", b"b", b"c"])],
        listing: None,
    };
    let mut facts = Facts::new();
    while facts.rounds() == 0 {
        let known = |key: &Key| facts.record(key) != Fact::Unknown;
        let keys = wanted.keys.iter().filter(|key| !known(key)).cloned();
        let runs = wanted.runs.iter().map(|run| WantedRun {
            keys: run.keys.iter().filter(|key| !known(key)).cloned().collect(),
            bytes: run.bytes,
        });
        let left = Wanted {
            keys: keys.collect(),
            runs: runs.filter(|run| !run.keys.is_empty()).collect(),
            listing: None,
        };
        store.tell(left, &mut facts);
    }
    let told = [b"a", b"b", b"c"]
        .iter()
        .all(|name| matches!(facts.record(&key(3, *name)), Fact::Present(_)));
    check("what several want is told to each", told);
}
