//! A store that has lost commits, and a directory that belongs to another host: neither is opened by
//! itself, and neither is changed by being asked.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use hudhud_server::{Config, Finding, Repair, ServeError, Server, doctor};

use crate::world::{settings, start, stop, write_some};

/// A directory of a host that was stopped well, with a few entries.
async fn filled(data: &Path) {
    let server = start(settings(data));
    write_some(server.local_addr()).await;
    stop(server).await;
}

/// Every file with its bytes, and every directory.
fn contents(directory: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
            found.insert(path, None);
        } else {
            let bytes = fs::read(&path).unwrap();
            found.insert(path, Some(bytes));
        }
    }
    found
}

fn refused(data: &Path) -> ServeError {
    Server::start(Config::resolve(settings(data)).unwrap()).unwrap_err()
}

#[tokio::test]
async fn a_store_that_lost_commits_is_refused_each_time_and_stays_as_it_was_found() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    filled(&data).await;
    assert!(Repair::of(&data).unwrap().is_none(), "nothing was lost yet");
    fs::remove_dir_all(data.join("store/recent-1/tree/keyspaces/1")).unwrap();
    let before = contents(&data);
    for _ in 0..2 {
        let error = refused(&data);
        assert_eq!(error.exit_code(), 65);
        assert!(error.to_string().contains("has lost commits"), "{error}");
        let report = doctor(&Config::resolve(settings(&data)).unwrap());
        let store = report.checks.iter().find(|check| check.subject == "store");
        assert_eq!(store.unwrap().finding, Finding::Fail, "{report}");
        assert!(contents(&data) == before, "looking changed something");
    }
    let repair = Repair::of(&data).unwrap().expect("commits are missing");
    assert!(repair.to_string().contains("are gone"), "{repair}");
    assert!(contents(&data) == before, "asking changed something");
    repair.accept().unwrap();
    stop(start(settings(&data))).await;
    stop(start(settings(&data))).await;
}

#[tokio::test]
async fn a_directory_of_another_domain_is_refused_and_stays_as_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    filled(&data).await;
    let before = contents(&data);
    let mut args = settings(&data);
    args.domain = Some("other.example".to_owned());
    let config = Config::resolve(args).unwrap();
    assert_eq!(doctor(&config).worst(), Finding::Fail);
    let error = Server::start(config).unwrap_err();
    assert_eq!(error.exit_code(), 78);
    let sentence = error.to_string();
    assert!(sentence.contains("belongs to hudhud.example"), "{sentence}");
    assert!(contents(&data) == before, "the refusal changed something");
    stop(start(settings(&data))).await;
}
