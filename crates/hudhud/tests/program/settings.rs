//! How a run is set up: flags, the environment, passphrases, and a home that is not there yet.

use super::host::Host;
use super::person::{Person, finished};

#[test]
fn a_flag_outweighs_the_environment_and_an_empty_setting_is_none() {
    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    let passphrase = amal.file("passphrase", "correct horse battery\n");
    let mut command = amal.bare();
    command
        .env("HUDHUD_PASSPHRASE_FILE", &passphrase)
        .env("HUDHUD_LANG", "")
        .env("HUDHUD_CA", "")
        .args(["--json", "--key-file"])
        .arg(amal.key_file())
        .arg("account");
    finished(command.output().unwrap()).ok();
    let mut command = amal.command(&["account"]);
    finished(command.env("HUDHUD_PASSPHRASE_FILE", "").output().unwrap()).ok();
}

#[test]
fn a_setting_that_nobody_knows_is_said_with_the_one_that_was_meant() {
    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    let mut command = amal.command(&["account"]);
    let run = finished(command.env("HUDHUD_KEYFILE", "x").output().unwrap()).ok();
    let warning: serde_json::Value = serde_json::from_str(run.stderr.trim()).unwrap();
    assert_eq!(warning["warning"], "unknown-setting");
    assert!(run.stderr.contains("HUDHUD_KEY_FILE"), "{}", run.stderr);
}

#[test]
fn a_home_that_is_not_there_is_made_by_a_sign_up_and_by_nothing_else() {
    let nobody = Person::stranger();
    for arguments in [&["conversations"][..], &["listen"], &["outbox"]] {
        let run = nobody.run(arguments);
        assert_eq!((run.code, run.error().as_str()), (64, "not-signed-up"));
    }
    assert!(!nobody.home().exists() && !nobody.key_file().exists());
}

#[test]
fn a_passphrase_is_chosen_with_eight_characters_or_more() {
    let host = Host::start();
    let nobody = Person::stranger();
    let sign_up = |text: &str| {
        let file = nobody.file("passphrase", text);
        let mut command = nobody.bare();
        command
            .env("HUDHUD_PASSPHRASE_FILE", file)
            .args(["--json", "signup", "--server", &host.url]);
        finished(command.output().unwrap())
    };
    let run = sign_up("1234567\n");
    assert_eq!((run.code, run.error().as_str()), (2, "passphrase-short"));
    sign_up("12345678\n").ok();
}

#[test]
fn a_command_line_that_is_not_understood_is_an_object_for_programs() {
    let run = Person::stranger().run(&["juggle"]);
    assert_eq!((run.code, run.error().as_str()), (2, "usage"));
    let run = Person::stranger().run(&["exit-codes"]).ok();
    assert!(run.objects.iter().any(|one| one["code"] == 66));
}

#[test]
fn exit_codes_are_explained_in_the_language_of_the_person() {
    let mut command = Person::stranger().bare();
    let output = command
        .args(["--lang", "ar", "exit-codes"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("رفض المضيف"), "{said}");
}
