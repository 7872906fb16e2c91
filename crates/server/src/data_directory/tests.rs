//! Opening, refusing, locking, and what is noted.

use std::os::unix::fs::PermissionsExt as _;

use super::*;

const DOMAIN: &str = "hudhud.example";

#[test]
fn a_second_opening_says_that_the_directory_is_locked() {
    let directory = tempfile::tempdir().unwrap();
    let first = DataDirectory::open(directory.path(), DOMAIN).unwrap();
    let error = DataDirectory::open(directory.path(), DOMAIN).unwrap_err();
    assert!(error.to_string().contains("locked by another process"));
    drop(first);
    DataDirectory::open(directory.path(), DOMAIN).unwrap();
}

#[test]
fn a_newer_format_is_refused_before_anything_is_touched() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("format"), "2\n").unwrap();
    let error = DataDirectory::open(directory.path(), DOMAIN).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("start it with the newer program"),
        "{error}"
    );
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn a_directory_of_something_else_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("holiday.jpg"), "sand").unwrap();
    let error = DataDirectory::open(directory.path(), DOMAIN).unwrap_err();
    assert!(matches!(error, DataDirectoryError::Foreign { .. }));
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn the_secret_is_made_once_and_only_its_owner_reads_it() {
    let directory = tempfile::tempdir().unwrap();
    let opened = DataDirectory::open(directory.path(), DOMAIN).unwrap();
    let secret = opened.secret(None).unwrap();
    assert_eq!(opened.secret(None).unwrap(), secret);
    assert_ne!(secret, [0; 32]);
    let mode = fs::metadata(directory.path().join("secret"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_note_is_read_back() {
    let directory = tempfile::tempdir().unwrap();
    let mut opened = DataDirectory::open(directory.path(), DOMAIN).unwrap();
    assert_eq!(opened.noted().unwrap(), Note::default());
    for (fence, commits) in [(41, 1_000_000), (7, 0)] {
        let minute = hudhud_base::Minute(29_000_000);
        let note = Note {
            fence,
            commits,
            minute,
            serving: fence == 41,
        };
        opened.note(note).unwrap();
        assert_eq!(opened.noted().unwrap(), note);
    }
}

#[test]
fn a_directory_of_another_domain_is_refused_before_anything_is_touched() {
    let directory = tempfile::tempdir().unwrap();
    drop(DataDirectory::open(directory.path(), "localhost").unwrap());
    let before = fs::read_dir(directory.path()).unwrap().count();
    let error = DataDirectory::open(directory.path(), DOMAIN).unwrap_err();
    assert!(
        error.to_string().contains("belongs to localhost"),
        "{error}"
    );
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), before);
    DataDirectory::open(directory.path(), "localhost").unwrap();
}

#[test]
fn looking_makes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    DataDirectory::open_to_look(directory.path()).unwrap_err();
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}
