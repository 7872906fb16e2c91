//! Writing no faster than is allowed, so that those who are served do not wait for the disk.

use std::io::{self, Write};
use std::time::{Duration, Instant};

/// Bytes between two looks at the clock.
const LOOK_BYTES: u64 = 256 * 1024;

/// A writer that waits.
pub(super) struct Paced<'a> {
    to: &'a mut dyn Write,
    bytes_per_second: u64,
    began: Instant,
    written: u64,
    unlooked: u64,
}

impl<'a> Paced<'a> {
    pub(super) fn new(to: &'a mut dyn Write, mib_per_second: u32) -> Self {
        Self {
            to,
            bytes_per_second: u64::from(mib_per_second.max(1)) * 1024 * 1024,
            began: Instant::now(),
            written: 0,
            unlooked: 0,
        }
    }

    /// How long so many bytes are to take.
    fn due(&self) -> Duration {
        let micros = u128::from(self.written) * 1_000_000 / u128::from(self.bytes_per_second);
        Duration::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
    }
}

impl Write for Paced<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        let more = u64::try_from(written).unwrap_or(u64::MAX);
        self.written = self.written.saturating_add(more);
        self.unlooked = self.unlooked.saturating_add(more);
        if self.unlooked >= LOOK_BYTES {
            self.unlooked = 0;
            std::thread::sleep(self.due().saturating_sub(self.began.elapsed()));
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
