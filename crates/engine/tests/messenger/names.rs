//! Accounts and the names they are found by.

use hudhud_engine::Event;
use hudhud_sim::{Failure, HostNumber, World};
use hudhud_wire::RefusalCode;

#[test]
fn a_name_that_somebody_has_is_refused_and_another_one_may_be_tried() {
    let mut world = World::calm();
    let amina = world.joins("amina");
    let late = world.arrives("amina2");
    world.signs_up(late, HostNumber(0), Some("Amina")).unwrap();
    world.run_until_quiet();
    let taken = Failure::Refused(RefusalCode::NameTaken);
    assert_eq!(world.failures(late), [(taken, vec![])]);
    assert!(!world.is_signed_up(late));
    world.signs_up(late, HostNumber(0), Some("amina2")).unwrap();
    world.run_until_quiet();
    assert!(world.is_signed_up(late));
    world.introduces(late, amina);
}

#[test]
fn a_sign_up_and_a_name_that_a_host_cannot_take_just_now_are_asked_for_again() {
    let mut world = World::calm();
    world.refuses_first("sign_up", RefusalCode::Full);
    let amina = world.arrives("amina");
    world.signs_up(amina, HostNumber(0), Some("amina")).unwrap();
    world.run_until_quiet();
    assert!(world.is_signed_up(amina));
    world.refuses_first("claim_name", RefusalCode::Storage);
    world.claims(amina, "gardener").unwrap();
    world.run_until_quiet();
    let yusuf = world.joins("yusuf");
    world.starts_with_name(yusuf, "gardener").unwrap();
    world.run_until_quiet();
    assert_eq!(world.failures(yusuf), []);
    assert_eq!(world.failures(amina), []);
}

#[test]
fn a_name_claimed_after_the_one_at_the_sign_up_was_refused_is_had() {
    let mut world = World::calm();
    let amina = world.joins("amina");
    let late = world.arrives("amina2");
    world.signs_up(late, HostNumber(0), Some("amina")).unwrap();
    world.run_until_quiet();
    for name in ["Amina", "amina2"] {
        let claim = world.claims(late, name).unwrap().intent();
        world.run_until_quiet();
        let is_had = name == "amina2";
        assert!(world.has_told(late, |event| matches!(
            event,
            Event::IntentEnded(end) if Some(end.intent) == claim && end.result.is_ok() == is_had
        )));
        assert_eq!(world.is_signed_up(late), is_had);
    }
    world.introduces(late, amina);
}

#[test]
fn a_name_that_looks_like_another_is_refused() {
    let mut world = World::calm();
    world.joins("amina");
    let imitator = world.arrives("am1na");
    world
        .signs_up(imitator, HostNumber(0), Some("am1na"))
        .unwrap();
    world.run_until_quiet();
    let imitates = Failure::Refused(RefusalCode::NameImitates);
    assert_eq!(world.failures(imitator), [(imitates, vec![])]);
}

#[test]
fn a_name_that_is_kept_for_the_host_is_refused() {
    let mut world = World::calm_with(|host| host.reserved_names.push("warden".to_owned()));
    let device = world.arrives("warden");
    world
        .signs_up(device, HostNumber(0), Some("Warden"))
        .unwrap();
    world.run_until_quiet();
    let reserved = Failure::Refused(RefusalCode::NameReserved);
    assert_eq!(world.failures(device), [(reserved, vec![])]);
}

#[test]
fn who_takes_another_name_is_found_by_it_and_no_longer_by_the_old_one() {
    let mut world = World::calm();
    let [amina, yusuf, omar] = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    world.claims(amina, "gardener").unwrap();
    world.run_until_quiet();
    world.starts_with_name(yusuf, "gardener").unwrap();
    world.starts_with_name(omar, "amina").unwrap();
    world.run_until_quiet();
    let talk = world.between(yusuf, amina);
    assert_eq!(world.title(yusuf, talk), "gardener");
    assert_eq!(world.failures(omar), [(Failure::NoSuchName, vec![])]);
}

#[test]
fn a_name_that_cannot_be_had_leaves_the_one_there_is() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    world.claims(yusuf, "amina").unwrap();
    world.run_until_quiet();
    let taken = Failure::Refused(RefusalCode::NameTaken);
    assert_eq!(world.failures(yusuf), [(taken, vec![])]);
    world.introduces(amina, yusuf);
}

#[test]
fn an_account_needs_no_name() {
    let mut world = World::calm();
    let amina = world.joins("amina");
    let unnamed = world.arrives("unnamed");
    world.signs_up(unnamed, HostNumber(0), None).unwrap();
    world.run_until_quiet();
    assert!(world.is_signed_up(unnamed));
    let talk = world.introduces(unnamed, amina);
    world.says(amina, talk, "who are you?").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(unnamed, talk), ["who are you?"]);
}
