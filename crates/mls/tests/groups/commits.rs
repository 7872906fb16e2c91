//! Commits: ours, theirs, and whose comes first.

use hudhud_mls::{
    CommitError, Components, ProcessError, Processed, SecretError, StageError, Suite,
};

use crate::world::{COMPONENT, Device, agreed, apply, everybody, parties, policy, refresh, remove};
use hudhud_mls::Plan;

#[test]
fn a_commit_says_what_it_does() {
    for suite in Suite::ALL {
        let mut all = parties(suite, 4);
        let mut newcomers = [Device::new(8, 1), Device::new(8, 2)];
        let gone = all[2].leaf();
        let plan = Plan {
            add: newcomers
                .iter_mut()
                .map(|device| device.key_package(suite))
                .collect(),
            remove: vec![gone],
            updates: policy(b"policy 1").updates,
            refresh: false,
            authenticated: b"rotation".to_vec(),
        };
        let staged = all[0].stage(plan);
        assert_eq!(staged.next_epoch, 2);

        let before = all[1].device.records.snapshot();
        let theirs = all[1].examine(&staged.commit);
        assert_eq!(theirs.committer.device, all[0].device.identity.device());
        assert_eq!(theirs.authenticated, b"rotation");
        assert_eq!(theirs.removed.len(), 1);
        assert_eq!(theirs.removed[0].device, all[2].device.identity.device());
        assert_eq!(theirs.left, []);
        let components = Components::from([(COMPONENT, b"policy 1".to_vec())]);
        assert_eq!(theirs.components, Some(components));
        assert!(!theirs.removes_us && !theirs.external);
        let announced = theirs.added.clone();
        all[1].rewind(before);

        everybody(&mut all, 0, &staged);
        for (newcomer, announced) in newcomers.iter_mut().zip(announced) {
            let joined = newcomer.join(&staged);
            assert_eq!(
                joined.group.member(joined.group.own_leaf()),
                Some(announced)
            );
            assert_eq!(joined.sender.device, all[0].device.identity.device());
            assert_eq!(agreed(&joined.group), b"policy 1");
            assert_eq!(joined.group.members(), all[1].group.members());
        }
        assert_eq!(agreed(&all[3].group), b"policy 1");
        assert_eq!(all[3].group.members().len(), 5);
    }
}

#[test]
fn adding_needs_no_path_and_refreshing_does() {
    let mut all = parties(Suite::Classical, 10);
    let add = vec![Device::new(50, 1).key_package(Suite::Classical)];
    let adding = all[0]
        .stage(Plan {
            add,
            ..Plan::default()
        })
        .commit;
    all[0].discard();
    let refreshing = all[0].stage(refresh()).commit;
    assert!(
        adding.len() < refreshing.len(),
        "{} < {}",
        adding.len(),
        refreshing.len()
    );
}

#[test]
fn an_empty_plan_refreshes() {
    let mut all = parties(Suite::Classical, 2);
    let staged = all[0].stage(Plan::default());
    everybody(&mut all, 0, &staged);
    let sealed = all[1].seal("on");
    assert_eq!(all[0].open(&sealed), "on");
}

#[test]
fn a_lost_race_is_planned_again() {
    let mut all = parties(Suite::Classical, 3);
    let lost = all[0].stage(policy(b"mine"));
    let won = all[1].stage(policy(b"theirs"));

    let theirs = all[0].examine(&won.commit);
    all[0].discard();
    assert!(!all[0].group.has_pending_commit());
    let (device, group) = all[0].split();
    with!(*device, ctx => theirs.merge(group, ctx)).unwrap();
    all[1].merge();
    all[2].apply(&won.commit);
    for party in &mut all {
        let refused = party.process(&lost.commit);
        assert!(matches!(
            refused,
            Err(ProcessError::WrongEpoch { ours: 2, theirs: 1 })
        ));
    }

    let again = all[0].stage(policy(b"mine"));
    everybody(&mut all, 0, &again);
    assert!(all.iter().all(|party| agreed(&party.group) == b"mine"));
}

#[test]
fn merging_the_winner_forgets_our_own() {
    let mut all = parties(Suite::Classical, 2);
    let lost = all[0].stage(policy(b"mine"));
    let won = all[1].stage(policy(b"theirs"));
    all[0].apply(&won.commit);
    assert!(!all[0].group.has_pending_commit());
    all[0].reload();
    assert!(!all[0].group.has_pending_commit());
    assert!(matches!(
        all[0].process(&lost.commit),
        Err(ProcessError::WrongEpoch { .. })
    ));
}

#[test]
fn an_own_commit_that_was_discarded_is_not_taken_for_the_pending_one() {
    let mut all = parties(Suite::Classical, 2);
    let discarded = all[0].stage(policy(b"first"));
    all[0].discard();
    assert!(matches!(
        all[0].process(&discarded.commit),
        Ok(Processed::OwnMessage { .. })
    ));
    let pending = all[0].stage(policy(b"second"));
    assert!(matches!(
        all[0].process(&discarded.commit),
        Ok(Processed::OwnMessage { .. })
    ));
    assert!(matches!(
        all[0].process(&pending.commit),
        Ok(Processed::OwnCommit)
    ));
}

#[test]
fn dropping_a_commit_rejects_it() {
    let mut all = parties(Suite::Classical, 3);
    let before = all[1].secret();
    let rejected = all[0].stage(policy(b"not allowed"));
    drop(all[1].examine(&rejected.commit));
    assert_eq!(agreed(&all[1].group), b"policy 0");
    assert_eq!(all[1].secret(), before);

    all[0].discard();
    let accepted = all[2].stage(policy(b"allowed"));
    everybody(&mut all, 2, &accepted);
    assert_eq!(agreed(&all[1].group), b"allowed");
}

#[test]
fn one_commit_at_a_time() {
    let mut all = parties(Suite::Classical, 2);
    all[0].stage(refresh());
    let identity = all[0].device.identity.clone();
    let (device, group) = all[0].split();
    let second = with!(*device, ctx => group.stage(ctx, &identity, refresh(), apply));
    assert_eq!(second, Err(StageError::AlreadyPending));
    assert!(group.has_pending_commit());
}

#[test]
fn messages_are_sealed_and_opened_while_a_commit_is_pending() {
    let mut all = parties(Suite::Classical, 2);
    let staged = all[0].stage(refresh());
    let sealed = all[0].seal("meanwhile");
    assert_eq!(all[1].open(&sealed), "meanwhile");
    let sealed = all[1].seal("yes");
    assert_eq!(all[0].open(&sealed), "yes");
    all[0].reload();
    assert!(all[0].group.has_pending_commit());
    everybody(&mut all, 0, &staged);
}

#[test]
fn plans_that_do_not_fit_are_refused() {
    let mut all = parties(Suite::Classical, 3);
    let identity = all[0].device.identity.clone();
    let twice = Device::new(2, 1).key_package(Suite::Classical);
    let other_suite = Device::new(9, 1).key_package(Suite::Hybrid);
    let new = Device::new(9, 1).key_package(Suite::Classical);
    let (device, group) = all[0].split();
    let mut stage =
        |plan| with!(*device, ctx => group.stage(ctx, &identity, plan, apply)).unwrap_err();
    assert_eq!(stage(remove(0)), StageError::Plan);
    assert_eq!(stage(remove(77)), StageError::Plan);
    assert_eq!(
        stage(Plan {
            remove: vec![1, 1],
            ..Plan::default()
        }),
        StageError::Plan
    );
    assert_eq!(
        stage(Plan {
            add: vec![twice],
            ..Plan::default()
        }),
        StageError::Plan
    );
    let add = vec![new.clone(), new];
    assert_eq!(
        stage(Plan {
            add,
            ..Plan::default()
        }),
        StageError::Plan
    );
    let add = vec![other_suite];
    assert_eq!(
        stage(Plan {
            add,
            ..Plan::default()
        }),
        StageError::WrongSuite
    );
    assert!(!group.has_pending_commit());
}

#[test]
fn a_device_may_be_removed_and_added_in_one_commit() {
    let mut all = parties(Suite::Classical, 3);
    let leaf = all[2].leaf();
    let add = vec![all[2].device.key_package(Suite::Classical)];
    let staged = all[0].stage(Plan {
        add,
        remove: vec![leaf],
        ..Plan::default()
    });
    all[0].merge();
    all[1].apply(&staged.commit);
    all[2].apply(&staged.commit);
    assert!(!all[2].group.is_active());
    let joined = all[2].device.join(&staged);
    assert_eq!(joined.group.members(), all[1].group.members());
    all[2].group = joined.group;
    let sealed = all[1].seal("again");
    assert_eq!(all[2].open(&sealed), "again");
}

#[test]
fn the_secret_of_an_epoch_is_the_same_for_every_call_and_every_member() {
    for suite in Suite::ALL {
        let mut all = parties(suite, 3);
        let first = all[0].secret();
        assert!(all.iter_mut().all(|party| party.secret() == first));
        all[1].reload();
        assert_eq!(all[1].secret(), first);

        let staged = all[0].stage(refresh());
        let (device, group) = all[0].split();
        let pending = *with!(*device, ctx => group.pending_secret(ctx)).unwrap();
        assert_ne!(pending, first);
        all[0].reload();
        let (device, group) = all[0].split();
        assert_eq!(
            *with!(*device, ctx => group.pending_secret(ctx)).unwrap(),
            pending
        );
        assert_eq!(all[0].secret(), first);

        let mut theirs = all[1].examine(&staged.commit);
        let (device, group) = all[1].split();
        assert_eq!(*with!(*device, ctx => theirs.secret(ctx)).unwrap(), pending);
        assert_eq!(*with!(*device, ctx => theirs.secret(ctx)).unwrap(), pending);
        with!(*device, ctx => theirs.merge(group, ctx)).unwrap();
        all[0].merge();
        all[2].apply(&staged.commit);
        for party in &mut all {
            party.reload();
            assert_eq!(party.secret(), pending);
            assert_eq!(party.secret(), pending);
        }
        let (device, group) = all[0].split();
        let none = with!(*device, ctx => group.pending_secret(ctx));
        assert!(matches!(none, Err(SecretError::NothingPending)));
    }
}

#[test]
fn a_secret_of_a_discarded_commit_is_not_given_for_the_next_one() {
    let mut all = parties(Suite::Classical, 2);
    all[0].stage(refresh());
    let (device, group) = all[0].split();
    let first = *with!(*device, ctx => group.pending_secret(ctx)).unwrap();
    all[0].discard();
    let staged = all[0].stage(refresh());
    let (device, group) = all[0].split();
    let second = *with!(*device, ctx => group.pending_secret(ctx)).unwrap();
    assert_ne!(first, second);
    everybody(&mut all, 0, &staged);
    assert_eq!(all[1].secret(), second);
}

#[test]
fn a_commit_is_merged_into_the_epoch_it_was_made_for_only() {
    let mut all = parties(Suite::Classical, 3);
    let old = all[0].stage(policy(b"old"));
    let stale = all[2].examine(&old.commit);
    let staged = all[1].stage(refresh());
    all[2].apply(&staged.commit);
    let (device, group) = all[2].split();
    let refused = with!(*device, ctx => stale.merge(group, ctx));
    assert_eq!(refused, Err(CommitError::WrongEpoch));
    assert_eq!(
        with!(*device, ctx => group.merge_pending(ctx)),
        Err(CommitError::NothingPending)
    );
}
