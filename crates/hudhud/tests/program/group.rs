//! Groups: who is in, who is out, and what they read.

use super::host::Host;
use super::person::Person;

#[test]
fn somebody_removed_from_a_group_reads_no_further() {
    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    let basim = Person::sign_up(&host, "basim");
    let dalia = Person::sign_up(&host, "dalia");
    amal.run(&["group", "create", "Book club", "@basim", "@dalia"])
        .ok();
    basim.accept_request();
    dalia.accept_request();
    amal.run(&["send", "Book", "before"]).ok();
    for person in [&basim, &dalia] {
        person.until(&["history", "Book club"], |run| {
            run.bodies().contains(&"before")
        });
    }
    let members = amal.until(&["group", "members", "Book club"], |run| {
        run.objects.len() == 3
    });
    let admins = members
        .objects
        .iter()
        .filter(|member| member["admin"] == true);
    assert_eq!(
        admins.map(|member| &member["name"]).collect::<Vec<_>>(),
        ["amal"]
    );

    amal.run(&["group", "remove", "Book club", "@dalia"]).ok();
    amal.run(&["send", "Book club", "after"]).ok();
    basim.until(&["history", "Book club"], |run| {
        run.bodies().contains(&"after")
    });
    let state = |run: &super::person::Run| run.objects[0]["state"] == "removed";
    dalia.until(&["conversations"], state);
    let seen = dalia.run(&["history", "Book club"]).ok();
    assert!(!seen.bodies().contains(&"after"));
    let run = dalia.run(&["send", "Book club", "let me in"]);
    assert_eq!((run.code, run.error().as_str()), (73, "not-active"));
    assert!(run.stderr.contains("You were removed"), "{}", run.stderr);
    // Whoever is not in it is not told who is.
    let run = dalia.run(&["group", "members", "Book club"]);
    assert_eq!((run.code, run.error().as_str()), (73, "not-active"));
}

#[test]
fn who_has_received_a_message_is_named_but_not_who_came_after_it() {
    let host = Host::start();
    let [amal, basim, dalia] = ["amal", "basim", "dalia"].map(|name| Person::sign_up(&host, name));
    amal.run(&["group", "create", "Book club", "@basim"]).ok();
    basim.accept_request();
    let sent = amal.run(&["send", "Book club", "Thursday"]).ok();
    let number = sent.objects[0]["id"].to_string();
    amal.run(&["group", "add", "Book club", "@dalia"]).ok();
    dalia.accept_request();
    let at_basim = basim.number_of("Book club", "Thursday");
    let told = amal.until(&["receipts", &number], |run| {
        run.objects.iter().any(|receipt| receipt["state"] != "sent")
    });
    let told: Vec<_> = told
        .objects
        .iter()
        .map(|receipt| (&receipt["person"]["name"], &receipt["state"]))
        .collect();
    assert_eq!(told, [(&"basim".into(), &"read".into())]);
    // Nobody tells him how far they are with what she wrote.
    let run = basim.run(&["receipts", &at_basim]).ok();
    assert!(run.objects.is_empty(), "{:?}", run.objects);
}

#[test]
fn only_an_admin_renames_and_a_promoted_member_is_one_until_demoted() {
    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    let basim = Person::sign_up(&host, "basim");
    amal.run(&["group", "create", "Book club", "@basim"]).ok();
    basim.accept_request();
    let run = basim.run(&["group", "rename", "Book club", "Mine"]);
    assert_eq!((run.code, run.error().as_str()), (73, "not-allowed"));
    amal.until(&["group", "members", "Book club"], |run| {
        run.objects.len() == 2
    });
    amal.run(&["group", "promote", "Book club", "@basim"]).ok();
    // What he may do is what the host says now, not what he knew.
    basim
        .run(&["group", "rename", "Book club", "نادي الكتاب"])
        .ok();
    amal.until(&["conversations"], |run| {
        run.objects[0]["title"] == "نادي الكتاب"
    });
    amal.run(&["group", "demote", "نادي الكتاب", "@basim"]).ok();
    basim.until(&["group", "members", "نادي الكتاب"], |run| {
        let admins = run.objects.iter().filter(|member| member["admin"] == true);
        admins.count() == 1
    });
    let run = basim.run(&["group", "rename", "نادي الكتاب", "Mine"]);
    assert_eq!((run.code, run.error().as_str()), (73, "not-allowed"));
}

#[test]
fn a_beginning_that_fits_two_titles_is_answered_with_both() {
    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    amal.run(&["group", "create", "Book club"]).ok();
    amal.run(&["group", "create", "Book fair"]).ok();
    let run = amal.run(&["send", "book", "which?"]);
    assert_eq!((run.code, run.error().as_str()), (75, "ambiguous"));
    assert!(run.stderr.contains("Book club") && run.stderr.contains("Book fair"));
    amal.run(&["send", "book f", "this one"]).ok();
}

#[test]
fn a_group_that_somebody_began_meanwhile_can_be_written_to_at_once() {
    let host = Host::start();
    let (amal, basim) = super::person::two_who_talk(&host);
    amal.run(&["group", "create", "Book club", "@basim"]).ok();
    basim.run(&["send", "Book club", "here already"]).ok();
    amal.until(&["history", "Book club"], |run| {
        run.bodies().contains(&"here already")
    });
}

#[test]
fn a_group_with_somebody_who_does_not_exist_is_made_and_the_sentence_says_so() {
    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    let run = amal.run(&["group", "create", "Book club", "@nobody"]);
    assert_eq!((run.code, run.error().as_str()), (69, "no-such-person"));
    assert!(run.stderr.contains("@nobody") && run.stderr.contains("group add"));
    amal.run(&["send", "Book club", "alone"]).ok();
}

#[test]
fn who_exists_is_added_although_somebody_else_does_not() {
    let host = Host::start();
    let (amal, basim) = super::person::two_who_talk(&host);
    let run = amal.run(&["group", "create", "Book club", "@nobody", "@basim"]);
    assert_eq!((run.code, run.error().as_str()), (69, "no-such-person"));
    assert!(run.stderr.contains("@nobody") && !run.stderr.contains("@basim"));
    basim.run(&["send", "Book club", "here"]).ok();
    amal.until(&["history", "Book club"], |run| {
        run.bodies().contains(&"here")
    });
    let _dina = Person::sign_up(&host, "dina");
    let run = amal.run(&["group", "add", "Book club", "@dina", "@nobody"]);
    assert_eq!((run.code, run.error().as_str()), (69, "no-such-person"));
    assert!(run.stderr.contains("@nobody") && !run.stderr.contains("@dina"));
    let told = [["not-added", "@nobody", "no-such-person"]];
    assert_eq!(not_added(&run), told);
    let members = amal.run(&["group", "members", "Book club"]).ok();
    let told = format!("{:?}", members.objects);
    assert!(told.contains("dina") && told.contains("basim"), "{told}");
}

/// The objects that say who was not added: type, person, reason.
fn not_added(run: &super::person::Run) -> Vec<[&str; 3]> {
    let mut found = Vec::new();
    for object in &run.objects {
        let fields = ["type", "person", "error"].map(|name| object[name].as_str());
        if let [Some("not-added"), Some(person), Some(error)] = fields {
            found.push(["not-added", person, error]);
        }
    }
    found
}

#[test]
fn each_person_who_was_not_added_is_named_with_their_own_reason() {
    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    let basim = Person::sign_up(&host, "basim");
    let run = amal.run(&["group", "create", "Book club", "@amal", "@nobody", "@basim"]);
    assert_eq!((run.code, run.error().as_str()), (69, "no-such-person"));
    assert_eq!(
        not_added(&run),
        [
            ["not-added", "@amal", "yourself"],
            ["not-added", "@nobody", "no-such-person"]
        ]
    );
    let sentences: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(sentences.len(), 2, "{sentences:?}");
    assert!(sentences[0].contains("@amal is you"), "{sentences:?}");
    basim.accept_request();
}

#[test]
fn who_names_themselves_has_a_group_and_is_told_that_they_are_in_it() {
    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    let run = amal.run(&["group", "create", "Notes", "@amal"]).ok();
    assert_eq!(not_added(&run), [["not-added", "@amal", "yourself"]]);
    assert!(run.objects.iter().any(|one| one["type"] == "created"));
    assert!(run.stderr.contains("@amal is you"), "{}", run.stderr);
}

#[test]
fn whoever_was_met_can_be_blocked_by_name() {
    let host = Host::start();
    let [amal, basim, dalia] = ["amal", "basim", "dalia"].map(|name| Person::sign_up(&host, name));
    amal.run(&["send", "@basim", "hello"]).ok();
    basim.run(&["requests", "decline", "@amal"]).ok();
    basim.run(&["requests", "block", "@amal"]).ok();
    basim.run(&["requests", "unblock", "@amal"]).ok();
    amal.run(&["group", "create", "Book club", "@basim", "@dalia"])
        .ok();
    dalia.run(&["requests", "accept", "@amal"]).ok();
    dalia.run(&["requests", "block", "@basim"]).ok();
    let blocked = dalia.run(&["requests", "blocked"]).ok();
    assert_eq!(blocked.objects[0]["name"], "basim");
    let run = dalia.run(&["requests", "block", "@nobody"]);
    assert_eq!((run.code, run.error().as_str()), (69, "no-such-person"));
}
