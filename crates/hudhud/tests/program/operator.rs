//! Whoever runs a host, beside it: its accounts, and copies of it.

use std::path::Path;

use super::host::{Host, get};
use super::person::{Person, Run, finished, two_who_talk};

fn admin(operator: &Person, host: &Host, words: &[&str]) -> Run {
    let data = host.data();
    let mut arguments = vec!["admin", "--data", data.to_str().unwrap()];
    arguments.extend(words);
    operator.run(&arguments)
}

fn states(run: &Run) -> Vec<(&str, &str)> {
    let states = run.objects.iter().map(|line| {
        (
            line["name"].as_str().unwrap(),
            line["state"].as_str().unwrap(),
        )
    });
    let mut states: Vec<_> = states.collect();
    states.sort_unstable();
    states
}

#[test]
fn an_operator_lists_accounts_and_shuts_one_out_and_lets_it_in_and_erases_it() {
    let host = Host::start();
    let operator = Person::stranger();
    let (amal, basim) = (
        Person::sign_up(&host, "amal"),
        Person::sign_up(&host, "basim"),
    );
    let listed = admin(&operator, &host, &["accounts"]).ok();
    assert_eq!(states(&listed), [("amal", "open"), ("basim", "open")]);
    admin(&operator, &host, &["suspend", "@amal"]).ok();
    let listed = admin(&operator, &host, &["accounts"]).ok();
    assert_eq!(states(&listed), [("amal", "suspended"), ("basim", "open")]);
    let run = basim.run(&["send", "@amal", "are you there"]);
    assert_eq!(
        (run.code, run.error().as_str()),
        (67, "suspended"),
        "{}",
        run.stderr
    );
    admin(&operator, &host, &["resume", "@amal@test.example"]).ok();
    basim.run(&["send", "@amal", "and now"]).ok();
    let run = amal
        .run(&["listen", "--unread", "--count", "1", "--for", "30"])
        .ok();
    assert!(!run.objects.is_empty());

    let asked = admin(&operator, &host, &["remove", "@amal"]);
    assert_eq!(asked.code, 1, "nobody agreed");
    admin(&operator, &host, &["remove", "@amal", "--yes"]).ok();
    let listed = admin(&operator, &host, &["accounts"]).ok();
    assert_eq!(states(&listed), [("basim", "open")]);
    let run = admin(&operator, &host, &["account", "@amal"]);
    assert_eq!(
        (run.code, run.error().as_str()),
        (1, "host"),
        "{}",
        run.stderr
    );
    let usage = admin(&operator, &host, &["usage"]).ok();
    assert_eq!(usage.objects[0]["accounts"], 1);
}

/// What a run warned of.
fn warnings(run: &Run) -> Vec<String> {
    let lines = run.stderr.lines().map(serde_json::from_str);
    let objects = lines.filter_map(|line: Result<serde_json::Value, _>| line.ok());
    objects
        .filter_map(|object| Some(object["warning"].as_str()?.to_owned()))
        .collect()
}

#[test]
fn whoever_is_suspended_is_told_so_by_each_command_until_they_are_let_in_again() {
    let host = Host::start();
    let operator = Person::stranger();
    let (amal, basim) = two_who_talk(&host);
    admin(&operator, &host, &["suspend", "@amal"]).ok();
    amal.until(&["conversations"], |run| warnings(run) == ["suspended"]);
    for words in [
        &["history", "@basim"][..],
        &["send", "@basim", "still here"],
        &["requests"],
        &["--offline", "conversations"],
    ] {
        assert_eq!(warnings(&amal.run(words).ok()), ["suspended"], "{words:?}");
    }
    let account = amal.run(&["account"]).ok();
    assert_eq!(account.objects[0]["access"], "suspended");
    let mut command = amal.bare();
    command
        .args(["--lang", "ar", "--key-file"])
        .arg(amal.key_file());
    let run = finished(command.arg("account").output().unwrap());
    assert!(
        run.stderr.contains("أوقف مشغّل الخادم حسابك"),
        "{}",
        run.stderr
    );
    let heard = |run: &Run| run.bodies().contains(&"still here");
    basim.until(&["history", "@amal"], heard);

    admin(&operator, &host, &["resume", "@amal"]).ok();
    amal.until(&["conversations"], |run| warnings(run).is_empty());
    let account = amal.run(&["account"]).ok();
    assert_eq!(account.objects[0]["access"], "open");
    assert!(warnings(&account).is_empty());
}

#[test]
fn where_no_host_runs_nothing_is_asked_and_one_sentence_says_so() {
    let operator = Person::stranger();
    let nowhere = operator.home().join("nowhere");
    let run = operator.run(&["admin", "--data", nowhere.to_str().unwrap(), "usage"]);
    assert_eq!((run.code, run.error().as_str()), (69, "host"));
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    assert!(!nowhere.exists());
}

#[test]
fn a_backup_of_a_running_host_is_a_file_of_its_own_and_people_go_on_with_what_is_restored() {
    let mut host = Host::start();
    let operator = Person::stranger();
    let (amal, basim) = (
        Person::sign_up(&host, "amal"),
        Person::sign_up(&host, "basim"),
    );
    amal.run(&["send", "@basim", "before"]).ok();
    let data = host.data();
    let file = operator.file("older", "").with_file_name("copy.hudhud");
    let [data, copy] = [data.as_path(), file.as_path()].map(|path: &Path| path.to_str().unwrap());
    // Whoever may write beside it has put a link where the half of it will lie.
    let letter = operator.file("letter", "dear basim");
    std::os::unix::fs::symlink(&letter, format!("{copy}.part")).unwrap();
    operator.run(&["backup", data, copy]).ok();
    assert_eq!(std::fs::read_to_string(&letter).unwrap(), "dear basim");
    let again = operator.run(&["backup", data, copy]);
    assert_eq!(again.code, 74, "a file that is there is not overwritten");
    let found = operator.run(&["restore", copy, "--verify"]).ok();
    assert_eq!(found.objects[0]["domain"], "test.example");
    assert_eq!(operator.run(&["restore", copy, data]).code, 73);
    let later = file.with_file_name("later.hudhud");
    let later = later.to_str().unwrap();
    operator.run(&["backup", data, later, "--after", copy]).ok();

    host.kill();
    std::fs::remove_dir_all(data).unwrap();
    let run = operator.run(&["restore", later, data]);
    assert_eq!((run.code, run.error().as_str()), (65, "host"));
    operator
        .run(&["restore", later, data, "--earlier", copy])
        .ok();
    host.crash_and_restart();
    basim.run(&["requests", "accept", "@amal"]).ok();
    basim.run(&["send", "@amal", "after"]).ok();
    let run = amal
        .run(&["listen", "--unread", "--count", "1", "--for", "30"])
        .ok();
    assert_eq!(run.bodies(), ["after"]);
}

/// How many appends the host was asked for since it was started.
fn appends(metrics: &str) -> u64 {
    let (_, text) = get(metrics, "GET", "/metrics");
    let line = text.lines().find(|line| line.contains("kind=\"append\""));
    let count = line.and_then(|line| line.split(' ').next_back());
    count.map_or(0, |count| count.parse().unwrap())
}

#[test]
fn whoever_has_read_beyond_what_was_restored_is_told_so_by_each_command_and_asks_no_more() {
    let (mut host, metrics) = Host::start_with_metrics();
    let operator = Person::stranger();
    let (amal, basim) = two_who_talk(&host);
    let data = host.data();
    let file = operator.file("older", "").with_file_name("copy.hudhud");
    let [data, copy] = [data.as_path(), file.as_path()].map(|path: &Path| path.to_str().unwrap());
    operator.run(&["backup", data, copy]).ok();
    amal.run(&["send", "@basim", "beyond"]).ok();
    basim.until(&["history", "@amal"], |run| {
        run.bodies().contains(&"beyond")
    });
    host.kill();
    std::fs::remove_dir_all(data).unwrap();
    operator.run(&["restore", copy, data]).ok();
    host.crash_and_restart();

    for (person, other) in [(&amal, "@basim"), (&basim, "@amal")] {
        person.until(&["conversations"], |run| {
            run.objects[0]["doubt"] == "host-behind"
        });
        let run = person.run(&["history", other]).ok();
        assert!(run.bodies().contains(&"beyond"), "what was read stays");
        assert_eq!(run.objects.last().unwrap()["notice"], "host-behind");
        let run = person.run(&["--timeout", "1", "send", other, "anybody?"]);
        assert_eq!((run.code, run.error().as_str()), (66, "waiting"));
        let because = "\"reason\":\"host-behind\"";
        assert!(run.stderr.contains(because), "{}", run.stderr);
    }
    let mut command = amal.bare();
    command.args(["--key-file"]).arg(amal.key_file());
    let said = command.arg("conversations").output().unwrap().stdout;
    let said = String::from_utf8(said).unwrap();
    assert!(said.contains("what is shown there is in doubt"), "{said}");
    let before = appends(&metrics);
    amal.run(&["listen", "--for", "3"]).ok();
    let more = appends(&metrics) - before;
    assert!(more < 10, "{more} appends in three seconds");
}
