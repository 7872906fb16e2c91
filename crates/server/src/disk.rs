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
/// The same for the reserve: this part of it must be free on top.
const HYSTERESIS_PART: u64 = 8;

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

/// The marks of one disk, and which of them it is above.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fill {
    high_percent: u8,
    reserve_bytes: u64,
    state: Option<hudhud_host::Space>,
}

impl Fill {
    /// Marks by the used part, and by the bytes that the store leaves alone.
    pub(crate) fn new(high_percent: u8, reserve_bytes: u64) -> Self {
        Self {
            high_percent,
            reserve_bytes,
            state: None,
        }
    }

    /// The percentage above which nothing grows: half way between the high mark and a full disk.
    fn exhausted_percent(self) -> u8 {
        self.high_percent
            .saturating_add(100u8.saturating_sub(self.high_percent).div_ceil(2))
    }

    /// Takes a new reading; the state, if it changed.
    pub(crate) fn update(&mut self, space: Space) -> Option<hudhud_host::Space> {
        let before = self.state.unwrap_or_default();
        let now = self.state_of(space);
        let changed = now != before;
        self.state = Some(now);
        changed.then_some(now)
    }

    /// What a reading means after those that were taken.
    pub(crate) fn state_of(self, space: Space) -> hudhud_host::Space {
        use hudhud_host::Space::{Ample, Exhausted, Scarce};
        let used = space.used_percent();
        let before = self.state.unwrap_or_default();
        // Going down, a mark counts as passed only some way below it.
        let above = |percent: u8, least_free: u64, mark: hudhud_host::Space| {
            let (percent, least_free) = if before >= mark {
                (
                    percent.saturating_sub(HYSTERESIS_PERCENT),
                    least_free.saturating_add(self.reserve_bytes / HYSTERESIS_PART),
                )
            } else {
                (percent, least_free)
            };
            used >= percent || space.free_bytes < least_free
        };
        let scarce_bytes = self.reserve_bytes.saturating_mul(2);
        if above(self.exhausted_percent(), self.reserve_bytes, Exhausted) {
            Exhausted
        } else if above(self.high_percent, scarce_bytes, Scarce) {
            Scarce
        } else {
            Ample
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_that_was_passed_is_left_only_some_way_below() {
        use hudhud_host::Space::{Ample, Exhausted, Scarce};
        let mut fill = Fill::new(90, 0);
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
    fn a_disk_without_room_for_the_reserve_is_full_however_little_is_used() {
        use hudhud_host::Space::{Ample, Exhausted, Scarce};
        let mut fill = Fill::new(90, 800);
        let mut free = |free_bytes: u64| {
            fill.update(Space {
                total_bytes: 10_000,
                free_bytes,
            })
        };
        assert_eq!(free(9_000), None);
        assert_eq!(free(1_599), Some(Scarce));
        assert_eq!(free(799), Some(Exhausted));
        assert_eq!(free(899), None, "just above it is not enough to go on");
        assert_eq!(free(900), Some(Scarce));
        assert_eq!(free(1_700), Some(Ample));
    }

    #[test]
    fn the_file_system_of_this_test_has_room() {
        let space = Space::of(Path::new(".")).unwrap();
        assert!(space.total_bytes >= space.free_bytes);
        assert!(space.total_bytes > 0);
    }
}
