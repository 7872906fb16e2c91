//! What may be written to a log of the program's own doings.

/// A value that says nothing about a person: a count, a state, a kind, a length of time.
///
/// Identifiers, names, addresses and texts do not implement it, and must not.
pub trait LogSafe: std::fmt::Display {}

macro_rules! log_safe {
    ($($t:ty),*) => { $(impl LogSafe for $t {})* };
}

log_safe!(bool, u8, u16, u32, u64, usize, i32, i64, &'static str);
