//! Records that go back, or fail: the group is loaded again and goes on.

use hudhud_mls::{Group, ProcessError, Processed, RecordsError, StageError, Suite};

use crate::world::{Device, GROUP, agreed, apply, everybody, parties, policy, refresh};

#[test]
fn a_rolled_back_transaction_is_as_if_it_never_was() {
    let mut all = parties(Suite::Classical, 3);
    let sealed = all[0].seal("once more");
    let staged = all[0].stage(policy(b"new"));
    let before = all[1].device.records.snapshot();

    assert_eq!(all[1].open(&sealed), "once more");
    all[1].apply(&staged.commit);
    assert_eq!(agreed(&all[1].group), b"new");
    all[1].device.records.restore(before);
    all[1].reload();

    assert_eq!(all[1].group.epoch(), 1);
    assert_eq!(all[1].open(&sealed), "once more");
    all[1].apply(&staged.commit);
    all[0].merge();
    all[2].apply(&staged.commit);
    let sealed = all[1].seal("in step");
    assert_eq!(all[2].open(&sealed), "in step");
    assert_eq!(all[1].secret(), all[0].secret());
}

#[test]
fn loading_between_all_steps_changes_no_result() {
    // Two runs with the same randomness, one of which loads the group again after every step.
    let run = |reload: bool| {
        let mut all = parties(Suite::Hybrid, 3);
        let mut log = Vec::new();
        for round in 0..4_usize {
            let by = round % 3;
            let sealed = all[by].seal("text");
            for (index, party) in all.iter_mut().enumerate() {
                if index == by {
                    assert!(matches!(
                        party.process(&sealed),
                        Ok(Processed::OwnMessage { .. })
                    ));
                } else {
                    assert_eq!(party.open(&sealed), "text");
                }
                if reload {
                    party.reload();
                }
            }
            let staged = all[by].stage(policy(&[round as u8]));
            if reload {
                all[by].reload();
            }
            everybody(&mut all, by, &staged);
            if reload {
                all.iter_mut().for_each(|party| party.reload());
            }
            log.push((
                sealed,
                staged.commit,
                all.iter_mut().map(|p| p.secret()).collect::<Vec<_>>(),
            ));
        }
        log
    };
    assert!(run(false) == run(true), "the two runs differ");
}

#[test]
fn whatever_write_fails_the_error_is_the_stores() {
    let mut all = parties(Suite::Classical, 3);
    let sealed = all[0].seal("text");
    let commit = all[0].stage(policy(b"new")).commit;
    let before = all[1].device.records.snapshot();
    let mut failures = 0;
    for writes in 0.. {
        all[1].device.records.restore(before.clone());
        all[1].reload();
        all[1].device.records.fail_after(writes);
        let opened = all[1].process(&sealed);
        if opened.is_ok() {
            let Ok(Processed::Commit(theirs)) = all[1].process(&commit) else {
                assert!(writes < 5);
                continue;
            };
            let party = &mut all[1];
            let group = &mut party.group;
            match with!(party.device, ctx => theirs.merge(group, ctx)) {
                Ok(()) => break,
                Err(error) => {
                    assert_eq!(
                        error,
                        hudhud_mls::CommitError::Storage(RecordsError::Failed)
                    );
                }
            }
        } else {
            assert!(matches!(
                opened,
                Err(ProcessError::Storage(RecordsError::Failed))
            ));
        }
        failures += 1;
    }
    assert!(failures > 5, "{failures}");
    assert_eq!(agreed(&all[1].group), b"new");
}

#[test]
fn a_stage_that_the_store_failed_is_the_stores() {
    let mut all = parties(Suite::Classical, 2);
    let identity = all[0].device.identity.clone();
    let before = all[0].device.records.snapshot();
    for writes in 0..3 {
        all[0].device.records.fail_after(writes);
        let party = &mut all[0];
        let group = &mut party.group;
        let failed = with!(party.device, ctx => group.stage(ctx, &identity, refresh(), apply));
        assert_eq!(
            failed,
            Err(StageError::Storage(RecordsError::Failed)),
            "{writes}"
        );
        all[0].device.records.restore(before.clone());
        all[0].reload();
        assert!(!all[0].group.has_pending_commit());
    }
}

#[test]
fn records_of_a_later_version_are_not_misread() {
    let mut device = Device::new(1, 1);
    device.create(Suite::Classical);
    let snapshot = device.records.snapshot();
    for key in snapshot.keys() {
        let mut changed = snapshot.clone();
        changed.get_mut(key).unwrap()[0] = 2;
        device.records.restore(changed);
        let loaded = with!(device, ctx => Group::load(ctx, GROUP));
        // Key pairs of an epoch are read when they are needed.
        if let Err(error) = loaded {
            assert_eq!(error, RecordsError::Unreadable);
        }
    }
    let mut damaged = snapshot.clone();
    damaged
        .values_mut()
        .for_each(|value| value.truncate(value.len() / 2));
    device.records.restore(damaged);
    let loaded = with!(device, ctx => Group::load(ctx, GROUP));
    assert_eq!(loaded.unwrap_err(), RecordsError::Unreadable);
}
