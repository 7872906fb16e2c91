//! Firefox: where it lies, and the preferences with which it is started.

pub(crate) mod bidi;
mod events;
pub(crate) mod tab;
mod value;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::manner::Manner;
use crate::process::{Places, Process};

const PLACES: Places = Places {
    variable: "HUDHUD_FIREFOX",
    files: &[
        "/usr/lib/firefox-esr/firefox-esr",
        "/usr/lib/firefox/firefox",
        "/Applications/Firefox.app/Contents/MacOS/firefox",
    ],
    names: &["firefox-esr", "firefox"],
    package: "firefox-esr",
};

/// Before the address in the log.
const ADDRESS_LINE: &str = "WebDriver BiDi listening on ";

/// The browser's own window is reached too: some of what a page looks like is a preference there.
const FLAGS: [&str; 5] = [
    "--headless",
    "--no-remote",
    "--remote-allow-system-access",
    "--remote-debugging-port",
    "0",
];

/// What is needed before anybody is connected: the driver's side of Firefox silences by itself what
/// would talk to others. Nothing slows a page that is not in front, and nothing asks after a kill.
const PREFERENCES: [(&str, &str); 5] = [
    ("browser.sessionstore.resume_from_crash", "false"),
    ("datareporting.policy.dataSubmissionEnabled", "false"),
    ("dom.min_background_timeout_value", "4"),
    ("dom.timeout.enable_budget_timer_throttling", "false"),
    ("toolkit.startup.max_resumed_crashes", "-1"),
];

/// What no test looks at and what takes a third of the time of a start: greetings, extensions, counts
/// of use, and processes that are made in advance.
const WITHOUT: [(&str, &str); 10] = [
    ("app.normandy.enabled", "false"),
    ("browser.aboutwelcome.enabled", "false"),
    ("browser.newtabpage.enabled", "false"),
    ("browser.startup.homepage_override.mstone", "\"ignore\""),
    ("browser.startup.page", "0"),
    ("dom.ipc.processPrelaunch.enabled", "false"),
    ("extensions.enabledScopes", "0"),
    ("extensions.startupScanScopes", "0"),
    ("extensions.webextensions.remote", "false"),
    ("toolkit.telemetry.unified", "false"),
];

/// Starts it on a profile that no other one uses.
pub(crate) fn start(profile: &Path, manner: &Manner) -> anyhow::Result<Process> {
    std::fs::write(profile.join("user.js"), preferences(manner))?;
    let mut command = Command::new(PLACES.program()?);
    command
        .args(FLAGS)
        .arg("--profile")
        .arg(profile)
        .arg("about:blank")
        .env("MOZ_CRASHREPORTER_DISABLE", "1");
    Process::start(command, ADDRESS_LINE)
}

fn preferences(manner: &Manner) -> String {
    let language = format!("\"{}\"", manner.language);
    let own = [("intl.accept_languages", language.as_str())];
    let more = manner.preferences.iter().copied();
    let mut file = String::new();
    let ours = PREFERENCES.into_iter().chain(WITHOUT).chain(own);
    for (name, value) in ours.chain(more) {
        // A string takes whatever is written.
        let _written = writeln!(file, "user_pref(\"{name}\", {value});");
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preference_of_the_test_stands_after_ours_and_wins() {
        let manner = Manner {
            language: "ar".to_owned(),
            preferences: vec![("browser.startup.page", "1")],
            ..Manner::default()
        };
        let file = preferences(&manner);
        assert!(file.contains("user_pref(\"intl.accept_languages\", \"ar\");\n"));
        assert!(file.ends_with("user_pref(\"browser.startup.page\", 1);\n"));
    }
}
