//! The terminal while the screen has it: taken, and given back as it was, whatever ends the program.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

/// The other screen; no folding of rows that are too long; the mouse, in numbers that do not end; what
/// is pasted as such; and no ordering of signs by the terminal (ECMA-48, BDSM), where it knows how.
const TAKE: &str = "\u{1b}[?1049h\u{1b}[?7l\u{1b}[?1000h\u{1b}[?1006h\u{1b}[?2004h";
const GIVE_BACK: &str =
    "\u{1b}[0m\u{1b}[?2004l\u{1b}[?1006l\u{1b}[?1000l\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l";
const ORDER_NOTHING: &str = "\u{1b}[8l";
const ORDER_AGAIN: &str = "\u{1b}[8h";

/// Whether a terminal is taken: there is one for a process.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);

/// A terminal that is given back when this is dropped, and before a panic is told.
#[derive(Debug)]
pub(crate) struct Terminal(());

impl Terminal {
    /// Takes the terminal.
    ///
    /// # Errors
    /// It is none.
    pub(crate) fn take() -> io::Result<Self> {
        enable_raw_mode()?;
        IS_TAKEN.store(true, Ordering::SeqCst);
        let told = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            told(panic);
        }));
        let taken = Self(());
        taken.show(TAKE)?;
        taken.show(ORDER_NOTHING)?;
        Ok(taken)
    }

    /// Sends something to the terminal.
    ///
    /// # Errors
    /// It is gone.
    #[expect(
        clippy::unused_self,
        reason = "only who has taken the terminal may write to it"
    )]
    pub(crate) fn show(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

/// Once, however often it is said.
fn give_back() {
    if !IS_TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout().lock();
    // A terminal that is gone needs nothing.
    let _ = out.write_all(ORDER_AGAIN.as_bytes());
    let _ = out.write_all(GIVE_BACK.as_bytes());
    let _ = out.flush();
    let _ = disable_raw_mode();
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Read as _;
    use std::os::fd::OwnedFd;
    use std::process::Command;

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::tcgetattr;

    use super::*;

    /// Set in the process that panics.
    const PANICS: &str = "PANICS_WITH_A_TERMINAL";

    #[test]
    fn a_panic_is_told_on_a_terminal_that_was_given_back() {
        if std::env::var_os(PANICS).is_some() {
            let _terminal = Terminal::take().unwrap();
            panic!("told afterwards");
        }
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let path = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
        let slave = File::options().read(true).write(true).open(path).unwrap();
        let before = tcgetattr(&slave).unwrap();
        let end = || OwnedFd::from(slave.try_clone().unwrap());
        let name = "screen::terminal::tests::a_panic_is_told_on_a_terminal_that_was_given_back";
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args([name, "--exact", "--nocapture"])
            .env(PANICS, "1")
            .env("RUST_BACKTRACE", "0")
            .stdin(end())
            .stdout(end())
            .stderr(end());
        let mut child = command.spawn().unwrap();
        drop(command);
        assert!(!child.wait().unwrap().success());
        let after = tcgetattr(&slave).unwrap();
        assert_eq!(after.local_modes, before.local_modes);
        drop(slave);
        let mut sent = Vec::new();
        // The end of a terminal is an error to whoever reads it.
        let _ = File::from(master).read_to_end(&mut sent);
        let sent = String::from_utf8_lossy(&sent);
        let place = |text: &str| {
            sent.find(text)
                .unwrap_or_else(|| panic!("no {text:?} in {sent:?}"))
        };
        assert!(place("\u{1b}[?1049h") < place("\u{1b}[?1049l"), "{sent:?}");
        assert!(
            place("\u{1b}[?1049l") < place("told afterwards"),
            "{sent:?}"
        );
    }
}
