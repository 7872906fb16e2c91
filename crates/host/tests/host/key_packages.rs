//! Key packages: given once, repeated on demand, never more than a device may have.

use bytes::Bytes;
use hudhud_base::limits;
use hudhud_wire::{DeviceKeyPackages, RefusalCode, Reply, Request};

use crate::people::Person;
use crate::world::{DAY_MS, World, entry_id};

fn take(person: &Person, number: u64) -> Request {
    Request::TakeKeyPackages {
        account: person.id(),
        take: entry_id(number),
        write: None,
        payment: None,
    }
}

fn given(reply: Reply) -> Vec<(Bytes, bool)> {
    let Reply::KeyPackages(packages) = reply else {
        panic!("expected packages, got {reply:?}")
    };
    packages
        .into_iter()
        .map(|package| (package.key_package, package.last_resort))
        .collect()
}

#[test]
fn every_take_gets_another_package_and_then_the_last_resort() {
    let mut world = World::new();
    let (layla, _) = world.person(1, None);
    let people = world.people();
    let expected = [("first", false), ("second", false), ("last resort", true)];
    for (number, (package, last_resort)) in (1..).zip(expected) {
        let reply = world.ask(people, take(&layla, number));
        assert_eq!(given(reply), [(Bytes::from(package), last_resort)]);
    }
}

#[test]
fn a_repeated_take_gets_the_same_and_uses_up_nothing() {
    let mut world = World::new();
    let (layla, _) = world.person(1, None);
    let people = world.people();
    let first = world.ask(people, take(&layla, 1));
    world.restart();
    let people = world.people();
    assert_eq!(world.ask(people, take(&layla, 1)), first);
    world.ask(people, take(&layla, 2));
    let last = world.ask(people, take(&layla, 3));
    let account = world.authenticated(&layla);
    let newer = DeviceKeyPackages {
        last_resort: Some(Bytes::from("newer")),
        ..layla.packages(&["third"])
    };
    assert_eq!(
        world.ask(account, Request::PublishKeyPackages(newer)),
        Reply::Done
    );
    assert_eq!(world.ask(people, take(&layla, 3)), last);
    let next = world.ask(people, take(&layla, 4));
    assert_eq!(given(next), [(Bytes::from("third"), false)]);
    let next = world.ask(people, take(&layla, 5));
    assert_eq!(given(next), [(Bytes::from("newer"), true)]);
}

#[test]
fn two_takes_in_one_turn_do_not_get_the_same_package() {
    let mut world = World::new();
    let (layla, _) = world.person(1, None);
    let people = world.people();
    let ids = world.decide(vec![(people, take(&layla, 1)), (people, take(&layla, 2))]);
    world.commit();
    let first = world.reply(ids[0]);
    assert!(first.is_some());
    assert_ne!(first, world.reply(ids[1]));
}

#[test]
fn a_device_has_no_more_packages_than_the_limit() {
    let mut world = World::new();
    let (layla, account) = world.person(1, None);
    let many: Vec<&str> = vec!["another"; limits::KEY_PACKAGES - 1];
    let more = |packages: &[&'static str]| {
        Request::PublishKeyPackages(DeviceKeyPackages {
            last_resort: None,
            ..layla.packages(packages)
        })
    };
    assert_eq!(world.code(account, more(&many)), RefusalCode::TooMany);
    let publish = more(&many[1..]);
    assert_eq!(world.ask(account, publish.clone()), Reply::Done);
    assert_eq!(world.ask(account, publish), Reply::Done);
    let large = DeviceKeyPackages {
        last_resort: Some(Bytes::from(vec![1; limits::KEY_PACKAGE_BYTES + 1])),
        ..layla.packages(&[])
    };
    let code = world.code(account, Request::PublishKeyPackages(large));
    assert_eq!(code, RefusalCode::TooLarge);
}

#[test]
fn a_new_last_resort_package_takes_the_older_ones_out_of_the_pool() {
    let mut world = World::new();
    let (layla, account) = world.person(1, None);
    let renewed = DeviceKeyPackages {
        last_resort: Some(Bytes::from("renewed")),
        ..layla.packages(&["third"; limits::KEY_PACKAGES])
    };
    let publish = Request::PublishKeyPackages(renewed);
    assert_eq!(world.ask(account, publish), Reply::Done);
    let people = world.people();
    for number in 1..=limits::KEY_PACKAGES as u64 {
        let reply = world.ask(people, take(&layla, number));
        assert_eq!(given(reply), [(Bytes::from("third"), false)]);
    }
    let reply = world.ask(people, take(&layla, 99));
    assert_eq!(given(reply), [(Bytes::from("renewed"), true)]);
    let image = world.store.image();
    let mut values = image.values();
    assert!(!values.any(|value| value.windows(6).any(|part| part == b"second")));
}

#[test]
fn a_device_publishes_for_itself_only() {
    let mut world = World::new();
    let (_, account) = world.person(1, None);
    let publish = Request::PublishKeyPackages(Person::new(2).packages(&["x"]));
    assert_eq!(world.code(account, publish), RefusalCode::Forbidden);
}

#[test]
fn the_inbox_write_capability_pays_and_a_wrong_one_does_not() {
    let mut config = hudhud_host::Config::default();
    config.puzzle_bits.deliver = 8;
    let mut world = World::with(config);
    let (layla, _) = world.person(1, None);
    let people = world.people();
    let with = |which| Request::TakeKeyPackages {
        account: layla.id(),
        take: entry_id(1),
        write: Some(layla.inbox.capability(0, which)),
        payment: None,
    };
    assert_eq!(world.code(people, with(1)), RefusalCode::Forbidden);
    assert!(matches!(world.ask(people, with(2)), Reply::KeyPackages(_)));
    let refusal = world.refused(people, take(&layla, 2));
    assert_eq!((refusal.code, refusal.bits), (RefusalCode::Payment, 8));
}

#[test]
fn the_bytes_of_a_package_that_was_given_go_when_the_take_is_forgotten() {
    let mut world = World::new();
    let (layla, _) = world.person(1, None);
    let people = world.people();
    world.ask(people, take(&layla, 1));
    let holds = |world: &World| {
        let image = world.store.image();
        image
            .values()
            .any(|value| value.windows(5).any(|part| part == b"first"))
    };
    world.wait_ms(30 * DAY_MS);
    world.sweep();
    assert!(holds(&world));
    world.wait_ms(DAY_MS);
    world.sweep();
    assert!(!holds(&world));
}

#[test]
fn takes_with_a_capability_have_a_rate_that_leaves_room_to_everybody_else_who_has_it() {
    let mut world = World::new();
    let (layla, _) = world.person(1, None);
    let [greedy, friend] = [world.people(), world.people()];
    let by_friend = |number| Request::TakeKeyPackages {
        account: layla.id(),
        take: entry_id(number),
        write: Some(layla.inbox.capability(0, 2)),
        payment: None,
    };
    let taken = (1..1000).take_while(|number| {
        let reply = world.ask(greedy, by_friend(*number));
        matches!(reply, Reply::KeyPackages(_))
    });
    let taken = taken.count();
    assert!((20..999).contains(&taken), "{taken}");
    let refusal = world.refused(greedy, by_friend(5000));
    assert_eq!(refusal.code, RefusalCode::Rate);
    assert!((1..=60_000).contains(&refusal.retry_after_ms));
    assert_eq!(
        given(world.ask(greedy, by_friend(1))),
        [(Bytes::from("first"), false)]
    );
    given(world.ask(greedy, take(&layla, 6000)));
    given(world.ask(friend, by_friend(7000)));
    world.wait_ms(u64::from(refusal.retry_after_ms));
    given(world.ask(greedy, by_friend(8000)));
}
