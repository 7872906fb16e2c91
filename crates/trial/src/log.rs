//! What a host says of itself, line by line, while it runs.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStderr};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

/// All lines up to now. It is read to its end even if nobody asks, so that the host never waits for a
/// reader.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log {
    inner: Arc<(Mutex<Said>, Condvar)>,
}

#[derive(Debug, Default)]
struct Said {
    lines: Vec<String>,
    ended: bool,
}

impl Log {
    /// Begins to read what a process says on standard error.
    pub(crate) fn of(child: &mut Child) -> anyhow::Result<Self> {
        let stream = child.stderr.take().context("the host's log is piped")?;
        let log = Self::default();
        let reader = log.clone();
        std::thread::spawn(move || reader.read(stream));
        Ok(log)
    }

    fn read(&self, stream: ChildStderr) {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            self.said().lines.push(line);
            self.inner.1.notify_all();
        }
        self.said().ended = true;
        self.inner.1.notify_all();
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.inner.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first line of which something can be made, as soon as it is said.
    ///
    /// # Errors
    ///
    /// There was none `within` that time, or before the end; the error has what was said.
    pub(crate) fn find<T>(
        &self,
        within: Duration,
        of: impl Fn(&str) -> Option<T>,
    ) -> anyhow::Result<T> {
        let until = Instant::now() + within;
        let mut said = self.said();
        let mut seen = 0;
        loop {
            let new = said.lines.get(seen..).unwrap_or_default();
            if let Some(found) = new.iter().find_map(|line| of(line)) {
                return Ok(found);
            }
            seen = said.lines.len();
            let left = until.saturating_duration_since(Instant::now());
            if said.ended || left.is_zero() {
                bail!("{}", said.lines.join("\n"));
            }
            let woken = self.inner.1.wait_timeout(said, left);
            said = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}
