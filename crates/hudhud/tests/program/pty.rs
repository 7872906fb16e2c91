//! A terminal that a test holds the other end of.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::process::{Child, ExitStatus};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use hudhud_trial::{resize, terminal};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{Termios, tcgetattr};

use super::person::Person;

/// What never comes is waited for so long.
const PATIENCE: Duration = Duration::from_secs(120);

/// The program on a whole screen.
pub(crate) struct Screen {
    child: Child,
    keyboard: File,
    terminal: OwnedFd,
    before: Termios,
    sent: Receiver<Vec<u8>>,
    shown: vt100::Parser,
}

impl Screen {
    pub(crate) fn start(person: &Person, (columns, rows): (u16, u16), arguments: &[&str]) -> Self {
        let (master, terminal) = terminal(columns, rows).unwrap();
        let before = tcgetattr(&terminal).unwrap();
        let end = || terminal.try_clone().unwrap();
        let mut command = person.bare();
        command
            .env("HUDHUD_KEY_FILE", person.key_file())
            .env("NO_COLOR", "1")
            .args(arguments)
            .stdin(end())
            .stdout(end())
            .stderr(end());
        let child = command.spawn().unwrap();
        let mut reader = master.try_clone().unwrap();
        let (sender, sent) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            keyboard: master,
            terminal,
            before,
            sent,
            shown: vt100::Parser::new(rows, columns, 0),
        }
    }

    pub(crate) fn text(&self) -> String {
        self.shown.screen().contents()
    }

    /// Reads until the screen is so.
    #[track_caller]
    pub(crate) fn until(&mut self, is_so: impl Fn(&str) -> bool) {
        while !is_so(&self.text()) {
            match self.sent.recv_timeout(PATIENCE) {
                Ok(bytes) => self.shown.process(&bytes),
                Err(error) => panic!("{error}: the screen never became so:\n{}", self.text()),
            }
        }
    }

    #[track_caller]
    pub(crate) fn until_shown(&mut self, text: &str) {
        self.until(|shown| shown.contains(text));
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        resize(&self.terminal, columns, rows).unwrap();
        self.shown.screen_mut().set_size(rows, columns);
        self.signal(Signal::WINCH);
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for its end. The terminal has to be as it was.
    #[track_caller]
    pub(crate) fn ended(self) -> ExitStatus {
        let Self {
            mut child,
            terminal,
            before,
            sent,
            mut shown,
            keyboard: _keyboard,
        } = self;
        let status = child.wait().unwrap();
        let after = tcgetattr(&terminal).unwrap();
        assert_eq!(after.local_modes, before.local_modes);
        assert_eq!(after.input_modes, before.input_modes);
        // Nobody writes to it any more: what is left is the end.
        drop(terminal);
        while let Ok(bytes) = sent.recv_timeout(PATIENCE) {
            shown.process(&bytes);
        }
        let screen = shown.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        status
    }
}
