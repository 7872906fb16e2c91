//! What happened, line by line: a hash over all of it, and the last lines for whoever must read them.

use std::collections::VecDeque;
use std::fmt::Write as _;

/// Lines kept for a failure's report.
const TAIL_LINES: usize = 120;
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// The record of one world.
#[derive(Debug)]
pub(crate) struct Trace {
    hash: u64,
    lines: VecDeque<String>,
    whole: bool,
}

impl Trace {
    /// Keeps every line if `whole`, else the last ones.
    pub(crate) fn new(whole: bool) -> Self {
        Self {
            hash: FNV_OFFSET,
            lines: VecDeque::new(),
            whole,
        }
    }

    /// Adds a line; `now` is virtual milliseconds since the world began.
    pub(crate) fn add(&mut self, now: u64, what: std::fmt::Arguments<'_>) {
        let mut line = String::with_capacity(96);
        // Writing into a string does not fail.
        let _ = write!(line, "{:>12}.{:03} ", now / 1000, now % 1000);
        let _ = line.write_fmt(what);
        for byte in line.bytes() {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
        }
        if !self.whole && self.lines.len() >= TAIL_LINES {
            self.lines.pop_front();
        }
        self.lines.push_back(line);
    }

    /// Equal for two worlds in which the same happened.
    pub(crate) const fn hash(&self) -> u64 {
        self.hash
    }

    /// The lines that were kept, oldest first.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.iter().cloned().collect()
    }
}
