//! Names: claiming, imitating, giving up.

use hudhud_wire::{RefusalCode, Reply, Request};

use crate::people::Person;
use crate::world::{DAY_MS, World};

fn resolve(name: &str) -> Request {
    Request::ResolveName {
        name: name.to_owned(),
    }
}

#[test]
fn a_name_is_found_however_it_is_written() {
    let mut world = World::new();
    let (layla, _) = world.person(1, Some("Layla_99"));
    let people = world.people();
    let Reply::Name {
        account_key,
        signature,
        name,
    } = world.ask(people, resolve("lAYLA_99"))
    else {
        panic!("a name");
    };
    assert_eq!(
        (account_key, name.as_str()),
        (layla.key.public(), "Layla_99")
    );
    assert_eq!(signature, layla.name_signature("Layla_99"));
    assert_eq!(
        world.code(people, resolve("nobody")),
        RefusalCode::NoSuchName
    );
    assert_eq!(
        world.code(people, resolve("no name!")),
        RefusalCode::NoSuchName
    );
}

#[test]
fn an_arabic_name_is_found() {
    let mut world = World::new();
    let (layla, session) = world.person(1, None);
    assert_eq!(world.ask(session, layla.claim("ليلى")), Reply::Done);
    let people = world.people();
    let found = world.ask(people, resolve("ليلى"));
    assert!(matches!(found, Reply::Name { account_key, .. } if account_key == layla.key.public()));
}

#[test]
fn somebody_elses_name_and_what_looks_like_it_are_refused() {
    let mut world = World::new();
    world.person(1, Some("bill_99"));
    let (eve, session) = world.person(2, None);
    let cases = [
        ("BILL_99", RefusalCode::NameTaken),
        ("bi1l99", RefusalCode::NameImitates),
        ("admin", RefusalCode::NameReserved),
        ("adm1n", RefusalCode::NameReserved),
        ("هدهد", RefusalCode::NameReserved),
        ("b", RefusalCode::NameMalformed),
        ("bill ninety", RefusalCode::NameMalformed),
    ];
    for (name, code) in cases {
        assert_eq!(world.code(session, eve.claim(name)), code, "{name}");
    }
}

#[test]
fn a_name_needs_the_account_keys_signature_for_this_host() {
    let mut world = World::new();
    let (layla, session) = world.person(1, None);
    let signature = Person::new(2).name_signature("layla");
    let claim = Request::ClaimName {
        name: "layla".to_owned(),
        signature,
    };
    assert_eq!(world.code(session, claim), RefusalCode::BadSignature);
    let signature = layla.name_signature("leila");
    let claim = Request::ClaimName {
        name: "layla".to_owned(),
        signature,
    };
    assert_eq!(world.code(session, claim), RefusalCode::BadSignature);
}

#[test]
fn a_name_given_up_is_kept_from_others_for_thirty_days() {
    let mut world = World::new();
    let (layla, session) = world.person(1, Some("layla"));
    let (eve, eves) = world.person(2, None);
    world.wait_ms(3 * DAY_MS);
    assert_eq!(world.ask(session, layla.claim("nightingale")), Reply::Done);
    let people = world.people();
    assert_eq!(
        world.code(people, resolve("layla")),
        RefusalCode::NoSuchName
    );
    assert_eq!(world.code(eves, eve.claim("layla")), RefusalCode::NameTaken);
    assert_eq!(
        world.code(eves, eve.claim("lay_la")),
        RefusalCode::NameImitates
    );
    world.wait_ms(29 * DAY_MS);
    world.sweep();
    assert_eq!(world.code(eves, eve.claim("layla")), RefusalCode::NameTaken);
    world.wait_ms(DAY_MS);
    assert_eq!(world.ask(eves, eve.claim("layla")), Reply::Done);
}

#[test]
fn a_name_that_was_hardly_held_is_free_at_once() {
    let mut world = World::new();
    let (layla, session) = world.person(1, Some("layla"));
    let (eve, eves) = world.person(2, None);
    world.wait_ms(2 * DAY_MS);
    assert_eq!(world.ask(session, layla.claim("nightingale")), Reply::Done);
    assert_eq!(world.ask(eves, eve.claim("lay_la")), Reply::Done);
    assert_eq!(world.ask(session, Request::ReleaseName), Reply::Done);
    assert_eq!(world.ask(eves, eve.claim("nightingale")), Reply::Done);
}

#[test]
fn a_name_that_is_kept_is_not_imitated_once_one_that_looks_like_it_was_given_up() {
    let mut world = World::new();
    let (layla, session) = world.person(1, Some("layla"));
    let (eve, eves) = world.person(2, None);
    world.wait_ms(3 * DAY_MS);
    assert_eq!(world.ask(session, layla.claim("lay_la")), Reply::Done);
    assert_eq!(world.ask(session, Request::ReleaseName), Reply::Done);
    let imitates = RefusalCode::NameImitates;
    assert_eq!(world.code(eves, eve.claim("l_ayla")), imitates);
    world.wait_ms(30 * DAY_MS);
    assert_eq!(world.ask(eves, eve.claim("l_ayla")), Reply::Done);
}

#[test]
fn an_account_keeps_one_name_from_others_however_many_it_had() {
    let mut world = World::new();
    let (layla, session) = world.person(1, Some("first"));
    let (eve, eves) = world.person(2, None);
    for name in ["second", "third", "fourth"] {
        world.wait_ms(3 * DAY_MS);
        assert_eq!(world.ask(session, layla.claim(name)), Reply::Done);
    }
    let taken = RefusalCode::NameTaken;
    assert_eq!(world.code(eves, eve.claim("third")), taken);
    assert_eq!(world.code(eves, eve.claim("fourth")), taken);
    assert_eq!(world.ask(eves, eve.claim("first")), Reply::Done);
    assert_eq!(world.ask(eves, eve.claim("second")), Reply::Done);
}

#[test]
fn another_spelling_is_the_same_name_for_as_long() {
    let mut world = World::new();
    let (layla, session) = world.person(1, Some("layla"));
    let (eve, eves) = world.person(2, None);
    world.wait_ms(3 * DAY_MS);
    assert_eq!(world.ask(session, layla.claim("Layla")), Reply::Done);
    assert_eq!(world.ask(session, Request::ReleaseName), Reply::Done);
    assert_eq!(world.code(eves, eve.claim("layla")), RefusalCode::NameTaken);
    assert_eq!(world.ask(session, layla.claim("layla")), Reply::Done);
}

#[test]
fn its_former_owner_may_take_a_name_back() {
    let mut world = World::new();
    let (layla, session) = world.person(1, Some("layla"));
    assert_eq!(world.ask(session, Request::ReleaseName), Reply::Done);
    assert_eq!(world.ask(session, Request::ReleaseName), Reply::Done);
    assert_eq!(world.ask(session, layla.claim("layla")), Reply::Done);
    assert_eq!(world.ask(session, layla.claim("layla")), Reply::Done);
    assert_eq!(world.ask(session, layla.claim("Layla")), Reply::Done);
    let people = world.people();
    assert!(matches!(
        world.ask(people, resolve("layla")),
        Reply::Name { .. }
    ));
}

#[test]
fn a_sign_up_with_a_name_in_use_creates_nothing() {
    let mut world = World::new();
    world.person(1, Some("layla"));
    let before = world.store.image();
    let (session, _) = world.account_link();
    let code = world.code(session, Person::new(2).sign_up(Some("layla")));
    assert_eq!(code, RefusalCode::NameTaken);
    assert_eq!(world.store.image(), before);
}

#[test]
fn two_who_claim_one_name_in_one_turn_do_not_both_get_it() {
    let mut world = World::new();
    let (layla, laylas) = world.person(1, None);
    let (eve, eves) = world.person(2, None);
    let ids = world.decide(vec![
        (laylas, layla.claim("layla")),
        (eves, eve.claim("layla")),
    ]);
    world.commit();
    assert_eq!(world.reply(ids[0]), Some(Reply::Done));
    let Some(Reply::Refused(refusal)) = world.reply(ids[1]) else {
        panic!("refused")
    };
    assert_eq!(refusal.code, RefusalCode::NameTaken);
}
