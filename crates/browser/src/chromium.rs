//! The browser as a process: found, started on a profile, killed.
//!
//! Knows command-line flags and nothing about pages.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context as _, bail};

use crate::manner::Manner;

/// A browser that does not say its address within this has failed. A busy machine takes seconds.
const START: Duration = Duration::from_secs(60);

/// Where Chromium lies, most exact first: a launcher script would stand between us and the process
/// that is to be killed.
const PLACES: [&str; 5] = [
    "/usr/lib/chromium/chromium",
    "/usr/lib64/chromium-browser/chromium-browser",
    "/opt/google/chrome/chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// Another browser than the one that is found.
const CHROMIUM_VARIABLE: &str = "HUDHUD_CHROMIUM";

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

/// A running browser; killed when dropped.
#[derive(Debug)]
pub(crate) struct Chromium {
    child: Child,
    /// The address of its DevTools socket.
    pub(crate) address: String,
}

impl Chromium {
    /// Starts a browser on a profile that no other one uses.
    pub(crate) fn start(profile: &Path, manner: &Manner) -> anyhow::Result<Self> {
        let program = program()?;
        let language = &manner.language;
        let mut child = Command::new(&program)
            .args(FLAGS)
            .args(&manner.flags)
            .arg(format!("--lang={language}"))
            .arg(format!("--accept-lang={language}"))
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("about:blank")
            .env("LANGUAGE", language)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start {}", program.display()))?;
        let log = BufReader::new(child.stderr.take().context("the browser's log is piped")?);
        let (said, hears) = mpsc::channel();
        // Goes on reading after the address was said, so that the browser never waits for a reader.
        std::thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                if let Some(address) = address_in(&line) {
                    // Nobody listens any more if the browser was too slow to say it.
                    let _late = said.send(address.to_owned());
                }
            }
        });
        match hears.recv_timeout(START) {
            Ok(address) => Ok(Self { child, address }),
            Err(_) => {
                child.kill()?;
                let status = child.wait()?;
                bail!("the browser did not say its address ({status})")
            }
        }
    }

    /// Ends the browser without a word (SIGKILL); its children follow by themselves.
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // It may have ended already.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

fn program() -> anyhow::Result<PathBuf> {
    if let Some(given) = std::env::var_os(CHROMIUM_VARIABLE) {
        return Ok(given.into());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).flat_map(|directory| {
        ["chromium", "google-chrome", "chromium-browser"].map(|name| directory.join(name))
    });
    let mut candidates = PLACES.into_iter().map(PathBuf::from).chain(on_path);
    candidates.find(|program| program.is_file()).with_context(|| {
        format!("no Chromium here: install it (Debian: apt-get install chromium), or name it in {CHROMIUM_VARIABLE}")
    })
}

/// From the line `DevTools listening on ws://127.0.0.1:34009/devtools/browser/…`.
fn address_in(line: &str) -> Option<&str> {
    line.strip_prefix("DevTools listening on ").map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_its_own_line() {
        let line = "DevTools listening on ws://127.0.0.1:34009/devtools/browser/ab-c\n";
        let address = "ws://127.0.0.1:34009/devtools/browser/ab-c";
        assert_eq!(address_in(line), Some(address));
        assert_eq!(address_in("[1:1] Floss manager not present"), None);
    }
}
