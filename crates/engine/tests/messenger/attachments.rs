//! Photos and files: sent once they are at the host, fetched, kept, and gone when their message is.

use hudhud_base::Timestamp;
use hudhud_content::{Attachment, AttachmentKey, AttachmentKind, Envelope, Message};
use hudhud_sim::forge::{Keys, inner};
use hudhud_sim::{
    AttachmentState, CommandError, Conversation, DeviceNumber, HostNumber, MessageState, NoAnswer,
    World,
};
use hudhud_store::attachments;
use hudhud_wire::RefusalCode;

const HERE: HostNumber = HostNumber(0);
const PHOTO: &[u8] = b"the dots of a hoopoe";

fn two_who_talk() -> (World, DeviceNumber, DeviceNumber, Conversation) {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    (world, amina, yusuf, talk)
}

fn whole(content: &[u8]) -> (AttachmentState, Option<Vec<u8>>) {
    (AttachmentState::Here, Some(content.to_vec()))
}

/// What somebody could say of the blob that was attached to the first message they have.
fn lie_about(world: &World, device: DeviceNumber, conversation: Conversation) -> Attachment {
    let id = world.number(device, conversation);
    let reader = world.database(device).reader();
    let rows = attachments::between(reader.db(), id, i64::MIN, i64::MAX).unwrap();
    let row = &rows[0];
    Attachment {
        blob: row.blob,
        key: AttachmentKey([1; 32]),
        prefix: [2; 19],
        hash: [3; 32],
        size: row.bytes,
        lead: 0,
        kind: AttachmentKind::Photo,
        media_type: "image/png".to_owned(),
        name: String::new(),
        description: String::new(),
        size_in_dots: Some((1, 1)),
        thumbhash: Vec::new(),
    }
}

#[test]
fn photos_arrive_as_they_were_sent_with_their_words() {
    let (mut world, amina, yusuf, talk) = two_who_talk();
    let large = vec![7; 200_000];
    world
        .attaches(amina, talk, ("look", &[PHOTO, &large]))
        .unwrap();
    world.run_until_quiet();
    let both = [whole(PHOTO), whole(&large)];
    assert_eq!(world.reads(yusuf, talk), ["look"]);
    assert_eq!(world.attached(yusuf, talk, "look"), both);
    assert_eq!(world.attached(amina, talk, "look"), both);
}

#[test]
fn a_message_is_in_no_log_before_what_is_attached_is_at_the_host() {
    let (mut world, amina, yusuf, talk) = two_who_talk();
    let there = world.blobs(HERE);
    world.attaches(amina, talk, ("look", &[PHOTO])).unwrap();
    world.run_until(|world| world.reads(yusuf, talk) == ["look"]);
    assert_eq!(world.blobs(HERE), there + 1);
}

#[test]
fn an_upload_goes_on_after_the_process_that_began_it() {
    let (mut world, amina, yusuf, talk) = two_who_talk();
    world.host_dies(HERE);
    world.attaches(amina, talk, ("look", &[PHOTO])).unwrap();
    world.run_for_ms(10_000);
    world.falls_asleep(amina);
    world.host_starts(HERE);
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), Vec::<String>::new());
    world.wakes_up(amina);
    world.run_until_quiet();
    assert_eq!(world.attached(yusuf, talk, "look"), [whole(PHOTO)]);
}

#[test]
fn a_photo_waits_for_a_host_that_is_away_for_longer_than_a_month() {
    let (mut world, amina, yusuf, talk) = two_who_talk();
    world.host_dies(HERE);
    world.attaches(amina, talk, ("look", &[PHOTO])).unwrap();
    for person in [amina, yusuf] {
        world.falls_asleep(person);
    }
    world.run_for_ms(31 * 86_400_000);
    world.wakes_up(amina);
    world.run_for_ms(60_000);
    assert_eq!(world.state_of(amina, talk, "look"), MessageState::Queued);
    world.host_starts(HERE);
    world.wakes_up(yusuf);
    world.run_until_quiet();
    assert_eq!(world.attached(yusuf, talk, "look"), [whole(PHOTO)]);
}

#[test]
fn a_text_waits_for_a_photo_before_it_a_moment_and_then_goes_its_way() {
    let (mut world, amina, yusuf, talk) = two_who_talk();
    world.attaches(amina, talk, ("look", &[PHOTO])).unwrap();
    world.says(amina, talk, "at that").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), ["look", "at that"]);
    // Its file is gone and will not come back: nothing else has to wait for that.
    world.goes_offline(amina);
    world.attaches(amina, talk, ("again", &[PHOTO])).unwrap();
    world.says(amina, talk, "never mind").unwrap();
    world.loses_files(amina);
    world.comes_online(amina);
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), ["look", "at that", "never mind"]);
    assert_eq!(world.state_of(amina, talk, "again"), MessageState::Failed);
}

#[test]
fn what_was_given_up_is_sent_again_with_what_is_attached() {
    let (mut world, amina, yusuf, talk) = two_who_talk();
    world.refuses_first("append", RefusalCode::Forbidden);
    world.attaches(amina, talk, ("look", &[PHOTO])).unwrap();
    world.run_until_quiet();
    assert_eq!(world.state_of(amina, talk, "look"), MessageState::Failed);
    world.resends(amina, talk, "look").unwrap();
    world.run_until_quiet();
    assert_eq!(world.files(amina), 1);
    assert_eq!(world.attached(yusuf, talk, "look"), [whole(PHOTO)]);
}

#[test]
fn a_file_is_fetched_when_somebody_asks_for_it() {
    let (mut world, amina, yusuf, talk) = two_who_talk();
    world
        .attaches_file(amina, talk, ("the plan", b"a plan"))
        .unwrap();
    world.run_until_quiet();
    let there = [(AttachmentState::There, None)];
    assert_eq!(world.attached(yusuf, talk, "the plan"), there);
    world.fetches(yusuf, talk, ("the plan", 0)).unwrap();
    world.run_until_quiet();
    assert_eq!(world.attached(yusuf, talk, "the plan"), [whole(b"a plan")]);
    let nothing = world.fetches(yusuf, talk, ("the plan", 1));
    let refused = Err(NoAnswer::Refused(CommandError::NoSuchMessage));
    assert_eq!(nothing, refused);
}

#[test]
fn what_is_not_wanted_any_more_is_not_fetched_and_may_be_asked_for_later() {
    let (mut world, amina, yusuf, talk) = two_who_talk();
    world
        .attaches_file(amina, talk, ("the plan", b"a plan"))
        .unwrap();
    world.run_until_quiet();
    world.fetches(yusuf, talk, ("the plan", 0)).unwrap();
    world.stops_fetching(yusuf, talk, ("the plan", 0)).unwrap();
    world.run_until_quiet();
    // As much as has come is there, and nobody says that it is all of it.
    let (state, _) = world.attached(yusuf, talk, "the plan").remove(0);
    assert_eq!(state, AttachmentState::There);
    world.fetches(yusuf, talk, ("the plan", 0)).unwrap();
    world.run_until_quiet();
    assert_eq!(world.attached(yusuf, talk, "the plan"), [whole(b"a plan")]);
    // What is here is not fetched, and stays.
    world.stops_fetching(yusuf, talk, ("the plan", 0)).unwrap();
    assert_eq!(world.attached(yusuf, talk, "the plan"), [whole(b"a plan")]);
}

#[test]
fn what_the_host_has_no_more_or_has_changed_is_said_and_may_be_asked_for_again() {
    let (mut world, amina, yusuf, talk) = two_who_talk();
    world.goes_offline(yusuf);
    world.attaches(amina, talk, ("one", &[PHOTO])).unwrap();
    world.run_for_ms(60_000);
    world.host_changes_blobs(HERE);
    world.comes_online(yusuf);
    world.run_until_quiet();
    let damaged = [(AttachmentState::Damaged, None)];
    assert_eq!(world.attached(yusuf, talk, "one"), damaged);
    world.host_changes_blobs(HERE);
    world.fetches(yusuf, talk, ("one", 0)).unwrap();
    world.run_until_quiet();
    assert_eq!(world.attached(yusuf, talk, "one"), [whole(PHOTO)]);
    world.attaches_file(amina, talk, ("two", PHOTO)).unwrap();
    world.run_until_quiet();
    world.host_loses_blobs(HERE);
    world.fetches(yusuf, talk, ("two", 0)).unwrap();
    world.run_until_quiet();
    let gone = [(AttachmentState::Gone, None)];
    assert_eq!(world.attached(yusuf, talk, "two"), gone);
}

#[test]
fn what_is_taken_back_leaves_no_file_anywhere() {
    let (mut world, amina, yusuf, talk) = two_who_talk();
    let there = world.blobs(HERE);
    world.attaches(amina, talk, ("look", &[PHOTO])).unwrap();
    world.run_until_quiet();
    assert_eq!((world.files(amina), world.files(yusuf)), (1, 1));
    world.deletes(amina, talk, "look").unwrap();
    world.run_until_quiet();
    assert_eq!((world.files(amina), world.files(yusuf)), (0, 0));
    assert_eq!(world.blobs(HERE), there);
}

#[test]
fn what_has_not_left_is_forgotten_with_its_file_and_nobody_hears_of_it() {
    let (mut world, amina, yusuf, talk) = two_who_talk();
    world.goes_offline(amina);
    world.attaches(amina, talk, ("one", &[PHOTO])).unwrap();
    world.attaches(amina, talk, ("two", &[PHOTO])).unwrap();
    world.reacts(amina, talk, ("two", "👍")).unwrap();
    world.deletes(amina, talk, "one").unwrap();
    world.discards(amina, talk, "two").unwrap();
    assert_eq!(world.files(amina), 0);
    world.comes_online(amina);
    world.run_until_quiet();
    assert_eq!(world.reads(amina, talk), Vec::<String>::new());
    assert_eq!(world.reads(yusuf, talk), Vec::<String>::new());
    assert_eq!(world.waiting(amina, talk), 0);
}

#[test]
fn what_is_said_about_a_photo_leaves_after_it() {
    let (mut world, amina, yusuf, talk) = two_who_talk();
    world.goes_offline(amina);
    world.attaches(amina, talk, ("lok", &[PHOTO])).unwrap();
    world.edits(amina, talk, ("lok", "look")).unwrap();
    world.run_for_ms(20_000);
    world.comes_online(amina);
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), ["look"]);
    assert_eq!(world.attached(yusuf, talk, "look"), [whole(PHOTO)]);
}

#[test]
fn nothing_of_a_stranger_is_fetched_before_they_are_accepted() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    world.starts(amina, yusuf).unwrap();
    world.run_until_quiet();
    let talk = world.between(amina, yusuf);
    world.attaches(amina, talk, ("look", &[PHOTO])).unwrap();
    world.run_until_quiet();
    assert_eq!(world.files(yusuf), 0);
    world.accepts(yusuf, talk).unwrap();
    world.run_until_quiet();
    assert_eq!(world.attached(yusuf, talk, "look"), [whole(PHOTO)]);
}

#[test]
fn two_messages_that_name_one_blob_do_not_stand_in_each_others_way() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "mallory"].map(|name| world.joins(name));
    let [amina, yusuf, mallory] = people;
    let garden = world.gathers("garden", &people);
    world.goes_offline(yusuf);
    world.attaches(amina, garden, ("look", &[PHOTO])).unwrap();
    world.run_for_ms(60_000);
    // Who has seen it says that something else lies under that name.
    let keys = Keys::of(&world, mallory, garden);
    let lie = Envelope {
        sent: Timestamp(1),
        seen: None,
        profile: None,
        forwarded: None,
        message: Message::Attached {
            body: "a lie".to_owned(),
            reply_to: None,
            attachments: vec![lie_about(&world, mallory, garden)],
        },
    };
    let forged = inner(&keys.says(&lie));
    world.appends_instead(mallory, keys, forged, 1);
    world.says(mallory, garden, "what was replaced").unwrap();
    world.run_for_ms(60_000);
    world.comes_online(yusuf);
    world.run_until_quiet();
    let damaged = [(AttachmentState::Damaged, None)];
    assert_eq!(world.attached(yusuf, garden, "a lie"), damaged);
    assert_eq!(world.attached(yusuf, garden, "look"), [whole(PHOTO)]);
}

#[test]
fn more_than_fits_a_message_is_refused_before_anything_leaves() {
    let (mut world, amina, _, talk) = two_who_talk();
    let many = [PHOTO; 31];
    let refused = Err(NoAnswer::Refused(CommandError::TooMuchAttached));
    assert_eq!(world.attaches(amina, talk, ("look", &many)), refused);
    let long = "m".repeat(hudhud_base::limits::CAPTION_BYTES + 1);
    assert_eq!(world.attaches(amina, talk, (&long, &[PHOTO])), refused);
    let none = Err(NoAnswer::Refused(CommandError::Empty));
    assert_eq!(world.attaches(amina, talk, ("look", &[])), none);
}

#[test]
fn where_a_blob_costs_something_it_is_paid_for() {
    let mut world = World::calm_with(|host| host.puzzle_bits.blob = 4);
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    let before = world.counts().puzzles;
    world.attaches(amina, talk, ("look", &[PHOTO])).unwrap();
    world.run_until_quiet();
    assert_eq!(world.counts().puzzles, before + 1);
    assert_eq!(world.attached(yusuf, talk, "look"), [whole(PHOTO)]);
}
