//! What an authority can do that a host must outlive.

/// How an authority can be of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mischief {
    /// It is of use.
    None,
    /// It answers everything with a page for people.
    Page,
    /// It answers everything with more than anybody reads.
    Floods,
    /// It takes questions and answers none.
    Stalls,
    /// It gives no more certificates for so long.
    Limits {
        /// What it asks for in `Retry-After`.
        seconds: u64,
    },
    /// It certifies another name.
    OtherName,
    /// It certifies another key.
    OtherKey,
    /// What it gives has ended.
    Expired,
    /// It forgets, once, which nonces it gave out.
    LosesNonces,
}
