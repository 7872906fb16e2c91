//! Reading a log: what comes next, the running hash, gaps, and whether the host keeps to its word.
//! Nothing here knows what is inside an entry.

pub(crate) mod chain;
pub(crate) mod end;
pub(crate) mod follow;
pub(crate) mod retry;
