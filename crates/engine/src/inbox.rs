//! Letters: what is written to an inbox, and what came to the own one.

pub(crate) mod letter;
pub(crate) mod read;
pub(crate) mod write;
