//! What outlives the process.

pub(crate) mod blob;
pub(crate) mod intent;
