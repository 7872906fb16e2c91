//! Which version of the protocol a link speaks.

/// The versions of the protocol this build speaks, lowest first.
pub const VERSIONS: std::ops::RangeInclusive<u32> = 1..=1;

/// The highest version that both this build and a peer speaking `min..=max` know; `None` if there
/// is none.
#[must_use]
pub fn negotiate(min: u32, max: u32) -> Option<u32> {
    let lowest = min.max(*VERSIONS.start());
    let highest = max.min(*VERSIONS.end());
    // A range the wrong way round stays so when it is cut, and is nobody's.
    (lowest <= highest).then_some(highest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_common_version_is_chosen() {
        assert_eq!(negotiate(1, 1), Some(1));
        assert_eq!(negotiate(0, 9), Some(1));
    }

    #[test]
    fn strangers_have_no_version_in_common() {
        assert_eq!(negotiate(2, 9), None);
        assert_eq!(negotiate(0, 0), None);
        assert_eq!(negotiate(1, 0), None);
    }
}
