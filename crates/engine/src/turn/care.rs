//! With how much care a turn is taken.

/// How a turn is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// As a whole.
    Whole,
    /// Each thing apart.
    Each,
}
