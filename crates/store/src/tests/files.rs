//! The database as a file: keys, locks, copies, what its bytes show.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::sample::{self, write};
use crate::{OpenError, Store, conversations, messages, own, records, search};

const KEY: [u8; 32] = [7; 32];

fn directory() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("client.db");
    (directory, path)
}

#[test]
fn what_was_committed_is_there_after_opening_again() {
    let (_directory, path) = directory();
    let mut store = Store::open(&path, &KEY).unwrap();
    write(&mut store, |db| own::save(db, &sample::own())).unwrap();
    drop(store);
    let store = Store::open(&path, &KEY).unwrap();
    assert_eq!(own::load(store.reader().db()), Ok(Some(sample::own())));
    assert_eq!(store.check(), Ok(()));
}

#[test]
fn what_was_committed_survives_the_death_of_the_process_and_nothing_else_does() {
    let (_directory, path) = directory();
    let mut store = Store::open(&path, &KEY).unwrap();
    write(&mut store, |db| records::put(db, b"committed", b"value")).unwrap();
    let tx = store.begin().unwrap();
    records::put(tx.db(), b"begun", &[1; 100_000]).unwrap();

    // The files as a killed process leaves them: nothing was closed.
    let (_left, left) = directory();
    for suffix in ["", "-wal"] {
        let name = |path: &PathBuf| format!("{}{suffix}", path.display());
        fs::copy(name(&path), name(&left)).unwrap();
    }
    let found = Store::open(&left, &KEY).unwrap();
    assert_eq!(
        records::read(found.reader().db(), b"committed"),
        Ok(Some(b"value".to_vec()))
    );
    assert_eq!(records::read(found.reader().db(), b"begun"), Ok(None));
    assert_eq!(found.check(), Ok(()));
}

#[test]
fn a_journal_outlives_a_database_that_does_not_open() {
    let (_directory, path) = directory();
    let mut store = Store::open(&path, &KEY).unwrap();
    write(&mut store, |db| records::put(db, b"committed", b"value")).unwrap();

    // As a killed process leaves them, and then the first page is overwritten.
    let (_left, left) = directory();
    let name = |path: &PathBuf, suffix| format!("{}{suffix}", path.display());
    for suffix in ["", "-wal"] {
        fs::copy(name(&path, suffix), name(&left, suffix)).unwrap();
    }
    let journal = fs::read(name(&left, "-wal")).unwrap();
    assert!(!journal.is_empty());
    let mut damaged = fs::read(&left).unwrap();
    for byte in damaged.iter_mut().take(4096) {
        *byte ^= 0xff;
    }
    fs::write(&left, &damaged).unwrap();

    let opened = Store::open(&left, &[8; 32]).err();
    assert_eq!(opened, Some(OpenError::WrongKey));
    assert_eq!(fs::read(name(&left, "-wal")).unwrap(), journal);
    assert_eq!(fs::read(&left).unwrap(), damaged);
}

#[test]
fn another_key_does_not_open_the_file_and_changes_nothing() {
    let (_directory, path) = directory();
    drop(Store::open(&path, &KEY).unwrap());
    let before = fs::read(&path).unwrap();
    assert_eq!(
        Store::open(&path, &[8; 32]).err(),
        Some(OpenError::WrongKey)
    );
    assert_eq!(fs::read(&path).unwrap(), before);
    assert!(Store::open(&path, &KEY).is_ok());
}

#[test]
fn a_file_of_a_newer_version_says_both_versions() {
    let (_directory, path) = directory();
    let store = Store::open(&path, &KEY).unwrap();
    store
        .reader()
        .db()
        .batch("PRAGMA user_version = 99")
        .unwrap();
    drop(store);
    let known = crate::migrations::VERSION;
    assert_eq!(
        Store::open(&path, &KEY).err(),
        Some(OpenError::NewerVersion { found: 99, known })
    );
}

#[test]
fn a_second_opener_is_told_that_the_file_is_open() {
    let (_directory, path) = directory();
    let first = Store::open(&path, &KEY).unwrap();
    assert_eq!(Store::open(&path, &KEY).err(), Some(OpenError::Locked));
    drop(first);
    assert!(Store::open(&path, &KEY).is_ok());
}

#[test]
fn a_second_opener_is_refused_before_the_first_has_written_anything() {
    let (_directory, path) = directory();
    drop(Store::open(&path, &KEY).unwrap());
    let _first = Store::open(&path, &KEY).unwrap();
    assert_eq!(Store::open(&path, &KEY).err(), Some(OpenError::Locked));
}

#[test]
fn a_file_that_is_something_else_is_not_taken_for_a_wrong_key() {
    let (_directory, path) = directory();
    fs::write(&path, "a letter, not a database".repeat(100)).unwrap();
    assert_eq!(
        Store::open(&path, &KEY).err(),
        Some(OpenError::NotADatabase)
    );
}

#[test]
fn an_unsealed_database_is_not_opened() {
    let (_directory, path) = directory();
    let plain = rusqlite::Connection::open(&path).unwrap();
    plain
        .execute_batch("CREATE TABLE letters (body TEXT)")
        .unwrap();
    drop(plain);
    assert_eq!(
        Store::open(&path, &KEY).err(),
        Some(OpenError::NotADatabase)
    );
}

#[test]
fn a_missing_directory_is_unreadable() {
    let (directory, _) = directory();
    let path = directory.path().join("missing").join("client.db");
    assert_eq!(Store::open(&path, &KEY).err(), Some(OpenError::Unreadable));
}

#[test]
fn a_directory_in_place_of_the_file_is_unreadable() {
    let (directory, _) = directory();
    assert_eq!(
        Store::open(directory.path(), &KEY).err(),
        Some(OpenError::Unreadable)
    );
}

#[test]
fn a_path_is_never_read_as_an_address_with_options() {
    let (directory, _) = directory();
    let path = directory.path().join("file:client.db?mode=memory");
    drop(Store::open(&path, &KEY).unwrap());
    assert!(path.exists());
}

/// Bytes that are searched for; none of them are hexadecimal or part of the schema.
const CANARY: &str = "quizzicalhoopoecanary";

#[test]
fn no_text_and_no_secret_stands_in_the_files() {
    let (directory, path) = directory();
    let mut store = Store::open(&path, &KEY).unwrap();
    write(&mut store, |db| {
        let row = conversations::ConversationRow {
            title: CANARY.to_owned(),
            draft: CANARY.to_owned(),
            ..sample::conversation(1)
        };
        let conversation = conversations::insert(db, &row)?;
        records::put(db, CANARY.as_bytes(), CANARY.as_bytes())?;
        messages::insert(db, &sample::message(conversation, 1, CANARY)).map(drop)
    })
    .unwrap();
    assert_eq!(
        search::messages(store.reader().db(), CANARY, None, None, 9)
            .unwrap()
            .len(),
        1
    );
    let while_open = files_holding_canary(&directory);
    drop(store);
    let when_closed = files_holding_canary(&directory);
    assert_eq!(
        (while_open, when_closed),
        ((2, 0), (1, 0)),
        "files, and those that tell"
    );
}

/// How many files the directory has, and how many of them hold the canary or the key.
fn files_holding_canary(directory: &TempDir) -> (usize, usize) {
    let contents: Vec<Vec<u8>> = fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| fs::read(entry.unwrap().path()).unwrap())
        .collect();
    let holds = |content: &&Vec<u8>| {
        content
            .windows(CANARY.len())
            .any(|window| window == CANARY.as_bytes())
            || content.windows(KEY.len()).any(|window| window == KEY)
            || content.starts_with(b"SQLite format 3")
    };
    assert!(contents.iter().all(|content| content.len() >= 4096));
    (contents.len(), contents.iter().filter(holds).count())
}

#[test]
fn a_damaged_page_is_noticed() {
    let (_directory, path) = directory();
    let mut store = Store::open(&path, &KEY).unwrap();
    write(&mut store, |db| records::put(db, b"key", &[1; 100_000])).unwrap();
    drop(store);
    let mut content = fs::read(&path).unwrap();
    let middle = content.len() - 4096 * 5;
    content[middle] ^= 1;
    fs::write(&path, content).unwrap();
    let store = Store::open(&path, &KEY).unwrap();
    assert!(store.check().is_err());
    assert_eq!(
        records::read(store.reader().db(), b"key"),
        Err(crate::StoreError::Corrupt)
    );
}
