//! The memory store keeps the contract, and fails when it is told to.
#![cfg(test)]

use bytes::Bytes;
use hudhud_logstore::{
    Batch, CommitError, Fact, Facts, Failure, Key, LogStore, MemoryStore, Op, ReadError, Reads,
    Shard, Telling, Wanted, contract,
};

fn one_put() -> Batch {
    let key = Key::of(1, [b"a", b"", b""]);
    Batch {
        ops: vec![Op::Put {
            key,
            value: Bytes::from_static(b"x"),
        }],
    }
}

#[test]
fn the_memory_store_keeps_the_contract() {
    contract::run(MemoryStore::new);
}

#[test]
fn a_planned_failure_is_met_once() {
    let store = MemoryStore::new();
    let fence = store.take_over(Shard(0)).unwrap();
    store.fail_next(Failure::CommitFull);
    store.fail_next(Failure::CommitLost);
    assert_eq!(
        store.commit(Shard(0), fence, one_put()),
        Err(CommitError::Full)
    );
    assert_eq!(
        store.commit(Shard(0), fence, one_put()),
        Err(CommitError::Storage)
    );
    assert!(store.image().is_empty());
    assert!(store.commit(Shard(0), fence, one_put()).is_ok());
}

#[test]
fn a_commit_may_fail_although_it_was_written() {
    let store = MemoryStore::new();
    let fence = store.take_over(Shard(0)).unwrap();
    store.fail_next(Failure::CommitUnreported);
    assert_eq!(
        store.commit(Shard(0), fence, one_put()),
        Err(CommitError::Storage)
    );
    assert_eq!(store.image().len(), 1);
}

#[test]
fn a_planned_read_failure_does_not_touch_commits() {
    let store = MemoryStore::new();
    let fence = store.take_over(Shard(0)).unwrap();
    store.fail_next(Failure::Read);
    assert!(store.commit(Shard(0), fence, one_put()).is_ok());
    assert_eq!(store.read(&[]), Err(ReadError::Storage));
    assert!(store.read(&[]).is_ok());
}

#[test]
fn a_store_begins_where_an_image_ends() {
    let store = MemoryStore::new();
    let fence = store.take_over(Shard(0)).unwrap();
    store.commit(Shard(0), fence, one_put()).unwrap();
    let again = MemoryStore::from_image(store.image());
    assert_eq!(
        again.read(&[Key::of(1, [b"a", b"", b""])]).unwrap(),
        [Some(Bytes::from("x"))]
    );
}

#[test]
fn a_store_that_tells_one_by_one_tells_everything_in_the_end() {
    let store = MemoryStore::new().telling(Telling::OneByOne);
    let fence = store.take_over(Shard(0)).unwrap();
    store.commit(Shard(0), fence, one_put()).unwrap();
    let keys = [Key::of(1, [b"a", b"", b""]), Key::of(1, [b"b", b"", b""])];
    let mut facts = Facts::new();
    let unknown = |facts: &Facts| {
        let keys = keys.iter().filter(|key| facts.record(key) == Fact::Unknown);
        keys.cloned().collect::<Vec<_>>()
    };
    for left in [1, 0] {
        assert_eq!(facts.rounds(), 0, "not everything was told");
        let keys = unknown(&facts);
        let wanted = Wanted {
            keys,
            ..Wanted::default()
        };
        store.tell(wanted, &mut facts);
        assert_eq!(unknown(&facts).len(), left);
    }
    assert_eq!(facts.rounds(), 1);
    assert_eq!(facts.record(&keys[0]), Fact::Present(&Bytes::from("x")));
}

#[test]
fn a_record_that_cannot_be_read_is_a_fact_and_hides_no_other() {
    let store = MemoryStore::new();
    let fence = store.take_over(Shard(0)).unwrap();
    store.commit(Shard(0), fence, one_put()).unwrap();
    let keys = vec![Key::of(1, [b"a", b"", b""]), Key::of(1, [b"b", b"", b""])];
    // The look-up of both, and then that of the first alone.
    store.fail_next(Failure::Read);
    store.fail_next(Failure::Read);
    let mut facts = Facts::new();
    let wanted = Wanted {
        keys: keys.clone(),
        ..Wanted::default()
    };
    store.tell(wanted, &mut facts);
    assert_eq!(facts.record(&keys[0]), Fact::Unreadable);
    assert_eq!(facts.record(&keys[1]), Fact::Absent);
}
