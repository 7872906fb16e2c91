//! Application messages.

use hudhud_mls::{Components, ProcessError, Processed, Suite};

use crate::world::{everybody, parties, refresh, remove};

#[test]
fn everybody_reads_what_one_says() {
    for suite in Suite::ALL {
        let mut all = parties(suite, 3);
        let sealed = all[1].seal("good morning");
        let Ok(Processed::Message {
            sender,
            epoch,
            plaintext,
            ..
        }) = all[0].process(&sealed)
        else {
            panic!("not opened");
        };
        assert_eq!(sender.account, all[1].device.identity.account());
        assert_eq!(sender.device, all[1].device.identity.device());
        assert_eq!(sender.control_key, all[1].device.control());
        assert_eq!((sender.leaf, epoch), (all[1].leaf(), 1));
        assert_eq!(plaintext, b"good morning");
        assert_eq!(all[2].open(&sealed), "good morning");
    }
}

#[test]
fn a_message_opens_once() {
    let mut all = parties(Suite::Classical, 2);
    let sealed = all[0].seal("once");
    assert_eq!(all[1].open(&sealed), "once");
    assert!(matches!(
        all[1].process(&sealed),
        Err(ProcessError::AlreadySeen)
    ));
    all[1].reload();
    assert!(matches!(
        all[1].process(&sealed),
        Err(ProcessError::AlreadySeen)
    ));
}

#[test]
fn an_own_message_that_comes_back_is_recognised() {
    let mut all = parties(Suite::Classical, 2);
    let sealed = all[0].seal("echo");
    assert!(matches!(
        all[0].process(&sealed),
        Ok(Processed::OwnMessage { .. })
    ));
    assert_eq!(all[1].open(&sealed), "echo");
}

#[test]
fn messages_may_arrive_out_of_order_up_to_the_tolerance() {
    let mut all = parties(Suite::Classical, 2);
    let sealed: Vec<_> = (0..12).map(|n| all[0].seal(&n.to_string())).collect();
    assert_eq!(all[1].open(&sealed[11]), "11");
    assert_eq!(all[1].open(&sealed[2]), "2");
    assert_eq!(all[1].open(&sealed[7]), "7");
    assert!(matches!(
        all[1].process(&sealed[1]),
        Err(ProcessError::TooOld)
    ));
}

#[test]
fn messages_of_five_past_epochs_open_and_of_the_sixth_do_not() {
    let mut all = parties(Suite::Classical, 3);
    let mut sealed = Vec::new();
    for epoch in 1..=6 {
        sealed.push(all[1].seal(&epoch.to_string()));
        let staged = all[0].stage(refresh());
        everybody(&mut all, 0, &staged);
        all[2].reload();
    }
    assert_eq!(all[2].group.epoch(), 7);
    assert!(matches!(
        all[2].process(&sealed[0]),
        Err(ProcessError::TooOld)
    ));
    for (text, sealed) in sealed.iter().enumerate().skip(1) {
        assert_eq!(all[2].open(sealed), (text + 1).to_string());
        all[2].reload();
        let again = all[2].process(sealed);
        assert!(matches!(again, Err(ProcessError::AlreadySeen)));
    }
}

#[test]
fn a_message_from_before_its_sender_was_removed_names_the_sender() {
    let mut all = parties(Suite::Classical, 3);
    let late = all[1].seal("before I was removed");
    let who = all[1].device.identity.device();
    let leaf = all[1].leaf();
    let staged = all[0].stage(remove(leaf));
    everybody(&mut all, 0, &staged);

    // Somebody else takes the leaf.
    let mut newcomer = crate::world::Device::new(9, 1);
    let add = vec![newcomer.key_package(Suite::Classical)];
    let staged = all[0].stage(hudhud_mls::Plan {
        add,
        ..Default::default()
    });
    all[0].merge();
    all[2].apply(&staged.commit);
    assert_eq!(newcomer.join(&staged).group.own_leaf(), leaf);

    for reader in [0, 2] {
        all[reader].reload();
        let Ok(Processed::Message { sender, epoch, .. }) = all[reader].process(&late) else {
            panic!("not opened");
        };
        assert_eq!((sender.device, sender.leaf, epoch), (who, leaf, 1));
    }
}

#[test]
fn a_removed_member_opens_nothing_that_is_said_later() {
    let mut all = parties(Suite::Classical, 3);
    let leaf = all[2].leaf();
    let before = all[0].seal("before");
    let staged = all[0].stage(remove(leaf));
    let theirs = all[2].examine(&staged.commit);
    assert!(theirs.removes_us);
    let (device, group) = all[2].split();
    with!(*device, ctx => theirs.merge(group, ctx)).unwrap();
    assert!(!all[2].group.is_active());
    all[0].merge();
    all[1].apply(&staged.commit);

    let after = all[0].seal("after");
    assert_eq!(all[1].open(&after), "after");
    all[2].reload();
    assert!(!all[2].group.is_active());
    assert!(matches!(
        all[2].process(&after),
        Err(ProcessError::NotForUs)
    ));
    assert!(matches!(
        all[2].process(&before),
        Err(ProcessError::NotForUs)
    ));
    let (device, group) = all[2].split();
    assert!(with!(*device, ctx => group.secret(ctx)).is_err());
}

#[test]
fn a_removed_member_that_never_saw_its_removal_opens_nothing_that_is_said_later() {
    let mut all = parties(Suite::Classical, 3);
    let leaf = all[2].leaf();
    let staged = all[0].stage(remove(leaf));
    all[0].merge();
    all[1].apply(&staged.commit);
    let after = all[0].seal("after");
    let refused = all[2].process(&after);
    assert!(matches!(
        refused,
        Err(ProcessError::WrongEpoch { ours: 1, theirs: 2 })
    ));
}

#[test]
fn a_message_of_another_group_is_not_for_us() {
    let mut ours = parties(Suite::Classical, 2);
    let mut device = crate::world::Device::new(7, 1);
    let identity = device.identity.clone();
    let new = hudhud_mls::NewGroup {
        id: b"some other group",
        components: &Components::new(),
    };
    let mut other = with!(device, ctx => hudhud_mls::Group::create(
        ctx, &identity, [1; 32], Suite::Classical, new
    ))
    .unwrap();
    let sealed = device.seal(&mut other, "elsewhere");
    assert!(matches!(
        ours[0].process(&sealed),
        Err(ProcessError::NotForUs)
    ));
}
