//! Signing up, proving oneself, and the records of an account.

use bytes::Bytes;
use hudhud_host::Config;
use hudhud_wire::{LinkKind, RefusalCode, Reply, Request};

use crate::people::Person;
use crate::world::{Shown, World};

#[test]
fn who_signed_up_is_found_and_has_an_inbox() {
    let mut world = World::new();
    let (layla, account) = world.person(1, Some("Layla"));
    let anonymous = world.anonymous();
    let Reply::Account(found) = world.ask(
        anonymous,
        Request::GetAccount {
            account: layla.id(),
        },
    ) else {
        panic!("an account");
    };
    assert_eq!(found.account_key, layla.key.public());
    assert_eq!(found.inbox, layla.inbox.address);
    assert_eq!(found.inbox_key, Bytes::from("inbox key"));
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
    let anonymous = world.anonymous();
    world.conversation(anonymous, 1);
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
    forged.device_list = Person::new(2).list(1, vec![layla.device.public()]);
    assert_eq!(
        world.code(session, layla.sign(forged)),
        RefusalCode::BadSignature
    );
    assert!(world.store.image().is_empty());
}

#[test]
fn a_closed_host_takes_no_strangers() {
    let config = Config {
        open_registration: false,
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
fn a_device_list_is_replaced_by_a_newer_one_only() {
    let mut world = World::new();
    let (layla, session) = world.person(1, None);
    let second = Person::new(2).device.public();
    let update = |version| Request::UpdateAccount {
        device_list: layla.list(version, vec![layla.device.public(), second]),
        inbox_key: Some(Bytes::from("new key")),
    };
    assert_eq!(world.code(session, update(1)), RefusalCode::Stale);
    assert_eq!(world.ask(session, update(2)), Reply::Done);
    assert_eq!(world.ask(session, update(2)), Reply::Done);
    let foreign = Request::UpdateAccount {
        device_list: Person::new(2).list(3, vec![second]),
        inbox_key: None,
    };
    assert_eq!(world.code(session, foreign), RefusalCode::BadSignature);
    let anonymous = world.anonymous();
    let Reply::Account(found) = world.ask(
        anonymous,
        Request::GetAccount {
            account: layla.id(),
        },
    ) else {
        panic!("an account");
    };
    assert_eq!(found.inbox_key, Bytes::from("new key"));
}

#[test]
fn a_device_that_left_the_list_is_nobody_at_once_and_its_packages_are_gone() {
    let mut world = World::new();
    let (layla, session) = world.person(1, None);
    let second = Person::new(2).device;
    let device_list = layla.list(2, vec![second.public()]);
    let update = Request::UpdateAccount {
        device_list,
        inbox_key: None,
    };
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
    let anonymous = world.anonymous();
    let inbox = world.link(LinkKind::Inbox);
    let look_up = Request::GetAccount {
        account: layla.id(),
    };
    for link in [account, inbox] {
        assert_eq!(world.code(link, look_up.clone()), RefusalCode::WrongLink);
        let create = crate::world::Log::new(9).create();
        assert_eq!(world.code(link, create), RefusalCode::WrongLink);
    }
    for link in [anonymous, inbox] {
        assert_eq!(
            world.code(link, Request::OwnAccount),
            RefusalCode::WrongLink
        );
        assert_eq!(
            world.code(link, layla.sign_up(None)),
            RefusalCode::WrongLink
        );
    }
    let open = layla.inbox.open(1, hudhud_base::Generation(0), Shown::ALL);
    assert_eq!(world.open_as(anonymous, open), Err(RefusalCode::WrongLink));
}

#[test]
fn an_unknown_account_is_not_there() {
    let mut world = World::new();
    let anonymous = world.anonymous();
    let account = Person::new(1).id();
    let code = world.code(anonymous, Request::GetAccount { account });
    assert_eq!(code, RefusalCode::NoSuchAccount);
}
