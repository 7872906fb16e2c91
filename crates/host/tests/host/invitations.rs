//! Who may sign up where strangers may not.

use bytes::Bytes;
use hudhud_host::{Config, Registration, invitation};
use hudhud_wire::{PuzzleSolution, RefusalCode, Reply, Request};

use crate::people::Person;
use crate::world::{DAY_MS, World};

/// The secret of the hosts of these tests.
const SECRET: [u8; 32] = [7; 32];

fn by_invitation() -> World {
    World::with(Config {
        registration: Registration::Invitation,
        ..Config::default()
    })
}

/// A code that is good today and for so many days more.
fn code(world: &World, days: u32, seed: u8) -> Bytes {
    let today = world.now.day();
    let until = hudhud_base::Day(today.0 + days);
    let code = invitation(&SECRET, until, &[seed; 32]);
    let code: [u8; 15] = hudhud_text::code::read(&code).unwrap();
    Bytes::copy_from_slice(&code)
}

fn sign_up(number: u8, code: Option<&Bytes>) -> Request {
    let person = Person::new(number);
    let mut sign_up = person.unsigned(None);
    sign_up.payment = code.map(|code| PuzzleSolution {
        challenge: code.clone(),
        nonce: 0,
    });
    person.sign(sign_up)
}

fn asks(world: &mut World, request: Request) -> Result<(), RefusalCode> {
    let (session, _) = world.account_link();
    let reply = world.ask(session, request);
    if let Reply::Refused(refusal) = reply {
        return Err(refusal.code);
    }
    assert_eq!(reply, Reply::Done);
    Ok(())
}

#[test]
fn an_invitation_makes_one_account_and_whoever_repeats_it_is_told_the_same() {
    let mut world = by_invitation();
    let code = code(&world, 3, 1);
    assert_eq!(
        asks(&mut world, sign_up(1, None)),
        Err(RefusalCode::Invitation)
    );
    assert_eq!(asks(&mut world, sign_up(1, Some(&code))), Ok(()));
    assert_eq!(asks(&mut world, sign_up(1, Some(&code))), Ok(()));
    let again = sign_up(2, Some(&code));
    assert_eq!(
        asks(&mut world, again.clone()),
        Err(RefusalCode::Invitation)
    );
    world.restart();
    assert_eq!(asks(&mut world, again), Err(RefusalCode::Invitation));
    let other = self::code(&world, 3, 2);
    assert_eq!(asks(&mut world, sign_up(2, Some(&other))), Ok(()));
}

#[test]
fn two_who_show_one_invitation_at_once_are_one_account() {
    let mut world = by_invitation();
    let code = code(&world, 3, 1);
    let requests = [1, 2].map(|number| {
        let (session, _) = world.account_link();
        (session, sign_up(number, Some(&code)))
    });
    let ids = world.decide(requests.into());
    world.commit();
    let replies: Vec<_> = ids.into_iter().map(|id| world.reply(id).unwrap()).collect();
    assert_eq!(replies[0], Reply::Done);
    assert!(
        matches!(&replies[1], Reply::Refused(refusal) if refusal.code == RefusalCode::Invitation)
    );
}

#[test]
fn an_invitation_that_is_old_altered_or_of_another_host_is_refused() {
    let mut world = by_invitation();
    let good = code(&world, 1, 1);
    for at in 0..good.len() {
        let mut altered = good.to_vec();
        altered[at] ^= 1;
        let altered = Bytes::from(altered);
        assert_eq!(
            asks(&mut world, sign_up(1, Some(&altered))),
            Err(RefusalCode::Invitation),
            "byte {at}"
        );
    }
    let until = hudhud_base::Day(world.now.day().0 + 1);
    let other = invitation(&[8; 32], until, &[1; 32]);
    let other: [u8; 15] = hudhud_text::code::read(&other).unwrap();
    let long = Bytes::from([good.as_ref(), &[0]].concat());
    for wrong in [Bytes::copy_from_slice(&other), Bytes::new(), long] {
        let refused = asks(&mut world, sign_up(1, Some(&wrong)));
        assert_eq!(refused, Err(RefusalCode::Invitation));
    }
    world.wait_ms(2 * DAY_MS);
    assert_eq!(
        asks(&mut world, sign_up(1, Some(&good))),
        Err(RefusalCode::Invitation)
    );
}

#[test]
fn a_used_invitation_is_remembered_for_as_long_as_it_would_be_good_and_no_longer() {
    let mut world = by_invitation();
    let code = code(&world, 1, 1);
    asks(&mut world, sign_up(1, Some(&code))).unwrap();
    let used = |world: &World| {
        let image = world.store.image();
        image.keys().filter(|key| key.table() == 0x22).count()
    };
    world.wait_ms(DAY_MS);
    world.sweep();
    assert_eq!(used(&world), 1);
    assert_eq!(
        asks(&mut world, sign_up(2, Some(&code))),
        Err(RefusalCode::Invitation)
    );
    world.wait_ms(DAY_MS);
    world.sweep();
    assert_eq!(used(&world), 0);
}
