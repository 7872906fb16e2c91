//! Backups that are taken while people write, and what is restored from them.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use hudhud_base::{Handle, Seq};
use hudhud_server::{
    AdminClient, AdminLine, AdminRequest, BackupError, Config, Copied, Earlier, EarlierCopy,
    copy_at_rest, doctor, had, restore, verify,
};
use hudhud_wire::{Reply, Request};

use crate::blobs::{bytes, exchange, get, store};
use crate::world::{Log, conversations, message, settings, start, stop, write_some};

/// Takes a backup of a host that runs.
async fn taken(data: &Path) -> Vec<u8> {
    taken_after(data, None).await
}

/// Takes one that spares what an earlier one has.
async fn taken_after(data: &Path, earlier: Option<&[u8]>) -> Vec<u8> {
    let data = data.to_owned();
    let had = earlier.map(|mut copy| had(&mut copy).unwrap());
    let copied = tokio::task::spawn_blocking(move || {
        let question = AdminRequest::Backup {
            mib_per_second: 64,
            earlier: had.as_ref().map(|had| EarlierCopy {
                hash: had.hash.to_string(),
                blobs: had.blobs.len() as u64,
            }),
        };
        let mut client = AdminClient::ask(&data, &question).unwrap();
        assert_eq!(client.next_line().unwrap(), Some(AdminLine::Backup {}));
        if let Some(had) = had {
            client.hand(had.blobs).unwrap();
        }
        let mut copy = Vec::new();
        std::io::Read::read_to_end(&mut client.rest(), &mut copy).unwrap();
        copy
    });
    copied.await.unwrap()
}

/// Writes to a log of its own until it is told to stop; how many were acknowledged.
async fn writes(
    at: SocketAddr,
    log: Log,
    stop: std::sync::Arc<std::sync::atomic::AtomicBool>,
) -> u32 {
    let mut link = conversations(at).await;
    link.create(&log).await;
    link.open(&log, Handle(1)).await;
    let mut number = 0;
    while !stop.load(std::sync::atomic::Ordering::Relaxed) {
        number += 1;
        let reply = link.ask(message(Handle(1), number, 500)).await;
        assert!(matches!(reply, Reply::Appended(_)), "{reply:?}");
    }
    number
}

/// How many entries a log has, from the first without a hole.
async fn length(at: SocketAddr, log: &Log) -> u64 {
    let mut link = conversations(at).await;
    link.open(log, Handle(1)).await;
    let mut next = Seq(1);
    loop {
        let read = Request::Read {
            handle: Handle(1),
            from: next,
            limit: 64,
        };
        let Reply::Entries(run) = link.ask(read).await else {
            panic!("no entries")
        };
        for entry in &run.entries {
            assert_eq!(entry.seq, next, "no hole");
            next = entry.seq.next();
        }
        if run.entries.is_empty() {
            return next.0 - 1;
        }
    }
}

#[tokio::test]
async fn a_backup_under_writes_has_all_that_was_acknowledged_before_it_and_goes_on_elsewhere() {
    let directory = tempfile::tempdir().unwrap();
    let (data, elsewhere) = (
        directory.path().join("data"),
        directory.path().join("elsewhere"),
    );
    let server = start(settings(&data));
    let at = server.local_addr();
    let blob = bytes(300_000);
    store(at, 1, &blob).await;
    let before = Log::new(9);
    let mut link = conversations(at).await;
    link.create(&before).await;
    link.open(&before, Handle(1)).await;
    for number in 0..100 {
        link.ask(message(Handle(1), number, 500)).await;
    }
    let logs = [Log::new(20), Log::new(40), Log::new(60)];
    let flag = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let writers: Vec<_> = logs
        .iter()
        .map(|log| tokio::spawn(writes(at, *log, flag.clone())))
        .collect();
    // They are under way.
    while length(at, &before).await < 100 {}
    let copy = taken(&data).await;
    flag.store(true, std::sync::atomic::Ordering::Relaxed);
    let mut acknowledged = Vec::new();
    for writer in writers {
        acknowledged.push(u64::from(writer.await.unwrap()));
    }
    drop(link);
    stop(server).await;

    let found = verify(&mut copy.as_slice(), &Earlier::default()).unwrap();
    assert_eq!(
        (found.domain.as_str(), found.blobs, found.damaged),
        ("hudhud.example", 1, 0)
    );
    assert_eq!(
        restore(&mut copy.as_slice(), &mut Earlier::default(), &elsewhere).unwrap(),
        found
    );
    let secret = |data: &Path| fs::read(data.join("secret")).unwrap();
    assert_eq!(secret(&data), secret(&elsewhere));
    let report = doctor(&Config::resolve(settings(&elsewhere)).unwrap());
    assert_eq!(report.exit_code(), 0, "{report}");

    let server = start(settings(&elsewhere));
    let at = server.local_addr();
    assert_eq!(length(at, &before).await, 100);
    let (status, _, served) = exchange(at, &get(1, ""), b"").await;
    assert_eq!((status, served == blob), (200, true));
    for (log, acknowledged) in logs.iter().zip(acknowledged) {
        let mut link = conversations(at).await;
        // One that was made during the copy is wholly there, or not at all.
        if link.ask(log.creation()).await != Reply::Done {
            continue;
        }
        let kept = length(at, log).await;
        assert!(kept <= acknowledged, "{kept} of {acknowledged}");
        link.open(log, Handle(1)).await;
        let reply = link.ask(message(Handle(1), 1_000_000, 10)).await;
        let Reply::Appended(appended) = reply else {
            panic!("{reply:?}")
        };
        assert_eq!(
            appended.seq,
            Seq(kept + 1),
            "it goes on where the copy ends"
        );
    }
    stop(server).await;
}

#[tokio::test]
async fn a_host_that_is_stopped_is_copied_too_and_stays_as_it_was() {
    let (directory, copy) = at_rest().await;
    let elsewhere = directory.path().join("elsewhere");
    restore(&mut copy.as_slice(), &mut Earlier::default(), &elsewhere).unwrap();
    let server = start(settings(&elsewhere));
    assert_eq!(length(server.local_addr(), &Log::new(7)).await, 40);
    stop(server).await;
    let mut again = Vec::new();
    copy_at_rest(&directory.path().join("data"), None, &mut again).unwrap();
    assert!(again == copy, "the same, byte for byte");
}

/// A backup of a host that was stopped with a few entries and a blob.
async fn at_rest() -> (tempfile::TempDir, Vec<u8>) {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let server = start(settings(&data));
    let at = server.local_addr();
    let blob = bytes(1000);
    store(at, 1, &blob).await;
    write_some(at).await;
    stop(server).await;
    let mut copy = Vec::new();
    copy_at_rest(&data, None, &mut copy).unwrap();
    (directory, copy)
}

fn refused(copy: &[u8], data: &Path) -> BackupError {
    restore(&mut &*copy, &mut Earlier::default(), data).unwrap_err()
}

#[tokio::test]
async fn a_backup_that_was_cut_or_changed_is_refused_and_leaves_nothing() {
    let (directory, copy) = at_rest().await;
    let elsewhere = directory.path().join("elsewhere");
    let lengths = (0..copy.len()).step_by(97).chain([copy.len() - 1]);
    for length in lengths {
        assert!(
            verify(&mut &copy[..length], &Earlier::default()).is_err(),
            "cut at {length}"
        );
    }
    for at in (0..copy.len()).step_by(101) {
        let mut changed = copy.clone();
        changed[at] ^= 1;
        assert!(
            verify(&mut changed.as_slice(), &Earlier::default()).is_err(),
            "changed at {at}"
        );
    }
    let cut = refused(&copy[..copy.len() - 1], &elsewhere);
    assert!(matches!(cut, BackupError::Damaged), "{cut}");
    assert!(!elsewhere.exists());
    fs::create_dir(&elsewhere).unwrap();
    refused(&copy[..copy.len() / 2], &elsewhere);
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    assert!(matches!(
        refused(b"something else", &elsewhere),
        BackupError::Foreign
    ));
}

#[tokio::test]
async fn a_backup_of_a_newer_program_is_said_to_be_one_and_leaves_nothing() {
    let (directory, mut copy) = at_rest().await;
    let elsewhere = directory.path().join("elsewhere");
    // Behind what every backup begins with.
    copy["hudhud backup".len()] += 1;
    let error = refused(&copy, &elsewhere);
    assert_eq!(error.exit_code(), 65);
    assert!(error.to_string().contains("newer program"), "{error}");
    assert!(!elsewhere.exists());
}

#[tokio::test]
async fn what_was_restored_is_served_for_its_own_domain_alone() {
    let (directory, copy) = at_rest().await;
    let elsewhere = directory.path().join("elsewhere");
    restore(&mut copy.as_slice(), &mut Earlier::default(), &elsewhere).unwrap();
    let mut args = settings(&elsewhere);
    args.domain = Some("other.example".to_owned());
    let config = Config::resolve(args).unwrap();
    let error = hudhud_server::Server::start(config).unwrap_err();
    assert_eq!(error.exit_code(), 78);
    let sentence = error.to_string();
    assert!(sentence.contains("belongs to hudhud.example"), "{sentence}");
    stop(start(settings(&elsewhere))).await;
}

#[tokio::test]
async fn a_backup_is_not_restored_over_anything_and_no_host_serves_from_half_of_one() {
    let (directory, copy) = at_rest().await;
    let data: PathBuf = directory.path().join("data");
    assert!(matches!(
        refused(&copy, &data),
        BackupError::Occupied { .. }
    ));
    // What a crash in the middle leaves: the note, and a store without its records.
    let elsewhere = directory.path().join("elsewhere");
    let copied: Copied =
        restore(&mut copy.as_slice(), &mut Earlier::default(), &elsewhere).unwrap();
    assert!(copied.records > 40);
    fs::remove_dir_all(elsewhere.join("store")).unwrap();
    let config = Config::resolve(settings(&elsewhere)).unwrap();
    let error = hudhud_server::Server::start(config).unwrap_err();
    assert_eq!(error.exit_code(), 65, "{error}");
}

#[tokio::test]
async fn a_later_backup_spares_the_blobs_of_an_earlier_one_and_is_whole_with_it_alone() {
    let directory = tempfile::tempdir().unwrap();
    let at_home = |name: &str| directory.path().join(name);
    let data = at_home("data");
    let server = start(settings(&data));
    let at = server.local_addr();
    let [first, second, third] = [300_000, 200_000, 100_000].map(bytes);
    store(at, 1, &first).await;
    let copies = [at_home("1"), at_home("2"), at_home("3")];
    fs::write(&copies[0], taken(&data).await).unwrap();
    for (copy, (number, blob)) in [(2, &second), (3, &third)].into_iter().enumerate() {
        store(at, number, blob).await;
        let earlier = fs::read(&copies[copy]).unwrap();
        let later = taken_after(&data, Some(&earlier)).await;
        assert!(later.len() < 2 * blob.len(), "{} bytes", later.len());
        fs::write(&copies[copy + 1], later).unwrap();
    }
    stop(server).await;

    let last = fs::read(&copies[2]).unwrap();
    let found = verify(&mut last.as_slice(), &Earlier::default()).unwrap();
    assert_eq!((found.blobs, found.spared), (1, 2));
    // The one before it alone is not enough: it spares the first blob as well.
    let alone = Earlier::open(&copies[1..2]).unwrap_err();
    assert!(
        matches!(alone, BackupError::EarlierMissing { .. }),
        "{alone}"
    );
    let elsewhere = at_home("elsewhere");
    let none = refused(&last, &elsewhere);
    assert!(matches!(none, BackupError::EarlierMissing { .. }), "{none}");
    assert!(!elsewhere.exists());
    let mut earlier = Earlier::open(&copies[..2]).unwrap();
    assert_eq!(verify(&mut last.as_slice(), &earlier).unwrap(), found);
    restore(&mut last.as_slice(), &mut earlier, &elsewhere).unwrap();

    let server = start(settings(&elsewhere));
    let at = server.local_addr();
    for (number, blob) in [(1, first), (2, second), (3, third)] {
        let (status, _, served) = exchange(at, &get(number, ""), b"").await;
        assert_eq!((status, served == blob), (200, true), "blob {number}");
    }
    stop(server).await;
}

#[tokio::test]
async fn on_a_damaged_backup_no_later_one_is_built() {
    let (directory, mut copy) = at_rest().await;
    let middle = copy.len() / 2;
    copy[middle] ^= 1;
    assert!(had(&mut copy.as_slice()).is_err());
    let file = directory.path().join("copy");
    fs::write(&file, copy).unwrap();
    assert!(Earlier::open(&[file]).is_err());
}
