//! Key packages and Welcomes.

use hudhud_base::AccountId;
use hudhud_mls::{
    Components, CreateError, Group, JoinError, KeyPackage, KeyPackageError, NewGroup, Plan, Suite,
};

use crate::world::{Device, GROUP, Party, everybody, parties};

#[test]
fn a_key_package_says_whose_it_is() {
    for suite in Suite::ALL {
        for last_resort in [false, true] {
            let mut device = Device::new(3, 4);
            let bytes = device.key_package_bytes(suite, last_resort);
            let (account, key) = (device.identity.account(), device.identity.device_key());
            let package = KeyPackage::parse(&bytes, &account, &[[0; 32], key]).unwrap();
            assert_eq!(package.account(), account);
            assert_eq!(package.device(), device.identity.device());
            assert_eq!(package.suite(), suite);
            assert_eq!(package.last_resort(), last_resort);
        }
    }
}

#[test]
fn a_key_package_of_the_wrong_account_or_device_is_refused() {
    let mut device = Device::new(3, 4);
    let bytes = device.key_package_bytes(Suite::Classical, false);
    let other = Device::new(5, 6).identity;
    let (account, key) = (device.identity.account(), device.identity.device_key());
    let parse = |account: &AccountId, keys: &[[u8; 32]]| {
        KeyPackage::parse(&bytes, account, keys).unwrap_err()
    };
    assert_eq!(
        parse(&other.account(), &[key]),
        KeyPackageError::WrongAccount
    );
    assert_eq!(
        parse(&account, &[other.device_key()]),
        KeyPackageError::UnknownDevice
    );
    assert_eq!(parse(&account, &[]), KeyPackageError::UnknownDevice);
}

#[test]
fn a_key_package_never_ends_and_began_before_every_clock() {
    let mut device = Device::new(3, 4);
    let bytes = device.key_package_bytes(Suite::Classical, false);
    let lifetime = [[0_u8; 8], [0xff; 8]].concat();
    assert!(bytes.windows(16).any(|window| window == lifetime));
}

#[test]
fn a_key_package_is_used_once_and_one_of_last_resort_again_and_again() {
    for (last_resort, second) in [(false, Err(JoinError::NoSuchKeyPackage)), (true, Ok(()))] {
        let mut device = Device::new(2, 1);
        let bytes = device.key_package_bytes(Suite::Classical, last_resort);
        let (account, key) = (device.identity.account(), device.identity.device_key());
        let mut welcomes = Vec::new();
        for id in [b"first group 1234", b"other group 1234"] {
            let mut creator = Device::new(1, 1);
            let identity = creator.identity.clone();
            let new = NewGroup {
                id,
                components: &Components::new(),
            };
            let mut group = with!(creator, ctx => Group::create(
                ctx, &identity, [1; 32], Suite::Classical, new
            ))
            .unwrap();
            let add = vec![KeyPackage::parse(&bytes, &account, &[key]).unwrap()];
            welcomes.push(creator.stage(
                &mut group,
                Plan {
                    add,
                    ..Plan::default()
                },
            ));
        }
        device.join(&welcomes[0]);
        let (welcome, tree) = (
            welcomes[1].welcome.as_deref().unwrap(),
            welcomes[1].tree.as_deref(),
        );
        let joined = with!(device, ctx => Group::join(ctx, welcome, tree));
        assert_eq!(joined.map(|_| ()), second);
    }
}

#[test]
fn a_wrong_welcome_does_not_use_up_the_key_package() {
    let mut creator = Device::new(1, 1);
    let mut group = creator.create(Suite::Classical);
    let mut device = Device::new(2, 1);
    let add = vec![device.key_package(Suite::Classical)];
    let staged = creator.stage(
        &mut group,
        Plan {
            add,
            ..Plan::default()
        },
    );
    let welcome = staged.welcome.clone().unwrap();
    let before = device.records.snapshot();

    let no_tree = with!(device, ctx => Group::join(ctx, &welcome, None));
    assert_eq!(no_tree.unwrap_err(), JoinError::NoTree);
    let mut damaged = welcome.clone();
    *damaged.last_mut().unwrap() ^= 1;
    let refused = with!(device, ctx => Group::join(ctx, &damaged, staged.tree.as_deref()));
    assert_eq!(refused.unwrap_err(), JoinError::Invalid);
    assert_eq!(device.records.snapshot(), before);
    device.join(&staged);
}

#[test]
fn a_welcome_for_others_is_not_for_us() {
    let mut creator = Device::new(1, 1);
    let mut group = creator.create(Suite::Classical);
    let add = vec![Device::new(2, 1).key_package(Suite::Classical)];
    let staged = creator.stage(
        &mut group,
        Plan {
            add,
            ..Plan::default()
        },
    );
    let mut stranger = Device::new(3, 1);
    stranger.key_package(Suite::Classical);
    let (welcome, tree) = (staged.welcome.as_deref().unwrap(), staged.tree.as_deref());
    let refused = with!(stranger, ctx => Group::join(ctx, welcome, tree));
    assert_eq!(refused.unwrap_err(), JoinError::NoSuchKeyPackage);
}

#[test]
fn a_member_does_not_join_twice() {
    let mut all = parties(Suite::Classical, 2);
    let leaf = all[1].leaf();
    let add = vec![all[1].device.key_package(Suite::Classical)];
    let staged = all[0].stage(Plan {
        add,
        remove: vec![leaf],
        ..Plan::default()
    });
    let (welcome, tree) = (staged.welcome.as_deref().unwrap(), staged.tree.as_deref());
    let refused = with!(all[1].device, ctx => Group::join(ctx, welcome, tree));
    assert_eq!(refused.unwrap_err(), JoinError::AlreadyMember);
    let sealed = all[0].seal("still in step");
    assert_eq!(all[1].open(&sealed), "still in step");
    everybody(&mut all, 0, &staged);
    all[1].device.join(&staged);
}

#[test]
fn a_group_id_is_taken_once() {
    let mut device = Device::new(1, 1);
    device.create(Suite::Classical);
    let identity = device.identity.clone();
    let again = NewGroup {
        id: GROUP,
        components: &Components::new(),
    };
    let refused = with!(device, ctx => Group::create(
        ctx, &identity, [1; 32], Suite::Classical, again
    ));
    assert_eq!(refused.unwrap_err(), CreateError::AlreadyExists);
}

#[test]
fn a_deleted_group_leaves_no_record() {
    let mut device = Device::new(1, 1);
    let mut group = device.create(Suite::Hybrid);
    device.secret(&mut group);
    let add = vec![Device::new(2, 1).key_package(Suite::Hybrid)];
    device.stage(
        &mut group,
        Plan {
            add,
            ..Plan::default()
        },
    );
    with!(device, ctx => group.delete(ctx)).unwrap();
    assert_eq!(device.records.snapshot().len(), 0);
    assert!(
        with!(device, ctx => Group::load(ctx, GROUP))
            .unwrap()
            .is_none()
    );
}

/// The group's settings as they are stored: field 1 of its records.
fn settings(party: &Party) -> Vec<Vec<u8>> {
    let is_settings = |key: &[u8]| match key {
        [b'g', 0, high, low, rest @ ..] => {
            let id = usize::from(u16::from_be_bytes([*high, *low]));
            rest.get(id..) == Some(&[1])
        }
        _ => false,
    };
    let records = party.device.records.snapshot();
    let found = records.into_iter().filter(|(key, _)| is_settings(key));
    found.map(|(_, value)| value).collect()
}

#[test]
fn whoever_created_joined_or_asked_to_leave_has_the_same_settings() {
    let mut all = parties(Suite::Classical, 3);
    all[2].leave();
    let created = settings(&all[0]);
    assert_eq!(created.len(), 1);
    assert_eq!(settings(&all[1]), created);
    assert_eq!(settings(&all[2]), created);
}
