//! What one process notes for the next, beside the store and not in it.

use std::path::Path;

use hudhud_base::Minute;

/// How a note ends whose host serves; both are as long, so that one takes the place of the other.
const SERVING: &str = "serving";
const ENDED: &str = "stopped";

/// What one process tells the next about the store, in a place that is not the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Note {
    /// No shard's fence was larger.
    pub fence: u64,
    /// So many commits were durable: a store with fewer has lost some.
    pub commits: u64,
    /// The newest minute of a clock that could be believed; 0: none yet.
    pub minute: Minute,
    /// A host serves, or has ended without a word.
    pub serving: bool,
}

impl Note {
    pub(super) fn line(self) -> String {
        let Minute(minute) = self.minute;
        let state = if self.serving { SERVING } else { ENDED };
        let fields = format!(
            "{:020} {:020} {minute:010} {state}",
            self.fence, self.commits
        );
        let check = blake3::hash(fields.as_bytes()).to_hex();
        format!("{fields} {}\n", check.get(..8).unwrap_or_default())
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().and_then(Self::from_line)
    }

    /// What is noted in a data directory now, perhaps by a host that runs.
    pub(crate) fn seen_in(data: &Path) -> Option<Self> {
        Self::from_bytes(&std::fs::read(data.join("lock")).ok()?)
    }

    fn from_line(line: &str) -> Option<Self> {
        let mut fields = line.split_ascii_whitespace();
        let note = Self {
            fence: fields.next()?.parse().ok()?,
            commits: fields.next()?.parse().ok()?,
            minute: Minute(fields.next()?.parse().ok()?),
            serving: fields.next()? == SERVING,
        };
        (note.line() == line).then_some(note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_cut_or_changed_is_no_note() {
        let note = Note {
            fence: 7,
            commits: 123,
            minute: Minute(29_000_000),
            serving: true,
        };
        let line = note.line();
        assert_eq!(Note::from_line(&line), Some(note));
        for length in 0..line.len() {
            assert_eq!(Note::from_line(&line[..length]), None);
        }
        assert_eq!(Note::from_line(&line.replace("123", "124")), None);
    }
}
