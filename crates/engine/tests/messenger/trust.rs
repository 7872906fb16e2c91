//! What decides who reads is signed: hosts that show other keys, other lists, other names.

use std::cell::RefCell;
use std::rc::Rc;

use bytes::Bytes;
use hudhud_crypto::identity::{account_id, device_list_hash, inbox_key_hash};
use hudhud_crypto::inbox::InboxSecret;
use hudhud_crypto::signature::SigningKey;
use hudhud_sim::{DeviceNumber, Failure, Fate, Frame, HostNumber, Passing, World};
use hudhud_store::{accounts, own};
use hudhud_wire::{Account, DEVICE_LIST_LABEL, DeviceList, Reply, ServerFrame, encode_server};

/// What a host says of accounts is changed on its way to everybody.
fn lies_about_accounts(world: &mut World, mut lie: impl FnMut(&mut Account) + 'static) {
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Said(ServerFrame::Reply {
            id,
            reply: Reply::Account(account),
        }) => {
            let mut account = account.clone();
            lie(&mut account);
            let reply = Reply::Account(account);
            Fate::Becomes(encode_server(&ServerFrame::Reply { id: *id, reply }))
        }
        Frame::Said(_) | Frame::Asked(_) => Fate::Arrives,
    });
}

fn own_list(world: &World, device: DeviceNumber) -> Bytes {
    let row = own::load(world.database(device).reader().db());
    row.unwrap().unwrap().device_list.into()
}

/// A list that the device's account might have signed, in place of or behind `list`.
fn signed_by(world: &World, device: DeviceNumber, list: DeviceList) -> Bytes {
    let row = own::load(world.database(device).reader().db());
    let key = SigningKey::from_seed(row.unwrap().unwrap().account_seed.as_bytes());
    list.signed(|bytes| key.sign(DEVICE_LIST_LABEL, bytes))
        .encode()
}

/// The device list that `who` holds of `of`.
fn held_list(world: &World, who: DeviceNumber, of: DeviceNumber) -> Bytes {
    let account = world.account(of);
    let row = accounts::by_id(world.database(who).reader().db(), &account);
    row.unwrap().unwrap().device_list.unwrap().into()
}

#[test]
fn nothing_is_sealed_to_an_inbox_key_that_its_owner_has_not_signed() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let theirs = InboxSecret::from_seed([7; 32]).public();
    lies_about_accounts(&mut world, move |account| {
        account.inbox_key = Bytes::from(theirs.clone());
    });
    world.starts(amina, yusuf).unwrap();
    world.run_until_quiet();
    assert_eq!(world.failures(amina), [(Failure::Forged, vec![])]);
    assert_eq!(world.frames_sent(amina, "deliver"), 0);
    assert!(world.requests(yusuf).is_empty());
}

#[test]
fn a_host_cannot_put_a_list_of_its_own_in_the_place_of_somebodys() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let host = SigningKey::from_seed(&[9; 32]);
    let theirs = InboxSecret::from_seed([7; 32]).public();
    let list = DeviceList::parse(&own_list(&world, yusuf)).unwrap();
    let list = DeviceList {
        inbox_key_hash: inbox_key_hash(&theirs),
        signer: host.public(),
        ..list
    };
    let list = list.signed(|bytes| host.sign(DEVICE_LIST_LABEL, bytes));
    lies_about_accounts(&mut world, move |account| {
        account.device_lists = vec![list.encode()];
        account.inbox_key = Bytes::from(theirs.clone());
    });
    world.starts(amina, yusuf).unwrap();
    world.run_until_quiet();
    assert_eq!(world.failures(amina), [(Failure::Forged, vec![])]);
    assert!(world.requests(yusuf).is_empty());
}

#[test]
fn a_list_that_does_not_descend_from_the_known_one_is_not_taken_and_is_shown() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    let known = own_list(&world, yusuf);
    let list = DeviceList::parse(&known).unwrap();
    let other = InboxSecret::from_seed([7; 32]).public();
    let fork = signed_by(
        &world,
        yusuf,
        DeviceList {
            version: 2,
            before: [1; 32],
            inbox_key_hash: inbox_key_hash(&other),
            ..list
        },
    );
    lies_about_accounts(&mut world, move |account| {
        account.device_lists = vec![fork.clone()];
        account.inbox_key = Bytes::from(other.clone());
    });
    world.creates_group(amina, "garden", &[yusuf]).unwrap();
    world.run_until_quiet();
    assert_eq!(held_list(&world, amina, yusuf), known);
    assert_eq!(world.lines(amina, talk), ["contradicted yusuf"]);
    // However often it is shown, it is said once.
    world.creates_group(amina, "orchard", &[yusuf]).unwrap();
    world.run_until_quiet();
    assert_eq!(world.lines(amina, talk), ["contradicted yusuf"]);
    assert!(world.requests(yusuf).is_empty());
}

#[test]
fn an_older_list_that_the_host_shows_again_does_not_win() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let first = own_list(&world, yusuf);
    let list = DeviceList::parse(&first).unwrap();
    let second = DeviceList {
        version: 2,
        before: device_list_hash(&first),
        ..list
    };
    let second = signed_by(&world, yusuf, second);
    let shown = Rc::new(RefCell::new(second.clone()));
    let says = Rc::clone(&shown);
    let account = world.account(yusuf);
    lies_about_accounts(&mut world, move |found| {
        let list = DeviceList::parse(&found.device_lists[0]).unwrap();
        if account_id(&list.account_key) == account {
            found.device_lists = vec![says.borrow().clone()];
        }
    });
    world.introduces(amina, yusuf);
    assert_eq!(held_list(&world, amina, yusuf), second);
    *shown.borrow_mut() = first;
    // It was true once: nobody is accused, and what is known goes on to serve.
    let garden = world.creates_group(amina, "garden", &[yusuf]).unwrap();
    world.run_until_quiet();
    world.says(amina, garden, "under the newer list").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, garden), ["under the newer list"]);
    assert_eq!(held_list(&world, amina, yusuf), second);
}

#[test]
fn a_name_that_the_host_finds_for_another_is_not_taken() {
    let mut world = World::calm();
    let [amina, yusuf, omar] = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    // The host answers with somebody whose name is truly signed, only not the one that was asked for.
    let mut answers = Vec::new();
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Said(ServerFrame::Reply {
            id,
            reply: reply @ Reply::Name { .. },
        }) => {
            answers.push(reply.clone());
            let reply = answers[0].clone();
            Fate::Becomes(encode_server(&ServerFrame::Reply { id: *id, reply }))
        }
        Frame::Said(_) | Frame::Asked(_) => Fate::Arrives,
    });
    world.introduces(amina, omar);
    world.starts(amina, yusuf).unwrap();
    world.run_until_quiet();
    assert_eq!(world.failures(amina), [(Failure::Forged, vec![])]);
    assert!(world.requests(yusuf).is_empty());
}

#[test]
fn a_host_that_passes_on_the_challenge_of_another_gets_no_signature() {
    let mut world = World::calm();
    let amina = world.joins("amina");
    world.falls_asleep(amina);
    let before = world.frames_sent(amina, "authenticate");
    // As if it had asked crow.example, and wanted to be taken for amina there.
    world.taps(|passing: Passing<'_>| match passing.frame {
        Frame::Said(ServerFrame::Reply {
            id,
            reply: Reply::Welcome(welcome),
        }) => {
            let mut welcome = welcome.clone();
            welcome.host = "crow.example".to_owned();
            let reply = Reply::Welcome(welcome);
            Fate::Becomes(encode_server(&ServerFrame::Reply { id: *id, reply }))
        }
        Frame::Said(_) | Frame::Asked(_) => Fate::Arrives,
    });
    world.wakes_up(amina);
    world.run_for_ms(60_000);
    assert!(world.frames_sent(amina, "hello") > 0);
    assert_eq!(world.frames_sent(amina, "authenticate"), before);
    let omar = world.arrives("omar");
    world.signs_up(omar, HostNumber(0), Some("omar")).unwrap();
    world.run_for_ms(60_000);
    assert_eq!(world.failures(omar), [(Failure::OtherHost, vec![])]);
    assert_eq!(world.frames_sent(omar, "sign_up"), 0);
}
