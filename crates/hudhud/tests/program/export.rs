//! Everything that was said, in a file.

use std::path::Path;

use serde_json::Value;

use super::host::Host;
use super::person::{Person, two_who_talk};

fn read(path: &str) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn everything_that_was_said_is_in_one_file_with_who_said_it() {
    let host = Host::start();
    let (amal, _basim) = two_who_talk(&host);
    amal.run(&["group", "create", "نادي الكتاب"]).ok();
    amal.run(&["send", "نادي الكتاب", "line one\nline two"])
        .ok();
    let number = amal.number_of("@basim", "first");
    amal.run(&["react", &number, "👍"]).ok();

    let directory = amal.home().with_file_name("copies").join("today");
    let run = amal.run(&["export", directory.to_str().unwrap()]).ok();
    let told = &run.objects[0];
    assert_eq!(
        (&told["type"], &told["conversations"]),
        (&"exported".into(), &2.into())
    );
    let path = told["file"].as_str().unwrap();
    assert_eq!(Path::new(path), directory.join("hudhud-amal.json"));

    let file = read(path);
    assert_eq!(file["format"], "hudhud-export");
    assert_eq!(file["account"], "@amal");
    let conversations = file["conversations"].as_array().unwrap();
    let of_kind = |kind: &str| {
        let mut all = conversations.iter();
        all.find(|one| one["kind"] == kind).unwrap()
    };
    let group = of_kind("group");
    assert_eq!(group["title"], "نادي الكتاب");
    let texts = group["messages"].as_array().unwrap().iter();
    let texts: Vec<&Value> = texts.map(|said| &said["text"]).collect();
    assert!(texts.contains(&&Value::from("line one\nline two")));
    let direct = of_kind("direct");
    assert_eq!(direct["members"], serde_json::json!(["@amal", "@basim"]));
    let messages = direct["messages"].as_array().unwrap();
    let said = messages
        .iter()
        .find(|said| said["text"] == "first")
        .unwrap();
    assert_eq!(said["from"], "@amal");
    assert_eq!(
        said["reactions"],
        serde_json::json!([{ "from": "@amal", "emoji": "👍" }])
    );
    let counted: usize = conversations
        .iter()
        .map(|one| one["messages"].as_array().unwrap().len())
        .sum();
    assert_eq!(told["messages"], counted);
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_the_file_and_nothing_else_is_left_in_the_directory() {
    use std::os::unix::fs::PermissionsExt as _;

    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    let directory = amal.home().with_file_name("copies");
    // What an interrupted run left.
    std::fs::create_dir(&directory).unwrap();
    std::fs::write(directory.join("hudhud-amal.json.part"), "half").unwrap();
    let run = amal.run(&["export", directory.to_str().unwrap()]).ok();
    let path = run.objects[0]["file"].as_str().unwrap();
    let mode = std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(std::fs::read_dir(&directory).unwrap().count(), 1);
    assert_eq!(read(path)["conversations"], serde_json::json!([]));
}

#[test]
fn a_file_that_is_there_is_left_as_it_is() {
    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    let kept = amal.file("hudhud-amal.json", "mine");
    let directory = kept.parent().unwrap().to_str().unwrap();
    let run = amal.run(&["export", directory]);
    assert_eq!((run.code, run.error().as_str()), (76, "file-exists"));
    assert!(run.stderr.contains("hudhud-amal.json"));
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), "mine");
    let run = amal.run(&["export", kept.to_str().unwrap()]);
    assert_eq!((run.code, run.error().as_str()), (76, "file-unwritable"));
}

#[test]
fn the_sentence_says_where_it_is_in_the_language_of_the_person() {
    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    for (language, word) in [("en", "not encrypted"), ("ar", "غير مشفّر")] {
        let directory = amal.home().with_file_name(language);
        let output = amal
            .bare()
            .args(["--lang", language, "--key-file"])
            .arg(amal.key_file())
            .arg("export")
            .arg(&directory)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(
            said.contains("hudhud-amal.json") && said.contains(word),
            "{said}"
        );
    }
}

#[test]
fn what_was_said_before_a_conversation_began_anew_is_in_the_file_too() {
    let host = Host::start();
    let (amal, _basim) = two_who_talk(&host);
    amal.run(&["requests", "block", "@basim"]).ok();
    amal.run(&["requests", "unblock", "@basim"]).ok();
    amal.run(&["send", "@basim", "once more"]).ok();
    let directory = amal.home().with_file_name("copies");
    let run = amal.run(&["export", directory.to_str().unwrap()]).ok();
    let file = read(run.objects[0]["file"].as_str().unwrap());
    let conversations = file["conversations"].as_array().unwrap();
    let said = conversations
        .iter()
        .flat_map(|one| one["messages"].as_array().unwrap());
    let texts: Vec<&Value> = said.map(|said| &said["text"]).collect();
    for text in ["first", "once more"] {
        assert!(texts.contains(&&Value::from(text)), "{text} in {texts:?}");
    }
}
