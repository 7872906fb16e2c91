//! Signing up, proving oneself, and the records of an account.

use bytes::Bytes;
use hudhud_base::Generation;
use hudhud_crypto::identity::inbox_key_hash;
use hudhud_host::{Config, SessionId};
use hudhud_wire::{
    Account, AccountUpdate, DEVICE_LIST_LABEL, DeviceList, LinkKind, ListPlace, RefusalCode, Reply,
    Request,
};

use crate::people::{INBOX_KEY, Person};
use crate::world::{Shown, World};

fn look_up(world: &mut World, link: SessionId, person: &Person, known: ListPlace) -> Account {
    let account = person.id();
    let Reply::Account(found) = world.ask(link, Request::GetAccount { account, known }) else {
        panic!("an account");
    };
    *found
}

#[test]
fn who_signed_up_is_found_and_has_an_inbox() {
    let mut world = World::new();
    let (layla, account) = world.person(1, Some("Layla"));
    let people = world.people();
    let found = look_up(&mut world, people, &layla, ListPlace::default());
    assert_eq!(found.device_lists, [layla.signed(layla.first_list())]);
    assert_eq!(found.inbox_key, Bytes::from_static(INBOX_KEY));
    assert_eq!(
        found.name,
        Some(("Layla".to_owned(), layla.name_signature("Layla")))
    );
    let inbox = world.link(LinkKind::Inbox);
    world.open(inbox, &layla.inbox, 1);
    let Reply::OwnAccount(own) = world.ask(account, Request::OwnAccount) else {
        panic!("own")
    };
    assert_eq!(own.key_packages, [(layla.device_id(), 2)]);
    assert_eq!(own.name.as_deref(), Some("Layla"));
}

#[test]
fn signing_up_again_with_the_same_bytes_is_fine_and_with_others_is_not() {
    let mut world = World::new();
    let (layla, session) = world.person(1, Some("layla"));
    assert_eq!(
        world.ask(session, layla.sign_up(Some("layla"))),
        Reply::Done
    );
    assert_eq!(
        world.code(session, layla.sign_up(Some("other"))),
        RefusalCode::Exists
    );
}

#[test]
fn an_inbox_address_in_use_is_refused() {
    let mut world = World::new();
    let conversations = world.conversations();
    world.conversation(conversations, 1);
    let (session, _) = world.account_link();
    let request = Person::new(1).sign_up(None);
    assert_eq!(world.code(session, request), RefusalCode::Exists);
}

#[test]
fn a_sign_up_that_was_changed_on_the_way_is_refused_and_leaves_nothing() {
    let mut world = World::new();
    let layla = Person::new(1);
    let (session, _) = world.account_link();
    let Request::SignUp(mut changed) = layla.sign_up(None) else {
        panic!("sign-up")
    };
    changed.inbox_key = Bytes::from("another key");
    assert_eq!(
        world.code(session, Request::SignUp(changed)),
        RefusalCode::BadSignature
    );
    let mut forged = layla.unsigned(None);
    let other = Person::new(2);
    forged.device_list = other.signed(DeviceList {
        devices: vec![layla.device.public()],
        ..other.first_list()
    });
    assert_eq!(
        world.code(session, layla.sign(forged)),
        RefusalCode::BadSignature
    );
    assert!(world.store.image().is_empty());
}

#[test]
fn a_closed_host_takes_no_strangers() {
    let config = Config {
        registration: hudhud_host::Registration::Closed,
        ..Config::default()
    };
    let mut world = World::with(config);
    let (session, _) = world.account_link();
    let request = Person::new(1).sign_up(None);
    assert_eq!(world.code(session, request), RefusalCode::Forbidden);
}

#[test]
fn a_device_proves_itself_over_the_challenge_of_its_own_link() {
    let mut world = World::new();
    let (layla, _) = world.person(1, None);
    let (_, other_challenge) = world.account_link();
    let (session, challenge) = world.account_link();
    assert_eq!(
        world.code(session, Request::OwnAccount),
        RefusalCode::NotAuthenticated
    );
    let request = world.authentication(&layla, &layla.device, other_challenge);
    assert_eq!(world.code(session, request), RefusalCode::BadSignature);
    let request = world.authentication(&layla, &Person::new(2).device, challenge);
    assert_eq!(world.code(session, request), RefusalCode::BadSignature);
    let request = world.authentication(&Person::new(3), &layla.device, challenge);
    assert_eq!(world.code(session, request), RefusalCode::NoSuchAccount);
    let request = world.authentication(&layla, &layla.device, challenge);
    assert_eq!(world.ask(session, request), Reply::Done);
}

#[test]
fn a_sign_up_whose_list_names_another_inbox_key_or_place_is_refused() {
    let mut world = World::new();
    let layla = Person::new(1);
    let lists = [
        DeviceList {
            inbox: hudhud_base::LogAddress([9; 32]),
            ..layla.first_list()
        },
        DeviceList {
            inbox_key_hash: inbox_key_hash(b"another key"),
            ..layla.first_list()
        },
        DeviceList {
            version: 2,
            ..layla.first_list()
        },
    ];
    for list in lists {
        let mut sign_up = layla.unsigned(None);
        sign_up.device_list = layla.signed(list);
        // What is malformed closes its link.
        let (session, _) = world.account_link();
        let code = world.code(session, layla.sign(sign_up));
        assert_eq!(code, RefusalCode::Malformed);
        assert!(world.store.image().is_empty());
    }
}

#[test]
fn a_device_list_is_replaced_by_the_one_that_follows_it_and_all_of_them_can_be_had() {
    let mut world = World::new();
    let (layla, session) = world.person(1, None);
    let both = vec![layla.device.public(), Person::new(2).device.public()];
    let first = layla.signed(layla.first_list());
    let key = Bytes::from("new key");
    let second = layla.signed(DeviceList {
        inbox_key_hash: inbox_key_hash(&key),
        ..layla.next_list(&first, both.clone())
    });
    let third = layla.signed(layla.next_list(&second, both));
    let update = |device_list: &Bytes| {
        Request::UpdateAccount(AccountUpdate {
            device_list: device_list.clone(),
            inbox_key: key.clone(),
            inbox_hashes: layla.inbox.hashes(Generation(0)),
        })
    };
    // Of the list that it follows the host knows nothing yet.
    assert_eq!(world.code(session, update(&third)), RefusalCode::Stale);
    assert_eq!(world.ask(session, update(&second)), Reply::Done);
    assert_eq!(world.ask(session, update(&second)), Reply::Done);
    assert_eq!(world.ask(session, update(&third)), Reply::Done);
    assert_eq!(world.code(session, update(&second)), RefusalCode::Stale);
    let people = world.people();
    let mut known = |version| {
        let place = ListPlace { era: 0, version };
        look_up(&mut world, people, &layla, place).device_lists
    };
    assert_eq!(known(1), [second, third.clone()]);
    for version in [0, 2, 3, 9] {
        assert_eq!(known(version), std::slice::from_ref(&third));
    }
    let found = look_up(&mut world, people, &layla, ListPlace::default());
    assert_eq!(found.inbox_key, key);
}

#[test]
fn a_list_that_does_not_descend_or_has_another_signer_is_refused() {
    let mut world = World::new();
    let (layla, session) = world.person(1, None);
    let first = layla.signed(layla.first_list());
    let next = layla.next_list(&first, vec![layla.device.public()]);
    let update = |device_list| layla.update(device_list);
    let fork = layla.signed(DeviceList {
        before: [1; 32],
        ..next.clone()
    });
    assert_eq!(world.code(session, update(fork)), RefusalCode::Stale);
    let foreign = Person::new(2);
    let foreign = foreign.signed(foreign.first_list());
    assert_eq!(
        world.code(session, update(foreign)),
        RefusalCode::BadSignature
    );
    let by_device = DeviceList {
        signer: layla.device.public(),
        ..next
    };
    let by_device = by_device.signed(|bytes| layla.device.sign(DEVICE_LIST_LABEL, bytes));
    assert_eq!(
        world.code(session, update(by_device.encode())),
        RefusalCode::BadSignature
    );
}

#[test]
fn a_list_of_a_higher_era_ends_the_chain_and_is_all_there_is() {
    let mut world = World::new();
    let (layla, session) = world.person(1, None);
    let first = layla.signed(layla.first_list());
    let second = layla.signed(layla.next_list(&first, vec![layla.device.public()]));
    let update = |device_list: &Bytes| layla.update(device_list.clone());
    assert_eq!(world.ask(session, update(&second)), Reply::Done);
    let renewed = layla.signed(DeviceList {
        era: 1,
        ..layla.first_list()
    });
    assert_eq!(world.ask(session, update(&renewed)), Reply::Done);
    let people = world.people();
    let known = ListPlace { era: 0, version: 1 };
    let found = look_up(&mut world, people, &layla, known);
    assert_eq!(found.device_lists, [renewed]);
    let third = layla.signed(layla.next_list(&second, vec![layla.device.public()]));
    assert_eq!(world.code(session, update(&third)), RefusalCode::Stale);
}

#[test]
fn a_device_that_left_the_list_is_nobody_at_once_and_its_packages_are_gone() {
    let mut world = World::new();
    let (layla, session) = world.person(1, None);
    let second = Person::new(2).device;
    let first = layla.signed(layla.first_list());
    let device_list = layla.signed(layla.next_list(&first, vec![second.public()]));
    let update = layla.update(device_list);
    assert_eq!(world.ask(session, update), Reply::Done);
    assert_eq!(
        world.code(session, Request::OwnAccount),
        RefusalCode::NotAuthenticated
    );
    let image = world.store.image();
    assert!(
        !image
            .values()
            .any(|value| value.windows(11).any(|part| part == b"last resort"))
    );
}

#[test]
fn nobody_is_told_apart_from_a_wrong_link() {
    let mut world = World::new();
    let (layla, account) = world.person(1, None);
    let people = world.people();
    let inbox = world.link(LinkKind::Inbox);
    let look_up = Request::GetAccount {
        account: layla.id(),
        known: ListPlace::default(),
    };
    let conversations = world.conversations();
    // No link names somebody and a conversation.
    for link in [account, inbox, conversations] {
        assert_eq!(world.code(link, look_up.clone()), RefusalCode::WrongLink);
    }
    for link in [account, inbox, people] {
        let create = crate::world::Log::new(9).create();
        assert_eq!(world.code(link, create), RefusalCode::WrongLink);
    }
    for link in [people, inbox, conversations] {
        assert_eq!(
            world.code(link, Request::OwnAccount),
            RefusalCode::WrongLink
        );
        assert_eq!(
            world.code(link, layla.sign_up(None)),
            RefusalCode::WrongLink
        );
    }
    let open = layla.inbox.open(1, Generation(0), Shown::ALL);
    assert_eq!(
        world.open_as(conversations, open.clone()),
        Err(RefusalCode::WrongLink)
    );
    let open = Request::Open(vec![open]);
    assert_eq!(world.code(people, open), RefusalCode::WrongLink);
}

#[test]
fn an_unknown_account_is_not_there() {
    let mut world = World::new();
    let people = world.people();
    let account = Person::new(1).id();
    let known = ListPlace::default();
    let code = world.code(people, Request::GetAccount { account, known });
    assert_eq!(code, RefusalCode::NoSuchAccount);
}
