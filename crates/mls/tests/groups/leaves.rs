//! Leaving at one's own wish.

use hudhud_mls::{LeaveError, Processed, SealError, StageError, Suite};

use crate::world::{apply, everybody, parties, policy, refresh, remove};
use hudhud_mls::Plan;

#[test]
fn a_leave_is_committed_before_anything_is_said() {
    for suite in Suite::ALL {
        let mut all = parties(suite, 3);
        let leave = all[2].leave();
        let leaf = all[2].leaf();
        assert_eq!(all[2].group.pending_leaves(), [leaf]);
        for party in &mut all {
            // Our own comes back as it came to everybody; a second time changes nothing.
            for _ in 0..2 {
                let kept = party.process(&leave);
                assert!(matches!(kept, Ok(Processed::Leave { leaf: of }) if of == leaf));
            }
            party.reload();
            assert_eq!(party.group.pending_leaves(), [leaf]);
        }
        let identity = all[0].device.identity.clone();
        let party = &mut all[0];
        let group = &mut party.group;
        let refused = with!(party.device, ctx => group.seal(ctx, &identity, b"", b"too early"));
        assert_eq!(refused, Err(SealError::CommitLeavesFirst));

        let staged = all[0].stage(Plan::default());
        let before = all[1].device.records.snapshot();
        let theirs = all[1].examine(&staged.commit);
        assert_eq!(theirs.left.len(), 1);
        assert_eq!(theirs.left[0].device, all[2].device.identity.device());
        assert_eq!(theirs.removed, []);
        all[1].rewind(before);
        everybody(&mut all, 0, &staged);
        assert!(!all[2].group.is_active());
        assert!(all[0].group.pending_leaves().is_empty());
        let sealed = all[0].seal("now");
        assert_eq!(all[1].open(&sealed), "now");
    }
}

#[test]
fn who_stays_after_all_speaks_and_commits_again() {
    let mut all = parties(Suite::Classical, 3);
    // Asked twice, and still there when it was loaded again.
    all[2].leave();
    all[2].leave();
    all[2].reload();
    let party = &mut all[2];
    let group = &mut party.group;
    with!(party.device, ctx => group.stay(ctx)).unwrap();
    for _ in 0..2 {
        assert!(all[2].group.pending_leaves().is_empty());
        let sealed = all[2].seal("still here");
        assert_eq!(all[1].open(&sealed), "still here");
        all[2].reload();
    }
    let staged = all[2].stage(refresh());
    everybody(&mut all, 2, &staged);
}

#[test]
fn who_is_leaving_cannot_commit() {
    let mut all = parties(Suite::Classical, 3);
    all[2].leave();
    let identity = all[2].device.identity.clone();
    let party = &mut all[2];
    let group = &mut party.group;
    let refused = with!(party.device, ctx => group.stage(ctx, &identity, refresh(), apply));
    assert_eq!(refused, Err(StageError::Leaving));
}

#[test]
fn nobody_leaves_while_a_commit_of_theirs_is_pending() {
    let mut all = parties(Suite::Classical, 2);
    all[1].stage(refresh());
    let identity = all[1].device.identity.clone();
    let party = &mut all[1];
    let group = &mut party.group;
    let refused = with!(party.device, ctx => group.leave(ctx, &identity));
    assert_eq!(refused, Err(LeaveError::AlreadyPending));
}

#[test]
fn a_leave_that_lost_its_epoch_is_asked_for_again() {
    let mut all = parties(Suite::Classical, 3);
    let leave = all[2].leave();
    let staged = all[0].stage(policy(b"faster"));
    everybody(&mut all, 0, &staged);
    assert!(all[0].process(&leave).is_err());
    assert!(all[2].group.pending_leaves().is_empty());
    let sealed = all[2].seal("still here");
    assert_eq!(all[0].open(&sealed), "still here");

    let again = all[2].leave();
    for party in &mut all {
        party.process(&again).unwrap();
    }
    let staged = all[1].stage(Plan::default());
    everybody(&mut all, 1, &staged);
    assert!(!all[2].group.is_active());
}

#[test]
fn a_leave_and_a_removal_of_one_leaf_are_one() {
    let mut all = parties(Suite::Classical, 3);
    let leave = all[2].leave();
    for party in &mut all {
        party.process(&leave).unwrap();
    }
    let leaf = all[2].leaf();
    let staged = all[0].stage(remove(leaf));
    let before = all[1].device.records.snapshot();
    let theirs = all[1].examine(&staged.commit);
    assert_eq!((theirs.removed.len(), theirs.left.len()), (0, 1));
    all[1].rewind(before);
    everybody(&mut all, 0, &staged);
    assert_eq!(all[1].group.members().len(), 2);
}

#[test]
fn two_may_leave_in_one_epoch() {
    let mut all = parties(Suite::Classical, 4);
    for leaving in [3, 1] {
        let leave = all[leaving].leave();
        for party in &mut all {
            party.process(&leave).unwrap();
        }
    }
    assert_eq!(all[0].group.pending_leaves(), [1, 3]);
    let staged = all[2].stage(Plan::default());
    everybody(&mut all, 2, &staged);
    assert_eq!(all[0].group.members().len(), 2);
}
