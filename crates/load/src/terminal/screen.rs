//! A program that draws on a terminal, and how long it takes to.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use hudhud_trial::terminal;

/// What is not drawn within this will not be.
const PATIENCE: Duration = Duration::from_secs(60);

/// Killed when dropped.
pub(super) struct Screen {
    child: Child,
    keyboard: File,
    drawn: Receiver<Vec<u8>>,
    began: Instant,
}

impl Screen {
    pub(super) fn start(
        (columns, rows): (u16, u16),
        command: &mut Command,
    ) -> anyhow::Result<Self> {
        let (keyboard, side) = terminal(columns, rows)?;
        let mut reader = keyboard.try_clone()?;
        let (sender, drawn) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 16 * 1024];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                let some = bytes.get(..count).unwrap_or_default().to_vec();
                if sender.send(some).is_err() {
                    return;
                }
            }
        });
        let began = Instant::now();
        let child = command
            .stdin(side.try_clone()?)
            .stdout(side.try_clone()?)
            .stderr(side)
            .spawn()?;
        Ok(Self {
            child,
            keyboard,
            drawn,
            began,
        })
    }

    /// From its start until it has drawn this.
    pub(super) fn shown(&self, text: &str) -> anyhow::Result<Duration> {
        self.until(text)?;
        Ok(self.began.elapsed())
    }

    /// From a press until it has drawn what was pressed. It may stand nowhere else.
    pub(super) fn pressed(&mut self, letter: &str) -> anyhow::Result<Duration> {
        // What others wrote meanwhile is no answer to it.
        while self.drawn.try_recv().is_ok() {}
        let pressed = Instant::now();
        self.press(letter)?;
        self.until(letter)?;
        Ok(pressed.elapsed())
    }

    pub(super) fn press(&mut self, keys: &str) -> anyhow::Result<()> {
        Ok(self.keyboard.write_all(keys.as_bytes())?)
    }

    fn until(&self, text: &str) -> anyhow::Result<()> {
        let mut seen = Vec::new();
        loop {
            let more = self.drawn.recv_timeout(PATIENCE);
            seen.extend(more.with_context(|| format!("{text:?} was never drawn"))?);
            if seen
                .windows(text.len())
                .any(|window| window == text.as_bytes())
            {
                return Ok(());
            }
        }
    }

    /// Presses these and waits until the program has ended well.
    pub(super) fn leaves(mut self, keys: &str) -> anyhow::Result<()> {
        self.press(keys)?;
        let status = self.child.wait()?;
        if !status.success() {
            bail!("the program ended with {status}");
        }
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // It has ended, or does now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
