//! Full disks, refused commits, damaged pages.

use super::sample::{self, store_with_conversation, write};
use crate::{CheckError, Store, StoreError, conversations, messages, records};

#[test]
fn a_transaction_that_is_dropped_leaves_everything_as_it_was() {
    let mut store = Store::in_memory();
    let tx = store.begin().unwrap();
    records::put(tx.db(), b"key", b"value").unwrap();
    drop(tx);
    assert_eq!(records::read(store.reader().db(), b"key"), Ok(None));
    assert!(write(&mut store, |db| records::put(db, b"key", b"value")).is_ok());
}

#[test]
fn a_write_outside_a_transaction_is_refused() {
    let (store, conversation) = store_with_conversation();
    let reader = store.reader();
    let refused = Err(StoreError::NoTransaction);
    assert_eq!(records::put(reader.db(), b"key", b"value"), refused);
    assert_eq!(conversations::forget(reader.db(), conversation), refused);
    let message = sample::message(conversation, 1, "text");
    assert_eq!(
        messages::insert(reader.db(), &message),
        Err(StoreError::NoTransaction)
    );
    assert!(
        conversations::by_id(reader.db(), conversation)
            .unwrap()
            .is_some()
    );
}

#[test]
fn a_refused_commit_rolls_back() {
    let mut store = Store::in_memory();
    store.refuse_commits(true).unwrap();
    let refused = write(&mut store, |db| records::put(db, b"key", b"value"));
    assert_eq!(refused, Err(StoreError::Refused));
    assert_eq!(records::read(store.reader().db(), b"key"), Ok(None));

    store.refuse_commits(false).unwrap();
    assert_eq!(
        write(&mut store, |db| records::put(db, b"key", b"value")),
        Ok(())
    );
    assert_eq!(
        records::read(store.reader().db(), b"key"),
        Ok(Some(b"value".to_vec()))
    );
}

#[test]
fn a_full_disk_leaves_everything_as_before() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("client.db");
    let mut store = Store::open(&path, &[7; 32]).unwrap();
    let conversation = write(&mut store, |db| {
        records::put(db, b"before", b"kept")?;
        conversations::insert(db, &sample::conversation(1))
    })
    .unwrap();

    store.max_pages(1).unwrap();
    let tx = store.begin().unwrap();
    records::put(tx.db(), b"before", b"changed").unwrap();
    let full = (1..10_000).find_map(|seq| {
        let message = sample::message(conversation, seq, "a text that fills the disk");
        messages::insert(tx.db(), &message).err()
    });
    assert_eq!(full, Some(StoreError::Full));
    drop(tx);

    let reader = store.reader();
    assert_eq!(
        records::read(reader.db(), b"before"),
        Ok(Some(b"kept".to_vec()))
    );
    assert_eq!(messages::last(reader.db(), conversation), Ok(None));
    assert_eq!(store.check(), Ok(()));

    store.max_pages(u32::MAX).unwrap();
    let message = sample::message(conversation, 1, "room again");
    assert!(write(&mut store, |db| messages::insert(db, &message)).is_ok());
    drop(store);
    let store = Store::open(&path, &[7; 32]).unwrap();
    assert!(
        messages::last(store.reader().db(), conversation)
            .unwrap()
            .is_some()
    );
}

#[test]
fn a_full_disk_is_survived_even_if_the_failure_is_overlooked() {
    let mut store = Store::in_memory();
    store.max_pages(1).unwrap();
    let tx = store.begin().unwrap();
    records::put(tx.db(), b"small", b"value").unwrap();
    assert_eq!(
        records::put(tx.db(), b"large", &[1; 1_000_000]),
        Err(StoreError::Full)
    );
    // SQLite may have undone the one statement or the whole transaction; never half a value.
    let _ = tx.commit();
    assert_eq!(records::read(store.reader().db(), b"large"), Ok(None));
    assert_eq!(store.check(), Ok(()));
}

#[test]
fn a_row_that_refers_to_nothing_is_found_by_the_check() {
    let store = Store::in_memory();
    let insert = "PRAGMA foreign_keys = OFF;
        INSERT INTO receipts (conversation, account, since_seq, delivered_seq, read_seq)
        VALUES (77, x'00', 0, 0, 0);";
    store.reader().db().batch(insert).unwrap();
    assert_eq!(store.check(), Err(CheckError::Dangling));
}

#[test]
fn a_code_that_nobody_wrote_is_damage() {
    let (store, conversation) = store_with_conversation();
    store
        .reader()
        .db()
        .batch("UPDATE conversations SET state = 99")
        .unwrap();
    let found = conversations::by_id(store.reader().db(), conversation);
    assert_eq!(found, Err(StoreError::Corrupt));
}

#[test]
fn an_id_of_the_wrong_length_is_damage() {
    let (store, conversation) = store_with_conversation();
    store
        .reader()
        .db()
        .batch("UPDATE conversations SET log = x'0102'")
        .unwrap();
    let found = conversations::by_id(store.reader().db(), conversation);
    assert_eq!(found, Err(StoreError::Corrupt));
}

#[test]
fn a_number_beyond_the_range_of_the_database_is_refused() {
    let (mut store, conversation) = store_with_conversation();
    let row = conversations::by_id(store.reader().db(), conversation)
        .unwrap()
        .unwrap();
    let far = conversations::ConversationRow {
        cursor: hudhud_base::Seq(u64::MAX),
        ..row.clone()
    };
    assert_eq!(
        write(&mut store, |db| conversations::update(db, &far)),
        Err(StoreError::Constraint)
    );
    assert_eq!(
        conversations::by_id(store.reader().db(), conversation),
        Ok(Some(row))
    );
}

#[test]
fn rows_and_secrets_do_not_print_what_they_hold() {
    let printed = format!("{:?} {:?}", sample::own(), sample::own().account_seed);
    assert_eq!(printed, "OwnRow { .. } Secret(…)");
}
