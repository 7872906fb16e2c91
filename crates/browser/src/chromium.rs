//! Chromium: where it lies, and the flags with which it is started.

pub(crate) mod devtools;
mod events;
pub(crate) mod tab;

use std::path::Path;
use std::process::Command;

use crate::manner::Manner;
use crate::process::{Places, Process};

const PLACES: Places = Places {
    variable: "HUDHUD_CHROMIUM",
    files: &[
        "/usr/lib/chromium/chromium",
        "/usr/lib64/chromium-browser/chromium-browser",
        "/opt/google/chrome/chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ],
    names: &["chromium", "google-chrome", "chromium-browser"],
    package: "chromium",
};

/// Before the address in the log.
const ADDRESS_LINE: &str = "DevTools listening on ";

/// Nothing that talks to anybody by itself, nothing that slows a page that is not in front.
const FLAGS: [&str; 18] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-crash-reporter",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--password-store=basic",
    "--remote-debugging-port=0",
    // Pages of the browser's own window.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,Translate",
];

/// Starts it on a profile that no other one uses.
pub(crate) fn start(profile: &Path, manner: &Manner) -> anyhow::Result<Process> {
    let language = &manner.language;
    let mut command = Command::new(PLACES.program()?);
    command
        .args(FLAGS)
        .args(&manner.flags)
        .arg(format!("--lang={language}"))
        .arg(format!("--accept-lang={language}"))
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg("about:blank")
        .env("LANGUAGE", language);
    Process::start(command, ADDRESS_LINE)
}
