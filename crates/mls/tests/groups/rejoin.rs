//! Coming back, or in, by an external commit.

use hudhud_mls::{
    Group, MadeRejoin, PendingRejoin, ProcessError, Processed, Reentry, RejoinError, Suite,
};

use crate::world::{Device, GROUP, Party, everybody, parties, refresh, remove};

fn info(party: &mut Party) -> Vec<u8> {
    let identity = party.device.identity.clone();
    let group = &party.group;
    with!(party.device, ctx => group.group_info(ctx, &identity)).unwrap()
}

fn rejoin(device: &mut Device, group_info: &[u8]) -> Result<PendingRejoin, RejoinError> {
    make(device, group_info).map(|made| made.pending)
}

fn make(device: &mut Device, group_info: &[u8]) -> Result<MadeRejoin, RejoinError> {
    let identity = device.identity.clone();
    let control_public = device.control();
    let authenticated = b"back".to_vec();
    let reentry = Reentry {
        control_public,
        group_info,
        tree: None,
        authenticated,
    };
    with!(*device, ctx => Group::rejoin(ctx, &identity, reentry))
}

#[test]
fn who_fell_out_of_step_comes_back() {
    for suite in Suite::ALL {
        let mut all = parties(suite, 4);
        let missed = all[0].stage(refresh());
        all[0].merge();
        all[1].apply(&missed.commit);
        all[3].apply(&missed.commit);
        let group_info = info(&mut all[1]);
        let old_leaf = all[2].leaf();

        let made = make(&mut all[2].device, &group_info).unwrap();
        let signer = made.signer.map(|signer| signer.device);
        assert_eq!(signer, Some(all[1].device.identity.device()));
        assert!(made.returns);
        let mut pending = made.pending;
        let commit = pending.commit().to_vec();
        let expected = *with!(all[2].device, ctx => pending.secret(ctx)).unwrap();
        assert_eq!(pending.group().epoch(), 3);
        // Until it is read back, the group as we had it is what it was.
        all[2].reload();
        assert_eq!(all[2].group.epoch(), 1);
        drop(pending);

        let theirs = all[0].examine(&commit);
        assert!(theirs.external && !theirs.removes_us);
        assert_eq!(theirs.authenticated, b"back");
        assert_eq!(theirs.committer.device, all[2].device.identity.device());
        assert_eq!(theirs.removed.len(), 1);
        assert_eq!(theirs.removed[0].leaf, old_leaf);
        drop(theirs);
        for party in [0, 1, 3] {
            all[party].apply(&commit);
        }
        let pending = with!(all[2].device, ctx => PendingRejoin::load(ctx, GROUP)).unwrap();
        let pending = pending.unwrap();
        assert!(pending.is(&commit) && !pending.is(&commit[1..]));
        all[2].group = with!(all[2].device, ctx => pending.merge(ctx)).unwrap();
        assert!(
            with!(all[2].device, ctx => PendingRejoin::load(ctx, GROUP))
                .unwrap()
                .is_none()
        );
        all[2].reload();
        assert_eq!(all[2].group.members(), all[0].group.members());
        for party in &mut all {
            assert_eq!(party.secret(), expected);
        }
        let sealed = all[2].seal("I am back");
        assert_eq!(all[3].open(&sealed), "I am back");
        let staged = all[2].stage(refresh());
        everybody(&mut all, 2, &staged);
    }
}

#[test]
fn a_rejoin_that_lost_is_discarded_and_tried_again() {
    let mut all = parties(Suite::Classical, 3);
    let group_info = info(&mut all[0]);
    let pending = rejoin(&mut all[2].device, &group_info).unwrap();
    assert_eq!(
        rejoin(&mut all[2].device, &group_info).unwrap_err(),
        RejoinError::AlreadyPending
    );
    let won = all[0].stage(refresh());
    all[0].merge();
    all[1].apply(&won.commit);
    let refused = all[0].process(pending.commit());
    assert!(matches!(
        refused,
        Err(ProcessError::WrongEpoch { ours: 2, theirs: 1 })
    ));

    let before = all[2].device.records.snapshot().len();
    with!(all[2].device, ctx => pending.discard(ctx)).unwrap();
    assert!(all[2].device.records.snapshot().len() < before);
    let group_info = info(&mut all[1]);
    let pending = rejoin(&mut all[2].device, &group_info).unwrap();
    all[0].apply(pending.commit());
    all[1].apply(pending.commit());
    all[2].group = with!(all[2].device, ctx => pending.merge(ctx)).unwrap();
    let sealed = all[0].seal("welcome back");
    assert_eq!(all[2].open(&sealed), "welcome back");
}

#[test]
fn who_was_outside_may_come_in_and_the_commit_says_so() {
    let mut all = parties(Suite::Classical, 2);
    let group_info = info(&mut all[0]);
    let mut newcomer = Device::new(1, 2);
    let made = make(&mut newcomer, &group_info).unwrap();
    assert!(!made.returns);
    let pending = made.pending;
    let theirs = all[1].examine(pending.commit());
    assert!(theirs.external);
    assert_eq!(theirs.removed, []);
    assert_eq!(theirs.committer.account, newcomer.identity.account());
    drop(theirs);
    all[0].apply(pending.commit());
    all[1].apply(pending.commit());
    let mut group = with!(newcomer, ctx => pending.merge(ctx)).unwrap();
    let sealed = newcomer.seal(&mut group, "in");
    assert_eq!(all[0].open(&sealed), "in");
}

#[test]
fn our_own_rejoin_takes_the_place_of_the_group_we_had() {
    // The device is in step after all: its old leaf learns that it is removed, by itself.
    let mut all = parties(Suite::Classical, 3);
    let group_info = info(&mut all[0]);
    let pending = rejoin(&mut all[2].device, &group_info).unwrap();
    let theirs = all[2].examine(pending.commit());
    assert!(theirs.removes_us && theirs.external);
}

#[test]
fn damaged_group_info_is_refused() {
    let mut all = parties(Suite::Classical, 3);
    let group_info = info(&mut all[0]);
    for at in [0, 40, group_info.len() / 2, group_info.len() - 1] {
        let mut damaged = group_info.clone();
        damaged[at] ^= 1;
        let refused = rejoin(&mut all[2].device, &damaged);
        assert_eq!(refused.unwrap_err(), RejoinError::Invalid, "byte {at}");
    }
}

#[test]
fn group_info_of_a_group_we_were_removed_from_is_not_given() {
    let mut all = parties(Suite::Classical, 3);
    let leaf = all[2].leaf();
    let staged = all[0].stage(remove(leaf));
    everybody(&mut all, 0, &staged);
    let identity = all[2].device.identity.clone();
    let party = &mut all[2];
    let group = &party.group;
    assert!(with!(party.device, ctx => group.group_info(ctx, &identity)).is_err());
}

#[test]
fn messages_of_the_group_as_it_was_are_read_while_a_rejoin_is_pending() {
    let mut all = parties(Suite::Classical, 3);
    let group_info = info(&mut all[0]);
    let sealed = all[0].seal("before");
    let pending = rejoin(&mut all[2].device, &group_info).unwrap();
    assert!(matches!(
        all[2].process(&sealed),
        Ok(Processed::Message { .. })
    ));
    drop(pending);
}

#[test]
fn what_was_sealed_before_the_rejoin_is_too_old_for_who_came_back() {
    // Two members sealed in the epoch that the rejoin ended, and the log took the messages later.
    let mut all = parties(Suite::Classical, 3);
    let group_info = info(&mut all[0]);
    let late = [all[0].seal("late"), all[1].seal("later")];
    let pending = rejoin(&mut all[2].device, &group_info).unwrap();
    all[0].apply(pending.commit());
    all[1].apply(pending.commit());
    all[2].group = with!(all[2].device, ctx => pending.merge(ctx)).unwrap();
    assert_eq!(
        all[2].process(&late[0]).unwrap_err(),
        ProcessError::TooOld,
        "at once"
    );
    let staged = all[0].stage(refresh());
    everybody(&mut all, 0, &staged);
    all[2].reload();
    assert_eq!(
        all[2].process(&late[1]).unwrap_err(),
        ProcessError::TooOld,
        "an epoch later, and read from the records"
    );
    assert_eq!(all[0].open(&late[1]), "later");
}
