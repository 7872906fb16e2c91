//! Photos and files by the terminal.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use super::host::Host;
use super::person::{Person, Run, finished, two_who_talk};

/// A picture of 3 by 2 dots that says where it was taken.
fn picture() -> Vec<u8> {
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x03\0\0\0\x02\x08\x06\0\0\0sum.";
    let rest = b"\0\0\0\x04tEXthomesum.\0\0\0\x04IDATdotssum.\0\0\0\0IENDsum.";
    [&head[..], rest].concat()
}

fn written(directory: &Path, name: &str, bytes: &[u8]) -> String {
    let path = directory.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

fn says(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

#[test]
fn a_photo_and_a_file_are_sent_seen_and_saved_and_nothing_is_written_over() {
    let host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    let here = tempfile::tempdir().unwrap();
    let photo = written(here.path(), "IMG_2026.png", &picture());
    let plan = written(here.path(), "plan\u{202e}fdp.exe", &vec![7; 300_000]);
    amal.run(&["send", "@basim", "look", "--photo", &photo, "--file", &plan])
        .ok();
    let seen = basim.until(&["history", "@amal"], |run| run.bodies().contains(&"look"));
    let message = seen
        .objects
        .iter()
        .find(|message| message["body"] == "look")
        .unwrap();
    let attached = message["attachments"].as_array().unwrap();
    assert_eq!(attached[0]["kind"], "photo");
    assert_eq!(
        (&attached[0]["width"], &attached[0]["height"]),
        (&3.into(), &2.into())
    );
    assert_eq!(attached[0]["name"], "file");
    assert_eq!(attached[1]["kind"], "file");
    assert_eq!(attached[1]["name"], "planfdp.exe");
    assert_eq!(attached[1]["bytes"], 300_000);

    let number = message["id"].to_string();
    let to = here.path().join("saved");
    let into = to.to_str().unwrap();
    for _ in 0..2 {
        let run = basim.run(&["save", &number, into, "--yes"]).ok();
        assert_eq!(run.objects.len(), 2, "{:?}", run.objects);
    }
    let file = std::fs::read(to.join("planfdp.exe")).unwrap();
    assert_eq!(file, vec![7; 300_000]);
    assert!(to.join("planfdp (2).exe").exists());
    let kept = std::fs::read(to.join("photo.png")).unwrap();
    assert!(says(&kept, b"dots") && !says(&kept, b"home"));
    assert_eq!(std::fs::read_dir(&to).unwrap().count(), 4);
}

/// Answers the question of a command on a terminal in a language.
fn answers(person: &Person, (language, answer): (&str, &str), arguments: &[&str]) -> Run {
    let mut command = person.bare();
    command
        .env("HUDHUD_KEY_FILE", person.key_file())
        .env("HUDHUD_LANG", language)
        .args(arguments);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{answer}").unwrap();
    drop(stdin);
    finished(child.wait_with_output().unwrap())
}

#[test]
fn a_program_is_saved_only_by_somebody_who_says_yes_and_what_is_none_is_saved_beside_it() {
    let host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    let here = tempfile::tempdir().unwrap();
    let letter = written(here.path(), "letter.txt", b"dear basim");
    let program = written(here.path(), "setup.EXE", b"MZ");
    let both = ["--file", &program, "--file", &letter];
    amal.run(&[&["send", "@basim", "two"], &both[..]].concat())
        .ok();
    let number = basim.number_of("@amal", "two");
    let saves = |name: &str, answer: Option<(&str, &str)>| {
        let into = here.path().join(name);
        let arguments = ["save", &number, into.to_str().unwrap()];
        let run = match answer {
            None => basim.run(&arguments),
            Some(answer) => answers(&basim, answer, &arguments),
        };
        let is_there = ["setup.EXE", "letter.txt"].map(|name| into.join(name).exists());
        (run, is_there)
    };
    let (run, is_there) = saves("unasked", None);
    assert_eq!((run.code, run.error().as_str()), (76, "is-a-program"));
    assert_eq!((run.objects.len(), is_there), (1, [false, true]));
    let (run, is_there) = saves("no", Some(("en", "y")));
    assert_eq!((run.code, is_there), (76, [false, true]));
    for (name, answer) in [("yes", ("en", "yes")), ("na'am", ("ar", "نعم"))] {
        let (run, is_there) = saves(name, Some(answer));
        assert_eq!((run.code, is_there), (0, [true, true]), "{}", run.stderr);
    }
}

#[test]
fn nothing_plain_of_an_attachment_lies_in_a_home_and_nothing_at_all_once_it_is_taken_back() {
    let host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    let here = tempfile::tempdir().unwrap();
    let photo = written(here.path(), "photo.png", &picture());
    amal.run(&["send", "@basim", "look", "--photo", &photo])
        .ok();
    basim.until(&["history", "@amal"], |run| {
        let mut all = run.objects.iter();
        all.any(|message| message["attachments"][0]["state"] == "here")
    });
    for person in [&amal, &basim] {
        let files: Vec<_> = std::fs::read_dir(person.home().join("media"))
            .unwrap()
            .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
            .collect();
        assert_eq!(files.len(), 1);
        assert!(!says(&files[0], b"PNG") && !says(&files[0], b"IHDR"));
    }
    let number = amal.number_of("@basim", "look");
    amal.run(&["delete", &number]).ok();
    basim.until(&["history", "@amal"], |run| {
        run.objects.iter().any(|message| message["deleted"] == true)
    });
    for person in [&amal, &basim] {
        let media = person.home().join("media");
        assert_eq!(std::fs::read_dir(media).unwrap().count(), 0);
    }
}

#[test]
fn what_is_no_picture_is_not_sent_as_one_and_a_message_without_files_has_none_to_save() {
    let host = Host::start();
    let (amal, _basim) = two_who_talk(&host);
    let here = tempfile::tempdir().unwrap();
    let drawing = written(here.path(), "drawing.svg", b"<svg/>");
    let run = amal.run(&["send", "@basim", "--photo", &drawing]);
    assert_eq!((run.code, run.error().as_str()), (76, "not-a-picture"));
    let number = amal.number_of("@basim", "first");
    let run = amal.run(&["save", &number]);
    assert_eq!(run.error(), "nothing-attached");
}
