//! Finding what was said.

use hudhud_sim::World;

#[test]
fn words_are_found_in_what_was_sent_and_what_was_received_the_newest_first() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "the hoopoe came back").unwrap();
    world.run_until_quiet();
    world.says(yusuf, talk, "a hoopoe, in Saba").unwrap();
    world.run_until_quiet();
    for device in [amina, yusuf] {
        assert_eq!(
            world.finds(device, "HOOPOE"),
            ["a hoopoe, in Saba", "the hoopoe came back"]
        );
    }
}

#[test]
fn arabic_is_found_without_its_marks() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "السَّلامُ عليكم").unwrap();
    world.run_until_quiet();
    assert_eq!(world.finds(yusuf, "السلام"), ["السَّلامُ عليكم"]);
}

#[test]
fn words_are_found_across_the_signs_between_them_and_also_where_they_are_hidden() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    let said = r"جاء ال**هدهد** with 2\*3 ||letters||";
    world.says(amina, talk, said).unwrap();
    world.run_until_quiet();
    for words in ["الهدهد", "2*3", "letters"] {
        assert_eq!(world.finds(yusuf, words), [said], "{words}");
    }
}

#[test]
fn a_message_is_found_by_what_it_says_now_and_not_at_all_when_it_was_taken_back() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "meet at the fountain").unwrap();
    world.says(amina, talk, "bring the letters").unwrap();
    world.run_until_quiet();
    world
        .edits(amina, talk, ("meet at the fountain", "meet at the gate"))
        .unwrap();
    world.deletes(amina, talk, "bring the letters").unwrap();
    world.run_until_quiet();
    for device in [amina, yusuf] {
        assert!(world.finds(device, "fountain").is_empty());
        assert!(world.finds(device, "letters").is_empty());
        assert_eq!(world.finds(device, "gate"), ["meet at the gate"]);
    }
}
