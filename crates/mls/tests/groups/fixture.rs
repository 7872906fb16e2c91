//! Records that were written by an earlier build: they load, and the group goes on.
//!
//! A fixture is never written again once a release has written records of its kind. A new format
//! gets a new file beside it.

use std::path::PathBuf;

use hudhud_mls::{Group, Plan, Processed, Suite};

use crate::world::{Device, GROUP, Map, agreed, apply, everybody, parties, policy};

/// Records of format 1: a member of three with past epochs, a stored leave, a pending commit with
/// its secret, and a key package of last resort.
const FORMAT_1: &str = "records-1.bin";

/// What a fixture holds.
struct Fixture {
    records: Map,
    /// A message of a past epoch, one of the current one, the pending commit, one after it.
    log: Vec<Vec<u8>>,
    secret: Vec<u8>,
}

fn path(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "fixtures", name]
        .iter()
        .collect()
}

fn made() -> Fixture {
    let mut all = parties(Suite::Classical, 3);
    all[0].secret();
    let past = all[1].seal("from the past");
    let staged = all[1].stage(policy(b"policy of the fixture"));
    everybody(&mut all, 1, &staged);
    let present = all[1].seal("from the present");
    let leave = all[2].leave();
    for party in &mut all {
        party.process(&leave).unwrap();
    }
    all[0].device.key_package_bytes(Suite::Hybrid, true);
    let staged = all[0].stage(Plan::default());
    let (device, group) = all[0].split();
    let secret = with!(*device, ctx => group.pending_secret(ctx)).unwrap();
    let secret = secret.to_vec();
    all[1].apply(&staged.commit);
    let next = all[1].seal("from the next epoch");
    let records = all[0].device.records.snapshot();
    Fixture {
        records,
        log: vec![past, present, staged.commit, next],
        secret,
    }
}

fn write(fixture: &Fixture) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut put = |item: &[u8]| {
        bytes.extend_from_slice(&u32::try_from(item.len()).unwrap().to_be_bytes());
        bytes.extend_from_slice(item);
    };
    fixture.log.iter().for_each(|item| put(item));
    put(&fixture.secret);
    for (key, value) in &fixture.records {
        put(key);
        put(value);
    }
    bytes
}

fn read(mut bytes: &[u8]) -> Fixture {
    let mut items = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk() {
        let (item, rest) = rest.split_at(u32::from_be_bytes(*length) as usize);
        items.push(item.to_vec());
        bytes = rest;
    }
    let records = items.split_off(5);
    let records = records
        .chunks(2)
        .map(|pair| (pair[0].clone(), pair[1].clone()))
        .collect();
    let secret = items.pop().unwrap();
    Fixture {
        records,
        log: items,
        secret,
    }
}

fn goes_on(fixture: Fixture) {
    let mut device = Device::new(1, 1);
    device.records.restore(fixture.records);
    let mut group = with!(device, ctx => Group::load(ctx, GROUP))
        .unwrap()
        .unwrap();
    assert_eq!((group.epoch(), group.members().len()), (2, 3));
    assert_eq!(agreed(&group), b"policy of the fixture");
    assert_eq!(group.pending_leaves(), [2]);
    let secret = with!(device, ctx => group.pending_secret(ctx)).unwrap();
    assert_eq!(secret.as_slice(), fixture.secret);

    assert_eq!(device.open(&mut group, &fixture.log[0]), "from the past");
    assert_eq!(device.open(&mut group, &fixture.log[1]), "from the present");
    let commit = with!(device, ctx => group.process(ctx, &fixture.log[2], apply));
    assert!(matches!(commit, Ok(Processed::OwnCommit)));
    device.merge(&mut group);
    assert_eq!(
        device.open(&mut group, &fixture.log[3]),
        "from the next epoch"
    );
    assert_eq!(device.secret(&mut group).as_slice(), fixture.secret);
    assert_eq!(group.members().len(), 2);
}

#[test]
fn records_of_format_1_go_on() {
    goes_on(read(&std::fs::read(path(FORMAT_1)).unwrap()));
}

#[test]
fn records_of_today_go_on() {
    goes_on(read(&write(&made())));
}

#[test]
#[ignore = "writes the fixture of today's format"]
fn write_the_fixture() {
    std::fs::write(path(FORMAT_1), write(&made())).unwrap();
}
