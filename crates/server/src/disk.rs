//! How full the disk is, against the mark above which nothing new is created.

use std::io;
use std::path::Path;

/// Space on the file system that holds the data directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Space {
    /// Bytes the file system has for us in all, free or used.
    pub(crate) total_bytes: u64,
    /// Bytes still free for us.
    pub(crate) free_bytes: u64,
}

/// Percent below the high mark at which creation is allowed again, so that it does not flap.
const HYSTERESIS_PERCENT: u8 = 2;

impl Space {
    /// Asks the system.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        let found = rustix::fs::statvfs(path)?;
        let used = found.f_blocks.saturating_sub(found.f_bfree);
        Ok(Self {
            total_bytes: used
                .saturating_add(found.f_bavail)
                .saturating_mul(found.f_frsize),
            free_bytes: found.f_bavail.saturating_mul(found.f_frsize),
        })
    }

    /// The used part, in percent.
    pub(crate) fn used_percent(self) -> u8 {
        let used = u128::from(self.total_bytes.saturating_sub(self.free_bytes));
        let percent = (used * 100)
            .checked_div(u128::from(self.total_bytes))
            .unwrap_or(100);
        u8::try_from(percent).unwrap_or(100)
    }
}

/// Which marks the disk is above.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fill {
    high_percent: u8,
    state: Option<hudhud_host::Space>,
}

impl Fill {
    pub(crate) fn new(high_percent: u8) -> Self {
        Self {
            high_percent,
            state: None,
        }
    }

    /// The percentage above which nothing grows: half way between the high mark and a full disk.
    pub(crate) fn exhausted_percent(self) -> u8 {
        self.high_percent
            .saturating_add(100u8.saturating_sub(self.high_percent).div_ceil(2))
    }

    /// Takes a new reading; the state, if it changed.
    pub(crate) fn update(&mut self, space: Space) -> Option<hudhud_host::Space> {
        let used = space.used_percent();
        let before = self.state.unwrap_or_default();
        // Going down, a mark counts as passed only some way below it.
        let above = |mark: u8, was: hudhud_host::Space| {
            used >= if before >= was {
                mark.saturating_sub(HYSTERESIS_PERCENT)
            } else {
                mark
            }
        };
        let now = if above(self.exhausted_percent(), hudhud_host::Space::Exhausted) {
            hudhud_host::Space::Exhausted
        } else if above(self.high_percent, hudhud_host::Space::Scarce) {
            hudhud_host::Space::Scarce
        } else {
            hudhud_host::Space::Ample
        };
        let changed = now != before;
        self.state = Some(now);
        changed.then_some(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_that_was_passed_is_left_only_some_way_below() {
        use hudhud_host::Space::{Ample, Exhausted, Scarce};
        let mut fill = Fill::new(90);
        let mut used = |percent: u64| {
            fill.update(Space {
                total_bytes: 100,
                free_bytes: 100 - percent,
            })
        };
        assert_eq!(used(89), None);
        assert_eq!(used(90), Some(Scarce));
        assert_eq!(used(89), None);
        assert_eq!(used(95), Some(Exhausted));
        assert_eq!(used(94), None);
        assert_eq!(used(92), Some(Scarce));
        assert_eq!(used(87), Some(Ample));
    }

    #[test]
    fn the_file_system_of_this_test_has_room() {
        let space = Space::of(Path::new(".")).unwrap();
        assert!(space.total_bytes >= space.free_bytes);
        assert!(space.total_bytes > 0);
    }
}
