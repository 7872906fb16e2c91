//! Two people: finding each other, writing both ways, changing what was said.

use super::host::Host;
use super::person::{Person, two_who_talk};

#[test]
fn two_people_find_each_other_by_name_and_write_both_ways_in_arabic_and_english() {
    let host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    basim.run(&["send", "@amal", "صباح الخير يا أمل"]).ok();
    amal.run(&["send", "@basim", "Good morning, Basim"]).ok();
    let heard = |person: &Person, with: &str| {
        let run = person.until(&["history", with], |run| run.bodies().len() >= 3);
        let bodies = run.objects.iter().filter(|object| object["kind"] == "text");
        let mut bodies: Vec<String> = bodies
            .map(|object| object["body"].as_str().unwrap().to_owned())
            .collect();
        bodies.sort();
        bodies
    };
    let expected = ["Good morning, Basim", "first", "صباح الخير يا أمل"];
    assert_eq!(heard(&amal, "@basim"), expected);
    assert_eq!(heard(&basim, "@amal"), expected);
}

#[test]
fn a_request_shows_one_line_and_a_declined_one_is_gone() {
    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    let basim = Person::sign_up(&host, "basim");
    let run = amal.run(&["send", "@basim", "are you there?"]).ok();
    assert_eq!(run.objects[0]["state"], "sent");
    // Sent is not seen: the terminal knows that nobody has accepted.
    let rows = amal.run(&["conversations"]).ok();
    assert_eq!(rows.objects[0]["hearing"], "unanswered");
    let requests = basim.until(&["requests"], |run| run.objects.len() == 1);
    assert_eq!(requests.objects[0]["state"], "request");
    assert_eq!(
        requests.objects[0]["last"]["body"]
            .as_str()
            .unwrap_or_default(),
        ""
    );
    assert_eq!(requests.objects[0]["opening"], "are you there?");
    let number = requests.objects[0]["id"].to_string();
    basim.run(&["requests", "decline", &number]).ok();
    assert_eq!(basim.run(&["requests"]).ok().objects.len(), 0);
}

#[test]
fn a_message_is_answered_edited_reacted_to_and_taken_back() {
    let host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    amal.run(&["send", "@basim", "Thursday at five"]).ok();
    let at_basim = basim.number_of("@amal", "Thursday at five");
    basim
        .run(&["send", "@amal", "I will come", "--reply-to", &at_basim])
        .ok();
    basim.run(&["react", &at_basim, "👍"]).ok();
    let at_amal = amal.number_of("@basim", "Thursday at five");
    amal.run(&["edit", &at_amal, "Thursday at six"]).ok();

    let seen = basim.until(&["history", "@amal"], |run| {
        run.bodies().contains(&"Thursday at six")
    });
    let edited = seen
        .objects
        .iter()
        .find(|object| object["body"] == "Thursday at six")
        .unwrap();
    assert_eq!(edited["edited"], true);
    let seen = amal.until(&["history", "@basim"], |run| {
        run.bodies().contains(&"I will come")
    });
    let answer = seen
        .objects
        .iter()
        .find(|object| object["body"] == "I will come")
        .unwrap();
    assert_eq!(answer["reply_to"]["id"].to_string(), at_amal);
    let reacted = amal.until(&["history", "@basim"], |run| {
        run.objects
            .iter()
            .any(|object| object["reactions"][0]["emoji"] == "👍")
    });
    assert!(
        reacted
            .objects
            .iter()
            .any(|object| object["reactions"][0]["by"]["name"] == "basim")
    );

    amal.run(&["delete", &at_amal]).ok();
    let gone = basim.until(&["history", "@amal"], |run| {
        run.objects.iter().any(|object| object["deleted"] == true)
    });
    assert!(!gone.bodies().contains(&"Thursday at six"));
}

#[test]
fn only_the_writer_changes_a_message() {
    let host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    let number = basim.number_of("@amal", "first");
    let run = basim.run(&["edit", &number, "forged"]);
    assert_eq!((run.code, run.error().as_str()), (73, "not-yours"));
    assert!(
        amal.run(&["history", "@basim"])
            .ok()
            .bodies()
            .contains(&"first")
    );
}

#[test]
fn listening_prints_what_comes_and_searching_finds_it_afterwards() {
    let host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    let listening = basim
        .command(&["listen", "--count", "1", "--for", "60"])
        .spawn()
        .unwrap();
    amal.run(&["send", "@basim", "قرأتُ الكتابَ أمس, the whole of it"])
        .ok();
    let heard = super::person::finished(listening.wait_with_output().unwrap()).ok();
    let message = heard
        .objects
        .iter()
        .find(|object| object["type"] == "message")
        .unwrap();
    assert_eq!(message["sender"]["name"], "amal");
    for words in [&["كتاب"][..], &["WHOLE"], &["whole", "قرات"]] {
        let hits = basim.run(&[&["search"], words].concat()).ok();
        assert_eq!(hits.objects.len(), 1, "{words:?}");
        assert_eq!(hits.objects[0]["type"], "hit");
    }
    assert_eq!(basim.run(&["search", "nowhere"]).ok().objects.len(), 0);
}

#[test]
fn standard_input_is_one_message_or_one_for_each_line() {
    let host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    amal.pipe(&["send", "@basim", "-"], "two\nlines\n").ok();
    amal.pipe(&["send", "@basim", "--lines"], "one\n\nother\n")
        .ok();
    let seen = basim.until(&["history", "@amal"], |run| run.bodies().contains(&"other"));
    let bodies = seen.bodies();
    assert!(
        bodies.contains(&"two\nlines") && bodies.contains(&"one"),
        "{bodies:?}"
    );
}

#[test]
fn a_conversation_line_by_line_says_what_is_typed() {
    let host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    amal.pipe(&["chat", "@basim"], "hello from a line\n//slash\n/quit\n")
        .ok();
    let seen = basim.until(&["history", "@amal"], |run| {
        run.bodies().contains(&"/slash")
    });
    assert!(seen.bodies().contains(&"hello from a line"));
}

#[test]
fn whoever_was_left_by_somebody_does_not_write_into_the_void() {
    let host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    basim.run(&["requests", "block", "@amal"]).ok();
    basim.run(&["outbox", "retry"]).ok();
    let row = |run: &super::person::Run| run.objects[0]["state"].clone();
    let left = amal.until(&["conversations"], |run| row(run) == "deserted");
    let number = left.objects[0]["id"].to_string();
    // A new conversation begins, in which nothing is heard of him; what was said goes along.
    amal.run(&["send", &number, "are you there?"]).ok();
    let rows = amal.run(&["conversations"]).ok();
    assert_eq!(rows.objects.len(), 1);
    assert_eq!(rows.objects[0]["state"], "active");
    let said = amal.run(&["history", "@basim"]).ok();
    // Between them stands the line that he left.
    let texts = said.bodies().into_iter().filter(|body| !body.is_empty());
    assert_eq!(texts.collect::<Vec<_>>(), ["first", "are you there?"]);
    let rows = basim.run(&["conversations"]).ok();
    assert_eq!(rows.objects[0]["hearing"], "blocked");
}

#[test]
fn what_somebody_calls_themselves_is_printed_with_who_they_are() {
    let host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    let run = amal.run(&["profile", "--name", "أمل الهاشمي"]).ok();
    assert_eq!(run.objects[0]["display_name"], "أمل الهاشمي");
    let long = "x".repeat(49);
    assert_eq!(amal.run(&["profile", "--name", &long]).error(), "too-long");
    amal.run(&["send", "@basim", "with a name"]).ok();
    basim.number_of("@amal", "with a name");
    let rows = basim.run(&["conversations"]).ok();
    assert_eq!(rows.objects[0]["peer"]["display_name"], "أمل الهاشمي");
    let plain = basim
        .bare()
        .env("HUDHUD_KEY_FILE", basim.key_file())
        .args(["--offline", "conversations"])
        .output()
        .unwrap();
    let plain = String::from_utf8(plain.stdout).unwrap();
    assert!(plain.contains("أمل الهاشمي"), "{plain}");
    assert!(plain.contains("@amal"), "{plain}");
    let picture = amal.file("no.jpg", "<svg/>");
    let refused = amal.run(&["profile", "--picture", picture.to_str().unwrap()]);
    assert_eq!(refused.error(), "not-a-profile-picture");
    let jpeg = [
        0xff, 0xd8, 0xff, 0xc0, 0, 8, 8, 1, 0x80, 1, 0x80, 3, 0xff, 0xda,
    ];
    std::fs::write(&picture, jpeg).unwrap();
    let run = amal.run(&["profile", "--picture", picture.to_str().unwrap()]);
    assert_eq!(run.ok().objects[0]["picture"], true);
    let run = amal.run(&["profile", "--no-picture"]).ok();
    assert_eq!(run.objects[0]["picture"], false);
    amal.run(&["profile", "--name", ""]).ok();
    let run = amal.run(&["profile"]).ok();
    assert_eq!(run.objects[0]["display_name"], "");
}
