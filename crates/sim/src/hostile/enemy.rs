//! Who keeps to nothing.

/// Who keeps to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enemy {
    /// A member of the group, with all keys of its device.
    Member,
    /// The host.
    Host,
}
