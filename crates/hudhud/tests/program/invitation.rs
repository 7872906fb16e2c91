//! Signing up on a host that takes nobody without an invitation.

use super::host::Host;
use super::person::{Person, Run};

fn signs_up(person: &Person, host: &Host, name: &str, code: Option<&str>) -> Run {
    let mut arguments = vec!["signup", "--server", &host.url, "--name", name];
    arguments.extend(code.into_iter().flat_map(|code| ["--invitation", code]));
    person.run(&arguments)
}

#[test]
fn a_code_lets_one_person_in_and_what_is_wrong_with_another_is_said() {
    let host = Host::start_by_invitation();
    let operator = Person::stranger();
    let data = host.data();
    let made = operator
        .run(&["invite", data.to_str().unwrap(), "--count", "2"])
        .ok();
    let codes: Vec<&str> = made
        .objects
        .iter()
        .filter_map(|object| object["code"].as_str())
        .collect();
    let [first, second] = codes[..] else {
        panic!("two codes: {codes:?}")
    };
    let (amal, basim) = (Person::stranger(), Person::stranger());
    let run = signs_up(&amal, &host, "amal", None);
    assert_eq!((run.code, run.error().as_str()), (67, "invitation"));
    assert!(run.stderr.contains("by invitation only"), "{}", run.stderr);
    let run = signs_up(&amal, &host, "amal", Some("0123-4567"));
    assert_eq!((run.code, run.error().as_str()), (2, "not-an-invitation"));
    // As somebody might type it who was told it.
    let typed = first.to_uppercase().replace('-', " ");
    signs_up(&amal, &host, "amal", Some(&typed)).ok();
    let run = signs_up(&basim, &host, "basim", Some(first));
    assert_eq!((run.code, run.error().as_str()), (67, "invitation"));
    assert!(run.stderr.contains("used already"), "{}", run.stderr);
    signs_up(&basim, &host, "basim", Some(second)).ok();
    basim.run(&["send", "@amal", "in"]).ok();
}

#[test]
fn invitations_are_made_for_a_data_directory_and_for_nothing_else() {
    let operator = Person::stranger();
    let nowhere = operator.home().join("nowhere");
    let run = operator.run(&["invite", nowhere.to_str().unwrap()]);
    assert_eq!(run.error(), "host");
    assert!(!nowhere.exists());
}
