//! Bytes that were cut or changed: refused, without a panic and without a trace.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hudhud_mls::{Group, KeyPackage, Plan, Processed, Reentry, Suite};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};

use crate::world::{Device, parties, refresh};

/// `bytes` cut at many places, and with single bits flipped at many places.
fn damaged(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut rng = ChaCha20Rng::from_seed([5; 32]);
    let step = bytes.len() / 40 + 1;
    let cut = (0..bytes.len())
        .step_by(step)
        .map(|at| bytes[..at].to_vec());
    let mut all: Vec<_> = cut.collect();
    let head = 0..bytes.len().min(80);
    for at in head.chain((80..bytes.len()).step_by(step)) {
        let mut flipped = bytes.to_vec();
        flipped[at] ^= 1 << (rng.next_u32() % 8);
        all.push(flipped);
    }
    all.push([bytes, &[0]].concat());
    all
}

#[test]
fn damaged_messages_and_commits_are_refused() {
    let mut all = parties(Suite::Classical, 3);
    let sealed = all[0].seal("whole");
    let leave = all[2].leave();
    let commit = all[0].stage(refresh()).commit;
    for bytes in [&sealed, &commit, &leave] {
        for damaged in damaged(bytes) {
            match all[1].process(&damaged) {
                // Who sent it is under a key that every member has, so its claim may change.
                Err(_) | Ok(Processed::OwnMessage { .. }) => {}
                Ok(other) => panic!("taken: {other:?}"),
            }
        }
    }
    assert!(all[1].group.pending_leaves().is_empty());
    assert_eq!(all[1].open(&sealed), "whole");
    all[1].apply(&commit);
}

#[test]
fn damaged_welcomes_and_trees_are_refused() {
    for suite in Suite::ALL {
        let mut creator = Device::new(1, 1);
        let mut group = creator.create(suite);
        let mut device = Device::new(2, 1);
        let add = vec![device.key_package(suite)];
        let staged = creator.stage(
            &mut group,
            Plan {
                add,
                ..Plan::default()
            },
        );
        let (welcome, tree) = (
            staged.welcome.clone().unwrap(),
            staged.tree.clone().unwrap(),
        );
        let before = device.records.snapshot();
        for welcome in damaged(&welcome) {
            assert!(with!(device, ctx => Group::join(ctx, &welcome, Some(&tree))).is_err());
        }
        for tree in damaged(&tree) {
            assert!(with!(device, ctx => Group::join(ctx, &welcome, Some(&tree))).is_err());
        }
        assert_eq!(device.records.snapshot(), before);
        device.join(&staged);
    }
}

#[test]
fn damaged_key_packages_are_refused() {
    for suite in Suite::ALL {
        let mut device = Device::new(2, 1);
        let bytes = device.key_package_bytes(suite, true);
        let (account, key) = (device.identity.account(), device.identity.device_key());
        for damaged in damaged(&bytes) {
            assert!(KeyPackage::parse(&damaged, &account, &[key]).is_err());
        }
    }
}

#[test]
fn bytes_that_are_no_mls_message_are_refused() {
    let mut all = parties(Suite::Classical, 2);
    let mut rng = ChaCha20Rng::from_seed([6; 32]);
    for length in 0..200 {
        let mut bytes = vec![0; length];
        rng.fill_bytes(&mut bytes);
        assert!(all[0].process(&bytes).is_err());
        assert!(with!(all[0].device, ctx => Group::join(ctx, &bytes, None)).is_err());
    }
}

/// The messages of the MLS working group's own test vectors: well-formed, and of no group of ours.
#[test]
fn messages_of_other_groups_are_refused() {
    let folder = std::env::var_os("HUDHUD_VECTORS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors"),
        PathBuf::from,
    );
    let Ok(vectors) = std::fs::read(folder.join("mls/messages.json")) else {
        println!("skipped: no test vectors in {}", folder.display());
        return;
    };
    let vectors: Vec<BTreeMap<String, String>> = serde_json::from_slice(&vectors).unwrap();
    let mut all = parties(Suite::Classical, 2);
    let identity = all[0].device.identity.clone();
    let before = all[0].device.records.snapshot();
    for bytes in vectors
        .iter()
        .take(20)
        .flat_map(BTreeMap::values)
        .map(|hex| unhex(hex))
    {
        assert!(all[0].process(&bytes).is_err());
        let (device, _) = all[0].split();
        assert!(with!(*device, ctx => Group::join(ctx, &bytes, Some(&bytes))).is_err());
        assert!(KeyPackage::parse(&bytes, &identity.account(), &[]).is_err());
        let reentry = Reentry {
            control_public: [1; 32],
            group_info: &bytes,
            tree: Some(&bytes),
            authenticated: Vec::new(),
        };
        assert!(with!(*device, ctx => Group::rejoin(ctx, &identity, reentry)).is_err());
    }
    assert!(all[0].device.records.snapshot() == before);
}

fn unhex(hex: &str) -> Vec<u8> {
    let digits = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(digits).collect()
}
